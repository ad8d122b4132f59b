import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import type { FileSource } from '../domain/system.ts';
import { ACCESS, type Kernel32, lastError, OPEN_FLAG, openExisting, SHARE } from './kernel32.ts';

const CHUNK_BYTES = 1 << 16;

/** Reads small files of other programs: manifests and the heads of libraries. */
export function fileSource(kernel32: Kernel32): FileSource {
  return { read: (path, maxBytes) => readFile(kernel32, path, maxBytes) };
}

function readFile(kernel32: Kernel32, path: string, maxBytes: number): Result<Uint8Array> {
  const opened = openExisting(kernel32, path, ACCESS.genericRead, SHARE.readWriteDelete, OPEN_FLAG.none);
  if (!opened.ok) return opened;
  using file = opened.value;
  const chunks: Buffer[] = [];
  const read = new Uint32Array(1);
  for (let total = 0; ; ) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    if (kernel32.ReadFile(file.raw, chunk, chunk.length, read, null) === 0) return lastError(kernel32, 'ReadFile', path);
    const bytes = Math.min(read[0] ?? 0, chunk.length);
    if (bytes === 0) return ok(Buffer.concat(chunks));
    total += bytes;
    if (total > maxBytes)
      return fail({ kind: 'refused', call: 'ReadFile', detail: `the file is larger than ${maxBytes} bytes`, target: path });
    chunks.push(chunk.subarray(0, bytes));
  }
}
