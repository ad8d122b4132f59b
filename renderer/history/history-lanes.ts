import { countOf, formatCount } from '../../main/contract/numbers.ts';
import type { HistoryMark, HistoryTimeline, SnapshotEntry, SnapshotRef } from '../../main/contract/snapshot.ts';
import { spanText } from '../../main/contract/text/events.ts';
import type { TimeRange } from '../../main/contract/text/timeline.ts';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import { visible } from '../../main/contract/visible.ts';
import { refText } from '../snapshot-ref.ts';
import { exactTime } from '../text/time.ts';
import { MARK_WORDS, snapshotName } from './history-words.ts';

export const LANES = ['snapshots', 'verdicts', 'filters', 'drivers', 'recordings'] as const;
export type LaneId = (typeof LANES)[number];
export const LANE_WORDS: Readonly<Record<LaneId, string>> = {
  snapshots: 'Snapshots',
  verdicts: 'Verdicts',
  filters: 'Filters',
  drivers: 'Drivers',
  recordings: 'Recordings',
};

export type ItemKind = HistoryMark['kind'] | 'snapshot' | 'recording';
export const ITEM_WORDS: Readonly<Record<ItemKind, string>> = { ...MARK_WORDS, snapshot: 'Snapshot', recording: 'Recording' };

/** One thing that happened, wherever it is shown: in the picture, in the table beside it, in the pane. */
export interface HistoryItem extends TimeRange {
  readonly key: string;
  readonly lane: LaneId;
  readonly kind: ItemKind;
  readonly subject: string;
  readonly sentence: string;
}

const LANE_OF: Readonly<Record<HistoryMark['kind'], LaneId>> = {
  verdictChanged: 'verdicts',
  filterLoaded: 'filters',
  filterUnloaded: 'filters',
  driverChanged: 'drivers',
};

/** Everything on the timeline, oldest first. A recording that still runs ends now. */
export function historyItems(
  { snapshots, recordings, marks }: HistoryTimeline,
  of: SnapshotRef['of'],
  nowUs: number,
): readonly HistoryItem[] {
  const numbers = numbersAtOneTime(marks);
  const items: readonly HistoryItem[] = [
    ...snapshots.map(
      (entry): HistoryItem => ({
        key: `snapshot ${refText({ of, id: entry.id })}`,
        lane: 'snapshots',
        kind: 'snapshot',
        subject: visible(snapshotName(entry)),
        sentence: verdictsText(entry),
        fromUs: entry.takenUs,
        toUs: entry.takenUs,
      }),
    ),
    ...marks.map(
      (mark, index): HistoryItem => ({
        // The same mark keeps its key when newer ones come.
        key: `mark ${mark.timeUs} ${numbers[index]}`,
        lane: LANE_OF[mark.kind],
        kind: mark.kind,
        subject: visible(mark.subject),
        sentence: visible(mark.sentence),
        fromUs: mark.timeUs,
        toUs: mark.timeUs,
      }),
    ),
    ...recordings.map(
      ({ id, startedUs, endedUs, vetoes, machine, imported }): HistoryItem => ({
        key: `recording ${id}`,
        lane: 'recordings',
        kind: 'recording',
        subject: `Recording ${id}`,
        sentence: `${countOf(vetoes, 'veto', 'vetoes')}${endedUs === null ? ' so far' : ` in ${spanText(endedUs - startedUs)}`}${imported ? `, imported from ${visible(machine)}` : ''}`,
        fromUs: startedUs,
        toUs: Math.max(startedUs, endedUs ?? nowUs),
      }),
    ),
  ];
  return items.toSorted((a, b) => a.fromUs - b.fromUs || LANES.indexOf(a.lane) - LANES.indexOf(b.lane));
}

/** The how manieth of its moment each mark is. */
function numbersAtOneTime(marks: HistoryTimeline['marks']): readonly number[] {
  const seen = new Map<number, number>();
  return marks.map(({ timeUs }) => {
    const number = seen.get(timeUs) ?? 0;
    seen.set(timeUs, number + 1);
    return number;
  });
}

/** `C: Partial, D: Full`. */
export function verdictsText({ verdicts }: Pick<SnapshotEntry, 'verdicts'>): string {
  return verdicts.length === 0
    ? 'no volume'
    : verdicts.map(({ mount, verdict }) => `${visible(mount)} ${VERDICT_WORDS[verdict]}`).join(', ');
}

const LEAST_SPAN_US = 3_600_000_000;
const MARGIN = 0.03;

/** All items with a margin, so that none stands on the edge; an hour at least, which is what a single one is drawn in. */
export function wholeRange(items: readonly HistoryItem[], nowUs: number): TimeRange {
  const fromUs = items.reduce((least, item) => Math.min(least, item.fromUs), items[0]?.fromUs ?? nowUs);
  const toUs = items.reduce((most, item) => Math.max(most, item.toUs), fromUs);
  const margin = Math.max((toUs - fromUs) * MARGIN, (LEAST_SPAN_US - (toUs - fromUs)) / 2);
  return { fromUs: Math.max(0, Math.floor(fromUs - margin)), toUs: Math.ceil(toUs + margin) };
}

