import type { ByteStream } from '../../../main/domain/byte-stream.ts';

/** Two connected streams in memory. What is written arrives later, in pieces of at most `pieceBytes`. */
export function streamPair(pieceBytes = 1 << 16): readonly [ByteStream, ByteStream] {
  const [one, other] = [new MemoryStream(pieceBytes), new MemoryStream(pieceBytes)];
  one.peer = other;
  other.peer = one;
  return [one, other];
}

class MemoryStream implements ByteStream {
  peer: MemoryStream = this;
  readonly #pieceBytes: number;
  readonly #arrived: (Uint8Array | null)[] = [];
  readonly #onClose: (() => void)[] = [];
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #isClosed = false;

  constructor(pieceBytes: number) {
    this.#pieceBytes = pieceBytes;
  }

  write(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    for (let at = 0; at < bytes.byteLength; at += this.#pieceBytes) this.peer.#arrive(bytes.slice(at, at + this.#pieceBytes));
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
    this.#deliver();
  }

  onClose(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#onClose.push(listener);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#end();
    this.peer.#arrive(null);
  }

  #arrive(piece: Uint8Array | null): void {
    this.#arrived.push(piece);
    queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    if (this.#listener === null) return;
    for (let piece = this.#arrived.shift(); piece !== undefined && !this.#isClosed; piece = this.#arrived.shift()) {
      if (piece === null) this.#end();
      else this.#listener(piece);
    }
  }

  #end(): void {
    this.#isClosed = true;
    for (const listener of this.#onClose) listener();
  }
}
