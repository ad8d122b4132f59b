import type { Failure } from '../../contract/failure.ts';

/** What whoever waits for a case file can do. */
export interface CaseWatch {
  /** What is being done, and the share of the whole that is, between 0 and 1. */
  onProgress?(part: string, fraction: number): void;
  /** Asked now and then; when it says yes, nothing is left. */
  isStopped?(): boolean;
}

/** Ends the writing with a sentence for the user. */
export class Refused extends Error {}

/** Ends it with what another thread met. */
export class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.call);
    this.failure = failure;
  }
}

/** Account of a long piece of work, whose parts are known in their order with the share that each takes. */
export class Work {
  readonly #watch: CaseWatch;
  #from = 0;
  #share = 0;
  #part = '';
  #total = 1;
  #done = 0;

  constructor(watch: CaseWatch) {
    this.#watch = watch;
  }

  /** The next part, which takes `share` of the whole and consists of `total` steps. */
  begin(part: string, share: number, total: number): void {
    this.#from += this.#share;
    this.#share = share;
    this.#part = part;
    this.#total = Math.max(1, total);
    this.#done = 0;
    this.step(0);
  }

  /** Throws `Refused` when it is to stop. */
  readonly step = (count: number): void => {
    if (this.#watch.isStopped?.() === true) throw new Refused('cancelled; nothing was written');
    this.#done = Math.min(this.#total, this.#done + count);
    this.#watch.onProgress?.(this.#part, this.#from + (this.#done / this.#total) * this.#share);
  };

  /** The same for a part of the part, by the share of it that is done. */
  reach(part: string, fraction: number): void {
    this.#part = part;
    this.step(fraction * this.#total - this.#done);
  }
}
