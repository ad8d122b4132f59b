import type { EventCursor, EventFilter } from '../contract/events.ts';
import type { ReadableDb } from './database.ts';
import { type EventKey, findSources, type Sources } from './event-sources.ts';
import { indexReach } from './search-index.ts';
import { importedRange } from './sources.ts';

/** One event with everything it says, as it is stored. */
export interface EventRow {
  readonly seq: number;
  readonly timeUs: number;
  readonly eventId: number;
  readonly processId: number;
  readonly threadId: number;
  readonly processName: string | null;
  readonly path: string | null;
  readonly operation: string | null;
  readonly filter: string | null;
  readonly reason: string | null;
  readonly ntstatus: number | null;
  readonly own: number;
}

export interface KeyPage {
  readonly rows: EventRow[];
  readonly next: EventCursor | null;
}

export type Direction = 'older' | 'newer';

/** How long one page may look for matches before it hands over what it has. */
const SCAN_MAX_MS = 15;
const SCAN_CHECK_EVERY = 256;
const LAST = { timeUs: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };
const FIRST = { timeUs: -1, seq: -1 };

const SOURCE = {
  kind: { index: 'events_by_kind', condition: 'kind = @id AND' },
  time: { index: 'events_by_time', condition: '' },
} as const;

/**
 * Events of one source from a cursor on, by time. The cursor is one end of the range that is read, `fromUs` or `toUs` the other. The index is named, so that no
 * statistics ever make SQLite read a table instead.
 */
export function keysSql(source: keyof typeof SOURCE | 'payload', direction: Direction): string {
  const [compare, order, end] = direction === 'older' ? ['<', 'DESC', 'time_us >= @fromUs'] : ['>', 'ASC', 'time_us < @toUs'];
  if (source === 'payload') {
    return `SELECT p.seq, p.time_us AS timeUs, e.kind, p.payload, e.recording FROM payload_events p CROSS JOIN events e ON e.seq = p.seq
      WHERE p.payload = @id AND (p.time_us, p.seq) ${compare} (@timeUs, @seq) AND p.${end}
      ORDER BY p.time_us ${order}, p.seq ${order}`;
  }
  const { index, condition } = SOURCE[source];
  return `SELECT seq, time_us AS timeUs, kind, payload, recording FROM events INDEXED BY ${index}
    WHERE ${condition} (time_us, seq) ${compare} (@timeUs, @seq) AND ${end}
    ORDER BY time_us ${order}, seq ${order}`;
}

/** Events of some payloads that the search table does not reach yet: those of the last seconds of a running recording. */
export const TAIL_SQL = `SELECT seq, time_us AS timeUs, kind, payload, recording FROM events
  WHERE seq > ? AND payload IN (SELECT value FROM json_each(?))`;

export function readTail(db: ReadableDb, payloads: readonly number[]): EventKey[] {
  if (payloads.length === 0) return [];
  return db.prepare<[number, string], EventKey>(TAIL_SQL).all(indexReach(db).seq, JSON.stringify(payloads));
}

export interface KeyArguments extends EventCursor {
  readonly id: number;
  readonly fromUs: number;
  readonly toUs: number;
}

/** A page of matching events behind `from`, newest first when going `older`, oldest first when going `newer`. */
export function readPage(db: ReadableDb, filter: EventFilter, from: EventCursor | null, direction: Direction, limit: number): KeyPage {
  const sources = findSources(db, filter);
  const range = rangeBehind(from, withinImport(db, filter), direction);
  const { keys, next } =
    sources.plan === 'some' ? mergeSources(db, sources, range, direction, limit) : scan(db, sources, range, direction, limit);
  const find = db.prepare<[number], EventRow>(ROW_SQL);
  return { rows: keys.map(({ seq }) => find.get(seq)).filter((row) => row !== undefined), next };
}

/** Imported events lie in the past of another machine: everything recorded since would be read and dropped on the way to them. */
function withinImport(db: ReadableDb, filter: EventFilter): EventFilter {
  const range = filter.recording === undefined ? null : importedRange(db, filter.recording);
  if (range === null) return filter;
  const { fromUs = 0, toUs = LAST.timeUs } = filter;
  return { ...filter, fromUs: Math.max(fromUs, range.fromUs), toUs: Math.min(toUs, range.toUs) };
}

/** A cursor outside the filter's time is moved to its edge: otherwise everything in between would be read and dropped. */
export function rangeBehind(from: EventCursor | null, filter: EventFilter, direction: Direction): Range {
  const fromUs = filter.fromUs ?? 0;
  const toUs = filter.toUs ?? LAST.timeUs;
  const start = from ?? (direction === 'older' ? LAST : FIRST);
  if (direction === 'older') return { ...(start.timeUs < toUs ? start : { timeUs: toUs, seq: FIRST.seq }), fromUs, toUs };
  return { ...(start.timeUs >= fromUs ? start : { timeUs: fromUs, seq: FIRST.seq }), fromUs, toUs };
}

