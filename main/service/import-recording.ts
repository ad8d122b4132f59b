import type { EvidenceKind, EvidenceSource, ImportedEvidence } from '../contract/evidence.ts';
import type { Failure, Result } from '../contract/failure.ts';
import { microsOfFileTime, microsOfText } from '../domain/micros.ts';
import { fail, ok } from '../domain/result.ts';
import { close, failureOf, openForWriting, type WritableDb } from '../store/database.ts';
import { EventWriter, type StoredPayload } from '../store/events.ts';
import { beginImport, finishImport, spanImport } from '../store/imports.ts';
import { readRetention } from '../store/retention.ts';
import { indexNew } from '../store/search-index.ts';
import { findImport } from '../store/sources.ts';
import type { EvidenceKeeper, KeptEvent } from './import-keeper.ts';

/** One transaction: short enough that a running capture, which takes turns with it, never waits long. */
const BATCH_EVENTS = 1_000;
const BATCH_BYTES = 4 << 20;
/** Later, the search tables would be brought up in one transaction that others had to wait for. */
const INDEX_EVERY_EVENTS = 100_000;
const DAY_US = 86_400_000_000;

/** Where evidence was stored. */
export interface Kept {
  readonly recording: number;
  /** When the same bytes were imported before, and that recording is the one; else null. */
  readonly sinceUs: number | null;
  /** What a user should read: a damaged database set aside, events without a place in time, events that will not stay. */
  readonly notes: readonly string[];
}

interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

type NewSource = Parameters<typeof beginImport>[1];

/**
 * Stores evidence as a recording while it is read. Nothing is written before there is a batch to write, and a database that refuses ends
 * the storing, never the reading. Reading that ends early leaves what was written as an interrupted recording.
 */
export class ImportRecording implements EvidenceKeeper, Disposable {
  readonly #file: string;
  #db: WritableDb | null = null;
  #source: NewSource | null = null;
  #known: { readonly recording: number; readonly importedUs: number } | null = null;
  #recording: number | null = null;
  #writer: EventWriter | null = null;
  #problem: Failure | null = null;
  readonly #notes: string[] = [];
  #pending: { readonly timeUs: number; readonly event: KeptEvent }[] = [];
  #pendingBytes = 0;
  #unindexed = 0;
  #timeless = 0;
  #span: Span | null = null;

  constructor(databaseFile: string) {
    this.#file = databaseFile;
  }

