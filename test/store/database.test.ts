import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { CaptureLock } from '../../main/store/capture-lock.ts';
import { databaseFile } from '../../main/store/data-folder.ts';
import { close, failureOf, openForReading, openForWriting } from '../../main/store/database.ts';
import { EventWriter } from '../../main/store/events.ts';
import { MIGRATIONS, migrate, NEWEST_VERSION, versionOf } from '../../main/store/migrations.ts';
import { closeInterrupted, endRecording, listRecordings } from '../../main/store/recordings.ts';
import { newRecording, OpenDb, payloadOf, randomSamples, TestFolder, writeSamples } from './sample-events.ts';

const isRoot = process.getuid?.() === 0;

test('a new database has the newest form, write-ahead logging, foreign keys, and tables that check their types', () => {
  using folder = new TestFolder();
  using opened = new OpenDb(join(folder.path, 'new', 'deep', 'events.db'));
  const { db } = opened;
  expect([versionOf(db), db.pragma('journal_mode', { simple: true }), db.pragma('foreign_keys', { simple: true })]).toEqual([
    NEWEST_VERSION,
    'wal',
    1,
  ]);
  const loose = db
    .prepare<[], string>("SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table' AND name NOT LIKE 'sqlite%'")
    .pluck()
    .all();
  expect(loose).toEqual([]);
});

test('every migration takes a database of the version before it, and migrating twice changes nothing', () => {
  const db = new Database(':memory:');
  for (const step of MIGRATIONS) {
    migrate(
      db,
      MIGRATIONS.filter(({ version }) => version <= step.version),
    );
    expect(versionOf(db)).toBe(step.version);
  }
  const schema = () => db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  const before = schema();
  migrate(db);
  expect(schema()).toEqual(before);
});

test('a migration that fails leaves the form before it, whole', () => {
  const db = new Database(':memory:');
  const broken = [{ version: 1, sql: 'CREATE TABLE one (a INTEGER) STRICT; CREATE TABLE nonsense (' }];
  expect(() => migrate(db, broken)).toThrow(/incomplete input/);
  expect([versionOf(db), db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()]).toEqual([0, 0]);
});

test('a newer database is not touched, for writing or reading', () => {
  using folder = new TestFolder();
  const db = new Database(folder.database);
  db.exec('CREATE TABLE future (a)');
  db.pragma(`user_version = ${NEWEST_VERSION + 1}`);
  db.close();
  const before = readFileSync(folder.database);
  expect(openForWriting(folder.database)).toMatchObject({
    ok: false,
    error: { kind: 'refused', detail: expect.stringContaining('newer version') },
  });
  expect(openForReading(folder.database)).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(readFileSync(folder.database)).toEqual(before);
});

test.each([
  ['no database at all', (file: string) => writeFileSync(file, 'this is a letter to somebody'.repeat(300))],
  [
    'a database with a page overwritten',
    (file: string) => {
      using opened = new OpenDb(file);
      writeSamples(opened.db, newRecording(opened.db), randomSamples(2_000, 1));
      opened.db.pragma('wal_checkpoint(TRUNCATE)');
      const bytes = readFileSync(file);
      bytes.fill(0xa5, 4096 * 8, 4096 * 30);
      writeFileSync(file, bytes);
    },
  ],
])('%s is set aside, byte for byte, and a new one takes its place', (_, damage) => {
  using folder = new TestFolder();
  damage(folder.database);
  const before = readFileSync(folder.database);
  using opened = new OpenDb(folder.database);
  if (opened.setAside === null) throw new Error('nothing was set aside');
  expect(opened.setAside.startsWith(`${folder.database}.damaged-`)).toBe(true);
  expect(readFileSync(opened.setAside).equals(before)).toBe(true);
  expect(listRecordings(opened.db)).toEqual([]);
});

test('reading says when there is nothing, or something else', () => {
  using folder = new TestFolder();
  expect(openForReading(folder.database)).toMatchObject({ ok: false, error: { detail: 'there is no such database' } });
  new Database(folder.database).close();
  writeFileSync(join(folder.path, 'letter'), 'x'.repeat(10_000));
  expect(openForReading(join(folder.path, 'letter'))).toMatchObject({
    ok: false,
    error: { detail: 'the database is damaged (SQLITE_NOTADB)' },
  });
  expect(existsSync(join(folder.path, 'letter'))).toBe(true);
});

test('a place where nothing can be created is a failure that names it', () => {
  using folder = new TestFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const file = join(folder.path, 'file', 'events.db');
  expect(openForWriting(file)).toMatchObject({ ok: false, error: { kind: 'refused', call: 'event database', target: file } });
  mkdirSync(folder.database);
  expect(openForWriting(folder.database)).toMatchObject({ ok: false, error: { kind: 'refused' } });
});

