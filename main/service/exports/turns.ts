import { setImmediate } from 'node:timers/promises';

/** Long work takes turns with whatever else this process has to answer, says how far it is, and ends when nobody waits for it. */
export class Turns {
  readonly #signal: AbortSignal;
  readonly #onProgress: (part: string, fraction: number) => void;

  constructor(signal: AbortSignal, onProgress: (part: string, fraction: number) => void) {
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  get isStopped(): boolean {
    return this.#signal.aborted;
  }

  /** Lets others work. Throws the signal's reason when it was aborted. */
  async next(part: string, fraction: number): Promise<void> {
    this.#onProgress(part, Math.min(1, fraction));
    await setImmediate();
    this.#signal.throwIfAborted();
  }
}
