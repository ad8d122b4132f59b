import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { ReadableDb, WritableDb } from '../database.ts';
import { NEWEST_VERSION } from '../migrations.ts';
import { type CaseTable, caseForm, columnList, hasTexts, MANIFEST_TABLE } from './form.ts';
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
/** Makes the parts readable on the connection as `source` and `added`. Throws `Refused` for a database of another form. */
export function attachParts(db: WritableDb, { source, snapshots, notes }: CaseParts): void {
  attachAdded(db, snapshots, notes);
  if (source === null) return;
  if (!existsSync(source)) throw new Refused(`there is no database to be copied: ${source}`); // SQLite would make one
  db.prepare('ATTACH ? AS source').run(resolve(source));
  db.pragma(`source.cache_size = -${SOURCE_CACHE_KIB}`);
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
export const whereOf = (table: string): string => (table === 'settings' ? "WHERE name <> 'index.text'" : '');

/** Rows of tables with texts, which take their time one by one. Counting others would take longer than what could be told of them. */
export const textRows = (db: ReadableDb): number =>
  contentTables
    .filter(hasTexts)
    .reduce((sum, table) => sum + partsOf(db, table).reduce((rows, part) => rows + rowsOf(db, part, table), 0), 0);

/** Copies a part of a table as it is; gives how many rows. Of equal tables SQLite takes over whole rows with their indexes. */
export function copyTable(db: WritableDb, part: Part | 'rewritten', { name, columns }: CaseTable): number {
  const ofItsOwn = columnList(columns.filter((column) => column.name !== 'id'));
  const sql =
    part === 'added'
      ? `INSERT INTO main.${name} (${ofItsOwn}) SELECT ${ofItsOwn} FROM added.${name}`
      : `INSERT INTO main.${name} SELECT * FROM ${part}.${name} ${whereOf(name)}`;
  return db.prepare(sql).run().changes;
}

const SMALL_PAGE_BYTES = 4_096;
const LARGE_PAGE_BYTES = 16_384;
const LARGE_FILE_BYTES = 16 << 20;
const CACHE_KIB = 8 * 1024;
/** It is read from its begin to its end. */
const SOURCE_CACHE_KIB = 2 * 1024;

/**
 * Prepares a new file for a copy of the source. No journal and no waiting for the disk: until it is finished it counts for nothing. Every
 * table and index has at least one page, so that small pages make small files; large ones are written and read faster.
 */
export function prepareTarget(db: WritableDb, source: string | null): void {
  const isLarge = source !== null && (statSync(source, { throwIfNoEntry: false })?.size ?? 0) >= LARGE_FILE_BYTES;
  db.pragma('auto_vacuum = NONE');
  db.pragma(`page_size = ${isLarge ? LARGE_PAGE_BYTES : SMALL_PAGE_BYTES}`);
  db.pragma('main.journal_mode = OFF');
  db.pragma('main.synchronous = OFF');
  db.pragma('foreign_keys = OFF'); // rows come table by table, as they are
  db.pragma(`main.cache_size = -${CACHE_KIB}`);
}
