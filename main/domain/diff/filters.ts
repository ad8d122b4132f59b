import { shortHex } from '../../contract/numbers.ts';
import type { Change } from '../../contract/snapshot.ts';
import type { FilterInstance } from '../../contract/verdicts.ts';
import { type Compared, changed, gap, matched, NOTHING, onlyAfter, onlyBefore, type Pair, together } from './changes.ts';

/** The filters of one volume, instance by instance. Both lists are known. */
export function compareFilters(pair: Pair, mount: string, before: readonly FilterInstance[], after: readonly FilterInstance[]): Compared {
  const rows = matched(before, after, ({ name, instance }) => `${name}\n${instance}`.toLowerCase());
  return together(
    rows.map((row) => {
      if (row.before === null || row.after === null) return cameOrWent(pair, mount, row.before ?? row.after, row.before === null);
      return compareFilter(pair, mount, row.before, row.after);
    }),
  );
}

function cameOrWent(pair: Pair, mount: string, filter: FilterInstance | null, isNew: boolean): Compared {
  if (filter === null) return NOTHING;
  const place = filter.altitude === '' ? '' : ` at altitude ${filter.altitude}`;
  const optIn = filter.optedIn ? 'opted in' : 'not opted in';
  const text = [fileText(filter), filter.altitude, shortHex(filter.supportedFeatures)].filter((part) => part !== '').join(', ');
  return changed({
    kind: isNew ? 'filterAdded' : 'filterRemoved',
    mount,
    subject: filter.driver,
    before: isNew ? null : text,
    after: isNew ? text : null,
    sentence: `${noun(filter)} ${fileText(filter)}${place}, ${optIn} (${shortHex(filter.supportedFeatures)}), ${isNew ? onlyAfter(pair) : onlyBefore(pair)}`,
  });
}

/** The same for both orders. */
const subjectOf = (before: FilterInstance, after: FilterInstance): string =>
  before.driver.toLowerCase() === after.driver.toLowerCase() ? after.driver : after.name;

const noun = ({ kind }: FilterInstance): string => (kind === 'legacy' ? 'legacy filter' : 'filter');

const fileText = ({ driver, version }: FilterInstance): string => (version === null ? driver : `${driver} ${version}`);

function compareFilter(pair: Pair, mount: string, before: FilterInstance, after: FilterInstance): Compared {
  const features = featuresChange(pair, mount, before, after);
  return together([
    // The sentence on the opt-in names both versions.
    features === null ? compareFile(mount, before, after) : changed(features),
    compareAltitude(pair, mount, before, after),
  ]);
}

function featuresChange(pair: Pair, mount: string, before: FilterInstance, after: FilterInstance): Change | null {
  if (before.supportedFeatures === after.supportedFeatures) return null;
  const masks = [shortHex(before.supportedFeatures), shortHex(after.supportedFeatures)] as const;
  const words =
    before.optedIn === after.optedIn
      ? `declares other features, ${after.optedIn ? 'still opted in' : 'still not opted in'}`
      : optInWords(pair, after.optedIn);
  return {
    kind: 'filterOptIn',
    mount,
    subject: subjectOf(before, after),
    before: masks[0],
    after: masks[1],
    sentence: `${noun(after)} ${filesText(before, after)} ${words} (${masks[0]} → ${masks[1]})`,
  };
}

function optInWords({ isSameMachine }: Pair, isOptedIn: boolean): string {
  if (isSameMachine) return isOptedIn ? 'opts in now' : 'no longer opts in';
  return isOptedIn ? 'opts in on the second only' : 'opts in on the first only';
}

/** `Foo.sys 3.1 → 3.2`, `Foo.sys 3.1`, `Foo.sys 3.1 → Bar.sys 3.2`. */
function filesText(before: FilterInstance, after: FilterInstance): string {
  if (before.driver.toLowerCase() !== after.driver.toLowerCase()) return `${fileText(before)} → ${fileText(after)}`;
  if (before.version === after.version || before.version === null || after.version === null) return fileText(after);
  return `${after.driver} ${before.version} → ${after.version}`;
}

function compareFile(mount: string, before: FilterInstance, after: FilterInstance): Compared {
  const isSameFile = before.driver.toLowerCase() === after.driver.toLowerCase();
  if (isSameFile && (before.version === null || after.version === null)) {
    return before.version === after.version
      ? NOTHING
      : gap('Version', after.driver, before.version === null ? NO_VERSION : null, after.version === null ? NO_VERSION : null);
  }
  const isOtherVendor = before.company !== null && after.company !== null && before.company !== after.company;
  if (isSameFile && before.version === after.version && !isOtherVendor) return NOTHING;
  const vendors = isOtherVendor ? `, ${before.company} → ${after.company}` : '';
  return changed({
    kind: 'filterVersion',
    mount,
    subject: subjectOf(before, after),
    before: [isSameFile ? before.version : fileText(before), isOtherVendor ? before.company : null]
      .filter((part) => part !== null)
      .join(', '),
    after: [isSameFile ? after.version : fileText(after), isOtherVendor ? after.company : null].filter((part) => part !== null).join(', '),
    sentence: `${noun(after)} ${filesText(before, after)}${vendors}`,
  });
}

const NO_VERSION = 'the version of its file could not be read';

function compareAltitude({ isSameMachine }: Pair, mount: string, before: FilterInstance, after: FilterInstance): Compared {
  if (before.altitude === after.altitude) return NOTHING;
  const [from, to] = [before, after].map(({ altitude }) => (altitude === '' ? 'none' : altitude));
  return changed({
    kind: 'filterAltitude',
    mount,
    subject: subjectOf(before, after),
    before: from ?? null,
    after: to ?? null,
    sentence: `${noun(after)} ${after.driver} ${isSameMachine ? 'moved from altitude' : 'stands at altitude'} ${from} ${isSameMachine ? 'to' : 'and'} ${to}`,
  });
}