const ROWS_SQL = `SELECT e.seq, e.time_us AS timeUs, k.event_id AS eventId, e.process_id AS processId, e.thread_id AS threadId,
    n.value AS processName, t.value AS path, k.operation, f.value AS filter, r.value AS reason, k.ntstatus, k.own
  FROM events e JOIN kinds k ON k.id = e.kind JOIN payloads p ON p.id = e.payload
    LEFT JOIN texts n ON n.id = k.process LEFT JOIN texts t ON t.id = p.path
    LEFT JOIN texts f ON f.id = k.filter LEFT JOIN texts r ON r.id = k.reason`;
const ROW_SQL = `${ROWS_SQL} WHERE e.seq = ?`;
const SINCE_SQL = `${ROWS_SQL} WHERE e.seq > ? AND e.recording NOT IN (SELECT recording FROM sources) ORDER BY e.seq LIMIT ?`;

type Keys = { readonly keys: readonly EventKey[]; readonly next: EventCursor | null };
type Range = Omit<KeyArguments, 'id'>;

function mergeSources(db: ReadableDb, sources: Sources, range: Range, direction: Direction, limit: number): Keys {
  const found = new Map<number, EventKey>();
  const visit = (source: 'kind' | 'payload', ids: readonly number[]): void => {
    const statement = db.prepare<[KeyArguments], EventKey>(keysSql(source, direction));
    for (const id of ids) {
      let taken = 0;
      for (const key of statement.iterate({ ...range, id })) {
        if (!sources.passes(key)) continue;
        found.set(key.seq, key);
        taken += 1;
        if (taken > limit) break;
      }
    }
  };
  visit('kind', sources.kinds);
  visit('payload', sources.payloads);
  for (const key of readTail(db, sources.payloads)) if (isBehind(key, range, direction) && sources.passes(key)) found.set(key.seq, key);
  const sign = direction === 'older' ? -1 : 1;
  const sorted = [...found.values()].sort((a, b) => sign * (a.timeUs - b.timeUs || a.seq - b.seq));
  const keys = sorted.slice(0, limit);
  return { keys, next: sorted.length > limit ? cursorOf(keys.at(-1)) : null };
}

function isBehind(key: EventKey, { timeUs, seq, fromUs, toUs }: Range, direction: Direction): boolean {
  const order = key.timeUs - timeUs || key.seq - seq;
  return (direction === 'older' ? order < 0 : order > 0) && key.timeUs >= fromUs && key.timeUs < toUs;
}

function scan(db: ReadableDb, sources: Sources, range: Range, direction: Direction, limit: number): Keys {
  const keys: EventKey[] = [];
  const statement = db.prepare<[KeyArguments], EventKey>(keysSql('time', direction));
  const until = performance.now() + SCAN_MAX_MS;
  let looked = 0;
  for (const key of statement.iterate({ ...range, id: 0 })) {
    if (keys.length === limit) return { keys, next: cursorOf(keys.at(-1)) };
    if (sources.passes(key)) keys.push(key);
    looked += 1;
    if (looked % SCAN_CHECK_EVERY === 0 && performance.now() > until) return { keys, next: cursorOf(key) };
  }
  return { keys, next: null };
}

const cursorOf = (key: EventKey | undefined): EventCursor | null => (key === undefined ? null : { timeUs: key.timeUs, seq: key.seq });

/** Events behind number `seq` in the order of their numbers: what was recorded since. What was imported meanwhile did not happen since. */
export function readSince(db: ReadableDb, seq: number, limit: number): EventRow[] {
  return db.prepare<[number, number], EventRow>(SINCE_SQL).all(seq, limit);
}

export interface DetailRow extends EventRow {
  readonly version: number;
  readonly decoded: 'named' | 'positional' | 'raw';
  readonly fields: string;
  readonly bytes: Buffer;
}

export function readDetail(db: ReadableDb, seq: number): DetailRow | null {
  const row = db.prepare<[number], EventRow>(ROW_SQL).get(seq);
  const said = db
    .prepare<[number], Pick<DetailRow, 'version' | 'decoded' | 'fields' | 'bytes'>>(
      'SELECT p.version, p.decoded, p.fields, p.bytes FROM events e JOIN payloads p ON p.id = e.payload WHERE e.seq = ?',
    )
    .get(seq);
  return row === undefined || said === undefined ? null : { ...row, ...said };
}
