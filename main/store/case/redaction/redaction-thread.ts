import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { RedactionPreview } from '../../../contract/case.ts';
import { programUrl } from '../../../programs.ts';
import type { OwnedPages } from '../page-hashes.ts';
import { Failed, type Work } from '../work.ts';
import type { FromRedaction, RedactionOrder, ToRedaction } from './messages.ts';

type Answer<Kind extends FromRedaction['kind']> = Extract<FromRedaction, { kind: Kind }>;

/** A thread that replaces names, and waits for its order. It can come into being while whoever needs it still does something else. */
export const redactionWorker = (): Worker => new Worker(programUrl('redaction'));

/**
 * The other thread of a redacted case, as the one that writes the file sees it. It is asked one thing at a time. Disposing of it ends it and
 * removes its file.
 */
export class RedactionThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #target: string;
  readonly #work: Work;
  #waiting: { readonly kind: FromRedaction['kind']; readonly answer: PromiseWithResolvers<FromRedaction> };

  private constructor(worker: Worker, order: RedactionOrder, work: Work) {
    this.#target = order.target;
    this.#work = work;
    this.#waiting = { kind: 'ready', answer: Promise.withResolvers() };
    this.#worker = worker;
    this.#worker.on('message', (message: FromRedaction) => this.#receive(message));
    this.#worker.on('error', (bug) => this.#waiting.answer.reject(bug));
    this.#worker.postMessage({ kind: 'start', order } satisfies ToRedaction);
  }

  /** Resolves when it can begin. Rejects with `Failed` when a part cannot be read. `worker` is the thread's from then on. */
  static async start(order: RedactionOrder, work: Work, worker = redactionWorker()): Promise<RedactionThread> {
    const thread = new RedactionThread(worker, order, work);
    try {
      await thread.#waiting.answer.promise;
      return thread;
    } catch (error) {
      await thread[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Has it read the parts as they are now; it goes on by itself. */
  async begin(): Promise<void> {
    await this.#ask({ kind: 'begin' }, 'begun');
    this.#waiting = { kind: 'rewritten', answer: Promise.withResolvers() };
  }

  /** Resolves when the tables with texts are in its file. */
  async rewritten(): Promise<void> {
    await this.#waiting.answer.promise;
  }

  async redacted(text: string): Promise<string> {
    const { text: redacted } = (await this.#ask({ kind: 'redact', text }, 'redacted')) as Answer<'redacted'>; // what was asked for
    return redacted;
  }

  /** What was replaced. Rejects with `Failed` when something of it is still in the file. */
  async search(file: string, pages: OwnedPages): Promise<RedactionPreview> {
    const { preview } = (await this.#ask({ kind: 'search', file, pages }, 'searched')) as Answer<'searched'>; // what was asked for
    return preview;
  }

  #ask(message: ToRedaction, kind: FromRedaction['kind']): Promise<FromRedaction> {
    this.#waiting = { kind, answer: Promise.withResolvers() };
    this.#worker.postMessage(message);
    return this.#waiting.answer.promise;
  }

  #receive(message: FromRedaction): void {
    const { kind, answer } = this.#waiting;
    if (message.kind === kind) answer.resolve(message);
    else if (message.kind === 'failed') answer.reject(new Failed(message.failure));
    else if (message.kind === 'progress') {
      try {
        this.#work.reach(message.part, message.fraction);
      } catch (stopped) {
        answer.reject(stopped);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.answer.promise.catch(() => {}); // whoever waited has ended
    await this.#worker.terminate();
    rmSync(this.#target, { force: true });
  }
}
