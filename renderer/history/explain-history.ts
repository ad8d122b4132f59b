import { countOf, formatBytes } from '../../main/contract/numbers.ts';
import type { Change, Fact, Snapshot, SnapshotContent, SnapshotDiff, SnapshotVolume, VerdictChange } from '../../main/contract/snapshot.ts';
import type { CauseText } from '../../main/contract/text/causes.ts';
import { whyOf } from '../../main/contract/text/changes.ts';
import { switchName, switchValue } from '../../main/contract/text/facts.ts';
import { machineText } from '../../main/contract/text/machine.ts';
import { missingFromSnapshot, titled } from '../../main/contract/text/missing.ts';
import { TRIGGER_WORDS } from '../../main/contract/text/snapshots.ts';
import { type StackRow, sameDriver, stackSections } from '../../main/contract/text/stack.ts';
import { compareVerdicts, VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import { visible } from '../../main/contract/visible.ts';
import type { Verdict } from '../../main/contract/words.ts';
import { type Explanation, explainRow, explainTarget, explainVolume } from '../text/explain.ts';
import { type HistoryItem, ITEM_WORDS, momentText, timesText, verdictsText } from './history-lanes.ts';
import { CHANGE_WORDS, capital, snapshotName, whereOf } from './history-words.ts';
import type { HeldSnapshot } from './pair.ts';

const BARE = { background: null, remedies: [], risk: null, confidence: null, sources: [] } as const;
const NONE = { others: [], notAsked: [], notAskedNote: null, answers: [] } as const;

/** The two that are compared, with what they hold as far as it is there already. */
export interface Compared {
  readonly diff: SnapshotDiff;
  readonly before: SnapshotContent | null;
  readonly after: SnapshotContent | null;
}

/** A verdict that changed: why, as far as the two show it, and what stands in the way now, with what helps. */
export function explainVerdictChange(change: VerdictChange, { diff, after }: Compared, key: string): Explanation {
  const now = after === null ? null : (targetNow(change, after) ?? null);
  const target = visible(change.target);
  const seen = [
    `${VERDICT_WORDS[change.before]} ${momentText(diff.before.takenUs)}`,
    `${VERDICT_WORDS[change.after]} ${momentText(diff.after.takenUs)}`,
    ...change.explanation.flatMap(changeLines),
  ];
  const isExplained = change.explanation.length > 0;
  return {
    key,
    about: target,
    mark: { kind: 'verdict', verdict: change.after },
    first: {
      ...(now?.first ?? BARE),
      title: `${target} went from ${lower(change.before)} to ${lower(change.after)}`,
      lead: `${capital(visible(whyOf(change)))}.`,
      seen: [...seen, ...(now?.first.seen ?? [])],
      concluded: [isExplained ? EXPLAINED : UNEXPLAINED, ...(now?.first.concluded ?? [])],
      background: now === null ? null : `${now.first.title}. ${now.first.lead}`,
    },
    others: now?.others ?? [],
    notAsked: now?.notAsked ?? [],
    notAskedNote: now?.notAskedNote ?? null,
    answers: now?.answers ?? [],
  };
}

const EXPLAINED = 'That the one led to the other is concluded: both lie in the same stack and between the same two snapshots.';
const UNEXPLAINED = 'The two snapshots do not show why. Nothing is claimed as its cause.';
const lower = (verdict: Verdict): string => VERDICT_WORDS[verdict].toLowerCase();

function targetNow({ targetKind, target }: VerdictChange, content: SnapshotContent): Explanation | undefined {
  if (targetKind === 'volume') {
    const volume = volumeOf(content, target);
    return volume === undefined ? undefined : explainVolume(volume.verdict);
  }
  const path = content.paths.find((each) => each.path === target);
  return path === undefined ? undefined : explainTarget(path, null);
}

function volumeOf({ volumes }: SnapshotContent, mount: string): SnapshotVolume | undefined {
  return volumes.state === 'known' ? volumes.value.find((volume) => volume.mount === mount) : undefined;
}

function changeLines({ subject, before, after }: Change): readonly string[] {
  return [`${visible(subject)}: ${visible(before ?? 'not there')} → ${visible(after ?? 'not there')}`];
}

/** One difference: what it means, both values, and what its driver answers now, with what helps where it is in the way. */
export function explainChange(change: Change, { diff, before, after }: Compared, key: string): Explanation {
  const now = driverNow(change, after) ?? driverNow(change, before);
  const { label, meaning } = CHANGE_WORDS[change.kind];
  return {
    key,
    about: `${label}, ${visible(whereOf(change)).toLowerCase()}`,
    // What came, went or changed is no judgement: only who is in the way now is marked.
    mark: now?.isInTheWay === true ? { kind: 'tone', tone: now.row.tone } : null,
    first: {
      ...(now?.isInTheWay === true ? now.text : BARE),
      title: capital(visible(change.sentence)),
      lead: meaning,
      seen: [
        `Before: ${visible(change.before ?? 'not there')}`,
        `  ${momentText(diff.before.takenUs)}`,
        `After: ${visible(change.after ?? 'not there')}`,
        `  ${momentText(diff.after.takenUs)}`,
        ...(now?.text.seen ?? []),
      ],
      concluded: now?.isInTheWay === true ? now.text.concluded : [],
      background: now?.isInTheWay === true ? `${now.text.title}. ${now.text.lead}` : null,
    },
    ...NONE,
    answers: now?.isInTheWay === true ? now.answers : [],
  };
}

interface DriverNow {
  readonly row: StackRow;
  readonly text: CauseText;
  readonly answers: Explanation['answers'];
  /** It refuses, or is suspected to: then what it means and what helps belongs to the change. */
  readonly isInTheWay: boolean;
}

/** The driver that a change is about, as it stands in its stack; of several stacks, in the first where it is in the way. */
function driverNow({ mount, subject }: Change, content: SnapshotContent | null): DriverNow | null {
  if (content === null || content.volumes.state !== 'known') return null;
  const found = content.volumes.value.flatMap(({ mount: each, stack }) => {
    if (stack === null || (mount !== null && each !== mount)) return [];
    const rows = stackSections(stack).flatMap((section) => section.rows);
    const row = rows.find((one) => one.name.toLowerCase() === subject.toLowerCase() || sameDriver(subject, driverOf(one)));
    if (row === undefined) return [];
    const { first, answers } = explainRow(row, stack);
    return [{ row, text: first, answers, isInTheWay: row.tone !== 'passed' && row.tone !== 'quiet' }];
  });
  return found.find(({ isInTheWay }) => isInTheWay) ?? found[0] ?? null;
}

const driverOf = ({ of }: StackRow): string => (of.kind === 'filter' ? of.filter.driver : of.driver.driver);

/** What one of the two does not know. */
export function explainNotCompared({ subject, sentence }: SnapshotDiff['notCompared'][number], key: string): Explanation {
  return {
    key,
    about: 'Not compared',
    mark: { kind: 'verdict', verdict: 'unknown' },
    first: {
      ...BARE,
      title: `${capital(visible(subject))} could not be compared`,
      lead: `${capital(visible(sentence))}.`,
      seen: [],
      concluded: ['Nothing is said of it: it may have changed, and it may be the same.'],
    },
    ...NONE,
  };
}

/** One snapshot: the machine at that moment, and what could not be found out. */
export function explainSnapshot(entry: HeldSnapshot, snapshot: Snapshot | null): Explanation {
  const whose = entry.of === 'case' ? 'Snapshot of the open case' : 'Snapshot of this computer’s database';
  const lead = `Taken ${TRIGGER_WORDS[entry.trigger]}${entry.simulated ? ', of a simulated machine' : ''}${entry.elevated === false ? ', without administrator rights: the filters are not known' : ''}.`;
  return {
    key: `snapshot ${entry.key}`,
    about: whose,
    mark: markOf(entry),
    first: {
      ...BARE,
      title: visible(snapshotName(entry)),
      lead,
      seen: [`Taken ${momentText(entry.takenUs)}`, ...(snapshot === null ? entryLines(entry) : contentLines(snapshot.content))],
      concluded: [],
    },
    ...NONE,
    unknown:
      snapshot === null ? [] : missingFromSnapshot(snapshot).map(({ subject, sentence }) => visible(`${titled(subject)} ${sentence}`)),
  };
}

/** Its worst verdict, as on the page of volumes. */
function markOf({ verdicts }: HeldSnapshot): Explanation['mark'] {
  const [worst] = verdicts.map(({ verdict }) => verdict).toSorted(compareVerdicts);
  return worst === undefined ? null : { kind: 'verdict', verdict: worst };
}

function entryLines(entry: HeldSnapshot): readonly string[] {
  return [`${visible(entry.machine)}, Windows ${visible(entry.os)}`, verdictsText(entry)];
}

/** What is known; the rest is listed with its reasons. */
function contentLines(content: SnapshotContent): readonly string[] {
  const { machine, edition, bootedUs, displayLanguage, volumes, classFilters, switches, paths } = content;
  return [
    visible(machineText(machine)),
    ...factLine('Edition', edition, (value) => value),
    ...factLine('Started', bootedUs, momentText),
    ...factLine('Display language', displayLanguage, (value) => value),
    ...(volumes.state === 'known' ? volumes.value.map(volumeLine) : []),
    ...classFilters.flatMap(({ deviceClass, drivers }) =>
      factLine(`Class filters of ${deviceClass}s`, drivers, (value) => value.join(', ') || 'none'),
    ),
    ...switches.flatMap((entry) => factLine(switchName(entry), entry.value, (value) => switchValue(entry, value))),
    ...paths.map(({ path, verdict }) => `${visible(path)}: ${VERDICT_WORDS[verdict]}`),
    `Takes ${formatBytes(JSON.stringify(content).length)}`,
  ];
}

function volumeLine({ mount, verdict: { verdict, fileSystem }, stack }: SnapshotVolume): string {
  const filters = stack === null || stack.filtersFailure !== null ? '' : `, ${countOf(stack.filters.length, 'filter')}`;
  return `${visible(mount)} ${visible(fileSystem)}: ${VERDICT_WORDS[verdict]}${filters}`;
}

const factLine = <T>(name: string, fact: Fact<T>, show: (value: T) => string): readonly string[] =>
  fact.state === 'known' ? [`${visible(name)}: ${visible(show(fact.value))}`] : [];

const ITEM_LEADS: Readonly<Record<HistoryItem['kind'], string>> = {
  snapshot: 'What the machine answered at that moment.',
  recording: 'Events were recorded during this time: they are on the Events page.',
  filterLoaded: 'A filter was loaded. It stands in the stacks that it attached to from then on.',
  filterUnloaded: 'A filter was unloaded. It is asked no more.',
  driverChanged: 'Two snapshots after one another show different files of this driver: it was changed between them.',
  verdictChanged:
    'Two snapshots after one another gave different verdicts: it changed between them. Compare the two to see what explains it.',
};

/** One mark of the timeline. */
export function explainItem(item: HistoryItem): Explanation {
  return {
    key: item.key,
    about: ITEM_WORDS[item.kind],
    mark: null,
    first: {
      ...BARE,
      title: capital(item.kind === 'recording' ? item.subject : item.sentence),
      lead: ITEM_LEADS[item.kind],
      seen: itemLines(item),
      concluded: [],
    },
    ...NONE,
  };
}

const itemLines = (item: HistoryItem): readonly string[] => [
  timesText(item),
  item.subject,
  ...(item.kind === 'recording' ? [item.sentence] : []),
];
