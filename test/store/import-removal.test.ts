import { expect, test } from 'vitest';
import type { WritableDb } from '../../main/store/database.ts';
import { lastSeq } from '../../main/store/events.ts';
import { removeImportStep } from '../../main/store/import-removal.ts';
import { beginImport } from '../../main/store/imports.ts';
import { listRecordings } from '../../main/store/recordings.ts';
import { forgetUnused } from '../../main/store/retention.ts';
import { indexNew } from '../../main/store/search-index.ts';
import { newRecording, OpenDb, randomSamples, type Sample, TestFolder, writeSamples } from './sample-events.ts';

const SOURCE = { kind: 'etl', name: 'trace.etl', sizeBytes: 12_288, sha256: 'ab'.repeat(32), importedUs: 9_000_000 } as const;
const sample: Sample = { filter: 'F', processName: 'game.exe', path: 'D:\\a', reason: 'r', timeUs: 1_500_000 };
const TABLES = ['recordings', 'sources', 'losses', 'events', 'payload_events', 'payloads', 'bins', 'active_counts'];

/** Kinds and the texts they name stay: they are few. */
const contents = (db: WritableDb) => ({
  ...Object.fromEntries(TABLES.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all()])),
  paths: db.prepare('SELECT value FROM texts WHERE id IN (SELECT path FROM payloads) ORDER BY 1').pluck().all(),
  texts: db.prepare('SELECT count(*) FROM texts WHERE id NOT IN (SELECT path FROM payloads)').pluck().get(),
});
const find = (db: WritableDb, text: string) =>
  db.prepare('SELECT value FROM texts WHERE id IN (SELECT rowid FROM text_search WHERE text_search MATCH ?)').pluck().all(`"${text}"`);
const remove = (db: WritableDb, recording: number, firstSeq: number): number => {
  let steps = 0;
  while (removeImportStep(db, recording, firstSeq)) steps += 1;
  return steps;
};

test('an import that is taken back leaves everything else as it was, whatever it shared', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const live = newRecording(db);
  const shared = randomSamples(3_000, 1);
  writeSamples(db, live, shared);
  indexNew(db);
  const recording = beginImport(db, SOURCE);
  const firstSeq = lastSeq(db) + 1;
  const own = randomSamples(5_000, 2).map((each, index) => ({ ...each, path: `X:\\only\\${index}` }));
  writeSamples(db, recording, shared.slice(0, 700));
  writeSamples(db, recording, own.slice(0, 2_500));
  indexNew(db);
  writeSamples(db, recording, own.slice(2_500));
  db.prepare('INSERT INTO losses (recording, time_us, events, buffers) VALUES (?, 1, 2, 3)').run(recording);
  const last = lastSeq(db);

  expect(remove(db, recording, firstSeq)).toBe(3);

  using control = new OpenDb(':memory:');
  writeSamples(control.db, newRecording(control.db), shared);
  indexNew(control.db);
  expect(contents(db)).toEqual(contents(control.db));
  expect([lastSeq(db), find(db, 'X:\\only')]).toEqual([last, []]);
  db.exec("INSERT INTO text_search (text_search) VALUES ('integrity-check')");
});

test('every step leaves counts that agree with the events', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const recording = beginImport(db, SOURCE);
  writeSamples(db, recording, randomSamples(5_000, 3));
  while (removeImportStep(db, recording, 1)) {
    const left = db.prepare('SELECT count(*) FROM events').pluck().get();
    const sums = db.prepare('SELECT DISTINCT total FROM (SELECT sum(events) AS total FROM bins GROUP BY level)').pluck().all();
    expect([listRecordings(db)[0]?.events ?? 0, ...sums.map((sum) => sum ?? 0)]).toEqual(sums.length === 0 ? [0] : [left, left]);
  }
  expect(db.prepare('SELECT count(*) FROM bins').pluck().get()).toBe(0);
});

test('a capture beside it loses nothing, and what comes later is found by its text', () => {
  using folder = new TestFolder();
  using live = new OpenDb(folder.database);
  using other = new OpenDb(folder.database);
  const capture = newRecording(live.db);
  const recording = beginImport(other.db, SOURCE);
  writeSamples(other.db, recording, [sample, { ...sample, path: 'E:\\imported' }]);
  writeSamples(live.db, capture, [sample, { ...sample, path: 'E:\\captured' }]);
  remove(other.db, recording, 1);
  writeSamples(live.db, capture, [{ ...sample, path: 'E:\\afterwards' }]);
  indexNew(live.db);
  const paths = live.db.prepare(
    'SELECT t.value FROM events e JOIN payloads p ON p.id = e.payload JOIN texts t ON t.id = p.path ORDER BY e.seq',
  );
  expect(paths.pluck().all()).toEqual(['D:\\a', 'E:\\captured', 'E:\\afterwards']);
  expect([find(live.db, 'E:\\captured'), find(live.db, 'E:\\afterwards'), find(live.db, 'E:\\imported')]).toEqual([
    ['E:\\captured'],
    ['E:\\afterwards'],
    [],
  ]);
});

test('what an import has just stored is needed, although no search table knows it yet', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  writeSamples(db, beginImport(db, SOURCE), [sample]);
  forgetUnused(db);
  expect(db.prepare('SELECT count(*) FROM payloads').pluck().get()).toBe(1);
});
