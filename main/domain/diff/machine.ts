import type { SnapshotContent, SnapshotSwitch } from '../../contract/snapshot.ts';
import { switchName, switchValue, whyNotKnown } from '../../contract/text/facts.ts';
import { microsText } from '../micros.ts';
import {
  type Compared,
  changed,
  compareFacts,
  compareTexts,
  gap,
  matched,
  NOTHING,
  onlyAfter,
  onlyBefore,
  type Pair,
  together,
} from './changes.ts';

/** Clocks are set, and the time since the start is counted by another one: starts closer to each other than this are the same. */
const SAME_START_US = 60_000_000;
const CLASS_WORDS = { volume: 'volumes', disk: 'disks' } as const;

/** Everything that is not of one volume or one path. */
export function compareMachines(pair: Pair): Compared {
  const [before, after] = [pair.before.content, pair.after.content];
  return together([
    compareWindows(before, after),
    compareFacts({ kind: 'machineFact', subject: 'edition', label: 'edition of Windows' }, before.edition, after.edition, String),
    compareFacts(
      { kind: 'machineFact', subject: 'display language', label: 'display language' },
      before.displayLanguage,
      after.displayLanguage,
      String,
    ),
    compareTexts({ kind: 'machineFact', subject: 'simulated', label: 'machine' }, simulatedText(before), simulatedText(after)),
    compareElevation(before, after),
    compareStarts(before, after),
    compareClassFilters(pair),
    compareDrivers(before, after),
    compareSwitches(before.switches, after.switches),
  ]);
}

const simulatedText = ({ machine }: SnapshotContent): string => (machine.simulated ? 'simulated' : 'real');

function windowsText({ machine: { os, revision, release } }: SnapshotContent): string {
  const build = revision === null ? os : `${os}.${revision}`;
  return release === null ? build : `${build} (${release})`;
}

const compareWindows = (before: SnapshotContent, after: SnapshotContent): Compared =>
  compareTexts({ kind: 'os', subject: 'Windows', label: 'Windows' }, windowsText(before), windowsText(after));

const RIGHTS = { true: 'with administrator rights', false: 'without administrator rights', null: 'with unknown rights' } as const;

const compareElevation = ({ machine: before }: SnapshotContent, { machine: after }: SnapshotContent): Compared =>
  compareTexts({ kind: 'elevation', subject: 'elevation', label: 'taken' }, RIGHTS[`${before.elevated}`], RIGHTS[`${after.elevated}`]);

function compareStarts({ bootedUs: before }: SnapshotContent, { bootedUs: after }: SnapshotContent): Compared {
  if (before.state !== 'known' || after.state !== 'known') return NOTHING; // comes and goes by itself: no loss
  if (Math.abs(before.value - after.value) < SAME_START_US) return NOTHING;
  const [first, second] = [before.value, after.value].map((timeUs) => `${microsText(timeUs).slice(0, 19)}Z`);
  return compareTexts({ kind: 'bootTime', subject: 'start of Windows', label: 'Windows was started' }, first ?? '', second ?? '');
}

function compareClassFilters(pair: Pair): Compared {
  const rows = matched(pair.before.content.classFilters, pair.after.content.classFilters, ({ deviceClass }) => deviceClass);
  return together(
    rows.map(({ before, after }) => {
      if (before === null || after === null) return NOTHING; // every snapshot has a row of each class
      if (before.drivers.state !== 'known' || after.drivers.state !== 'known')
        return gap('Class filters', CLASS_WORDS[after.deviceClass], whyNotKnown(before.drivers), whyNotKnown(after.drivers));
      return compareDriverLists(pair, after.deviceClass, before.drivers.value, after.drivers.value);
    }),
  );
}

function compareDriverLists(pair: Pair, deviceClass: 'volume' | 'disk', before: readonly string[], after: readonly string[]): Compared {
  return together(
    matched(before, after, (driver) => driver.toLowerCase()).map((row) => {
      const driver = row.before ?? row.after;
      if (driver === null || (row.before !== null && row.after !== null)) return NOTHING;
      const isNew = row.before === null;
      return changed({
        kind: isNew ? 'classFilterAdded' : 'classFilterRemoved',
        mount: null,
        subject: driver,
        before: row.before,
        after: row.after,
        sentence: `class filter ${driver} of ${CLASS_WORDS[deviceClass]} ${isNew ? onlyAfter(pair) : onlyBefore(pair)}`,
      });
    }),
  );
}

/** Versions of the drivers that are no filters of a volume on both sides: those are compared where they are attached. */
function compareDrivers(before: SnapshotContent, after: SnapshotContent): Compared {
  const [first, second] = [before, after].map(filterDrivers);
  return together(
    matched(before.drivers, after.drivers, ({ driver }) => driver.toLowerCase()).map((row) => {
      if (row.before === null || row.after === null) return NOTHING; // that it is named on one side only is told by what names it
      const key = row.after.driver.toLowerCase();
      if (first?.has(key) === true && second?.has(key) === true) return NOTHING;
      const { driver } = row.after;
      return compareFacts(
        { kind: 'driverVersion', subject: driver, label: `driver ${driver}`, unknown: { kind: 'Version', of: driver } },
        row.before.version,
        row.after.version,
        String,
      );
    }),
  );
}

const filterDrivers = ({ volumes }: SnapshotContent): ReadonlySet<string> =>
  new Set(
    volumes.state === 'known' ? volumes.value.flatMap(({ stack }) => (stack?.filters ?? []).map(({ driver }) => driver.toLowerCase())) : [],
  );

function compareSwitches(before: readonly SnapshotSwitch[], after: readonly SnapshotSwitch[]): Compared {
  return together(
    matched(before, after, ({ name, key }) => `${key}\\${name}`.toLowerCase()).map((row) => {
      if (row.before === null || row.after === null) return NOTHING; // asked for each storage driver: told by the storage driver
      const { after } = row;
      const subject = switchName(after);
      const named = { kind: 'switch', subject, label: subject, unknown: { kind: 'Setting', of: subject } } as const;
      return compareFacts(named, row.before.value, after.value, (value) => switchValue(after, value));
    }),
  );
}
