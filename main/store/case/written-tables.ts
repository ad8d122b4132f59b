import type { WritableDb } from '../database.ts';
import { contentTables } from './copying.ts';
import type { CaseTable } from './form.ts';
import { hashPages, type OwnedPages } from './page-hashes.ts';

/**
 * Tells which page belongs to which table while a new file is written, table by table: nothing is freed in it, so pages that are new when a
 * table is done are the table's. Every table and index has its first page from the beginning.
 */
export class WrittenTables {
  readonly #db: WritableDb;
  readonly #rows = new Map<string, number>();
  readonly #ranges: { readonly first: number; readonly last: number; readonly owner: number }[] = [];
  #last: number;

  /** When all tables and indexes are made, and none has a row. */
  constructor(db: WritableDb) {
    this.#db = db;
    this.#last = this.#pragma('page_count');
    const roots = db.prepare<[string], number>('SELECT rootpage FROM main.sqlite_schema WHERE tbl_name = ?').pluck();
    for (const [index, { name }] of contentTables.entries()) {
      for (const root of roots.all(name)) this.#ranges.push({ first: root, last: root, owner: index + 1 });
    }
  }

  /** The table has all its rows now. */
  add({ name }: CaseTable, rows: number): void {
    const last = this.#pragma('page_count');
    this.#rows.set(name, rows);
    this.#ranges.push({ first: this.#last + 1, last, owner: ownerOf(name) });
    this.#last = last;
  }

  rowsOf({ name }: CaseTable): number {
    return this.#rows.get(name) ?? 0;
  }

  /** The pages of the tables that were added so far, those that `but` names left out. */
  pages(but: ReadonlySet<string> = new Set()): OwnedPages {
    const owners = new Uint8Array(this.#pragma('page_count') + 1);
    const wanted = new Set([...this.#rows.keys()].filter((name) => !but.has(name)).map(ownerOf));
    for (const { first, last, owner } of this.#ranges) if (wanted.has(owner)) owners.fill(owner, first, last + 1);
    return { pageBytes: this.#pragma('page_size'), owners };
  }

  #pragma(name: string): number {
    return this.#db.pragma(`main.${name}`, { simple: true }) as number; // both are numbers
  }
}

const ownerOf = (name: string): number => contentTables.findIndex((table) => table.name === name) + 1;

/** Hashes of the tables whose pages are given, by their names. */
export function tableHashes(file: string, pages: OwnedPages, onBytes?: (bytes: number) => void): Map<string, string> {
  const owned = new Set(pages.owners);
  const hashes = hashPages(file, pages, contentTables, onBytes);
  return new Map(contentTables.flatMap(({ name }, index) => (owned.has(index + 1) ? [[name, hashes[index] ?? ''] as const] : [])));
}
