import type { WritableDb } from '../../database.ts';
import { type Part, rowsOf, whereOf } from '../copying.ts';
import { type CaseColumn, type CaseTable, columnList } from '../form.ts';
import { Refused } from '../work.ts';
import { fixedWords, roleOf } from './cells.ts';

/** A text that is the only one of its kind in its table, or in its scan. */
const UNIQUE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['texts', 'value'],
  ['scan_folders', 'path'],
  ['scan_findings', 'identity'],
]);

/** Copies a part of a table through the functions of `Rewriting.register`. Throws `Refused` when not every row has arrived. */
export function copyRewritten(db: WritableDb, part: Part, table: CaseTable): void {
  const columns = part === 'added' ? table.columns.filter(({ name }) => name !== 'id') : table.columns;
  const copied = db.prepare(`${copyStatement(table, part, columns)} ${whereOf(table.name)}`).run().changes;
  const arrived = copied + restoreTies(db, part, table);
  const wanted = rowsOf(db, part, table);
  if (arrived !== wanted) throw new Refused(`${wanted - arrived} rows of ${table.name} could not be told apart any more`);
}

function copyStatement(table: CaseTable, part: Part, columns: readonly CaseColumn[]): string {
  const values = columns.map((column) => {
    const role = roleOf(table, column);
    if (role === 'number') return `t.${column.name}`;
    const fixed = fixedWords(table, column);
    if (fixed !== null) return `CASE WHEN t.${column.name} IN (${fixed}) THEN t.${column.name} ELSE redacted_${role}(t.${column.name}) END`;
    return role === 'fileInFolder' ? `redacted_${role}(t.${column.name}, f.path)` : `redacted_${role}(t.${column.name})`;
  });
  const isInFolders = columns.some((column) => roleOf(table, column) === 'fileInFolder');
  const folders = isInFolders ? `JOIN ${part}.scan_folders f ON f.id = t.folder` : '';
  return `INSERT OR IGNORE INTO main.${table.name} (${columnList(columns)}) SELECT ${values.join(', ')} FROM ${part}.${table.name} t ${folders}`;
}

/** Two texts that differ in upper and lower case only have one placeholder: the second gets a number. Gives how many. */
function restoreTies(db: WritableDb, part: Part, table: CaseTable): number {
  const unique = UNIQUE_TEXTS.get(table.name);
  if (unique === undefined) return 0;
  const missing = db
    .prepare<[], number>(`SELECT id FROM ${part}.${table.name} WHERE id NOT IN (SELECT id FROM main.${table.name})`)
    .pluck();
  const ids = missing.all();
  for (const id of ids) {
    for (let number = 2, changes = 0; changes === 0; number++) {
      const numbered = copyStatement(table, part, table.columns).replace(
        `redacted_text(t.${unique})`,
        `redacted_text(t.${unique}) || '~${number}'`,
      );
      changes = db.prepare(`${numbered} WHERE t.id = ?`).run(id).changes;
    }
  }
  return ids.length;
}
