import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { ReadableDb } from '../database.ts';
import type { CaseTable } from './form.ts';
import type { CasePages } from './pages.ts';

const PIECE_BYTES = 4 << 20;

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

/** Sees a file piece by piece, whole pages each. */
export interface PieceReader {
  /** How much of what follows a piece is wanted with it. */
  readonly aheadBytes: number;
  /** Pieces in which no table has a page are left out. */
  readonly onlyOwned: boolean;
  /** A part of a piece that belongs to one table, or to none (0); before the piece itself. */
  onPages(owner: number, bytes: Buffer): void;
  /** `end` is where the next piece begins; what lies behind it is only to be looked ahead at. */
  onPiece(bytes: Buffer, end: number): void;
}

/** Reads a file from its begin to its end. Throws the system's error. */
export function readPieces(file: string, pages: OwnedPages, reader: PieceReader): void {
  const { pageBytes, owners } = pages;
  const pagesAPiece = Math.ceil(PIECE_BYTES / pageBytes);
  const piece = Buffer.alloc(pagesAPiece * pageBytes + reader.aheadBytes);
  const handle = openSync(file, 'r');
  try {
    for (let first = 1; first < owners.length; first += pagesAPiece) {
      if (reader.onlyOwned && !owners.subarray(first, first + pagesAPiece).some((owner) => owner > 0)) continue;
      const count = readSync(handle, piece, 0, piece.length, (first - 1) * pageBytes);
      const end = Math.min(count, pagesAPiece * pageBytes);
      for (const { owner, bytes } of runs(pages, first, piece.subarray(0, end))) reader.onPages(owner, bytes);
      reader.onPiece(piece.subarray(0, count), end);
    }
  } finally {
    closeSync(handle);
  }
}

/** Pages that follow each other mostly belong to one table, and then are one part. */
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

/**
 * The hash of each table's content: SHA-256 over the pages of the table and of its indexes, in the order of their numbers. It says of every
 * byte that SQLite could read for the table whether it is as it was written. `onBytes` gets how many are done. Throws the system's error.
 */
export function hashPages(
  file: string,
  pages: OwnedPages,
  tables: readonly CaseTable[],
  onBytes: (bytes: number) => void = () => {},
): string[] {
  const hashes = tables.map(() => createHash('sha256'));
  readPieces(file, pages, {
    aheadBytes: 0,
    onlyOwned: true,
    onPages: (owner, bytes) => hashes[owner - 1]?.update(bytes),
    onPiece: (_, end) => onBytes(end),
  });
  return hashes.map((hash) => hash.digest('hex'));
}
