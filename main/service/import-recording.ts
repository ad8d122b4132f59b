import type { EvidenceKind, EvidenceSource, ImportedEvidence } from '../contract/evidence.ts';
import type { Failure, Result } from '../contract/failure.ts';
import { microsOfFileTime, microsOfText } from '../domain/micros.ts';
import { fail, ok } from '../domain/result.ts';
import { close, failureOf, openWhenFree, type WritableDb } from '../store/database.ts';
import { EventWriter, type StoredPayload } from '../store/events.ts';
import { removeImportStep, shrinkStep } from '../store/import-removal.ts';
import { beginImport, finishImport, spanImport } from '../store/imports.ts';
import { readRetention } from '../store/retention.ts';
import { indexNew } from '../store/search-index.ts';
import { findImport } from '../store/sources.ts';
import { whenFree } from '../store/when-free.ts';
import type { EvidenceKeeper, KeptEvent } from './import-keeper.ts';
import { at, joined, type Span, spanOf } from './import-span.ts';

/**
 * One transaction: short enough that a running capture, which takes turns with it, never waits long, and so small that what waits for it
 * is gone before V8 takes it for something that stays.
 */
const BATCH_EVENTS = 100;
const BATCH_BYTES = 1 << 20;
/** Later, the search tables would be brought up in one transaction that others had to wait for. */
const INDEX_EVERY_EVENTS = 5_000;
/** An import goes through a database once: what it keeps of it in memory gains little. */
const CACHE_KIB = 2 * 1024;
const TEXTS_KEPT_MAX = 1_000;
/** How long another program may keep the database locked. */
const PATIENCE_MS = 10_000;
const DAY_US = 86_400_000_000;

/** Where evidence was stored. */
export interface Kept {
  readonly recording: number;
  /** When the same bytes were imported before, and that recording is the one; else null. */
  readonly sinceUs: number | null;
  /** What a user should read: a damaged database set aside, events that will not stay. */
  readonly notes: readonly string[];
}

type NewSource = Parameters<typeof beginImport>[1];

export interface RecordingOptions {
  /** Ends waiting for the database, and the storing with it. */
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
  /** Told when what was stored of evidence that was not read to its end could not be removed either. */
  readonly onLeft?: (left: LeftPart) => void;
}

/** The first part of evidence, as an interrupted recording. */
export interface LeftPart {
  readonly recording: number;
  /** What keeps it from being removed. */
  readonly why: Failure;
}

/**
 * Stores evidence as a recording while it is read. Nothing is written before there is a batch to write, and a database that refuses ends
 * the storing, never the reading. What was stored of evidence that was not read to its end is removed when this is disposed of; only a
 * process that is killed, or a database that refuses even that, leaves it, as an interrupted recording.
 */
export class ImportRecording implements EvidenceKeeper, AsyncDisposable {
  readonly #file: string;
  readonly #signal: AbortSignal | undefined;
  readonly #patienceMs: number;
  readonly #onLeft: RecordingOptions['onLeft'];
  #db: WritableDb | null = null;
  #source: NewSource | null = null;
  #known: { readonly recording: number; readonly importedUs: number } | null = null;
  #begun: { readonly recording: number; readonly writer: EventWriter; firstSeq: number | null } | null = null;
  #problem: Failure | null = null;
  #isFinished = false;
  readonly #notes: string[] = [];
  #pending: { readonly timeUs: number; readonly event: KeptEvent }[] = [];
  #pendingBytes = 0;
  #unindexed = 0;
  #span: Span | null = null;

  constructor(databaseFile: string, { signal, patienceMs = PATIENCE_MS, onLeft }: RecordingOptions = {}) {
    this.#file = databaseFile;
    this.#signal = signal;
    this.#onLeft = onLeft;
    this.#patienceMs = patienceMs;
  }

