import Database from 'better-sqlite3';
import { MIGRATIONS, type Migration, migrate, NEWEST_VERSION } from '../migrations.ts';

/**
 * A case file has the tables of the store in the form that `user_version` names, but for the text index, which is left out: an index of
 * somebody else is code that reads data of somebody else, and without it every search still finds everything. These two come on top.
 */
const CASE_TABLES = `
CREATE TABLE case_manifest (id INTEGER PRIMARY KEY CHECK (id = 1), content TEXT NOT NULL) STRICT;
CREATE TABLE case_notes (id INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
`;

/** The first form of the store that a case file can have. */
export const FIRST_CASE_FORM = 4;
export const MANIFEST_TABLE = 'case_manifest';
/** The choices of this computer's user are no evidence. */
const LEFT_EMPTY: ReadonlySet<string> = new Set(['snapshot_schedule', MANIFEST_TABLE]);

/** One row of sqlite_schema as a case of this form has it; where its pages lie is for SQLite to choose. */
export interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  /** Null for the index that SQLite makes of a constraint by itself. */
  readonly sql: string | null;
}

export interface CaseColumn {
  readonly name: string;
  readonly type: 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB';
}

export interface CaseTable {
  readonly name: string;
  readonly columns: readonly CaseColumn[];
  readonly isCopied: boolean;
}

export interface CaseForm {
  readonly version: number;
  readonly schema: readonly SchemaObject[];
  /** In the order in which they were made: what refers comes behind what is referred to. */
  readonly tables: readonly CaseTable[];
}

export const SCHEMA_SQL = 'SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema';

const forms = new Map<number, CaseForm>();

/** What our own statements make of an empty database. `steps` are the product's but for a test of a form that is still to come. */
export function caseForm(version: number, steps: readonly Migration[] = MIGRATIONS): CaseForm {
  const known = steps === MIGRATIONS ? forms.get(version) : undefined;
  if (known !== undefined) return known;
  const db = new Database(':memory:');
  try {
    migrate(
      db,
      steps.filter((step) => step.version <= version),
    );
    db.exec('DROP TABLE text_search');
    db.exec(CASE_TABLES);
    const tables = tableNames(db).map((name) => toTable(db, name));
    const form = { version, schema: db.prepare<[], SchemaObject>(`${SCHEMA_SQL} ORDER BY rowid`).all(), tables };
    if (steps === MIGRATIONS) forms.set(version, form);
    return form;
  } finally {
    db.close();
  }
}

const tableNames = (db: Database.Database): string[] =>
  db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").pluck().all();

function toTable(db: Database.Database, name: string): CaseTable {
  const columns = db.prepare<[string], CaseColumn>('SELECT name, type FROM pragma_table_info(?) ORDER BY cid').all(name);
  return { name, columns, isCopied: !LEFT_EMPTY.has(name) };
}

/** Whether a table has anything that could name somebody. */
export const hasTexts = ({ columns }: CaseTable): boolean => columns.some(({ type }) => type === 'TEXT' || type === 'BLOB');

/** Makes the tables and indexes of a new case file, or those of some tables. */
export function makeTables(db: Database.Database, isWanted: (table: CaseTable) => boolean = () => true): void {
  const { schema, tables } = caseForm(NEWEST_VERSION);
  const wanted = new Set(tables.filter(isWanted).map(({ name }) => name));
  for (const { table, sql } of schema) if (sql !== null && wanted.has(table)) db.exec(sql);
}

/** As SQL: the names are our own and hold nothing that would need quoting. */
export const columnList = (columns: readonly CaseColumn[]): string => columns.map(({ name }) => name).join(', ');