test.skipIf(isRoot)('a read-only database is refused for writing and can be read', () => {
  using folder = new TestFolder();
  using made = new OpenDb(folder.database);
  made[Symbol.dispose]();
  chmodSync(folder.database, 0o444);
  chmodSync(folder.path, 0o555);
  expect(openForWriting(folder.database)).toMatchObject({ ok: false, error: { kind: 'refused' } });
  chmodSync(folder.path, 0o755);
});

test('a write into a read-only connection, a full disk and a locked file are told apart in words', () => {
  const words = (code: string): string => {
    const failure = failureOf(new Database.SqliteError('said by SQLite', code), 'f');
    return 'detail' in failure ? failure.detail : '';
  };
  expect(['SQLITE_READONLY_DIRECTORY', 'SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_CORRUPT_INDEX', 'SQLITE_IOERR_WRITE'].map(words)).toEqual([
    'the database can be read but not written here (SQLITE_READONLY_DIRECTORY)',
    'the disk is full; what was recorded before stays (SQLITE_FULL)',
    'another program keeps the database locked (SQLITE_BUSY)',
    'the database is damaged (SQLITE_CORRUPT_INDEX)',
    'said by SQLite (SQLITE_IOERR_WRITE)',
  ]);
  expect(() => failureOf(new TypeError('a bug'), 'f')).toThrow('a bug');
});

test('a full disk loses the batch that met it and nothing before: counts and events agree', () => {
  using folder = new TestFolder();
  using opened = new OpenDb(folder.database);
  const { db } = opened;
  const recording = newRecording(db);
  const samples = randomSamples(20_000, 2).map((sample, index) => ({ ...sample, path: `D:\\${index}\\${'long'.repeat(20)}` }));
  db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 200}`); // SQLite's own way to a disk that is full
  expect(() => writeSamples(db, recording, samples)).toThrow(/full/);
  const stored = db.prepare('SELECT count(*) FROM events').pluck().get();
  const counted = db.prepare('SELECT sum(events) FROM bins WHERE level = 0').pluck().get();
  expect(stored).toBeGreaterThan(0);
  expect([counted, listRecordings(db)[0]?.events]).toEqual([stored, stored]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('after a batch that failed the writer goes on with the next number', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const writer = new EventWriter(db, newRecording(db));
  const [sample] = randomSamples(1, 3);
  if (sample === undefined) throw new Error('no sample');
  const add = () => writer.add({ timeUs: 1, processId: 1, threadId: 1, own: false, payload: writer.intern(payloadOf(sample)) });
  writer.batch(add);
  expect(() =>
    writer.batch(() => {
      add();
      throw new Error('the decoder broke');
    }),
  ).toThrow('the decoder broke');
  writer.batch(add);
  expect(db.prepare('SELECT seq FROM events').pluck().all()).toEqual([1, 2]);
});

test('only one instance records into a database; the next one can when the first has let go', () => {
  using folder = new TestFolder();
  const first = CaptureLock.take(folder.database);
  expect(first.ok).toBe(true);
  expect(CaptureLock.take(folder.database)).toMatchObject({ ok: false, error: { detail: expect.stringContaining('another instance') } });
  if (first.ok) first.value[Symbol.dispose]();
  const second = CaptureLock.take(folder.database);
  expect(second.ok).toBe(true);
  if (second.ok) second.value[Symbol.dispose]();
});

test('a recording that its process left open is closed as interrupted, at its last event; others keep their ending', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const stopped = newRecording(db);
  endRecording(db, stopped, 2_000_000, 'stopped');
  const open = newRecording(db, 3_000_000);
  writeSamples(db, open, [{ filter: 'F', processName: 'p', path: 'D:\\a', reason: 'r', timeUs: 5_000_000 }]);
  expect(closeInterrupted(db)).toBe(1);
  expect(listRecordings(db).map(({ id, ending, endedUs }) => ({ id, ending, endedUs }))).toEqual([
    { id: open, ending: 'interrupted', endedUs: 5_000_000 },
    { id: stopped, ending: 'stopped', endedUs: 2_000_000 },
  ]);
});

test("the database lies in the user's own data folder", () => {
  expect(databaseFile({ LOCALAPPDATA: '/local' })).toBe(join('/local', 'BypassIO Inspector', 'events.db'));
  expect(databaseFile({ XDG_DATA_HOME: '/data' })).toBe(join('/data', 'BypassIO Inspector', 'events.db'));
});

test('closing leaves one file behind', () => {
  using folder = new TestFolder();
  const opened = new OpenDb(folder.database);
  writeSamples(opened.db, newRecording(opened.db), randomSamples(100, 4));
  close(opened.db);
  expect(readdirSync(folder.path)).toEqual(['events.db']);
});