  async begin(kind: EvidenceKind, source: Pick<EvidenceSource, 'name' | 'sizeBytes' | 'sha256' | 'readAt'>): Promise<void> {
    const { name, sizeBytes, sha256, readAt } = source;
    this.#source = { kind, name, sizeBytes, sha256, importedUs: microsOfText(readAt) ?? 0 };
    const opened = await openWhenFree(this.#file, this.#patienceMs, this.#signal);
    if (!opened.ok) {
      this.#problem = opened.error;
      return;
    }
    const { db, setAside } = opened.value;
    this.#db = db;
    db.pragma(`cache_size = -${CACHE_KIB}`);
    if (setAside !== null) this.#notes.push(`the database was damaged and set aside as ${setAside}; a new one was begun`);
    await this.#write(() => {
      this.#known = findImport(db, sha256);
    });
  }

  get wantsEvents(): boolean {
    return this.#problem === null && this.#known === null && this.#db !== null;
  }

  add(event: KeptEvent): void {
    const timeUs = event.fileTime === null ? null : microsOfFileTime(event.fileTime);
    if (timeUs === null) return; // no place on a timeline; the answer counts them
    this.#pending.push({ timeUs, event });
    this.#pendingBytes += event.payload.bytes.byteLength + event.payload.fields.length;
  }

  settle(): Promise<void> | null {
    return this.#pending.length < BATCH_EVENTS && this.#pendingBytes < BATCH_BYTES ? null : this.#flush();
  }

  /** Fails with what the database refused. `evidence` is what was read, to its end. */
  async finish(evidence: ImportedEvidence): Promise<Result<Kept>> {
    if (this.#known !== null) {
      this.#isFinished = true;
      return ok({ recording: this.#known.recording, sinceUs: this.#known.importedUs, notes: this.#notes });
    }
    await this.#flush();
    const { fromUs: startedUs, toUs: endedUs } = joined(this.#span, spanOf(evidence)) ?? at(this.#source?.importedUs ?? 0);
    await this.#write((db) => indexNew(db));
    await this.#write((db) => {
      const { timeZone, machine } = evidence.source;
      const lost = evidence.kind === 'etl' ? evidence.lost : { events: 0, buffers: 0 };
      finishImport(db, this.#begin(db).recording, { startedUs, endedUs, timeZone, machine, warnings: evidence.warnings, lost });
    });
    if (this.#problem !== null || this.#begun === null || this.#db === null) return fail(this.#problem ?? NEVER_BEGUN);
    this.#isFinished = true;
    this.#noteWhatGoes(this.#db, endedUs);
    return ok({ recording: this.#begun.recording, sinceUs: null, notes: this.#notes });
  }

  /** Removed events were chosen by their age, and evidence can be old on the day it comes. */
  #noteWhatGoes(db: WritableDb, endedUs: number): void {
    const { maxAgeDays } = readRetention(db);
    const importedUs = this.#source?.importedUs ?? 0;
    if (maxAgeDays !== null && this.#span !== null && endedUs < importedUs - maxAgeDays * DAY_US)
      this.#notes.push(`its events are older than the ${maxAgeDays} days that you chose to keep: the next capture removes them`);
  }

  async #flush(): Promise<void> {
    const events = this.#pending;
    if (events.length === 0) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    const span = events.reduce<Span | null>((sum, { timeUs }) => joined(sum, at(timeUs)), this.#span) ?? at(0);
    await this.#write((db) => {
      const begun = this.#begin(db);
      const { recording, writer } = begun;
      writer.batch(() => {
        writeEvents(writer, events);
        spanImport(db, recording, span.fromUs, span.toUs);
      });
      begun.firstSeq ??= writer.seq - events.length + 1;
    });
    this.#span = span;
    this.#unindexed += events.length;
    if (this.#unindexed < INDEX_EVERY_EVENTS) return;
    this.#unindexed = 0;
    await this.#write((db) => indexNew(db));
  }

  #begin(db: WritableDb) {
    if (this.#source === null) throw new Error('evidence is stored before it has begun');
    if (this.#begun === null) {
      const recording = beginImport(db, this.#source);
      this.#begun = { recording, writer: new EventWriter(db, recording, TEXTS_KEPT_MAX), firstSeq: null };
    }
    return this.#begun;
  }

  /** A refusal is kept and ends the storing. */
  async #write(write: (db: WritableDb) => void): Promise<void> {
    const db = this.#db;
    if (this.#problem !== null || db === null) return;
    try {
      await whenFree(() => write(db), this.#patienceMs, this.#signal);
    } catch (error) {
      if (this.#signal?.aborted) throw error;
      this.#problem = failureOf(error, this.#file); // rethrows what is no failure of the store
      this.#pending = [];
    }
  }

  /** Gives what is left of it all the same, where the database refuses even that; null when nothing is. */
  async abandon(): Promise<LeftPart | null> {
    const [db, begun] = [this.#db, this.#begun];
    if (this.#isFinished || db === null || begun === null) return null;
    const { recording, firstSeq } = begun;
    try {
      for (const step of [() => removeImportStep(db, recording, firstSeq ?? Number.MAX_SAFE_INTEGER), () => shrinkStep(db)])
        while (await whenFree(step, this.#patienceMs)) await new Promise((resolve) => setImmediate(resolve));
    } catch (error) {
      return { recording, why: failureOf(error, this.#file) };
    } finally {
      this.#begun = null;
    }
    return null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = await this.abandon();
    if (left !== null) this.#onLeft?.(left);
    if (this.#db !== null) close(this.#db);
    this.#db = null;
  }
}

/** Payloads are not kept from batch to batch: a capture's retention may take them in between. */
function writeEvents(writer: EventWriter, events: readonly { readonly timeUs: number; readonly event: KeptEvent }[]): void {
  const payloads = new Map<string, StoredPayload>();
  for (const { timeUs, event } of events) {
    const { payload, processId, threadId } = event;
    const key = `${payload.eventId} ${payload.version} ${payload.path} ${payload.fields} ${Buffer.from(payload.bytes).toString('latin1')}`;
    const stored = payloads.get(key) ?? writer.intern(payload);
    payloads.set(key, stored);
    writer.add({ timeUs, processId: processId ?? 0, threadId: threadId ?? 0, own: false, payload: stored });
  }
}

const NEVER_BEGUN: Failure = { kind: 'refused', call: 'event database', detail: 'the evidence was not told to it' };