export const isWithin = (item: TimeRange, { fromUs, toUs }: TimeRange): boolean => item.toUs >= fromUs && item.fromUs <= toUs;

/** What lies so near together in one lane that it is drawn, and read, as one. */
export interface HistoryStop extends TimeRange {
  readonly lane: LaneId;
  readonly items: readonly HistoryItem[];
}

/** The items of a range as stops, in the order of time. `nearUs`: what the sign of so many items covers, in time from the first of them. */
export function stopsOf(items: readonly HistoryItem[], range: TimeRange, nearUs: (count: number) => number): readonly HistoryStop[] {
  const open = new Map<LaneId, HistoryItem[]>();
  const groups: HistoryItem[][] = [];
  for (const item of items) {
    if (!isWithin(item, range)) continue;
    const group = open.get(item.lane);
    const [first] = group ?? [];
    if (group !== undefined && first !== undefined && item.fromUs - first.fromUs < nearUs(group.length)) group.push(item);
    else {
      const begun = [item];
      open.set(item.lane, begun);
      groups.push(begun);
    }
  }
  return groups.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ lane: first.lane, items: group, fromUs: first.fromUs, toUs: group.reduce((most, { toUs }) => Math.max(most, toUs), 0) }];
  });
}

/** The time in which several things can be told apart; null for one, and for several of one moment. */
export function rangeAround({ items }: HistoryStop): TimeRange | null {
  const fromUs = items[0]?.fromUs ?? 0;
  const toUs = items.at(-1)?.fromUs ?? 0;
  const margin = (toUs - fromUs) / 4;
  return toUs <= fromUs ? null : { fromUs: Math.floor(fromUs - margin), toUs: Math.ceil(toUs + margin) };
}

const LISTED_MAX = 3;

/** What a stop says under the pointer or the keyboard's mark, with exact times. */
export function stopText({ items }: HistoryStop): string {
  const [first] = items;
  if (first === undefined) return '';
  const listed = items.slice(0, LISTED_MAX).map(itemText);
  const rest = items.length - listed.length;
  const words = [...listed, ...(rest > 0 ? [`${formatCount(rest)} more`] : [])].join('; ');
  return `${timesText(items.length === 1 ? first : { fromUs: first.fromUs, toUs: items.at(-1)?.fromUs ?? first.fromUs })}: ${words}`;
}

const itemText = ({ kind, subject, sentence }: HistoryItem): string =>
  kind === 'snapshot' || kind === 'recording' ? `${subject}: ${sentence}` : `${ITEM_WORDS[kind]}: ${sentence}`;

export function momentText(us: number): string {
  return exactTime(new Date(us / 1_000).toISOString());
}

/** One moment, or two with the day and the zone said once where they share them. */
export function timesText({ fromUs, toUs }: TimeRange): string {
  const [from, to] = [momentText(fromUs), momentText(toUs)];
  if (from === to) return from;
  if (from.slice(19) !== to.slice(19)) return `${from} to ${to}`;
  return `${from.slice(0, 19)} to ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
}

const DAY_US = 86_400_000_000;
export const RANGE_CHOICES = [
  { id: 'day', label: 'Last 24 hours', us: DAY_US },
  { id: 'week', label: 'Last 7 days', us: 7 * DAY_US },
  { id: 'month', label: 'Last 30 days', us: 30 * DAY_US },
  { id: 'year', label: 'Last 365 days', us: 365 * DAY_US },
] as const;

/** The choices that show less than everything. */
export function rangeChoices({ fromUs, toUs }: TimeRange): readonly (typeof RANGE_CHOICES)[number][] {
  return RANGE_CHOICES.filter(({ us }) => us < toUs - fromUs);
}

/** `2 snapshots, 1 recording, 5 changes`, the picture in words. */
export function lanesSummary(items: readonly HistoryItem[], range: TimeRange): string {
  const shown = items.filter((item) => isWithin(item, range));
  const snapshots = shown.filter(({ kind }) => kind === 'snapshot').length;
  const recordings = shown.filter(({ kind }) => kind === 'recording').length;
  const marks = shown.length - snapshots - recordings;
  const parts = [
    snapshots === 0 ? null : countOf(snapshots, 'snapshot'),
    recordings === 0 ? null : countOf(recordings, 'recording'),
    marks === 0 ? null : countOf(marks, 'change'),
  ].filter((part) => part !== null);
  const [first] = shown;
  if (first === undefined) return 'Nothing in this time.';
  const lastUs = shown.reduce((most, { toUs }) => Math.max(most, toUs), first.toUs);
  return `${parts.join(', ')}${shown.length > 1 ? ` in ${spanText(lastUs - first.fromUs)}` : ''}.`;
}
