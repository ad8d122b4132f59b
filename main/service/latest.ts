interface Listener<T> {
  pending: { readonly value: T } | null;
  wake: () => void;
}

export interface LatestOptions<T> {
  /** What of a value lasts for those who come later; all of it when absent. */
  lasting?(value: T): T;
  /** What a listener gets that has not taken `pending` yet; the newer one when absent. */
  merge?(pending: T, value: T): T;
}

/** A state that changes, for whoever listens. A listener that is slow gets the newest state, not a queue. */
export class Latest<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly #options: LatestOptions<T>;
  #value: T;

  constructor(value: T, options: LatestOptions<T> = {}) {
    this.#value = value;
    this.#options = options;
  }

  get value(): T {
    return this.#value;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  publish(value: T): void {
    const { lasting, merge } = this.#options;
    this.#value = lasting === undefined ? value : lasting(value);
    for (const listener of this.#listeners) {
      const { pending } = listener;
      listener.pending = { value: pending === null || merge === undefined ? value : merge(pending.value, value) };
      listener.wake();
    }
  }

  /** The state now, then each change until `signal` is aborted. */
  async *listen(signal: AbortSignal): AsyncGenerator<T> {
    const listener: Listener<T> = { pending: { value: this.#value }, wake: () => undefined };
    this.#listeners.add(listener);
    const stop = (): void => listener.wake();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        const { pending } = listener;
        if (pending !== null) {
          listener.pending = null;
          yield pending.value;
          continue;
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        listener.wake = resolve;
        await promise;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.#listeners.delete(listener);
    }
  }
}
