/**
 * `node events-reference.ts <from> <to>`: what the bench of events compares with. Prints events a second of plain better-sqlite3 inserts.
 */
import { close, openForReading, openForWriting } from '../../main/store/database.ts';

const REFERENCE_BATCH = 1_000;
const TABLES = ['recordings', 'texts', 'kinds', 'payloads', 'events', 'payload_events'] as const;

/** Every row of the recorded tables, read into memory and inserted into a new database by plain statements, a thousand events a transaction. */
function insertAgain(from: string, to: string): number {
  const source = openForReading(from);
  const target = openForWriting(to);
  if (!source.ok || !target.ok) throw new Error('the databases do not open');
  const { db } = target.value;
  const rowsOf = (table: string): unknown[][] => source.value.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw().all();
  const tables = TABLES.map((table) => ({ table, rows: rowsOf(table) }));
  close(source.value);
  const start = process.hrtime.bigint();
  for (const { table, rows } of tables) {
    const insert = db.prepare(`INSERT INTO ${table} VALUES (${(rows[0] ?? []).map(() => '?').join(', ')})`);
    for (let at = 0; at < rows.length; at += REFERENCE_BATCH) {
      db.transaction(() => {
        for (const row of rows.slice(at, at + REFERENCE_BATCH)) insert.run(...row);
      }).immediate();
    }
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const events = tables.find(({ table }) => table === 'events')?.rows.length ?? 0;
  close(db);
  return events / seconds;
}

const [from = '', to = ''] = process.argv.slice(2);
process.stdout.write(String(insertAgain(from, to)));
