import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Failure, Result } from '../../contract/failure.ts';
import type { Scan, ScanOptions, ScanProgress } from '../../contract/scan.ts';
import { isNetworkShare } from '../../domain/audit.ts';
import { fail, ok } from '../../domain/result.ts';
import { withText } from '../../domain/status-texts.ts';
import type { System } from '../../domain/system.ts';
import { CaptureLock } from '../../store/capture-lock.ts';
import { databaseFile as ownDatabaseFile } from '../../store/data-folder.ts';
import { close, failureOf, openForReading, openForWriting, type ReadableDb, type WritableDb } from '../../store/database.ts';
import { beginScan, closeInterruptedScans, findScan, removeScan, reopenScan } from '../../store/scans.ts';
import { checkRoots } from './roots.ts';
import { ScanRun } from './run.ts';
import { noScan, StoredScans } from './stored-scans.ts';

/** A second thread overlaps waiting and asking; more of them wait for the same disk. */
const THREADS_MAX_COUNT = 4;
const PROGRESS_EVERY_MS = 200;
/** 16 MiB: a scan changes the same pages again and again, and each is copied into the database once for all of that. */
const CHECKPOINT_PAGES = 4_096;
/** What a call may wait for another program to let go of the database: the thread can do nothing else meanwhile, not even hear a cancel. */
const BUSY_MS = 50;
/** How long a running scan tries again before it gives up. */
const PATIENCE_MS = 10_000;
/** Enough for the pages that a scan changes again and again; what it wrote long ago need not stay. */
const CACHE_KIB = 24 * 1024;

/** Folder scans of one database: the one that runs, and all that were made. The database is opened when it is first needed. */
export class Scans extends StoredScans<WritableDb> implements Disposable {
  readonly #system: System;
  #db: WritableDb | null = null;
  #lock: CaptureLock | null = null;
  #run: { readonly scan: number; readonly run: ScanRun } | null = null;

  /** `databaseFile` overrides this user's own. */
  constructor(system: System, databaseFile: string = ownDatabaseFile(process.env)) {
    super(databaseFile, system.texts);
    this.#system = system;
  }

