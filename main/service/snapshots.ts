import type { SnapshotTrigger } from '../contract/case-words.ts';
import type { Failure, Result } from '../contract/failure.ts';
import type { HistoryTimeline, Snapshot, SnapshotChange, SnapshotEntry, SnapshotRequest, SnapshotSchedule } from '../contract/snapshot.ts';
import type { Clock } from '../domain/clock.ts';
import { fail, ok } from '../domain/result.ts';
import { withText } from '../domain/status-texts.ts';
import type { System } from '../domain/system.ts';
import { databaseFile as ownDatabaseFile } from '../store/data-folder.ts';
import { close, failureOf, openForReading, openOwn, openWhenFree, storeFailure, type WritableDb } from '../store/database.ts';
import { insertSnapshot, newestScheduledUs, readSchedule, removeSnapshot, writeSchedule } from '../store/snapshots.ts';
import { whenFree } from '../store/when-free.ts';
import { Latest } from './latest.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { ScheduleRunner } from './snapshot-schedule.ts';
import { takeSnapshot } from './take-snapshot.ts';
import type { SnapshotsView } from './view.ts';

const MICROS_A_MS = 1_000;
/** How long another program may keep the database locked before storing gives up. */
const PATIENCE_MS = 10_000;
const UNSCHEDULED: SnapshotSchedule = { everyMinutes: null, paths: [] };

