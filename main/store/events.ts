import { BinCounter } from './bins.ts';
import type { ReadableDb, WritableDb } from './database.ts';

/** What one event says, decoded. What says the same is stored once. */
export interface Payload {
  readonly eventId: number;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly filter: string | null;
  readonly processName: string | null;
  readonly path: string | null;
  readonly reason: string | null;
  readonly operation: string | null;
  /** Unsigned. */
  readonly ntstatus: number | null;
  /** All fields by name, as JSON. */
  readonly fields: string;
  /** By the names this Windows knows, by position, or not at all. */
  readonly decoded: 'named' | 'positional' | 'raw';
}

/** The ids under which a payload is stored: its kind differs with who asked. */
export interface StoredPayload {
  readonly id: number;
  readonly kind: number;
  readonly ownKind: number;
}

export interface NewEvent {
  readonly timeUs: number;
  readonly processId: number;
  readonly threadId: number;
  readonly own: boolean;
  readonly payload: StoredPayload;
}

/** Ids of texts that are kept at hand: a game meets the same files again and again. */
const TEXTS_KEPT_MAX = 100_000;
const KINDS_KEPT_MAX = 10_000;
const ROWS_A_STATEMENT = 64;
const EVENT_COLUMNS = 7;
const EVENT_ROW = '(?, ?, ?, ?, ?, ?, ?)';
const INSERT_EVENTS = 'INSERT INTO events (seq, recording, time_us, process_id, thread_id, kind, payload) VALUES';

/** Writes the events of one recording, one transaction a batch. The only writer of its tables. */
export class EventWriter {
  readonly #db: WritableDb;
  readonly #recording: number;
  readonly #bins: BinCounter;
  readonly #textIds = new Map<string, number>();
  readonly #textsKeptMax: number;
  readonly #kindIds = new Map<string, number>();
  readonly #statements;
  readonly #pending: number[] = [];
  #dataVersion: number | undefined;
  #seq: number;

  constructor(db: WritableDb, recording: number, textsKeptMax = TEXTS_KEPT_MAX) {
    this.#textsKeptMax = textsKeptMax;
    this.#db = db;
    this.#recording = recording;
    this.#bins = new BinCounter(db);
    this.#statements = prepareStatements(db);
    this.#seq = lastSeq(db);
  }

  /** The number of the last event that was written. */
  get seq(): number {
    return this.#seq;
  }

  /** Runs `fill` in one transaction: everything it interns and adds is stored, or, when it throws, nothing. */
  batch(fill: () => void): void {
    let before = this.#seq;
    try {
      this.#db
        .transaction(() => {
          this.#follow();
          before = this.#seq;
          fill();
          if (this.#seq === before) return;
          this.#flush();
          this.#bins.write(this.#recording);
          this.#statements.progress.run(this.#seq - before, this.#seq, this.#recording);
        })
        .immediate();
    } catch (error) {
      this.#seq = before;
      this.#pending.length = 0;
      this.#bins.forget();
      this.forgetIds(); // ids of a transaction that never was
      throw error;
    }
  }

  /** After events were removed on this connection: their texts may have gone with them. */
  forgetIds(): void {
    this.#textIds.clear();
    this.#kindIds.clear();
  }

  /** Inside a batch: an import may write beside a capture, so numbers go on behind the other's, and its removals may have taken texts. */
  #follow(): void {
    const version = this.#statements.dataVersion.get();
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.#seq = lastSeq(this.#db);
    this.forgetIds();
  }

  /** Inside a batch. */
  add(event: NewEvent): void {
    const { timeUs, processId, threadId, payload } = event;
    const kind = event.own ? payload.ownKind : payload.kind;
    this.#seq += 1;
    this.#pending.push(this.#seq, this.#recording, timeUs, processId, threadId, kind, payload.id);
    if (this.#pending.length === ROWS_A_STATEMENT * EVENT_COLUMNS) this.#flush();
    this.#bins.count(kind, timeUs);
  }

  /** Many rows a statement: calling SQLite costs as much as inserting a row. */
  #flush(): void {
    const { insertMany, insertEvent } = this.#statements;
    const pending = this.#pending;
    if (pending.length === ROWS_A_STATEMENT * EVENT_COLUMNS) insertMany.run(pending);
    else for (let at = 0; at < pending.length; at += EVENT_COLUMNS) insertEvent.run(pending.slice(at, at + EVENT_COLUMNS));
    pending.length = 0;
  }

