import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openForReading, type WritableDb } from '../../main/store/database.ts';
import { countByKind, countByTime } from '../../main/store/event-counts.ts';
import { readDetail, readPage, readSince } from '../../main/store/event-pages.ts';
import { EventWriter } from '../../main/store/events.ts';
import { beginImport, finishImport, type ReadSource, spanImport } from '../../main/store/imports.ts';
import { MIGRATIONS, migrate } from '../../main/store/migrations.ts';
import { closeInterrupted, findRecording, listRecordings } from '../../main/store/recordings.ts';
import { indexNew } from '../../main/store/search-index.ts';
import { findImport } from '../../main/store/sources.ts';
import { newRecording, OpenDb, payloadOf, randomSamples, TestFolder, writeSamples } from './sample-events.ts';

const SOURCE = { kind: 'etl', name: 'trace.etl', sizeBytes: 12_288, sha256: 'ab'.repeat(32), importedUs: 9_000_000 } as const;
const READ: ReadSource = {
  startedUs: 1_000_000,
  endedUs: 2_000_000,
  timeZone: { biasMinutes: -60, name: 'W. Europe Standard Time' },
  machine: { name: 'CUSTOMER', os: '10.0.26100', product: null },
  warnings: [{ kind: 'lost', message: 'the writer lost 2 events', offset: null, detail: '', count: 1 }],
  lost: { events: 2, buffers: 1 },
};
const sample = { filter: 'F', processName: 'game.exe', path: 'D:\\a', reason: 'r', timeUs: 1_500_000 };

const tablesOf = (db: Database.Database): string[] =>
  db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name").pluck().all();
