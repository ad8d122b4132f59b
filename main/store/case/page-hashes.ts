import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { ReadableDb } from '../database.ts';
import type { CaseTable } from './form.ts';
import type { CasePages } from './pages.ts';

const CHUNK_BYTES = 4 << 20;

/** Marks the pages of these tables, those of their indexes among them. Throws `DamagedPages`. */
export function ownTables(db: ReadableDb, pages: CasePages, tables: readonly CaseTable[]): void {
  const roots = db.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE tbl_name = ? ORDER BY rootpage').pluck();
  for (const [index, { name }] of tables.entries()) for (const root of roots.all(name)) pages.own(root, index + 1);
}

/** What is in the file, piece by piece from its begin on. `end` is where the next piece begins; what lies behind it is only to be looked ahead at. */
export type LookAt = (bytes: Buffer, end: number) => void;

/**
 * The hash of each table's content, in one reading of the file: SHA-256 over the pages of the table and of its indexes, in the order of their
 * numbers. It says of every byte that SQLite could read for the table whether it is as it was written. `lookAt` sees every byte as well,
 * with `aheadBytes` of what follows. Throws the system's error.
 */
export function hashPages(file: string, pages: CasePages, tables: readonly CaseTable[], lookAt?: LookAt, aheadBytes = 0): string[] {
  const hashes = tables.map(() => createHash('sha256'));
  const handle = openSync(file, 'r');
  try {
    const chunkBytes = Math.ceil(CHUNK_BYTES / pages.pageBytes) * pages.pageBytes;
    const chunk = Buffer.allocUnsafe(chunkBytes + aheadBytes);
    for (let position = 0; position < pages.sizeBytes; position += chunkBytes) {
      const first = position / pages.pageBytes + 1;
      if (lookAt === undefined && !pages.owners.subarray(first, first + chunkBytes / pages.pageBytes).some((owner) => owner > 0)) continue;
      const count = readSync(handle, chunk, 0, chunk.length, position);
      const end = Math.min(count, chunkBytes);
      addPages(hashes, pages, first, chunk.subarray(0, end));
      lookAt?.(chunk.subarray(0, count), end);
    }
    return hashes.map((hash) => hash.digest('hex'));
  } finally {
    closeSync(handle);
  }
}

/** Pages that follow each other mostly belong to one table, and then are one piece. */
function addPages(hashes: readonly Hash[], { owners, pageBytes }: CasePages, first: number, bytes: Buffer): void {
  const count = bytes.length / pageBytes;
  for (let index = 0; index < count; ) {
    const owner = owners[first + index] ?? 0;
    let next = index + 1;
    while (next < count && owners[first + next] === owner) next += 1;
    hashes[owner - 1]?.update(bytes.subarray(index * pageBytes, next * pageBytes));
    index = next;
  }
}
