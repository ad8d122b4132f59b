import type { WritableDb } from '../database.ts';
import { contentTables } from './copying.ts';
import type { CaseTable } from './form.ts';
import type { OwnedPages } from './page-hashes.ts';

/**
 * Tells which page belongs to which table while a new file is written, table by table: nothing is freed in it, so pages that are new when a
 * table is done are the table's. Every table and index has its first page from the beginning.
 */
export class WrittenPages {
  readonly #db: WritableDb;
  readonly #ranges: { readonly first: number; readonly last: number; readonly owner: number }[] = [];
  #last: number;

  /** Inside the transaction, when all tables and indexes are made. */
  constructor(db: WritableDb) {
    this.#db = db;
    this.#last = this.#count();
    const roots = db.prepare<[string], number>('SELECT rootpage FROM main.sqlite_schema WHERE tbl_name = ?').pluck();
    for (const [index, { name }] of contentTables.entries()) {
      for (const root of roots.all(name)) this.#ranges.push({ first: root, last: root, owner: index + 1 });
    }
  }

  /** The table has all its rows now. */
  add(table: CaseTable): void {
    const last = this.#count();
    this.#ranges.push({ first: this.#last + 1, last, owner: contentTables.indexOf(table) + 1 });
    this.#last = last;
  }

  /** When nothing more will be written. */
  owned(): OwnedPages {
    const owners = new Uint8Array(this.#count() + 1);
    for (const { first, last, owner } of this.#ranges) owners.fill(owner, first, last + 1);
    return { pageBytes: this.#pragma('page_size'), owners };
  }

  #count(): number {
    return this.#pragma('page_count');
  }

  #pragma(name: string): number {
    return this.#db.pragma(`main.${name}`, { simple: true }) as number; // both are numbers
  }
}