  /** Inside a batch: finds or stores a payload. The caller keeps the answer while the batch stands. */
  intern(payload: Payload): StoredPayload {
    const ids = {
      eventId: payload.eventId,
      filter: this.#text(payload.filter),
      process: this.#text(payload.processName),
      reason: this.#text(payload.reason),
      operation: payload.operation,
      ntstatus: payload.ntstatus,
    };
    const kind = this.#kind({ ...ids, own: 0 });
    const ownKind = this.#kind({ ...ids, own: 1 });
    const path = this.#text(payload.path);
    const { eventId, version, decoded, fields, bytes } = payload;
    // Events of a log come without bytes to know them by.
    const known = bytes.byteLength === 0 ? undefined : this.#statements.findPayload.get(bytes, eventId, version, path, decoded, fields);
    if (known !== undefined) return { id: known.id, kind, ownKind };
    const { lastInsertRowid } = this.#statements.insertPayload.run(kind, eventId, version, path, decoded, fields, bytes);
    return { id: Number(lastInsertRowid), kind, ownKind };
  }

  #kind(values: KindValues): number {
    const { eventId, own, filter, process, reason, operation, ntstatus } = values;
    const key = `${eventId} ${own} ${filter} ${process} ${reason} ${ntstatus} ${operation}`;
    const kept = this.#kindIds.get(key);
    if (kept !== undefined) return kept;
    const id = this.#statements.findKind.get(values)?.id ?? Number(this.#statements.insertKind.run(values).lastInsertRowid);
    if (this.#kindIds.size >= KINDS_KEPT_MAX) this.#kindIds.clear();
    this.#kindIds.set(key, id);
    return id;
  }

  #text(value: string | null): number | null {
    if (value === null) return null;
    const kept = this.#textIds.get(value);
    if (kept !== undefined) return kept;
    const id = this.#statements.findText.get(value)?.id ?? Number(this.#statements.insertText.run(value).lastInsertRowid);
    if (this.#textIds.size >= this.#textsKeptMax) this.#textIds.clear();
    this.#textIds.set(value, id);
    return id;
  }
}

interface KindValues {
  readonly eventId: number;
  readonly own: number;
  readonly filter: number | null;
  readonly process: number | null;
  readonly reason: number | null;
  readonly operation: string | null;
  readonly ntstatus: number | null;
}

type Id = { readonly id: number };

function prepareStatements(db: WritableDb) {
  return {
    insertEvent: db.prepare<[number[]]>(`${INSERT_EVENTS} ${EVENT_ROW}`),
    insertMany: db.prepare<[number[]]>(`${INSERT_EVENTS} ${Array.from({ length: ROWS_A_STATEMENT }, () => EVENT_ROW).join(', ')}`),
    progress: db.prepare('UPDATE recordings SET events = events + ?, last_seq = ? WHERE id = ?'),
    dataVersion: db.prepare<[], number>('PRAGMA data_version').pluck(),
    // Equal bytes can say different things: on another machine the same device has another drive letter.
    findPayload: db.prepare<[Uint8Array, number, number, number | null, string, string], Id>(
      `SELECT id FROM payloads INDEXED BY payloads_by_bytes
       WHERE bytes = ? AND event_id = ? AND version = ? AND path IS ? AND decoded = ? AND fields = ?`,
    ),
    insertPayload: db.prepare('INSERT INTO payloads (kind, event_id, version, path, decoded, fields, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)'),
    findKind: db.prepare<[KindValues], Id>(
      `SELECT id FROM kinds WHERE event_id = @eventId AND own = @own AND filter IS @filter AND process IS @process AND reason IS @reason
         AND operation IS @operation AND ntstatus IS @ntstatus`,
    ),
    insertKind: db.prepare(
      `INSERT INTO kinds (event_id, own, filter, process, reason, operation, ntstatus)
       VALUES (@eventId, @own, @filter, @process, @reason, @operation, @ntstatus)`,
    ),
    findText: db.prepare<[string], Id>('SELECT id FROM texts WHERE value = ?'),
    insertText: db.prepare('INSERT INTO texts (value) VALUES (?)'),
  };
}

/** The highest number that a removed recording had given. */
const REMOVED_SEQ = 'events.removedSeq';

/** The highest number ever given: removed events do not give theirs back. */
export const lastSeq = (db: ReadableDb): number =>
  db
    .prepare<[string], number>(
      'SELECT max(coalesce((SELECT max(last_seq) FROM recordings), 0), coalesce((SELECT value FROM settings WHERE name = ?), 0))',
    )
    .pluck()
    .get(REMOVED_SEQ) ?? 0;

/** Inside the transaction that removes a recording, before it goes. */
export const keepLastSeq = (db: WritableDb): void =>
  void db
    .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
    .run(REMOVED_SEQ, lastSeq(db));
