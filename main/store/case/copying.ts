import { resolve } from 'node:path';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { ReadableDb, WritableDb } from '../database.ts';
import { NEWEST_VERSION } from '../migrations.ts';
import { type CaseTable, caseForm, columnList, MANIFEST_TABLE } from './form.ts';
import { copyStatement, hasTexts, type Rewriting } from './redaction/rewriting.ts';
import { Refused } from './work.ts';

/** What is put together in a case file: a database, and what comes on top of it. */
export interface CaseParts {
  /** The database that is copied: this user's, or a case that is open. Null: there is none. It may be written to meanwhile: the copy is of one moment. */
  readonly source: string | null;
  /** Taken for this case and in no database; their ids are given anew. */
  readonly snapshots: readonly Snapshot[];
  readonly notes: readonly { readonly timeUs: number; readonly text: string }[];
}

export type Part = 'source' | 'added';

const form = caseForm(NEWEST_VERSION);
/** Tables of a case file with the hash of each in its manifest. */
export const contentTables = form.tables.filter(({ name }) => name !== MANIFEST_TABLE);
const ADDED_TABLES: ReadonlySet<string> = new Set(['snapshots', 'case_notes']);
/** A text that is the only one of its kind in its table, or in its scan. */
const UNIQUE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['texts', 'value'],
  ['scan_folders', 'path'],
  ['scan_findings', 'identity'],
]);

/** Makes the parts readable on the connection as `source` and `added`. Throws `Refused` for a database of another form. */
export function attachParts(db: WritableDb, { source, snapshots, notes }: CaseParts): void {
  attachAdded(db, snapshots, notes);
  if (source === null) return;
  db.prepare('ATTACH ? AS source').run(resolve(source));
  const at = db.pragma('source.user_version', { simple: true });
  // Whoever opens a database of this user brings it to the newest form first.
  if (at !== form.version) throw new Refused(`the database to be copied has form ${at}; this program copies ${form.version}`);
}

/** What comes on top, in tables like those of the source, so that it goes the same way. */
function attachAdded(db: WritableDb, snapshots: CaseParts['snapshots'], notes: CaseParts['notes']): void {
  db.exec("ATTACH ':memory:' AS added");
  for (const name of ADDED_TABLES) {
    const sql = form.schema.find((object) => object.name === name)?.sql ?? '';
    db.exec(sql.replace(`CREATE TABLE ${name}`, `CREATE TABLE added.${name}`));
  }
  const insertSnapshot = db.prepare(
    `INSERT INTO added.snapshots (taken_us, name, trigger, machine, os, simulated, elevated, verdicts, path_count, content)
     VALUES (@takenUs, @name, @trigger, @machine, @os, @simulated, @elevated, @verdicts, @pathCount, @content)`,
  );
  for (const { entry, content } of snapshots) {
    const { id: _given, simulated, elevated, verdicts, ...rest } = entry;
    insertSnapshot.run({
      ...rest,
      simulated: Number(simulated),
      elevated: elevated === null ? null : Number(elevated),
      verdicts: JSON.stringify(verdicts),
      content: JSON.stringify(content),
    });
  }
  const insertNote = db.prepare('INSERT INTO added.case_notes (time_us, text) VALUES (?, ?)');
  for (const { timeUs, text } of notes) insertNote.run(timeUs, text);
}

/** The parts that have something for the table. */
export function partsOf(db: ReadableDb, { name, isCopied }: CaseTable): Part[] {
  const has = (part: Part): boolean =>
    db.prepare<[string], number>(`SELECT 1 FROM ${part}.sqlite_schema WHERE type = 'table' AND name = ?`).pluck().get(name) !== undefined;
  const attached = db
    .prepare<[], string>("SELECT name FROM pragma_database_list WHERE name IN ('source', 'added') ORDER BY seq DESC")
    .pluck()
    .all();
  return isCopied ? (attached as Part[]).filter(has) : []; // the two names that are asked for
}

export const rowsOf = (db: ReadableDb, part: Part, { name }: CaseTable): number =>
  db
    .prepare<[], number>(`SELECT count(*) FROM ${part}.${name} ${whereOf(name)}`)
    .pluck()
    .get() ?? 0;

/** No text index comes along: then every text is behind its reach, where each is looked at. */
const whereOf = (table: string): string => (table === 'settings' ? "WHERE name <> 'index.text'" : '');

/** Copies a part of a table; gives how many rows. Throws `Refused` when not every row has arrived. */
export function copyTable(db: WritableDb, part: Part, table: CaseTable, rewriting: Rewriting | null): number {
  const columns = part === 'added' ? table.columns.filter(({ name }) => name !== 'id') : table.columns;
  if (rewriting === null || !hasTexts(table)) {
    // Of equal tables SQLite takes over whole rows with their indexes, without looking into them.
    const [into, values] = part === 'added' ? [`(${columnList(columns)})`, columnList(columns)] : ['', '*'];
    return db.prepare(`INSERT INTO main.${table.name} ${into} SELECT ${values} FROM ${part}.${table.name} ${whereOf(table.name)}`).run()
      .changes;
  }
  const copied = db.prepare(`${copyStatement(table, part, columns)} ${whereOf(table.name).replace('name', 't.name')}`).run().changes;
  const arrived = copied + restoreTies(db, part, table);
  const wanted = rowsOf(db, part, table);
  if (arrived !== wanted) throw new Refused(`${wanted - arrived} rows of ${table.name} could not be told apart any more`);
  return arrived;
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
      const numbered = copyStatement(table, part).replace(`redacted_text(t.${unique})`, `redacted_text(t.${unique}) || '~${number}'`);
      changes = db.prepare(`${numbered} WHERE t.id = ?`).run(id).changes;
    }
  }
  return ids.length;
}
