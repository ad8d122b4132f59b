import type { EventFilter } from '../contract/events.ts';
import { type Bin, levelFor, listBins, listTotals } from './bins.ts';
import type { ReadableDb } from './database.ts';
import { type KeyArguments, keysSql, rangeBehind, readTail } from './event-pages.ts';
import { type EventKey, findSources, type Sources } from './event-sources.ts';
import type { Kind } from './kinds.ts';

/** How long counting events one by one may take; beyond, the counts are of the newest ones and say so. */
const COUNT_MAX_MS = 15;
const CHECK_EVERY = 256;

export interface Counted {
  readonly byKind: ReadonlyMap<number, number>;
  readonly kinds: ReadonlyMap<number, Kind>;
  readonly complete: boolean;
}

/** Matching events by kind. Exact and at once where kinds decide; a time range then counts in whole steps of a tenth of a second or more. */
export function countByKind(db: ReadableDb, filter: EventFilter, maxMs = COUNT_MAX_MS): Counted {
  const sources = findSources(db, filter);
  const hasRange = filter.fromUs !== undefined || filter.toUs !== undefined;
  if (!sources.isByKind || (hasRange && isOverlapped(db, filter.recording))) return countOneByOne(db, sources, filter, maxMs);
  const counts = hasRange ? countInRange(db, filter) : listTotals(db, filter.recording ?? null);
  const byKind = new Map<number, number>();
  for (const { kind, events } of counts) {
    if (sources.kindsAllowed.has(kind)) byKind.set(kind, (byKind.get(kind) ?? 0) + events);
  }
  return { byKind, kinds: sources.kindsAllowed, complete: true };
}

const STEPS_IN_RANGE = 100;

function countInRange(db: ReadableDb, filter: EventFilter): readonly { readonly kind: number; readonly events: number }[] {
  const [fromUs, toUs] = rangeOf(db, filter);
  const { level, widthUs } = levelFor(fromUs, toUs, STEPS_IN_RANGE);
  return listBins(db, level, widthUs, fromUs, toUs);
}

/** The filter's time range, open ends closed by what there is; of a recording, its own time. */
export function rangeOf(db: ReadableDb, filter: EventFilter): readonly [fromUs: number, toUs: number] {
  const edge = (order: 'ASC' | 'DESC'): number | undefined =>
    db.prepare<[], number>(`SELECT time_us FROM events INDEXED BY events_by_time ORDER BY time_us ${order} LIMIT 1`).pluck().get();
  const recorded = filter.recording === undefined ? undefined : recordingRange(db, filter.recording);
  const fromUs = filter.fromUs ?? recorded?.startedUs ?? edge('ASC') ?? 0;
  const toUs = filter.toUs ?? recorded?.endedUs ?? (edge('DESC') ?? fromUs) + 1;
  return [fromUs, Math.max(toUs, fromUs + 1)];
}

const recordingRange = (db: ReadableDb, id: number) =>
  db
    .prepare<[number], { startedUs: number; endedUs: number | null }>(
      'SELECT started_us AS startedUs, ended_us + 1 AS endedUs FROM recordings WHERE id = ?',
    )
    .get(id);

/** Steps of time count all recordings together, so one that shares its time with another has to be counted by itself. */
function isOverlapped(db: ReadableDb, recording: number | undefined): boolean {
  if (recording === undefined) return false;
  return db.prepare<[number, number], number>(OVERLAP_SQL).pluck().get(recording, recording) !== undefined;
}

const OVERLAP_SQL = `SELECT 1 FROM recordings r JOIN recordings o ON o.id <> r.id AND o.events > 0
  WHERE r.id = ? AND EXISTS (SELECT 1 FROM sources WHERE recording IN (?, o.id))
    AND o.started_us <= coalesce(r.ended_us, ${Number.MAX_SAFE_INTEGER})
    AND coalesce(o.ended_us, ${Number.MAX_SAFE_INTEGER}) >= r.started_us LIMIT 1`;

export interface CountedBins {
  readonly fromUs: number;
  readonly toUs: number;
  readonly widthUs: number;
  readonly bins: readonly Bin[];
  readonly kinds: ReadonlyMap<number, Kind>;
  readonly complete: boolean;
}

/** Matching events by step of time and kind: at least `wanted` steps, where the finest width allows. */
export function countByTime(db: ReadableDb, filter: EventFilter, wanted: number, maxMs = COUNT_MAX_MS): CountedBins {
  const sources = findSources(db, filter);
  const [fromUs, toUs] = rangeOf(db, filter);
  const { level, widthUs } = levelFor(fromUs, toUs, wanted);
  const base = { fromUs, toUs, widthUs, kinds: sources.kindsAllowed };
  if (sources.isByKind && !isOverlapped(db, filter.recording)) {
    const bins = listBins(db, level, widthUs, fromUs, toUs).filter(({ kind }) => sources.kindsAllowed.has(kind));
    return { ...base, bins, complete: true };
  }
  const counts = new Map<string, Bin & { events: number }>();
  const complete = visitAll(db, sources, { ...filter, fromUs, toUs }, maxMs, ({ kind, timeUs }) => {
    const at = Math.floor(timeUs / widthUs) * widthUs;
    const key = `${at} ${kind}`;
    const bin = counts.get(key);
    if (bin === undefined) counts.set(key, { kind, fromUs: at, events: 1 });
    else bin.events += 1;
  });
  return { ...base, bins: [...counts.values()].sort((a, b) => a.fromUs - b.fromUs), complete };
}

function countOneByOne(db: ReadableDb, sources: Sources, filter: EventFilter, maxMs: number): Counted {
  const byKind = new Map<number, number>();
  const complete = visitAll(db, sources, filter, maxMs, ({ kind }) => byKind.set(kind, (byKind.get(kind) ?? 0) + 1));
  return { byKind, kinds: sources.kindsAllowed, complete };
}

/** Calls `visit` for each matching event, newest first within a source, once each. False when the time was used up. */
function visitAll(db: ReadableDb, sources: Sources, filter: EventFilter, maxMs: number, visit: (key: EventKey) => void): boolean {
  const until = performance.now() + maxMs;
  const range = rangeBehind(null, filter, 'older');
  const byKinds = new Set(sources.kinds);
  let looked = 0;
  const walk = (source: 'kind' | 'payload' | 'time', id: number): boolean => {
    for (const key of db.prepare<[KeyArguments], EventKey>(keysSql(source, 'older')).iterate({ ...range, id })) {
      const isSecondVisit = source === 'payload' && byKinds.has(key.kind);
      if (!isSecondVisit && sources.passes(key)) visit(key);
      looked += 1;
      if (looked % CHECK_EVERY === 0 && performance.now() > until) return false;
    }
    return true;
  };
  if (sources.plan !== 'some') return walk('time', 0);
  for (const key of readTail(db, sources.payloads)) {
    const isInRange = key.timeUs >= range.fromUs && key.timeUs < range.toUs;
    if (isInRange && !byKinds.has(key.kind) && sources.passes(key)) visit(key);
  }
  return sources.kinds.every((id) => walk('kind', id)) && sources.payloads.every((id) => walk('payload', id));
}
