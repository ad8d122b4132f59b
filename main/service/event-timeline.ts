import type { EventFilter, Timeline } from '../contract/events.ts';
import { activeSeries } from '../store/active-counts.ts';
import type { ReadableDb } from '../store/database.ts';
import { countByTime } from '../store/event-counts.ts';
import { listLosses } from '../store/losses.ts';

/** Filters that are drawn by name; the others are drawn together. */
const NAMED_FILTERS = 2;
const ACTIVE_POINTS_MAX = 600;

/** Matching events in steps of time, with the files that had BypassIO on and what was lost in the same time. */
export function timelineOf(db: ReadableDb, filter: EventFilter, wantedBins: number): Timeline {
  const { fromUs, toUs, widthUs, bins, kinds, complete } = countByTime(db, filter, wantedBins);
  const named = busiestFilters(bins.map(({ kind, events }) => ({ filter: kinds.get(kind)?.filter ?? null, events })));
  const merged = new Map<string, Timeline['bins'][number]>();
  for (const { kind, fromUs: at, events } of bins) {
    const filterName = kinds.get(kind)?.filter ?? null;
    const shown = filterName !== null && named.has(filterName) ? filterName : null;
    const key = `${at} ${shown ?? ''}`;
    merged.set(key, { fromUs: at, filter: shown, events: (merged.get(key)?.events ?? 0) + events });
  }
  const steps = Math.max(1, Math.ceil((toUs - fromUs) / widthUs));
  return {
    fromUs,
    toUs,
    binUs: widthUs,
    bins: [...merged.values()],
    active: activeSeries(db, fromUs, toUs, Math.min(steps, ACTIVE_POINTS_MAX)),
    losses: listLosses(db, fromUs, toUs),
    complete,
  };
}

function busiestFilters(counts: readonly { readonly filter: string | null; readonly events: number }[]): ReadonlySet<string> {
  const totals = new Map<string, number>();
  for (const { filter, events } of counts) if (filter !== null) totals.set(filter, (totals.get(filter) ?? 0) + events);
  const sorted = [...totals].sort((a, b) => b[1] - a[1]).slice(0, NAMED_FILTERS);
  return new Set(sorted.map(([filter]) => filter));
}
