import { Worker } from 'node:worker_threads';
import type { Failure } from '../../contract/failure.ts';
import type { ScanProgress } from '../../contract/scan.ts';
import type { ScanMode, ScanState } from '../../contract/scan-words.ts';
import { programUrl } from '../../programs.ts';
import { failureOf, type WritableDb } from '../../store/database.ts';
import { ScanWriter } from '../../store/scan-writer.ts';
import { endScan } from '../../store/scans.ts';
import { whenFree } from '../../store/when-free.ts';
import { AHEAD, type FromWorker, STOP, type ToWorker, type WorkerOptions } from './messages.ts';
import { Pace } from './pace.ts';
import { StoreQueue } from './store-queue.ts';

/** Folders of one order: few enough that the last orders of a scan end at about the same time. */
const ORDER_COUNT = 64;
/** A thread has the next orders while it works on one: enough for the time that a transaction takes, when nobody hands out any. */
const ORDERS_MAX_COUNT = 16;
/** With fewer, a thread may be idle before the next transaction has ended. */
const ORDERS_MIN_COUNT = 2;
/** A thread that is inside a call of a dead disk does not answer. After this long what it still has is given up. */
const STOP_MAX_MS = 150;

export interface RunOptions {
  readonly db: WritableDb;
  readonly databaseFile: string;
  readonly scan: number;
  readonly roots: readonly string[];
  readonly mode: ScanMode;
  readonly simulated: boolean;
  readonly threads: number;
  /** How long another program may keep the database locked before the scan gives up. */
  readonly patienceMs: number;
}

interface ScanThread {
  readonly worker: Worker;
  readonly shared: Int32Array;
  /** Ids by the numbers that the thread gave its findings. */
  readonly findings: number[];
  /** Handed out and not reported yet. */
  orders: number;
  isReady: boolean;
  /** Rows and messages that are posted and not stored. */
  ahead: number;
}

/**
 * One scan while it runs: hands folders to its threads, stores what they post and gives account of it. Everything is stored before it is
 * counted, so what is shown is what a kill would leave.
 */
