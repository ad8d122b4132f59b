import type { ByteSource, SourceChange } from './byte-source.ts';

/** A system's error, which has a code; anything else is a bug of ours. */
export const hasCode = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

const BLOCK_BYTES = 4_096;

/**
 * A source that ends where it cannot be read on, so that everything before is kept: a bad sector, a share that is gone. Rejects only while
 * nothing was read yet.
 */
export class GuardedSource implements ByteSource {
  readonly #source: ByteSource;
  #hasRead = false;
  #end = Number.POSITIVE_INFINITY;
  /** Why reading ended at `offset`, in the system's words; null when it did not. */
  failure: { readonly offset: number; readonly error: Error & { readonly code: string } } | null = null;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get sizeBytes(): number {
    return this.#source.sizeBytes;
  }

  async read(position: number, target: Uint8Array): Promise<number> {
    const wanted = Math.max(0, Math.min(target.byteLength, this.#end - position));
    let filled = 0;
    for (let step = wanted; filled < wanted; ) {
      try {
        const count = await this.#source.read(position + filled, target.subarray(filled, Math.min(wanted, filled + step)));
        if (count === 0) break;
        filled += count;
        this.#hasRead = true;
      } catch (error) {
        if (!hasCode(error)) throw error;
        // Some systems give nothing of a range that they can read in part.
        step = step > BLOCK_BYTES ? Math.max(BLOCK_BYTES, step >> 1) : 0;
        if (step > 0) continue;
        if (!this.#hasRead) throw error;
        this.#end = position + filled;
        this.failure = { offset: this.#end, error };
        break;
      }
    }
    return filled;
  }

  change(): Promise<SourceChange | null> {
    return this.#source.change();
  }
}
