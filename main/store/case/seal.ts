import Database from 'better-sqlite3';
import type { CaseManifest, RedactionPreview } from '../../contract/case.ts';
import { contentTables } from './copying.ts';
import { MANIFEST_TABLE } from './form.ts';
import { connect } from './open.ts';
import { hashPages, type OwnedPages } from './page-hashes.ts';
import { hasTexts, type Rewriting } from './redaction/rewriting.ts';
import { AHEAD_BYTES, NameSearch } from './redaction/search.ts';
import { Refused, type Work } from './work.ts';

/** As long as a hash, and none: what stands in the manifest until the file is sealed. */
export const NO_HASH = '0'.repeat(64);
const WHY_STAYS = 'it is also a name in a folder of Windows or of a game, where names stay';

/** A case file that lacks its hashes. */
export interface UnsealedCase {
  readonly manifest: CaseManifest;
  readonly pages: OwnedPages;
}

/**
 * Puts the hashes into the manifest of a file that is otherwise finished. In the same reading every byte of a redacted one is searched for
 * every name that was replaced. Gives the names that stand where names stay; throws `Refused` when one stands anywhere else.
 */
export function sealCase(
  file: string,
  { manifest, pages }: UnsealedCase,
  rewriting: Rewriting | null,
  work: Work,
): { readonly manifest: CaseManifest; readonly kept: RedactionPreview['kept'] } {
  const search = rewriting === null ? null : new NameSearch(rewriting.redactor.told());
  const hashes = readThrough(file, pages, search, work);
  const kept = search === null || rewriting === null || search.found.size === 0 ? [] : foundInCells(file, rewriting, search.found);
  const tables = manifest.tables.map((table, index) => ({ ...table, sha256: hashes[index] ?? NO_HASH }));
  const sealed = { ...manifest, tables };
  writeManifest(file, sealed);
  return { manifest: sealed, kept };
}

function readThrough(file: string, pages: OwnedPages, search: NameSearch | null, work: Work): string[] {
  const isTextual = (owner: number): boolean => {
    const table = contentTables[owner - 1];
    return table === undefined || hasTexts(table);
  };
  return hashPages(file, pages, contentTables, {
    aheadBytes: AHEAD_BYTES,
    onPages: (owner, bytes) => {
      if (isTextual(owner)) search?.lookAtTexts(bytes, bytes.length);
      work.step(bytes.length);
    },
    onPiece: (bytes, end) => search?.lookAt(bytes, end),
  });
}

/**
 * Bytes were found that spell a name. A name in a known folder stays, and a short one can come about among numbers: only the cells can tell.
 * Replacing is done when doing it again changes nothing.
 */
function foundInCells(file: string, rewriting: Rewriting, found: ReadonlySet<string>): RedactionPreview['kept'] {
  const told = [...rewriting.redactor.told()].filter(({ name }) => found.has(name));
  const db = connect(file);
  try {
    for (const table of contentTables) {
      if (rewriting.isClean(db, table)) continue;
      const categories = [...new Set(told.map(({ category }) => category))].join(', ');
      throw new Refused(`something that was to be replaced (${categories}) still stood in the table ${table.name}; nothing was written`);
    }
  } finally {
    db.close();
  }
  return told.filter(({ category }) => category === 'path').map(({ name }) => ({ term: name, why: WHY_STAYS }));
}

/** Of the same length as before, so that it takes the place of what was there. */
function writeManifest(file: string, manifest: CaseManifest): void {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.prepare(`UPDATE ${MANIFEST_TABLE} SET content = ?`).run(JSON.stringify(manifest));
  } finally {
    db.close();
  }
}
