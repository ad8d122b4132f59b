import type { ByteStream } from '../../domain/byte-stream.ts';

const LENGTH_BYTES = 4;
/** Of one message between a window and its elevated service. */
export const FRAME_MAX_BYTES = 64 * 1024 * 1024;
/** Before the other side has proved who it is: a nonce and a proof, and room for what a later version may add. */
const STRANGER_MAX_BYTES = 256;
const STRANGER_MAX_FRAMES = 4;

/**
 * Messages over a stream of bytes: each goes behind its length, 32 bits, little-endian. A stranger may send a few short ones; what is
 * longer or more than allowed closes the stream, and no length makes anything be allocated before its bytes are there.
 */
export class Frames {
  readonly #stream: ByteStream;
  #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #wantedBytes = LENGTH_BYTES;
  #maxBytes = STRANGER_MAX_BYTES;
  #maxWaiting = STRANGER_MAX_FRAMES;
  #waiting: Buffer[] = [];
  #listener: ((frame: Buffer) => void) | null = null;
  #isClosed = false;

  constructor(stream: ByteStream) {
    this.#stream = stream;
    stream.onClose(() => {
      this.#isClosed = true;
    });
    stream.onBytes((bytes) => this.#add(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  /** One message out of `parts`. */
  send(...parts: readonly Uint8Array[]): void {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
    this.#stream.write(Buffer.concat([length, ...parts]));
  }

  /** The other side has proved who it is: from now on a message may have `maxBytes`, and any number may wait. */
  trust(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#maxWaiting = Number.POSITIVE_INFINITY;
  }

  /** The next message, while they are taken one by one; null when the stream ends first. */
  next(): Promise<Buffer | null> {
    return new Promise((resolve) => {
      const first = this.#waiting.shift();
      if (first !== undefined) return resolve(first);
      this.#listener = (frame) => {
        this.#listener = null;
        resolve(frame);
      };
      this.#stream.onClose(() => resolve(null));
    });
  }

  /** Every message from now on. */
  onFrame(listener: (frame: Buffer) => void): void {
    this.#listener = listener;
    for (const frame of this.#waiting.splice(0)) listener(frame);
  }

  onClose(listener: () => void): void {
    this.#stream.onClose(listener);
  }

  close(): void {
    this.#stream.close();
  }

  #add(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#chunkBytes += bytes.length;
    while (this.#chunkBytes >= this.#wantedBytes && !this.#isClosed) {
      const all = this.#chunks.length === 1 ? (this.#chunks[0] ?? bytes) : Buffer.concat(this.#chunks);
      const end = LENGTH_BYTES + all.readUInt32LE(0);
      if (end - LENGTH_BYTES > this.#maxBytes) {
        this.close();
        return;
      }
      // Put together once for each message, however many pieces it comes in.
      this.#wantedBytes = all.length < end ? end : LENGTH_BYTES;
      const rest = all.length < end ? all : all.subarray(end);
      this.#chunks = rest.length === 0 ? [] : [rest];
      this.#chunkBytes = rest.length;
      if (all.length >= end) this.#deliver(all.subarray(LENGTH_BYTES, end));
    }
  }

  #deliver(frame: Buffer): void {
    if (this.#listener !== null) this.#listener(frame);
    else if (this.#waiting.push(frame) > this.#maxWaiting) this.close();
  }
}
