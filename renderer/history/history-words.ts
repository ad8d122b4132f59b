import type { ChangeKind } from '../../main/contract/case-words.ts';
import { countOf } from '../../main/contract/numbers.ts';
import type { Change, HistoryMark, SnapshotDiff, SnapshotEntry, VerdictChange } from '../../main/contract/snapshot.ts';
import { whyOf } from '../../main/contract/text/changes.ts';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import type { Verdict } from '../../main/contract/words.ts';
import { dayTime, dayWords } from '../text/time.ts';

export const MARK_WORDS: Readonly<Record<HistoryMark['kind'], string>> = {
  filterLoaded: 'Filter loaded',
  filterUnloaded: 'Filter unloaded',
  driverChanged: 'Driver changed',
  verdictChanged: 'Verdict changed',
};

/** What a change of each kind is called, and what it means for BypassIO. */
export const CHANGE_WORDS: Readonly<Record<ChangeKind, { readonly label: string; readonly meaning: string }>> = {
  cause: {
    label: 'Who refuses',
    meaning: 'The verdict is the same and the driver that is named, or its answer, is another one. A query names the first refuser only.',
  },
  filterAdded: {
    label: 'Filter attached',
    meaning: 'A filter stands in this stack that did not stand there before. Each one is asked, or has to have opted in.',
  },
  filterRemoved: {
    label: 'Filter gone',
    meaning: 'A filter no longer stands in this stack: it is asked no more and can no longer refuse.',
  },
  filterVersion: {
    label: 'Filter version',
    meaning: 'The filter’s file is another one. What it answers may be another answer: compare the verdict, not the number.',
  },
  filterOptIn: {
    label: 'Filter opt-in',
    meaning:
      'Bit 0x8 of SupportedFeatures is the opt-in to BypassIO. Without it the filter manager refuses for a filter that touches reads or writes, and asks nobody.',
  },
  filterAltitude: {
    label: 'Filter altitude',
    meaning: 'The filter stands at another place of the stack, so others are asked before it. A query names the first refuser only.',
  },
  classFilterAdded: {
    label: 'Class filter added',
    meaning: 'A driver was put into the stack of every device of this class. It takes effect when a device starts: after a restart.',
  },
  classFilterRemoved: {
    label: 'Class filter gone',
    meaning: 'A driver was taken out of the stack of every device of this class. It takes effect when a device starts: after a restart.',
  },
  driverVersion: {
    label: 'Driver version',
    meaning: 'The driver’s file is another one. What it answers may be another answer: compare the verdict, not the number.',
  },
  storageDriver: {
    label: 'Storage driver',
    meaning: 'Another driver serves the disk below this volume. Whether it declares BypassIO decides about full or partial.',
  },
  storageCompatible: {
    label: 'Storage compatibility',
    meaning: 'Only a storage driver that declares BypassIO lets reads skip the whole stack; without it they skip the filters only.',
  },
  busType: { label: 'Bus', meaning: 'The disk below this volume is reached another way: another disk, another port or another driver.' },
  fileSystem: { label: 'File system', meaning: 'The volume has another file system. Of those, NTFS knows BypassIO.' },
  switch: {
    label: 'Switch',
    meaning: 'A setting of Windows that decides about BypassIO has another value. It takes effect after a restart.',
  },
  os: { label: 'Windows', meaning: 'Another build or revision of Windows runs: drivers and rules may have changed with it.' },
  volumeAdded: { label: 'Volume added', meaning: 'The earlier snapshot does not know this volume.' },
  volumeRemoved: { label: 'Volume gone', meaning: 'The later snapshot does not know this volume.' },
  bitLocker: {
    label: 'BitLocker',
    meaning: 'BitLocker refuses on the volume stack of an encrypted volume: reads then skip the filters only.',
  },
  shadowCopies: { label: 'Shadow copies', meaning: 'The driver for shadow copies may refuse on the volume stack while a copy is kept.' },
  elevation: {
    label: 'Elevation',
    meaning: 'One of the two was taken with administrator rights and the other without: the second one knows less, not something else.',
  },
  volumeFact: { label: 'Volume', meaning: 'A property of the volume that has no verdict of its own.' },
  fileFact: { label: 'File', meaning: 'A property of the file itself, such as compression or encryption, decides about BypassIO for it.' },
  machineFact: { label: 'Machine', meaning: 'A property of the machine that decides about no verdict by itself.' },
  activeCount: {
    label: 'Files in use',
    meaning: 'How many files have BypassIO on changes with every game that starts or ends. It says nothing about whether it is available.',
  },
  freeSpace: { label: 'Free space', meaning: 'Free space comes and goes by itself.' },
  bootTime: {
    label: 'Restart',
    meaning: 'The machine was started anew in between. Settings and drivers that wait for a restart took effect.',
  },
};

