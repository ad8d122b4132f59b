import type { CaptureChange } from '../contract/recordings.ts';
import { Latest } from './latest.ts';

const QUIET: CaptureChange = { recording: null, lastSeq: 0, lostEvents: 0, lostBuffers: 0, active: [], ended: null, notes: [] };

/** Hands changes to whoever listens. Notes and an ending are said once: they are kept for a listener that is slow, and for nobody who comes later. */
export class LiveChanges {
  readonly #latest = new Latest<CaptureChange>(QUIET, {
    lasting: (change) => ({ ...change, ended: null, notes: [] }),
    merge: (pending, change) => ({ ...change, ended: change.ended ?? pending.ended, notes: [...pending.notes, ...change.notes] }),
  });

  publish(change: CaptureChange): void {
    this.#latest.publish(change);
  }

  /** The state now, then each change until `signal` is aborted. `lastSeq` is for when nothing has run yet. */
  async *listen(signal: AbortSignal, lastSeq: number): AsyncGenerator<CaptureChange> {
    for await (const change of this.#latest.listen(signal)) yield { ...change, lastSeq: Math.max(lastSeq, change.lastSeq) };
  }
}