  /**
   * Starts a scan and returns at once. Fails when none of the roots can be scanned, when another scan runs, or when results cannot be
   * stored. Roots that cannot be scanned beside others are among the scan's errors; a scan of network shares alone ends at once, empty.
   */
  start({ roots, mode }: ScanOptions): Result<Scan> {
    const checked = checkRoots(this.#system, roots);
    const [first] = checked;
    if (first === undefined) return fail({ kind: 'badRequest', call: 'scan', detail: 'no folder is named' });
    const failures = checked.flatMap(({ failure }) => failure ?? []);
    if (failures.length === checked.length && !failures.every(isNetworkShare)) return fail(this.#worded(failures[0] ?? UNKNOWN));
    const machine = this.#system.machine.facts();
    if (!machine.ok) return machine;
    const { name, os, simulated } = machine.value;
    return this.attempt((db) => {
      const free = this.#becomeScanner(db);
      if (!free.ok) return free;
      const scan = beginScan(db, { roots: checked, mode, startedUs: Date.now() * 1000, machine: name, os, simulated });
      return this.#begin(db, scan, simulated);
    });
  }

  /** Goes on with a scan that was cancelled or interrupted. */
  resume(id: number): Result<Scan> {
    return this.with(id, (db, scan) => {
      const machine = this.#system.machine.facts();
      if (!machine.ok) return machine;
      const wrong = whyNotResumable(scan, machine.value);
      if (wrong !== null) return fail({ kind: 'badRequest', call: 'scan', detail: wrong, target: String(id) });
      const free = this.#becomeScanner(db);
      if (!free.ok) return free;
      reopenScan(db, id);
      return this.#begin(db, id, machine.value.simulated);
    });
  }

  #begin(db: WritableDb, id: number, simulated: boolean): Result<Scan> {
    const scan = findScan(db, id);
    if (scan === null) return fail(noScan(id));
    const threads = Math.min(THREADS_MAX_COUNT, Math.max(1, availableParallelism()));
    const roots = scan.roots.map((root) => root.replace(/\\$/, ''));
    const run = new ScanRun({
      db,
      databaseFile: this.databaseFile,
      scan: id,
      roots,
      mode: scan.mode,
      simulated,
      threads,
      patienceMs: PATIENCE_MS,
    });
    this.#run = { scan: id, run };
    void run.ended.then(() => this.#release());
    return ok(scan);
  }

  /** Only one process scans into a database, so what another left running is known to have been cut off. */
  #becomeScanner(db: WritableDb): Result<null> {
    if (this.#lock !== null)
      return fail({ kind: 'refused', call: 'scan', detail: 'another scan is running; cancel it or wait until it is done' });
    const lock = CaptureLock.take(this.databaseFile, 'scan');
    if (!lock.ok) return lock;
    this.#lock = lock.value;
    closeInterruptedScans(db);
    return ok(null);
  }

  #release(): void {
    this.#lock?.[Symbol.dispose]();
    this.#lock = null;
  }

  /** What was found stays. Nothing happens to a scan that does not run. */
  cancel(id: number): void {
    if (this.#run?.scan === id) this.#run.run.cancel();
  }

  /** Resolves when the scan has ended, however; at once when it does not run here. */
  async ended(id: number): Promise<void> {
    if (this.#run?.scan === id) await this.#run.run.ended;
  }

  /** Where a scan of this process is; null for any other. */
  progress(id: number): ScanProgress | null {
    return this.#run?.scan === id ? this.#run.run.progress : null;
  }

  /** Five times a second at most, and once when it has ended. Ends with the scan; ending it early leaves the scan alone. */
  async *watch(id: number, signal: AbortSignal): AsyncGenerator<ScanProgress> {
    const running = this.#run?.scan === id ? this.#run.run : null;
    if (running === null) return;
    while (!signal.aborted) {
      const progress = running.progress;
      yield progress;
      if (progress.state !== 'running') return;
      await Promise.race([running.ended, setTimeout(PROGRESS_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined)]);
    }
  }

  remove(id: number): Result<null> {
    if (this.#lock !== null && this.#run?.scan === id)
      return fail({ kind: 'refused', call: 'scan', detail: 'the scan is running: cancel it first', target: String(id) });
    return this.with(id, (db) => {
      removeScan(db, id);
      return ok(null);
    });
  }

  /** Ends what runs, as Cancel would, and closes the database. */
  async close(): Promise<void> {
    this.#run?.run.cancel();
    await this.#run?.run.ended;
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#release();
    if (this.#db !== null) close(this.#db);
    this.#db = null;
  }

  protected override attempt<T>(work: (db: WritableDb) => Result<T>): Result<T> {
    try {
      if (this.#db === null) {
        const opened = openForWriting(this.databaseFile);
        if (!opened.ok) return opened;
        this.#db = opened.value.db;
        this.#db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
        this.#db.pragma(`cache_size = -${CACHE_KIB}`);
        this.#db.pragma(`busy_timeout = ${BUSY_MS}`);
      }
      return work(this.#db);
    } catch (error) {
      if (this.#run === null || this.#run.run.progress.state !== 'running') this.#release();
      return fail(failureOf(error, this.databaseFile));
    }
  }

  protected override connect(): Result<ReadableDb> {
    return openForReading(this.databaseFile);
  }

  #worded(failure: Failure): Failure {
    return withText(failure, this.#system.texts);
  }
}

const UNKNOWN: Failure = { kind: 'refused', call: 'scan', detail: 'nothing to scan' };

/** Findings of one machine mean nothing on another. */
function whyNotResumable(scan: Scan, { name, simulated }: { readonly name: string; readonly simulated: boolean }): string | null {
  if (scan.state === 'finished') return 'the scan is finished; start a new one and compare the two';
  if (scan.machine !== name || scan.simulated !== simulated) return `the scan is of another machine, ${scan.machine}`;
  return null;
}