export const snapshotName = ({ name, id }: Pick<SnapshotEntry, 'name' | 'id'>): string => name ?? `Snapshot ${id}`;

/** `Windows 10.0.26100`, as the lists show it. */
export const osWords = ({ os }: Pick<SnapshotEntry, 'os'>): string => `Windows ${os}`;

/** `yesterday`, `2026-11-14`; of today the time. */
function sinceWords(thenMs: number, nowMs: number): string {
  const day = dayWords(new Date(thenMs), nowMs);
  return day === 'today' ? dayTime(thenMs, nowMs).slice('today '.length) : day;
}

/** The page in one sentence: the verdict that changed and why, or how many did. Only of the newest two can be said since when it is so. */
export function headline(diff: SnapshotDiff, isNewest: boolean, nowMs: number): string {
  const { before, verdicts, changes, notCompared, isSameMachine, summary } = diff;
  if (!isSameMachine) return summary;
  const since = isNewest ? `Since ${sinceWords(before.takenUs / 1_000, nowMs)} ` : '';
  const [first] = verdicts;
  if (first === undefined) {
    if (changes.length > 0) return capital(`${since}no verdict changed, ${countOf(changes.length, 'other thing')} did`);
    return `Nothing${notCompared.length > 0 ? ' that both know' : ''} changed between ${isNewest ? 'the last' : 'these'} two snapshots`;
  }
  const isOneStory = verdicts.every((each) => each.before === first.before && each.after === first.after && whyOf(each) === whyOf(first));
  if (isOneStory)
    return `${since}${listOf(verdicts.map(shortTarget))} went from ${lower(first.before)} to ${lower(first.after)}: ${whyOf(first)}`;
  const each = verdicts.map((change) => `${shortTarget(change)} ${lower(change.before)} → ${lower(change.after)}`);
  return capital(`${since}${countOf(verdicts.length, 'verdict')} changed: ${listOf(each)}`);
}

/** `D:, E: and F:`; of many the first and how many others. */
function listOf(texts: readonly string[]): string {
  const more = texts.length - HEADLINE_VERDICTS_MAX;
  if (more > 0) return `${texts.slice(0, HEADLINE_VERDICTS_MAX).join(', ')} and ${countOf(more, 'other')}`;
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

const HEADLINE_VERDICTS_MAX = 3;
/** A file by its name: where it lies stands below. */
const shortTarget = ({ targetKind, target }: VerdictChange): string =>
  targetKind === 'path' ? (/[^\\]+$/.exec(target)?.[0] ?? target) : target;
const lower = (verdict: Verdict): string => VERDICT_WORDS[verdict].toLowerCase();

/** The first word in capitals, where it is a word: the name of a driver stays as it is. */
export const capital = (text: string): string => (/^[a-z]+(?=[\s:])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text);

/** What a schedule makes and takes; `bytes` is the size of the newest snapshot, null before there is one. */
export function scheduleCost(everyMinutes: number, bytes: number | null, formatBytes: (bytes: number) => string): string {
  const perDay = Math.round((24 * 60) / everyMinutes);
  const count = perDay < 1 ? 'less than one a day' : `at most ${countOf(perDay, 'snapshot')} a day`;
  const size =
    bytes === null ? '' : `, each about ${formatBytes(bytes)}${perDay > 1 ? `, together ${formatBytes(bytes * perDay)} a day` : ''}`;
  return `${count}${size}`;
}

/** `every 30 minutes`, `every 2 hours`, `every day`. */
export function everyWords(minutes: number): string {
  if (minutes % 1_440 === 0) return minutes === 1_440 ? 'every day' : `every ${countOf(minutes / 1_440, 'day')}`;
  if (minutes % 60 === 0) return minutes === 60 ? 'every hour' : `every ${countOf(minutes / 60, 'hour')}`;
  return `every ${countOf(minutes, 'minute')}`;
}

/** Kinds that are never of one volume. */
const MACHINE_KINDS: ReadonlySet<ChangeKind> = new Set([
  'os',
  'machineFact',
  'switch',
  'classFilterAdded',
  'classFilterRemoved',
  'driverVersion',
  'elevation',
  'bootTime',
]);

/** Where a change happened: on a volume, on several of them, or on the machine as a whole. */
export function whereOf({ kind, mount }: Pick<Change, 'kind' | 'mount'>): string {
  if (mount !== null) return mount;
  return MACHINE_KINDS.has(kind) ? 'Machine' : 'Several';
}

const PLACES_LAST = ['Several', 'Machine'];

/** Volumes by their letter, then several of them, then the machine as a whole; within each as the difference tells them. */
export function byPlace(a: Change, b: Change): number {
  const [one, other] = [whereOf(a), whereOf(b)];
  if (one === other) return 0;
  const [last, otherLast] = [PLACES_LAST.indexOf(one), PLACES_LAST.indexOf(other)];
  return last !== otherLast ? last - otherLast : one < other ? -1 : 1;
}
