import { describe } from '../contract/describe.ts';
import type { Failure, Result } from '../contract/failure.ts';
import type { CaptureChange, CaptureStarted, RecordingSummary } from '../contract/recordings.ts';
import { clockText } from '../domain/micros.ts';
import { fail, ok } from '../domain/result.ts';
import type { System } from '../domain/system.ts';
import { sentenceOnRecording } from '../domain/use-sentence.ts';
import { Capture } from '../etw/session.ts';
import { addActiveCounts, volumeUse } from '../store/active-counts.ts';
import { CaptureLock } from '../store/capture-lock.ts';
import { close, failureOf, openForWriting, type ReadableDb, type WritableDb } from '../store/database.ts';
import { addLoss } from '../store/losses.ts';
import { beginRecording, closeInterrupted, type Ending, endRecording, findRecording } from '../store/recordings.ts';
import { applyRetention, type Removal } from '../store/retention.ts';
import type { TraceSessions } from '../win32/etw.ts';
import { sampleActiveCounts } from './active-counts.ts';

export interface RecorderParts {
  readonly system: System;
  readonly sessions: Result<TraceSessions>;
  readonly simulated: boolean;
  readonly databaseFile: string;
  /** When this process started, and its id: what it causes itself is marked. */
  readonly own: { readonly processId: number; readonly startedUs: number };
  readonly nowUs: () => number;
}

/** One process records one thing at a time: events through the collector, active counts and losses here. */
export class Recorder {
  readonly #parts: RecorderParts;
  #running: Running | null = null;
  #isStarting = false;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Fails when this or another instance records already, without rights, or where nothing can be written. */
  async start(sampleMs: number, onChange: (change: CaptureChange) => void): Promise<Result<CaptureStarted>> {
    if (this.#running !== null || this.#isStarting) {
      return fail({ kind: 'refused', call: 'capture', detail: 'events are being recorded already' });
    }
    this.#isStarting = true;
    try {
      const started = await Running.start(this.#parts, sampleMs, onChange);
      if (!started.ok) return started;
      const { running, notes } = started.value;
      this.#running = running;
      void running.finished.then(() => {
        this.#running = null;
      });
      return ok({ recording: running.recording, notes });
    } finally {
      this.#isStarting = false;
    }
  }

  /** Asks Windows for what it has buffered; it arrives as a change, if there is anything. */
  flush(): void {
    this.#running?.flush();
  }

  /** Ends what runs and gives its summary; null when nothing runs. */
  async stop(): Promise<RecordingSummary | null> {
    return this.#running === null ? null : this.#running.stop();
  }
}

const CHANGES_EVERY_MS = 200;
const COUNTERS_EVERY_MS = 1_000;

class Running {
  readonly recording: number;
  readonly finished: Promise<RecordingSummary>;
  readonly #parts: RecorderParts;
  readonly #db: WritableDb;
  readonly #lock: CaptureLock;
  readonly #capture: Capture;
  readonly #onChange: (change: CaptureChange) => void;
  readonly #timers: NodeJS.Timeout[];
  readonly #notes: string[] = [];
  #lost = { events: 0, buffers: 0 };
  #active: { readonly mount: string; readonly count: number }[] = [];
  #told = '';
  #isStopping = false;
  #storeProblem: Failure | null = null;

