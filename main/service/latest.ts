interface Listener<T> {
  pending: { readonly value: T } | null;
  wake: () => void;
}

/** A state that changes, for whoever listens. A listener that is slow gets the newest state, not a queue. */
export class Latest<T> {
  readonly #listeners = new Set<Listener<T>>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  publish(value: T): void {
    this.#value = value;
    for (const listener of this.#listeners) {
      listener.pending = { value };
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
