import type { VetoPathSum, VetoSum, VetoSums } from '../domain/veto-sums.ts';
import type { ReadableDb } from './database.ts';
import { type Kind, listKinds } from './kinds.ts';

/** Events counted before others get their turn: some tens of milliseconds. */
const STEP_EVENTS = 20_000;
/** Different paths that are counted one by one: beyond, memory would grow with the recording. */
const PATHS_MAX_COUNT = 50_000;

interface Row {
  readonly path: number | null;
  readonly kind: number;
  readonly vetoes: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

interface Counted {
  vetoes: number;
  firstUs: number;
  lastUs: number;
}

interface CountedPath extends Counted {
  /** Few, so that a list of them takes less room than a set. */
  readonly kinds: number[];
}

/**
 * Counts the events with number `eventId` by kind and by path, in steps: after each it gives the fraction that is done, so that whoever
 * asks can let others work, or stop. Returns the sums, with the `limit` paths that have most.
 */
export function* sumVetoes(
  db: ReadableDb,
  eventId: number,
  limit: number,
  pathsMaxCount: number = PATHS_MAX_COUNT,
): Generator<number, VetoSums> {
  const kinds = new Map(listKinds(db).map((kind) => [kind.id, kind]));
  const wanted = JSON.stringify([...kinds.values()].filter((kind) => kind.eventId === eventId).map(({ id }) => id));
  const byKind = new Map<number, Counted>();
  const byPath = new Map<number | null, CountedPath>();
  let isComplete = true;
  for (const { rows, fraction } of steps(db, wanted)) {
    for (const row of rows) {
      add(byKind, row.kind, row, () => ({ ...EMPTY }));
      if (kinds.get(row.kind)?.own === true) continue;
      if (byPath.size < pathsMaxCount || byPath.has(row.path)) {
        const { kinds: met } = add(byPath, row.path, row, () => ({ ...EMPTY, kinds: [] }));
        if (!met.includes(row.kind)) met.push(row.kind);
      } else isComplete = false;
    }
    yield fraction;
  }
  const known = [...byKind].flatMap(([id, counted]) => ({ kind: kinds.get(id), counted }));
  return {
    kinds: known.flatMap(({ kind, counted }) => (kind === undefined || kind.own ? [] : [toSum(kind, counted)])),
    paths: mostOf(db, byPath, kinds, limit),
    pathCount: byPath.size,
    pathsComplete: isComplete,
    own: known.reduce((sum, { kind, counted }) => sum + (kind?.own === true ? counted.vetoes : 0), 0),
  };
}

const EMPTY: Counted = { vetoes: 0, firstUs: Number.MAX_SAFE_INTEGER, lastUs: 0 };

const STEP_SQL = `SELECT p.path, e.kind, count(*) AS vetoes, min(e.time_us) AS firstUs, max(e.time_us) AS lastUs
  FROM events e JOIN payloads p ON p.id = e.payload
  WHERE e.seq >= ? AND e.seq < ? AND e.kind IN (SELECT value FROM json_each(?)) GROUP BY p.path, e.kind`;

/** By number, gaps skipped: retention leaves them, and a database of somebody else may number as it likes. */
function* steps(db: ReadableDb, kinds: string): Generator<{ readonly rows: Iterable<Row>; readonly fraction: number }> {
  const nextFrom = db.prepare<[number], number | null>('SELECT min(seq) FROM events WHERE seq >= ?').pluck();
  const last = db.prepare<[], number | null>('SELECT max(seq) FROM events').pluck().get() ?? 0;
  const read = db.prepare<[number, number, string], Row>(STEP_SQL);
  const first = nextFrom.get(0) ?? null;
  if (first === null) return;
  for (let from: number | null = first; from !== null; from = nextFrom.get(from + STEP_EVENTS) ?? null) {
    yield { rows: read.iterate(from, from + STEP_EVENTS, kinds), fraction: Math.min(1, (from + STEP_EVENTS - first) / (last - first + 1)) };
  }
}

function add<Key, Sum extends Counted>(sums: Map<Key, Sum>, key: Key, { vetoes, firstUs, lastUs }: Counted, make: () => Sum): Sum {
  const sum = sums.get(key) ?? make();
  sums.set(key, sum);
  sum.vetoes += vetoes;
  sum.firstUs = Math.min(sum.firstUs, firstUs);
  sum.lastUs = Math.max(sum.lastUs, lastUs);
  return sum;
}

const toSum = ({ filter, process, reason, operation, ntstatus }: Kind, counted: Counted): VetoSum => ({
  filter,
  process,
  reason,
  operation,
  ntstatus,
  ...counted,
});

function mostOf(
  db: ReadableDb,
  byPath: ReadonlyMap<number | null, CountedPath>,
  kinds: ReadonlyMap<number, Kind>,
  limit: number,
): VetoPathSum[] {
  const text = db.prepare<[number], string>('SELECT value FROM texts WHERE id = ?').pluck();
  const sorted = [...byPath].sort(([, a], [, b]) => b.vetoes - a.vetoes || a.firstUs - b.firstUs).slice(0, limit);
  return sorted.map(([id, { kinds: ids, vetoes, firstUs, lastUs }]) => ({
    path: id === null ? null : (text.get(id) ?? null),
    filters: [...new Set(ids.map((kind) => kinds.get(kind)?.filter ?? null).filter((filter) => filter !== null))].sort(),
    vetoes,
    firstUs,
    lastUs,
  }));
}