  private constructor(
    parts: RecorderParts,
    held: { readonly db: WritableDb; readonly lock: CaptureLock; readonly recording: number },
    capture: Capture,
    sampleMs: number,
    onChange: (change: CaptureChange) => void,
  ) {
    this.#parts = parts;
    this.#db = held.db;
    this.#lock = held.lock;
    this.recording = held.recording;
    this.#capture = capture;
    this.#onChange = onChange;
    this.#sample();
    this.#timers = [
      setInterval(() => this.#sample(), sampleMs),
      setInterval(() => this.#readCounters(), COUNTERS_EVERY_MS),
      setInterval(() => this.#tell(), CHANGES_EVERY_MS),
    ];
    this.finished = this.#finish();
  }

  static async start(
    parts: RecorderParts,
    sampleMs: number,
    onChange: (change: CaptureChange) => void,
  ): Promise<Result<{ readonly running: Running; readonly notes: string[] }>> {
    const { sessions, databaseFile } = parts;
    if (!sessions.ok) return sessions;
    const held = hold(parts, sampleMs);
    if (!held.ok) return held;
    const { db, lock, recording, notes } = held.value;
    let running: Running | null = null;
    const capture = await Capture.start(sessions.value, {
      simulated: parts.simulated,
      databaseFile,
      recording,
      own: parts.own,
      onRemoved: (removals) => running?.note(removals.map(removalText)),
    });
    if (!capture.ok) {
      db.prepare('DELETE FROM recordings WHERE id = ?').run(recording); // nothing was recorded in it
      close(db);
      lock[Symbol.dispose]();
      return capture;
    }
    running = new Running(parts, { db, lock, recording }, capture.value, sampleMs, onChange);
    return ok({ running, notes });
  }

  note(notes: readonly string[]): void {
    this.#notes.push(...notes);
  }

  flush(): void {
    this.#capture.flush();
  }

  async stop(): Promise<RecordingSummary> {
    this.#isStopping = true;
    this.#sample();
    const last = this.#capture.stop();
    if (last !== null) this.#count(last.eventsLost, last.buffersLost);
    return this.finished;
  }

  #sample(): void {
    const samples = sampleActiveCounts(this.#parts.system, this.#parts.nowUs);
    this.#active = samples.map(({ mount, count }) => ({ mount, count }));
    this.#write(() => addActiveCounts(this.#db, this.recording, samples));
  }

  #readCounters(): void {
    const state = this.#capture.state();
    if (state.ok) this.#count(state.value.eventsLost, state.value.buffersLost);
  }

  /** Windows counts from the session's start; stored is what came since. */
  #count(events: number, buffers: number): void {
    const loss = { timeUs: this.#parts.nowUs(), events: events - this.#lost.events, buffers: buffers - this.#lost.buffers };
    if (loss.events <= 0 && loss.buffers <= 0) return;
    this.#lost = { events, buffers };
    this.#write(() => addLoss(this.#db, this.recording, loss));
  }

  /** A full disk ends the recording, and what was written stays. */
  #write(write: () => void): void {
    if (this.#storeProblem !== null) return;
    try {
      write();
    } catch (error) {
      this.#storeProblem = failureOf(error, this.#parts.databaseFile);
      this.#capture.stop();
    }
  }

  #tell(): void {
    const change = this.#change(null);
    const said = JSON.stringify(change);
    if (said === this.#told && change.notes.length === 0) return;
    this.#told = said;
    this.#notes.length = 0;
    this.#onChange(change);
  }

  #change(ended: RecordingSummary | null): CaptureChange {
    return {
      recording: ended === null ? this.recording : null,
      lastSeq: this.#capture.committedSeq,
      lostEvents: this.#lost.events,
      lostBuffers: this.#lost.buffers,
      active: this.#active,
      ended,
      notes: [...this.#notes],
    };
  }

  async #finish(): Promise<RecordingSummary> {
    const end = await this.#capture.ended;
    for (const timer of this.#timers) clearInterval(timer);
    const failure = this.#storeProblem ?? end.failure;
    const isStoreFailure = this.#storeProblem !== null || end.isStoreFailure;
    const ending: Ending = isStoreFailure ? 'storeFailed' : this.#isStopping && failure === null ? 'stopped' : 'sessionEnded';
    const problem = failure === null ? (ending === 'sessionEnded' ? STOLEN : null) : describe(failure);
    this.#capture.stop(); // a collector that ended by itself leaves its session behind
    const summary = this.#close(ending, problem);
    this.#onChange(this.#change(summary));
    return summary;
  }

  #close(ending: Ending, problem: string | null): RecordingSummary {
    const { databaseFile, nowUs } = this.#parts;
    this.#write(() => endRecording(this.#db, this.recording, nowUs(), ending));
    const summary = summaryOf(this.#db, this.recording, problem);
    close(this.#db);
    this.#lock[Symbol.dispose]();
    if (summary === null) throw new Error(`recording ${this.recording} is not in ${databaseFile}`);
    return { ...summary, recording: { ...summary.recording, ending } };
  }
}

const STOLEN = 'another program stopped the trace session (perhaps a second instance of this one); what was recorded until then is kept';

const removalText = ({ events, reason }: Removal): string => `${events} events were removed as you chose: ${reason}`;

interface Held {
  readonly db: WritableDb;
  readonly lock: CaptureLock;
  readonly recording: number;
  readonly notes: string[];
}

/** The right to record, the database, and a recording in it, with what was found on the way. */
function hold(parts: RecorderParts, sampleMs: number): Result<Held> {
  const facts = parts.system.machine.facts();
  if (!facts.ok) return facts;
  const opened = openForWriting(parts.databaseFile);
  if (!opened.ok) return opened;
  const { db, setAside } = opened.value;
  const lock = CaptureLock.take(parts.databaseFile);
  if (!lock.ok) {
    close(db);
    return lock;
  }
  try {
    const interrupted = closeInterrupted(db);
    const removals = applyRetention(db, parts.nowUs());
    const { name, os } = facts.value;
    const { own, simulated } = parts;
    const recording = beginRecording(db, { startedUs: parts.nowUs(), machine: name, os, simulated, processId: own.processId, sampleMs });
    const notes = [
      ...(setAside === null ? [] : [`the database was damaged and set aside as ${setAside}; a new one was begun`]),
      ...(interrupted === 0 ? [] : [`${interrupted} earlier recording was cut off and closed as interrupted; its events are kept`]),
      ...removals.map(removalText),
      ...vetoNote(os),
    ];
    return ok({ db, lock: lock.value, recording, notes });
  } catch (error) {
    close(db);
    lock.value[Symbol.dispose]();
    return fail(failureOf(error, parts.databaseFile));
  }
}

/** First build whose manifest has FilterManager event 12. Source: manifest dumps; updates of older builds were not seen. */
const FIRST_VETO_BUILD = 22_621;

function vetoNote(os: string): string[] {
  const build = Number(os.split('.')[2] ?? 0);
  return build >= FIRST_VETO_BUILD
    ? []
    : [
        `this Windows (${os}) is not known to log vetoes: event 12 came with 22H2 (build ${FIRST_VETO_BUILD}). Filters that come and go, and files with BypassIO on, are still recorded`,
      ];
}

/** Null when there is no such recording. */
export function summaryOf(db: ReadableDb, id: number, problem: string | null): RecordingSummary | null {
  const recording = findRecording(db, id);
  if (recording === null) return null;
  const volumes = volumeUse(db, id);
  return { recording, volumes, useSentence: sentenceOnRecording(recording, volumes, clockText), problem };
}
