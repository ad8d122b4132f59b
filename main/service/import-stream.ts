import type { ImportedEvidence } from '../contract/evidence.ts';
import type { Result } from '../contract/failure.ts';
import { fail } from '../domain/result.ts';
import { hasCode } from '../etw/guarded-source.ts';
import { importBytes, importEvidence } from './import.ts';
import type { ImportOptions } from './import-options.ts';
import { Spool } from './import-spool.ts';

/** Larger input goes through a file of its own: readers come back to places, and memory stays bounded. */
const MEMORY_MAX_BYTES = 4 << 20;

/** Evidence from a pipe. Fails with `refused` like importEvidence, and where the input cannot be kept while it is read. */
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
  first: Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  name: string,
  options: ImportOptions,
): Promise<Result<ImportedEvidence>> {
  try {
    await using spool = await Spool.create();
    for (let chunk = first.shift(); chunk !== undefined; chunk = first.shift()) await spool.append(chunk);
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      options.signal?.throwIfAborted();
      await spool.append(next.value);
    }
    return await importEvidence(spool, name, options);
  } catch (error) {
    if (!hasCode(error)) throw error;
    return fail({ kind: 'refused', call: 'import', detail: `cannot keep the input while it is read: ${error.message}`, target: name });
  }
}
