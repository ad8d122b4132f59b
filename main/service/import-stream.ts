import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportedEvidence } from '../contract/evidence.ts';
import type { Failure, Result } from '../contract/failure.ts';
import { fail } from '../domain/result.ts';
import { FileSource } from '../etw/byte-source.ts';
import { importBytes, importEvidence } from './import.ts';
import type { ImportOptions } from './import-options.ts';

/** Larger input goes through a file of its own, which is deleted again: readers come back to places, and memory stays bounded. */
const MEMORY_MAX_BYTES = 16 << 20;

/** Evidence from a pipe. Fails with `refused` like importEvidence. */
export async function importStream(
  input: AsyncIterable<Uint8Array>,
  name: string,
  options: ImportOptions = {},
): Promise<Result<ImportedEvidence>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const iterator = input[Symbol.asyncIterator]();
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    chunks.push(next.value);
    bytes += next.value.byteLength;
    if (bytes > MEMORY_MAX_BYTES) return spooled(chunks.splice(0), iterator, name, options);
  }
  return importBytes(Buffer.concat(chunks), name, options);
}

async function spooled(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  name: string,
  options: ImportOptions,
): Promise<Result<ImportedEvidence>> {
  const folder = await mkdtemp(join(tmpdir(), 'bpio-import-'));
  try {
    const path = join(folder, 'evidence');
    {
      await using file = await open(path, 'wx', 0o600);
      for (const chunk of first) await file.write(chunk);
      for (let next = await rest.next(); next.done !== true; next = await rest.next()) await file.write(next.value);
    }
    await using source = await FileSource.open(path);
    return await importEvidence(source, name, options);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return fail({
      kind: 'refused',
      call: 'import',
      detail: `cannot keep the input while it is read: ${error.message}`,
      target: name,
    } satisfies Failure);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
