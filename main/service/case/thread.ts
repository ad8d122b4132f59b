import { Worker } from 'node:worker_threads';
import { programUrl } from '../../programs.ts';
import type { CaseOrder, CaseThreadOptions, FromCaseThread } from './messages.ts';
import { STOP } from './messages.ts';

/** One order carried out in a thread of its own, which ends with it. */
export class CaseThread {
  readonly #worker: Worker;
  readonly #stop: Int32Array;
  readonly #ended = Promise.withResolvers<void>();

  /** `onMessage` gets everything that the thread tells, a bug of it as a failure. */
  constructor(order: CaseOrder, onMessage: (message: FromCaseThread) => void) {
    const shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#stop = new Int32Array(shared);
    this.#worker = new Worker(programUrl('case'), { workerData: { order, shared } satisfies CaseThreadOptions });
    this.#worker.on('message', onMessage);
    this.#worker.on('error', (bug) => onMessage({ kind: 'failed', failure: { kind: 'library', call: 'case file', detail: String(bug) } }));
    this.#worker.on('exit', () => this.#ended.resolve());
  }

  /** Resolves when the thread is gone, however. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Has it stop at the next opportunity; what was being written goes before `ended` resolves. */
  cancel(): void {
    Atomics.store(this.#stop, STOP, 1);
  }

  /** Ends it at once: only for what reads. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