export class ScanRun {
  readonly #options: RunOptions;
  readonly #writer: ScanWriter;
  readonly #queue: StoreQueue;
  readonly #threads: ScanThread[];
  readonly #pace: Pace;
  readonly #ended = Promise.withResolvers<void>();
  #state: ScanState = 'running';
  /** True when the end is stored as well: only then is it told. */
  #isOver = false;
  #failure: Failure | null = null;
  #current: string | null = null;
  #stopTimer: NodeJS.Timeout | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#writer = new ScanWriter(options.db, options.scan);
    this.#queue = new StoreQueue(this.#writer, options.databaseFile, options.patienceMs, (failure) => this.#stored(failure));
    this.#pace = new Pace(this.#writer.totals);
    this.#threads = Array.from({ length: options.threads }, () => this.#startThread());
  }

  /** Resolves when nothing more will be stored, however the scan ended. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get progress(): ScanProgress {
    const state = this.#isOver ? this.#state : 'running';
    return {
      scan: this.#options.scan,
      state,
      ...this.#pace.of(this.#writer.totals, state),
      current: this.#isOver ? null : this.#current,
      failure: this.#failure,
    };
  }

  /** What was found stays, and the scan can be continued. */
  cancel(): void {
    this.#stop('cancelled', null);
  }

  #startThread(): ScanThread {
    const { simulated, mode, roots } = this.#options;
    const buffer = new SharedArrayBuffer(8);
    const workerData: WorkerOptions = { simulated, mode, roots, shared: buffer };
    const worker = new Worker(programUrl('scan'), { workerData });
    const thread: ScanThread = { worker, shared: new Int32Array(buffer), findings: [], orders: 0, isReady: false, ahead: 0 };
    worker.on('message', (message: FromWorker) => this.#receive(thread, message));
    worker.on('error', (bug) => this.#stop('interrupted', { kind: 'library', call: 'scan', detail: String(bug) }));
    worker.on('exit', () => this.#forget(thread));
    return thread;
  }

  #receive(thread: ScanThread, message: FromWorker): void {
    switch (message.kind) {
      case 'failed':
        this.#stop('interrupted', message.failure);
        return;
      case 'ready':
        thread.isReady = true;
        break;
      case 'batch':
        thread.orders -= message.ordersDone;
        thread.ahead += message.folders.length + 1;
        this.#current = message.current;
        if (this.#failure === null) this.#queue.add(message, thread.findings);
        if (this.#isStopping) this.#queue.store();
    }
    if (this.#isStopping) {
      this.#dismissIdle();
      return;
    }
    this.#handOut();
    if (this.#queue.isDue) this.#queue.store();
  }

  /** The threads' ways ahead are free again; what could not be stored ends the scan. */
  #stored(failure: Failure | null): void {
    for (const thread of this.#threads) {
      Atomics.sub(thread.shared, AHEAD, thread.ahead);
      Atomics.notify(thread.shared, AHEAD);
      thread.ahead = 0;
    }
    if (failure !== null && this.#isStopping) {
      this.#state = 'interrupted'; // it was about to end otherwise, but something of it is missing
      this.#failure ??= failure;
    } else if (failure !== null) this.#stop('interrupted', failure);
    else if (!this.#isStopping) this.#handOut();
  }

  get #isStopping(): boolean {
    return this.#state !== 'running';
  }

  /** Gives work to threads that have little; when there is none left and all are idle, the scan is finished. */
  #handOut(): void {
    const ready = this.#threads.filter(({ isReady }) => isReady);
    const room = ready.reduce((sum, { orders }) => sum + ORDERS_MAX_COUNT - orders, 0);
    if (room <= 0) return;
    const folders = this.#writer.take(ORDER_COUNT * room);
    const size = Math.min(ORDER_COUNT, Math.ceil(folders.length / ready.length));
    for (let at = 0; at < folders.length; at += size) {
      const thread = ready.reduce((idlest, other) => (other.orders < idlest.orders ? other : idlest));
      thread.orders += 1;
      thread.worker.postMessage({ kind: 'folders', folders: folders.slice(at, at + size) } satisfies ToWorker);
    }
    this.#storeForIdle();
  }

  /** A thread that has little to do waits for folders that others found: they are there once they are stored. */
  #storeForIdle(): void {
    if (this.#threads.every(({ orders }) => orders >= ORDERS_MIN_COUNT)) return;
    if (this.#queue.isEmpty) {
      if (this.#threads.every(({ isReady, orders }) => isReady && orders === 0)) this.#stop('finished', null);
    } else {
      this.#queue.store();
    }
  }

  /** The first reason counts. Threads that work stop between two files and post what they have. */
  #stop(state: Exclude<ScanState, 'running'>, failure: Failure | null): void {
    if (this.#isStopping) return;
    this.#state = state;
    this.#failure = failure;
    for (const { shared } of this.#threads) {
      Atomics.store(shared, STOP, 1);
      Atomics.notify(shared, AHEAD);
    }
    this.#stopTimer = setTimeout(() => this.#giveUp(), STOP_MAX_MS);
    if (this.#threads.length === 0) this.#finish();
    else this.#dismissIdle();
  }

  #dismissIdle(): void {
    for (const { worker, orders } of this.#threads) {
      if (orders === 0) worker.postMessage({ kind: 'end' } satisfies ToWorker);
    }
  }

  #forget(thread: ScanThread): void {
    const index = this.#threads.indexOf(thread);
    if (index === -1) return;
    this.#threads.splice(index, 1);
    if (this.#threads.length === 0) this.#finish();
  }

  /** Not killed: a thread that dies inside a call leaves its handle open. It ends when the call returns, and keeps no process alive. */
  #giveUp(): void {
    for (const { worker } of this.#threads.splice(0)) {
      worker.removeAllListeners('message');
      worker.postMessage({ kind: 'end' } satisfies ToWorker);
      worker.unref();
    }
    this.#finish();
  }

  #finish(): void {
    clearTimeout(this.#stopTimer);
    if (this.#failure === null) this.#queue.storeLast();
    if (this.#state === 'running') this.#state = 'interrupted'; // threads that ended unasked have said why
    try {
      this.#storeEnd(this.#state);
    } catch (error) {
      this.#failure ??= failureOf(error, this.#options.databaseFile);
      void this.#storeEndLater();
    }
    this.#isOver = true;
    this.#ended.resolve();
  }

  #storeEnd(state: ScanState): void {
    const { db, scan } = this.#options;
    if (state === 'running' || !db.open) return;
    endScan(db, scan, { state, endedUs: Date.now() * 1000, activeMs: this.#pace.elapsedMs, failure: this.#failure });
  }

  /** Nobody waits for it. When it fails, the scan is found open by the next process, which says that it was interrupted. */
  async #storeEndLater(): Promise<void> {
    try {
      await whenFree(() => this.#storeEnd('interrupted'), this.#options.patienceMs);
    } catch (error) {
      this.#failure ??= failureOf(error, this.#options.databaseFile);
    }
  }
}
