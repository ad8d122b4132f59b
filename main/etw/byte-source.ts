import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** What became of a source while it was read. `offset` is the first byte that is certainly concerned; null when that is not known. */
export interface SourceChange {
  readonly message: string;
  readonly offset: number | null;
  readonly detail: string;
}

/** Bytes that can be read anywhere, however many there are. Positions are plain numbers: exact to 2^53. */
export interface ByteSource {
  /** Size when the source was opened; a file may have changed since. */
  readonly sizeBytes: number;
  /**
   * Fills `target` from `position` on, as far as there are bytes; gives how many. Rejects with the system's error when not one byte from
   * there on can be read.
   */
  read(position: number, target: Uint8Array): Promise<number>;
  /** Null while the source is what was opened. */
  change(): Promise<SourceChange | null>;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Bytes done so far. */
  readonly onProgress?: (bytes: number) => void;
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.byteLength,
    read: async (position, target) => {
      const part = bytes.subarray(Math.min(position, bytes.byteLength), Math.min(position + target.byteLength, bytes.byteLength));
      target.set(part);
      return part.byteLength;
    },
    change: async () => null,
  };
}

/** A file, opened for reading only. The caller closes it. */
export class FileSource implements ByteSource, AsyncDisposable {
  readonly sizeBytes: number;
  readonly #handle: FileHandle;
  readonly #modifiedMs: number;

  private constructor(handle: FileHandle, sizeBytes: number, modifiedMs: number) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
    this.#modifiedMs = modifiedMs;
  }

  /** Rejects with the system's error (`ENOENT`, `EACCES` …); `EISDIR` for anything that is not a file. */
  static async open(path: string): Promise<FileSource> {
    const handle = await open(path, 'r');
    const found = await handle.stat();
    if (found.isFile()) return new FileSource(handle, found.size, found.mtimeMs);
    await handle.close();
    throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
  }

  async read(position: number, target: Uint8Array): Promise<number> {
    return readFully(this.#handle, position, target);
  }

  async change(): Promise<SourceChange | null> {
    const { size, mtimeMs } = await this.#handle.stat();
    if (size === this.sizeBytes && mtimeMs === this.#modifiedMs) return null;
    const message = 'the file changed while it was read: parts may be of different times';
    if (size === this.sizeBytes) return { message, offset: null, detail: `still ${size} bytes` };
    return { message, offset: Math.min(size, this.sizeBytes), detail: `${this.sizeBytes} bytes when it was opened, ${size} afterwards` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

/** As ByteSource.read, from an open file: a system may give less than was asked for. */
export async function readFully(handle: FileHandle, position: number, target: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < target.byteLength) {
    try {
      const { bytesRead } = await handle.read(target, filled, target.byteLength - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    } catch (error) {
      if (filled === 0) throw error;
      break; // met again by whoever asks for what follows
    }
  }
  return filled;
}

const HASH_CHUNK_BYTES = 1 << 20;

/** SHA-256 in hex of the whole source. Rejects with the signal's reason when it is aborted. */
export async function sha256Of(source: ByteSource, { signal, onProgress }: ReadOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(Math.min(HASH_CHUNK_BYTES, Math.max(1, source.sizeBytes)));
  for (let position = 0; ; ) {
    signal?.throwIfAborted();
    const count = await source.read(position, chunk);
    if (count === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, count));
    position += count;
    onProgress?.(position);
  }
}
