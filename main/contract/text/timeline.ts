import type { Timeline } from '../events.ts';

/** A moment range of the recording, in microseconds since 1970. */
export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
}

/** One drawn column: what fell into it, by the places that `series` gives the filters. */
export interface Column {
  readonly fromUs: number;
  readonly toUs: number;
  readonly counts: readonly number[];
  readonly total: number;
}

export interface Drawing extends TimeRange {
  /** The two busiest filters; null last: everybody else. */
  readonly series: readonly (string | null)[];
  readonly columns: readonly Column[];
  readonly highest: number;
}

/** Bins gathered into as many columns as there is room for: what is drawn does not grow with what was recorded. */
export function drawingOf(timeline: Timeline, room: number): Drawing {
  const { fromUs, toUs, binUs } = timeline;
  const widthUs = columnWidth(toUs - fromUs, binUs, Math.max(1, room));
  const series = seriesOf(timeline);
  const columns = Array.from({ length: Math.max(1, Math.ceil((toUs - fromUs) / widthUs)) }, () => series.map(() => 0));
  for (const bin of timeline.bins) {
    const column = columns[Math.min(columns.length - 1, Math.max(0, Math.floor((bin.fromUs - fromUs) / widthUs)))];
    const place = series.indexOf(bin.filter);
    if (column !== undefined) column[place] = (column[place] ?? 0) + bin.events;
  }
  const drawn = columns.map((counts, index) => ({
    fromUs: fromUs + index * widthUs,
    toUs: Math.min(toUs, fromUs + (index + 1) * widthUs),
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
  }));
  return { fromUs, toUs, series, columns: drawn, highest: Math.max(1, ...drawn.map((column) => column.total)) };
}

/** Whole bins in each column, so that none is torn between two. */
function columnWidth(spanUs: number, binUs: number, room: number): number {
  return binUs * Math.max(1, Math.ceil(spanUs / binUs / room));
}

/** Busiest first, the rest last: the order in which they are stacked and explained. */
function seriesOf({ bins }: Timeline): readonly (string | null)[] {
  const totals = new Map<string | null, number>();
  for (const { filter, events } of bins) totals.set(filter, (totals.get(filter) ?? 0) + events);
  const named = [...totals.keys()].filter((filter) => filter !== null).toSorted((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0));
  return totals.has(null) ? [...named, null] : named;
}

export function seriesWords(filter: string | null): string {
  return filter ?? 'other filters';
}

export interface Lane {
  readonly mount: string;
  readonly highest: number;
  readonly points: readonly { readonly us: number; readonly count: number }[];
}

/** Volumes that had files with BypassIO on, and those that never had: the latter need no line. */
export function lanesOf({ active }: Timeline): { readonly lanes: readonly Lane[]; readonly quiet: readonly string[] } {
  const mounts = [...new Set(active.map((point) => point.mount))].toSorted();
  const lanes = mounts.map((mount) => {
    const points = active.filter((point) => point.mount === mount).map(({ timeUs, count }) => ({ us: timeUs, count }));
    return { mount, points, highest: Math.max(...points.map(({ count }) => count)) };
  });
  return { lanes: lanes.filter((lane) => lane.highest > 0), quiet: lanes.filter((lane) => lane.highest === 0).map((lane) => lane.mount) };
}

/** Steps between round moments of a day. */
export const STEPS_US = [
  100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 15_000_000, 30_000_000, 60_000_000, 120_000_000, 300_000_000,
  600_000_000, 900_000_000, 1_800_000_000, 3_600_000_000, 7_200_000_000, 21_600_000_000, 43_200_000_000,
] as const;