const contents = (db: Database.Database, tables: readonly string[]) =>
  Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM "${table}"`).all()]));

/** A database of the form before sources, with a row in every table that people fill. */
function fillVersion2(file: string): void {
  const db = new Database(file);
  migrate(
    db,
    MIGRATIONS.filter(({ version }) => version <= 2),
  );
  const writable = db as unknown as WritableDb; // opened for writing
  writeSamples(writable, newRecording(writable), randomSamples(300, 5));
  indexNew(writable);
  db.exec(`INSERT INTO losses (recording, time_us, events, buffers) VALUES (1, 1, 2, 3);
    INSERT INTO active_counts VALUES ('D:', 1, 1, 4);
    INSERT INTO removals (time_us, events, reason) VALUES (1, 2, 'older than 3 days');
    INSERT INTO scans (id, roots, mode, state, machine, os, simulated, started_us) VALUES (1, '[]', 'm', 's', 'M', 'o', 0, 1);
    INSERT INTO scan_folders (id, scan, path, root, share) VALUES (1, 1, 'D:\\', 0, 1);
    INSERT INTO scan_findings (id, scan, identity, verdict, content) VALUES (1, 1, 'i', 'full', '{}');
    INSERT INTO scan_files VALUES (1, 'pak0.bin', 7, 1);
    INSERT INTO scan_sums VALUES (1, 1, 1, 7)`);
  db.close();
}

test.each(['for writing', 'for reading'] as const)('a database without sources, opened %s, keeps every row of every table', (how) => {
  using folder = new TestFolder();
  fillVersion2(folder.database);
  const old = new Database(folder.database);
  const tables = tablesOf(old);
  const before = contents(old, tables);
  old.close();
  expect(tables.filter((table) => before[table]?.length === 0)).toEqual([]);
  if (how === 'for writing') new OpenDb(folder.database)[Symbol.dispose]();
  const opened = openForReading(folder.database);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  using db = Object.assign(opened.value, { [Symbol.dispose]: () => void opened.value.close() });
  expect(contents(db, tables)).toEqual(before);
  expect(tablesOf(db)).toEqual(expect.arrayContaining([...tables, 'sources']));
  expect(listRecordings(db)[0]?.source).toBeNull();
});

test('an import is a recording with its source, machine and losses, and its hash finds it', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const recording = beginImport(db, SOURCE);
  expect(findRecording(db, recording)).toMatchObject({ ending: 'interrupted', machine: 'not known', simulated: false });
  expect(findImport(db, SOURCE.sha256)).toBeNull();
  expect(closeInterrupted(db)).toBe(0);
  finishImport(db, recording, READ);
  const { timeZone, machine, warnings } = READ;
  expect(findRecording(db, recording)).toEqual({
    id: recording,
    startedUs: 1_000_000,
    endedUs: 2_000_000,
    ending: 'imported',
    machine: 'CUSTOMER',
    os: '10.0.26100',
    simulated: false,
    processId: 0,
    sampleMs: 0,
    events: 0,
    removed: 0,
    lostEvents: 2,
    lostBuffers: 1,
    source: { ...SOURCE, timeZone, machine, warnings },
  });
  expect(findImport(db, SOURCE.sha256)).toEqual({ recording, importedUs: 9_000_000 });
  db.prepare('UPDATE recordings SET removed = 1').run();
  expect(findImport(db, SOURCE.sha256)).toBeNull();
});

test('two that write in turns never use a number twice, and whoever follows the capture hears nothing of the import', () => {
  using folder = new TestFolder();
  using live = new OpenDb(folder.database);
  using other = new OpenDb(folder.database);
  const capture = new EventWriter(live.db, newRecording(live.db));
  const imported = new EventWriter(other.db, beginImport(other.db, SOURCE));
  const add = (writer: EventWriter): void =>
    writer.batch(() => {
      const payload = writer.intern(payloadOf(sample));
      for (let index = 0; index < 3; index++) writer.add({ timeUs: 1_500_000, processId: 1, threadId: 1, own: false, payload });
    });
  for (const writer of [capture, imported, imported, capture, imported, capture]) add(writer);
  const rows = live.db.prepare('SELECT recording, count(*) AS events, max(seq) AS seq FROM events GROUP BY recording').all();
  expect(rows).toEqual([
    { recording: 1, events: 9, seq: 18 },
    { recording: 2, events: 9, seq: 15 },
  ]);
  expect(readSince(live.db, 0, 100).map(({ seq }) => seq)).toEqual([1, 2, 3, 10, 11, 12, 16, 17, 18]);
});

test('recordings that share their time are counted, drawn and listed apart', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const live = newRecording(db);
  writeSamples(
    db,
    live,
    Array.from({ length: 5 }, () => sample),
  );
  const imported = beginImport(db, SOURCE);
  writeSamples(db, imported, [sample, { ...sample, filter: 'Other' }]);
  spanImport(db, imported, 1_500_000, 1_500_000);
  for (const [recording, events] of [
    [live, 5],
    [imported, 2],
  ] as const) {
    const filter = { recording };
    const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
    expect(sum(countByTime(db, filter, 10, 1_000).bins.map((bin) => bin.events))).toBe(events);
    expect(sum(countByKind(db, { ...filter, fromUs: 1_000_000, toUs: 2_000_000 }, 1_000).byKind.values())).toBe(events);
    expect(readPage(db, filter, null, 'older', 100).rows.length).toBe(events);
  }
});

test('equal bytes that say something else on another machine do not take the words of this one', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const said = payloadOf(sample);
  const writer = new EventWriter(db, newRecording(db));
  writer.batch(() => {
    for (const payload of [said, { ...said, path: 'E:\\a' }, said, { ...said, fields: '[]', decoded: 'raw' as const }])
      writer.add({ timeUs: 1, processId: 1, threadId: 1, own: false, payload: writer.intern(payload) });
  });
  expect([1, 2, 3, 4].map((seq) => [readDetail(db, seq)?.path, readDetail(db, seq)?.decoded])).toEqual([
    ['D:\\a', 'named'],
    ['E:\\a', 'named'],
    ['D:\\a', 'named'],
    ['D:\\a', 'raw'],
  ]);
  expect(db.prepare('SELECT count(*) FROM payloads').pluck().get()).toBe(3);
});
