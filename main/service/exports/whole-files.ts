import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';

export interface WholeFile {
  readonly path: string;
  readonly text: string;
}

export interface WrittenFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Writes files as a whole or not at all: each comes into being under another name beside its place, and gets its own when all of them are
 * on the disk. Fails with `refused` on a place that cannot be written or a full disk; then nothing is left, and what stood there before
 * stands there still. `mode` as for `open`.
 */
export async function writeWholeFiles(files: readonly WholeFile[], mode: number): Promise<Result<WrittenFile[]>> {
  const parts = files.map(({ path, text }) => ({ path, bytes: Buffer.from(text), part: `${path}.${randomUUID()}.part` }));
  try {
    for (const { path, part, bytes } of parts) {
      if (await isFolder(path)) return fail(refused(path, 'there is a folder of this name'));
      await writePart(part, bytes, mode);
    }
    for (const { path, part } of parts) await rename(part, path);
    return ok(parts.map(({ path, bytes }) => ({ path, sizeBytes: bytes.length, sha256: sha256(bytes) })));
  } catch (error) {
    return fail(failureOf(error, parts[0]?.path ?? ''));
  } finally {
    for (const { part } of parts) await rm(part, { force: true });
  }
}

async function writePart(part: string, bytes: Buffer, mode: number): Promise<void> {
  await using file = await open(part, 'wx', mode);
  await file.writeFile(bytes);
  await file.sync();
}

const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isDirectory() ?? false;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Size and hash of a file that somebody else wrote. */
export async function measured(path: string): Promise<Result<WrittenFile>> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // no encoding is set
    return ok({ path, sizeBytes: (await stat(path)).size, sha256: hash.digest('hex') });
  } catch (error) {
    return fail(failureOf(error, path));
  }
}

export const refused = (target: string, detail: string): Failure => ({ kind: 'refused', call: 'export', detail, target });

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; nothing was written',
  EFBIG: 'it would be larger than a file may be there; nothing was written',
  EDQUOT: 'there is no more room for this user; nothing was written',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'it may not be written there',
  EPERM: 'it may not be written there',
  EROFS: 'nothing can be written there',
};

/** What the file system refused, in words a person can act on. Anything else is a bug and thrown on. */
export function failureOf(error: unknown, path: string): Failure {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
  return refused(path, `${WORDS[error.code] ?? error.message} (${error.code})`);
}
