/** Where a buffer lies, for those who come back to it. */
export interface BufferPlace {
  readonly offset: number;
  readonly bufferBytes: number;
  readonly processor: number;
  readonly sequence: bigint;
  /** Of the records in it that somebody comes back for, each rounded up to 8. */
  readonly wantedBytes: number;
}

const FIRST_ROOM = 1_024;

/** Places of buffers, 26 bytes each: a long trace has hundreds of thousands, and as objects they would take five times as much. */
export class BufferPlaces {
  length = 0;
  totalBytes = 0;
  /** The most that is wanted of one buffer. */
  largestWantedBytes = 0;
  #offsets = new Float64Array(FIRST_ROOM);
  #bytes = new Uint32Array(FIRST_ROOM);
  #processors = new Uint16Array(FIRST_ROOM);
  #sequences = new BigInt64Array(FIRST_ROOM);
  #wantedBytes = new Uint32Array(FIRST_ROOM);

  add({ offset, bufferBytes, processor, sequence, wantedBytes }: BufferPlace): void {
    if (this.length === this.#offsets.length) this.#grow();
    this.#offsets[this.length] = offset;
    this.#bytes[this.length] = bufferBytes;
    this.#processors[this.length] = processor;
    this.#sequences[this.length] = sequence;
    this.#wantedBytes[this.length] = wantedBytes;
    this.length += 1;
    this.totalBytes += bufferBytes;
    this.largestWantedBytes = Math.max(this.largestWantedBytes, wantedBytes);
  }

  #grow(): void {
    const room = this.#offsets.length * 2;
    const larger = <T extends { set(array: T): void }>(fresh: T, full: T): T => {
      fresh.set(full);
      return fresh;
    };
    this.#offsets = larger(new Float64Array(room), this.#offsets);
    this.#bytes = larger(new Uint32Array(room), this.#bytes);
    this.#processors = larger(new Uint16Array(room), this.#processors);
    this.#sequences = larger(new BigInt64Array(room), this.#sequences);
    this.#wantedBytes = larger(new Uint32Array(room), this.#wantedBytes);
  }

  /** By the order in which they were added, from 0. */
  at(index: number): BufferPlace | undefined {
    if (index >= this.length) return undefined;
    return {
      offset: this.#offsets[index] ?? 0,
      bufferBytes: this.#bytes[index] ?? 0,
      processor: this.#processors[index] ?? 0,
      sequence: this.#sequences[index] ?? 0n,
      wantedBytes: this.#wantedBytes[index] ?? 0,
    };
  }

  /** Indexes of each processor's places in the order of their sequence numbers, equal ones as they lie in the file; processors ascending. */
  byProcessor(): (readonly [processor: number, indexes: Uint32Array])[] {
    const processors = this.#processors.subarray(0, this.length);
    const sequence = (index: number): bigint => this.#sequences[index] ?? 0n;
    const offset = (index: number): number => this.#offsets[index] ?? 0;
    const order = (a: number, b: number): number =>
      sequence(a) === sequence(b) ? offset(a) - offset(b) : sequence(a) < sequence(b) ? -1 : 1;
    return [...new Set(processors)]
      .sort((a, b) => a - b)
      .map((processor) => {
        const indexes = new Uint32Array(processors.reduce((count, each) => count + (each === processor ? 1 : 0), 0));
        let filled = 0;
        for (const [index, each] of processors.entries()) if (each === processor) indexes[filled++] = index;
        return [processor, indexes.sort(order)] as const;
      });
  }
}
