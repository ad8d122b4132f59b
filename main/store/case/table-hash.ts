import { createHash } from 'node:crypto';
import type { ReadableDb } from '../database.ts';
import type { CaseColumn, CaseTable } from './form.ts';

/**
 * The hash of a table's content: SHA-256 over its rows in the order of the primary key. A row is its columns in order with commas between
 * them and a line feed behind; a column is
 *   INTEGER  its decimal digits,
 *   REAL     the number times 2^52 without its fraction, in decimal digits (every such column holds a share between 0 and 1),
 *   TEXT     the number of its UTF-8 bytes, a colon, and the bytes,
 *   BLOB     the number of its bytes, a colon, and the bytes,
 *   NULL     a minus sign.
 * Any SQLite program can make the same bytes again; docs/case-file.md shows the statement.
 */
export interface TableHash {
  readonly rows: number;
  readonly sha256: string;
}

/** Bytes that are held at one time, as far as rows can be so small. */
const CHUNK_BYTES = 4 << 20;
const CHUNK_MAX_ROWS = 5_000;
const ROW_BYTES = 100;
const SHARE_SCALE = 2 ** 52;

/** Gives the rows that are done after each chunk, and at the end the hash. */
export function* hashTable(db: ReadableDb, table: CaseTable): Generator<number, TableHash> {
  const count = chunkRows(db, table);
  const key = table.key.join(', ');
  const behind = `FROM ${table.name} WHERE (${key}) > (${table.key.map(() => '?').join(', ')}) ORDER BY ${key}`;
  const all = `FROM ${table.name} ORDER BY ${key}`;
  const texts = (from: string) =>
    db
      .prepare<unknown[], [Buffer | null, number]>(
        `SELECT CAST(group_concat(line, '') AS BLOB), count(*) FROM (SELECT ${rowText(table.columns)} AS line ${from} LIMIT ${count})`,
      )
      .raw();
  const keys = (from: string) =>
    db
      .prepare<unknown[], unknown[]>(`SELECT ${key} ${from} LIMIT 1 OFFSET ${count - 1}`)
      .raw()
      .safeIntegers();
  const hash = createHash('sha256');
  let [read, last] = [texts(all), keys(all)];
  let from: unknown[] = [];
  for (let rows = 0; ; ) {
    const [bytes, read_] = read.get(...from) ?? [null, 0];
    if (bytes !== null) hash.update(bytes);
    rows += read_;
    const next = last.get(...from);
    if (next === undefined) return { rows, sha256: hash.digest('hex') };
    yield rows;
    if (from.length === 0) [read, last] = [texts(behind), keys(behind)];
    from = next;
  }
}

/** Wide rows are taken few at a time. */
function chunkRows(db: ReadableDb, table: CaseTable): number {
  const { widest } = textBytes(db, table);
  return Math.max(1, Math.min(CHUNK_MAX_ROWS, Math.floor(CHUNK_BYTES / (ROW_BYTES + widest))));
}

/** Bytes of the texts and blobs of a table: of its widest row and of all. None of them is read. */
export function textBytes(db: ReadableDb, { name, columns }: CaseTable): { readonly widest: number; readonly sum: number } {
  const wide = columns.filter(({ type }) => type === 'TEXT' || type === 'BLOB');
  if (wide.length === 0) return { widest: 0, sum: 0 };
  const row = wide.map((column) => `coalesce(octet_length(${column.name}), 0)`).join(' + ');
  const sql = `SELECT coalesce(max(${row}), 0) AS widest, coalesce(sum(${row}), 0) AS sum FROM ${name}`;
  return db.prepare<[], { widest: number; sum: number }>(sql).get() ?? { widest: 0, sum: 0 };
}

/** One row as SQL. Numbers alone are put together by one call, which takes half the time of joining them. */
function rowText(columns: readonly CaseColumn[]): string {
  if (columns.every(({ type, isNullable }) => type === 'INTEGER' && !isNullable)) {
    return `printf('${columns.map(() => '%d').join(',')}\n', ${columns.map(({ name }) => name).join(', ')})`;
  }
  return `${columns.map(columnText).join(" || ',' || ")} || char(10)`;
}

function columnText({ name, type, isNullable }: CaseColumn): string {
  const text =
    type === 'INTEGER'
      ? name
      : type === 'REAL'
        ? `CAST(${name} * ${SHARE_SCALE} AS INTEGER)`
        : `(octet_length(${name}) || ':' || CAST(${name} AS TEXT))`;
  return isNullable ? `coalesce(${text}, '-')` : text;
}