  begin(kind: EvidenceKind, { name, sizeBytes, sha256, readAt }: Pick<EvidenceSource, 'name' | 'sizeBytes' | 'sha256' | 'readAt'>): void {
    this.#source = { kind, name, sizeBytes, sha256, importedUs: microsOfText(readAt) ?? 0 };
    const opened = openForWriting(this.#file);
    if (!opened.ok) {
      this.#problem = opened.error;
      return;
    }
    this.#db = opened.value.db;
    const { setAside } = opened.value;
    if (setAside !== null) this.#notes.push(`the database was damaged and set aside as ${setAside}; a new one was begun`);
    this.#write((db) => {
      this.#known = findImport(db, sha256);
    });
  }

  get wantsEvents(): boolean {
    return this.#problem === null && this.#known === null && this.#db !== null;
  }

  add(event: KeptEvent): void {
    const timeUs = event.fileTime === null ? null : microsOfFileTime(event.fileTime);
    if (timeUs === null) {
      this.#timeless += 1;
      return;
    }
    this.#pending.push({ timeUs, event });
    this.#pendingBytes += event.payload.bytes.byteLength + event.payload.fields.length;
    if (this.#pending.length >= BATCH_EVENTS || this.#pendingBytes >= BATCH_BYTES) this.#write((db) => this.#flush(db));
  }

  /** Fails with what the database refused. `evidence` is what was read, to its end. */
  finish(evidence: ImportedEvidence): Result<Kept> {
    if (this.#known !== null) return ok({ recording: this.#known.recording, sinceUs: this.#known.importedUs, notes: this.#notes });
    this.#write((db) => {
      this.#flush(db);
      const recording = this.#begun(db);
      const { timeZone, machine } = evidence.source;
      const { fromUs: startedUs, toUs: endedUs } = joined(this.#span, spanOf(evidence)) ?? at(this.#source?.importedUs ?? 0);
      const lost = evidence.kind === 'etl' ? evidence.lost : { events: 0, buffers: 0 };
      finishImport(db, recording, { startedUs, endedUs, timeZone, machine, warnings: evidence.warnings, lost });
      indexNew(db);
      this.#noteWhatGoes(db, endedUs);
    });
    if (this.#problem !== null || this.#recording === null) return fail(this.#problem ?? NEVER_BEGUN);
    if (this.#timeless > 0)
      this.#notes.push(`${this.#timeless} events have no usable time: they are in the answer and not in the recording`);
    return ok({ recording: this.#recording, sinceUs: null, notes: this.#notes });
  }

  /** Removed events were chosen by their age, and evidence can be old on the day it comes. */
  #noteWhatGoes(db: WritableDb, endedUs: number): void {
    const { maxAgeDays } = readRetention(db);
    const importedUs = this.#source?.importedUs ?? 0;
    if (maxAgeDays !== null && this.#span !== null && endedUs < importedUs - maxAgeDays * DAY_US)
      this.#notes.push(`its events are older than the ${maxAgeDays} days that you chose to keep: the next capture removes them`);
  }

  #flush(db: WritableDb): void {
    const events = this.#pending;
    if (events.length === 0) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    const recording = this.#begun(db);
    this.#writer ??= new EventWriter(db, recording);
    const writer = this.#writer;
    const span = events.reduce<Span | null>((sum, { timeUs }) => joined(sum, at(timeUs)), this.#span) ?? at(0);
    writer.batch(() => {
      // Not kept from batch to batch: a capture's retention may take payloads in between.
      const payloads = new Map<string, StoredPayload>();
      for (const { timeUs, event } of events) {
        const { payload, processId, threadId } = event;
        const key = `${payload.eventId} ${payload.version} ${payload.path} ${payload.fields} ${Buffer.from(payload.bytes).toString('latin1')}`;
        const stored = payloads.get(key) ?? writer.intern(payload);
        payloads.set(key, stored);
        writer.add({ timeUs, processId: processId ?? 0, threadId: threadId ?? 0, own: false, payload: stored });
      }
      spanImport(db, recording, span.fromUs, span.toUs);
    });
    this.#span = span;
    this.#unindexed += events.length;
    if (this.#unindexed < INDEX_EVERY_EVENTS) return;
    indexNew(db);
    this.#unindexed = 0;
  }

  #begun(db: WritableDb): number {
    if (this.#source === null) throw new Error('evidence is stored before it has begun');
    this.#recording ??= beginImport(db, this.#source);
    return this.#recording;
  }

  /** A refusal is kept and ends the storing. */
  #write(write: (db: WritableDb) => void): void {
    if (this.#problem !== null || this.#db === null) return;
    try {
      write(this.#db);
    } catch (error) {
      this.#problem = failureOf(error, this.#file); // rethrows what is no failure of the store
      this.#pending = [];
    }
  }

  [Symbol.dispose](): void {
    if (this.#db !== null) close(this.#db);
    this.#db = null;
  }
}

const NEVER_BEGUN: Failure = { kind: 'refused', call: 'event database', detail: 'the evidence was not told to it' };

const at = (timeUs: number): Span => ({ fromUs: timeUs, toUs: timeUs });

function joined(a: Span | null, b: Span | null): Span | null {
  if (a === null || b === null) return a ?? b;
  return { fromUs: Math.min(a.fromUs, b.fromUs), toUs: Math.max(a.toUs, b.toUs) };
}

/** When the evidence was recorded, by its own word; null when it does not say. */
function spanOf(evidence: ImportedEvidence): Span | null {
  switch (evidence.kind) {
    case 'etl': {
      const { startTime, endTime } = evidence.header;
      return spanBetween(microsOfFileTime(BigInt(startTime)), microsOfFileTime(BigInt(endTime)));
    }
    case 'evtx':
      return spanBetween(microsOfText(evidence.firstTime), microsOfText(evidence.lastTime));
    case 'fsutil':
    case 'fltmc':
      return null;
    default:
      return evidence satisfies never;
  }
}

/** A trace that was not closed has no end; clocks that were set back give one before the start. */
function spanBetween(fromUs: number | null, toUs: number | null): Span | null {
  if (fromUs === null || toUs === null) return fromUs === null ? null : at(fromUs);
  return { fromUs: Math.min(fromUs, toUs), toUs: Math.max(fromUs, toUs) };
}