const SYSTEM_CLOCK: Clock = {
  nowUs: () => Date.now() * MICROS_A_MS,
  after: (ms, act) => {
    const timer = setTimeout(act, ms).unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

/** Snapshots of this machine: taken, kept, compared with nothing here. While anybody listens to `changes`, the schedule runs. */
export class Snapshots implements SnapshotsView {
  readonly #system: System;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #reader: SnapshotReader;
  readonly #runner: ScheduleRunner;
  readonly #state = new Latest<SnapshotChange>({ version: 0, schedule: UNSCHEDULED, nextUs: null, failure: null });
  /** One at a time: each waits for the one before. */
  #last: Promise<unknown> = Promise.resolve();

  /** `databaseFile` overrides this user's own. */
  constructor(system: System, databaseFile?: string, clock: Clock = SYSTEM_CLOCK) {
    this.#system = system;
    this.#file = databaseFile ?? ownDatabaseFile(process.env);
    this.#clock = clock;
    this.#reader = new SnapshotReader(this.#file, databaseFile === undefined ? openOwn : openForReading);
    this.#runner = new ScheduleRunner({
      clock,
      state: () => this.#scheduleState(),
      take: async ({ paths, everyMinutes }) => this.#takeScheduled(paths, everyMinutes ?? 0),
      onNext: (nextUs) => this.#tell({ nextUs }),
    });
  }

  get databaseFile(): string {
    return this.#file;
  }

  readonly areNamesReplaced = false;

  list(): Result<SnapshotEntry[]> {
    return this.#reader.list();
  }

  get(id: number): Result<Snapshot> {
    return this.#reader.get(id);
  }

  find(word: string): Result<Snapshot> {
    return this.#reader.find(word);
  }

  timeline(): Result<HistoryTimeline> {
    return this.#reader.timeline();
  }

  /** Asks the machine and keeps what it said. Fails where the machine does not answer or nothing can be stored. */
  async take(request: SnapshotRequest): Promise<Result<Snapshot>> {
    return this.#inTurn(() => this.#take(request, 'asked'));
  }

  async remove(id: number): Promise<Result<null>> {
    const removed = await this.#write((db) => removeSnapshot(db, id));
    if (!removed.ok) return removed;
    if (!removed.value) return fail({ kind: 'badRequest', call: 'snapshot', detail: 'there is none of this number', target: String(id) });
    this.#tell({ version: this.#state.value.version + 1 });
    this.#runner.plan();
    return ok(null);
  }

  schedule(): Result<SnapshotSchedule> {
    const read = this.#reader.read(readSchedule);
    return read.ok ? ok({ everyMinutes: read.value.everyMinutes, paths: [...read.value.paths] }) : read;
  }

  async setSchedule(schedule: SnapshotSchedule): Promise<Result<SnapshotSchedule>> {
    const written = await this.#write((db) => writeSchedule(db, schedule));
    if (!written.ok) return written;
    this.#tell({ schedule, failure: null });
    this.#runner.plan();
    return ok(schedule);
  }

  async *changes(signal: AbortSignal): AsyncGenerator<SnapshotChange> {
    const schedule = this.schedule();
    this.#tell(schedule.ok ? { schedule: schedule.value } : { failure: schedule.error });
    this.#runner.start();
    try {
      yield* this.#state.listen(signal);
    } finally {
      if (this.#state.listenerCount === 0) this.#runner.stop();
    }
  }

  /** Ends the schedule, waits for what is being taken and closes the database. */
  async close(): Promise<void> {
    this.#runner.stop();
    await this.#last;
    this.#reader[Symbol.dispose]();
  }

  #scheduleState(): { readonly schedule: SnapshotSchedule; readonly newestUs: number | null } | null {
    const schedule = this.schedule();
    const newest = this.#reader.read(newestScheduledUs);
    return schedule.ok && newest.ok ? { schedule: schedule.value, newestUs: newest.value } : null;
  }

  async #takeScheduled(paths: string[], everyMinutes: number): Promise<void> {
    const taken = await this.#inTurn(() => this.#take({ name: scheduledName(everyMinutes), paths }, 'schedule'));
    if (!taken.ok) this.#tell({ failure: taken.error });
  }

  async #take({ name, paths }: SnapshotRequest, trigger: SnapshotTrigger): Promise<Result<Snapshot>> {
    const taken = takeSnapshot(this.#system, { name, paths }, trigger, this.#clock.nowUs());
    if (!taken.ok) return fail(withText(taken.error, this.#system.texts));
    const { entry, content } = taken.value;
    const stored = await this.#write((db) =>
      insertSnapshot(db, {
        ...entry,
        trigger,
        simulated: Number(entry.simulated),
        elevated: entry.elevated === null ? null : Number(entry.elevated),
        verdicts: JSON.stringify(entry.verdicts),
        content: JSON.stringify(content),
      }),
    );
    if (!stored.ok) return stored;
    this.#tell({ version: this.#state.value.version + 1, ...(trigger === 'schedule' ? { failure: null } : {}) });
    return ok({ entry: { ...entry, id: stored.value }, content });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.then(
      () => undefined,
      () => undefined, // whoever asked hears of it; the next in turn does not
    );
    return turn;
  }

  /** In one transaction, on a connection of its own: snapshots are rare, and a capture writes beside them. */
  async #write<T>(work: (db: WritableDb) => T): Promise<Result<T>> {
    const opened = await openWhenFree(this.#file, PATIENCE_MS);
    if (!opened.ok) return opened;
    const { db, setAside } = opened.value;
    try {
      const done = await whenFree(() => db.transaction(() => work(db)).immediate(), PATIENCE_MS);
      if (setAside !== null) this.#tell({ failure: setAsideNote(setAside, this.#file) });
      return ok(done);
    } catch (error) {
      return fail(failureOf(error, this.#file));
    } finally {
      close(db);
    }
  }

  #tell(change: Partial<SnapshotChange>): void {
    const now = this.#state.value;
    const next = { ...now, ...change };
    if (JSON.stringify(next) !== JSON.stringify(now)) this.#state.publish(next);
  }
}

export const scheduledName = (everyMinutes: number): string =>
  `Scheduled, every ${everyMinutes === 1 ? 'minute' : `${everyMinutes} minutes`}`;

const setAsideNote = (setAside: string, file: string): Failure =>
  storeFailure(`the database was damaged and set aside as ${setAside}; a new one was begun`, file);
