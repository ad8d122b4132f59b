import type { RedactionPreview } from '../../../contract/case.ts';
import { connect } from '../connect.ts';
import { contentTables } from '../copying.ts';
import { hasTexts } from '../form.ts';
import { type OwnedPages, readPieces } from '../page-hashes.ts';
import { Refused } from '../work.ts';
import type { Rewriting } from './rewriting.ts';
import { AHEAD_BYTES, NameSearch } from './search.ts';

const WHY_STAYS = 'it is also a name in a folder of Windows or of a game, where names stay';

/**
 * Searches every byte of a written file for every name that was replaced. Gives the names that stand where names stay; throws `Refused`,
 * without the name, when one stands anywhere else.
 */
export function findLeft(file: string, pages: OwnedPages, rewriting: Rewriting): RedactionPreview['kept'] {
  const search = new NameSearch(rewriting.redactor.told());
  readPieces(file, pages, {
    aheadBytes: AHEAD_BYTES,
    onlyOwned: false,
    onPages: (owner, bytes) => {
      const table = contentTables[owner - 1];
      if (table === undefined || hasTexts(table)) search.lookAtTexts(bytes, bytes.length);
    },
    onPiece: (bytes, end) => search.lookAt(bytes, end),
  });
  return search.found.size === 0 ? [] : leftInCells(file, rewriting, search.found);
}

/**
 * Bytes were found that spell a name. A name in a known folder stays, and a short one can come about among numbers: only the cells can tell.
 * Replacing is done when doing it again changes nothing.
 */
function leftInCells(file: string, rewriting: Rewriting, found: ReadonlySet<string>): RedactionPreview['kept'] {
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
