import type { CaptureChange } from '../contract/recordings.ts';

const QUIET: CaptureChange = { recording: null, lastSeq: 0, lostEvents: 0, lostBuffers: 0, active: [], ended: null, notes: [] };

interface Listener {
  pending: CaptureChange | null;
  wake: () => void;
}

/**
 * Hands changes to whoever listens. A listener that is slow gets the newest state, not a queue; only notes and an ending, which are said
 * once, are kept for it.
 */
export class LiveChanges {
  readonly #listeners = new Set<Listener>();
  #state = QUIET;

  publish(change: CaptureChange): void {
    this.#state = { ...change, ended: null, notes: [] };
    for (const listener of this.#listeners) {
      const { pending } = listener;
      listener.pending =
        pending === null ? change : { ...change, ended: change.ended ?? pending.ended, notes: [...pending.notes, ...change.notes] };
      listener.wake();
    }
  }

  /** The state now, then each change until `signal` is aborted. `lastSeq` is for when nothing has run yet. */
  async *listen(signal: AbortSignal, lastSeq: number): AsyncGenerator<CaptureChange> {
    const listener: Listener = { pending: { ...this.#state, lastSeq: Math.max(lastSeq, this.#state.lastSeq) }, wake: () => undefined };
    this.#listeners.add(listener);
    const stop = (): void => listener.wake();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        if (listener.pending === null) {
          const { promise, resolve } = Promise.withResolvers<void>();
          listener.wake = resolve;
          if (!signal.aborted) await promise;
          continue;
        }
        const change = listener.pending;
        listener.pending = null;
        yield change;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.#listeners.delete(listener);
    }
  }
}
