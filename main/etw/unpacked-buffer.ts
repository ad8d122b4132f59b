import { BUFFER_HEADER_BYTES, BUFFER_MAX_BYTES, BUFFER_TYPE_HEADER } from './etl-buffer.ts';
import type { FileBuffer } from './etl-walk.ts';
import type { TraceHeader } from './trace-header.ts';
import { decompressXpress } from './xpress.ts';

/** Compression formats by number; only XPRESS was ever met in a real trace. */
const FORMAT_XPRESS = 3;
const FORMAT_NAMES: Readonly<Record<number, string>> = { 2: 'LZNT1', 3: 'XPRESS', 4: 'XPRESS Huffman' };

/** Real buffers shrink to a fifth; what claims to have shrunk to less than a thousandth was made to cost time. */
const RATIO_MAX = 1_024;

/** The records of one buffer: [start, end) of `view`, in the offsets that the uncompressed buffer would have. */
export interface Unpacked {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Why less than the whole buffer is there, else null. */
  readonly problem: string | null;
}

/**
 * Makes the records of any buffer readable. Keeps one area for unpacked data and reuses it: what it gave is good until the next call.
 * A compressed buffer never gets more room than the trace header gives its buffers, so that a small file cannot ask for much memory.
 */
export class Unpacker {
  readonly #maxBytes: number;
  readonly #format: number;
  #area = new Uint8Array(0);
  #areaView = new DataView(this.#area.buffer);

  /** `firstState` is the first buffer's State, whose low half names the compression format of relogged and merged traces. */
  constructor(trace: TraceHeader, firstState: number) {
    this.#maxBytes = Math.min(Math.max(trace.bufferSize, BUFFER_HEADER_BYTES), BUFFER_MAX_BYTES);
    this.#format = firstState & 0xffff;
  }

  unpack({ header, bytes }: FileBuffer): Unpacked {
    if (header.isCompressed) return this.#decompress(header.dataEnd, bytes);
    const claimed = Math.min(header.dataEnd, header.bufferBytes);
    const end = Math.min(claimed, bytes.byteLength);
    const problem = header.dataEnd > header.bufferBytes && header.type !== BUFFER_TYPE_HEADER ? 'data claimed beyond the buffer' : null;
    return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes, start: BUFFER_HEADER_BYTES, end, problem };
  }

  #decompress(dataEnd: number, bytes: Uint8Array): Unpacked {
    const nothing = (problem: string): Unpacked => ({ view: this.#areaView, bytes: this.#area, start: 0, end: 0, problem });
    if (this.#format !== FORMAT_XPRESS && FORMAT_NAMES[this.#format] !== undefined)
      return nothing(`compressed with ${FORMAT_NAMES[this.#format]}, which this version cannot unpack`);
    if (dataEnd > this.#maxBytes) return nothing(`claims ${dataEnd} bytes unpacked, the trace's buffers have ${this.#maxBytes}`);
    if (dataEnd > bytes.byteLength * RATIO_MAX) return nothing(`claims ${dataEnd} bytes unpacked, out of ${bytes.byteLength}`);
    if (dataEnd > this.#area.byteLength) {
      this.#area = new Uint8Array(dataEnd);
      this.#areaView = new DataView(this.#area.buffer);
    }
    const { bytesWritten, damage } = decompressXpress(bytes.subarray(BUFFER_HEADER_BYTES), this.#area, BUFFER_HEADER_BYTES, dataEnd);
    const problem = damage === null ? null : `compressed data: ${damage} after ${bytesWritten} of ${dataEnd - BUFFER_HEADER_BYTES} bytes`;
    return { view: this.#areaView, bytes: this.#area, start: BUFFER_HEADER_BYTES, end: BUFFER_HEADER_BYTES + bytesWritten, problem };
  }
}
