import { createHash } from 'node:crypto';
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

/** To which table each page belongs: the place of the table in a list, from 1 on, by the number of the page; 0: to none. */
export interface OwnedPages {
  readonly pageBytes: number;
  readonly owners: Uint8Array;
}

/** Sees every byte of a file, piece by piece. `end` is where the next piece begins; what lies behind it is only to be looked ahead at. */
export interface Onlooker {
  /** How much of what follows a piece is wanted. */
  readonly aheadBytes: number;
  onPiece(bytes: Buffer, end: number): void;
  /** Every part of the piece that belongs to one table, or to none (0), before the piece itself. */
  onPages(owner: number, bytes: Buffer): void;
}

/**
 * The hash of each table's content, in one reading of the file: SHA-256 over the pages of the table and of its indexes, in the order of their
 * numbers. It says of every byte that SQLite could read for the table whether it is as it was written. Throws the system's error.
 */
export function hashPages(file: string, pages: OwnedPages, tables: readonly CaseTable[], onlooker?: Onlooker): string[] {
  const hashes = tables.map(() => createHash('sha256'));
  const { pageBytes, owners } = pages;
  const chunkBytes = Math.ceil(CHUNK_BYTES / pageBytes) * pageBytes;
  const chunk = Buffer.alloc(chunkBytes + (onlooker?.aheadBytes ?? 0));
  const handle = openSync(file, 'r');
  try {
    for (let first = 1; first < owners.length; first += chunkBytes / pageBytes) {
      const isOwned = owners.subarray(first, first + chunkBytes / pageBytes).some((owner) => owner > 0);
      if (!isOwned && onlooker === undefined) continue;
      const count = readSync(handle, chunk, 0, chunk.length, (first - 1) * pageBytes);
      const end = Math.min(count, chunkBytes);
      for (const { owner, bytes } of runs(pages, first, chunk.subarray(0, end))) {
        hashes[owner - 1]?.update(bytes);
        onlooker?.onPages(owner, bytes);
      }
      onlooker?.onPiece(chunk.subarray(0, count), end);
    }
    return hashes.map((hash) => hash.digest('hex'));
  } finally {
    closeSync(handle);
  }
}

/** Pages that follow each other mostly belong to one table, and then are one piece. */
function* runs(
  { owners, pageBytes }: OwnedPages,
  first: number,
  bytes: Buffer,
): Generator<{ readonly owner: number; readonly bytes: Buffer }> {
  const count = bytes.length / pageBytes;
  for (let index = 0; index < count; ) {
    const owner = owners[first + index] ?? 0;
    let next = index + 1;
    while (next < count && owners[first + next] === owner) next += 1;
    yield { owner, bytes: bytes.subarray(index * pageBytes, next * pageBytes) };
    index = next;
  }
}
