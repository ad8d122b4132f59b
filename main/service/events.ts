import type { Grouping } from '../contract/event-words.ts';
import type { EventDetail, EventFilter, EventGroups, EventPage, EventPageRequest, StoredEvent, Timeline } from '../contract/events.ts';
import type { Result } from '../contract/failure.ts';
import type { Recording, RecordingSummary, Retention, RetentionChoice } from '../contract/recordings.ts';
import { microsText } from '../domain/micros.ts';
import { fail, ok } from '../domain/result.ts';
import { ntstatusName, statusText } from '../domain/status.ts';
import { close, failureOf, openForReading, openForWriting, type ReadableDb, storeFailure } from '../store/database.ts';
import { countByKind } from '../store/event-counts.ts';
import { type EventRow, readDetail, readPage, readSince } from '../store/event-pages.ts';
import { lastSeq } from '../store/events.ts';
import { groupValue } from '../store/kinds.ts';
import { type OpenDatabase, StoreReader } from '../store/reader.ts';
import { listRecordings } from '../store/recordings.ts';
import { chooseRetention, listRemovals, readRetention, usedBytes } from '../store/retention.ts';
import { timelineOf } from './event-timeline.ts';
import { summaryOf } from './watch.ts';

/** Reads what was recorded, while it is being recorded or later, and never waits for a writer. */
export class EventStore implements Disposable {
  readonly #file: string;
  readonly #store: StoreReader;

  constructor(file: string, open: OpenDatabase = openForReading) {
    this.#file = file;
    this.#store = new StoreReader(file, open);
  }

  page(request: EventPageRequest): Result<EventPage> {
    const { filter, from, direction, limit } = request;
    return this.#store.read((db) => {
      const { rows, next } = readPage(db, filter, from ?? null, direction, limit);
      return { events: rows.map(toEvent), next, total: totalOf(db, filter) };
    });
  }

  /** Events behind number `seq`, in the order they were delivered: for whoever follows a recording. */
  since(seq: number, limit: number): Result<StoredEvent[]> {
    return this.#store.read((db) => readSince(db, seq, limit).map(toEvent));
  }

  lastSeq(): Result<number> {
    return this.#store.read(lastSeq);
  }

  groups(filter: EventFilter, by: Grouping): Result<EventGroups> {
    return this.#store.read((db) => {
      const { byKind, kinds, complete } = countByKind(db, filter);
      const counts = new Map<string | null, number>();
      for (const [id, events] of byKind) {
        const kind = kinds.get(id);
        if (kind === undefined) continue;
        const value = groupValue(kind, by);
        counts.set(value, (counts.get(value) ?? 0) + events);
      }
      const groups = [...counts].map(([value, events]) => ({ value, events })).sort((a, b) => b.events - a.events);
      return { groups, complete };
    });
  }

  timeline(filter: EventFilter, wantedBins: number): Result<Timeline> {
    return this.#store.read((db) => timelineOf(db, filter, wantedBins));
  }

  /** Fails with `refused` when no event has that number (any more). */
  detail(seq: number): Result<EventDetail> {
    const read = this.#store.read((db) => readDetail(db, seq));
    if (!read.ok) return read;
    const row = read.value;
    if (row === null) return fail(storeFailure(`there is no event number ${seq} any more`, this.#file));
    const fields = JSON.parse(row.fields) as EventDetail['fields']; // written by the decoder in this form
    return ok({ event: toEvent(row), version: row.version, decoded: row.decoded, fields, raw: row.bytes.toString('hex') });
  }

  recordings(): Result<Recording[]> {
    return this.#store.read(listRecordings);
  }

  summary(recording: number): Result<RecordingSummary> {
    const read = this.#store.read((db) => summaryOf(db, recording, null));
    if (!read.ok) return read;
    return read.value === null ? fail(storeFailure(`there is no recording ${recording}`, this.#file)) : ok(read.value);
  }

  retention(): Result<Retention> {
    return this.#store.read((db) => ({ choice: readRetention(db), usedBytes: usedBytes(db), removals: listRemovals(db) }));
  }

  /** Takes effect when the next recording starts, or within a minute of a running one. */
  setRetention(choice: RetentionChoice): Result<Retention> {
    const opened = openForWriting(this.#file);
    if (!opened.ok) return opened;
    try {
      chooseRetention(opened.value.db, choice);
    } catch (error) {
      return fail(failureOf(error, this.#file));
    } finally {
      close(opened.value.db);
    }
    return this.retention();
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }
}

/** Only what counts by kind can give at once. */
function totalOf(db: ReadableDb, filter: EventFilter): number | null {
  if (filter.path !== undefined || filter.text !== undefined || filter.fromUs !== undefined || filter.toUs !== undefined) return null;
  return [...countByKind(db, filter).byKind.values()].reduce((sum, events) => sum + events, 0);
}

const toEvent = (row: EventRow): StoredEvent => ({
  seq: row.seq,
  timeUs: row.timeUs,
  time: microsText(row.timeUs),
  eventId: row.eventId,
  processId: row.processId,
  threadId: row.threadId,
  processName: row.processName,
  path: row.path,
  operation: row.operation,
  filter: row.filter,
  reason: row.reason,
  ntstatus: row.ntstatus === null ? null : statusText(row.ntstatus),
  ntstatusName: row.ntstatus === null || row.ntstatus === 0 ? null : ntstatusName(row.ntstatus),
  own: row.own !== 0,
});
