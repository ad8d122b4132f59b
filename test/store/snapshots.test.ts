import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { LOADS_SQL, listFilterLoads } from '../../main/store/filter-loads.ts';
import { MIGRATIONS, migrate } from '../../main/store/migrations.ts';
import {
  findNamed,
  findSnapshot,
  insertSnapshot,
  LIST_SQL,
  listSnapshots,
  type NewSnapshot,
  newestScheduledUs,
  readContent,
  readDrivers,
  readSchedule,
  removeSnapshot,
  writeSchedule,
} from '../../main/store/snapshots.ts';
import { newRecording, OpenDb, randomSamples, writeSamples } from './sample-events.ts';

const row = (takenUs: number, more: Partial<NewSnapshot> = {}): NewSnapshot => ({
  takenUs,
  name: null,
  trigger: 'asked',
  machine: 'TEST',
  os: '10.0.26100',
  simulated: 1,
  elevated: 1,
  verdicts: '[{"mount":"D:","verdict":"full"}]',
  pathCount: 0,
  content: '{"drivers":[]}',
  ...more,
});

test('a database without snapshots gets room for them, and keeps every row of every table', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    MIGRATIONS.filter(({ version }) => version <= 3),
  );
  const tables = (): string[] =>
    db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")
      .pluck()
      .all();
  const before = tables();
  db.exec(`INSERT INTO recordings (id, started_us, machine, os, simulated, process_id, sample_ms) VALUES (1, 5, 'A', '10.0', 0, 7, 1000);
    INSERT INTO texts VALUES (1, 'Foo'); INSERT INTO kinds (id, event_id, own, filter) VALUES (1, 12, 0, 1);
    INSERT INTO payloads VALUES (1, 1, 12, 0, NULL, 'raw', '[]', x'00'); INSERT INTO events VALUES (1, 1, 6, 7, 8, 1, 1);
    INSERT INTO settings VALUES ('retention.maxAgeDays', 30);`);
  const rows = (): unknown[] => before.map((name) => [name, db.prepare(`SELECT * FROM ${name}`).raw().all()]);
  const filled = rows();
  migrate(db);
  expect(rows()).toEqual(filled);
  expect(tables().filter((name) => !before.includes(name))).toEqual(['snapshot_schedule', 'snapshots']);
});

test('snapshots are listed newest first, found by number and name, and removed one by one', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const ids = [row(30), row(10, { name: 'before' }), row(20, { name: 'before' })].map((snapshot) => insertSnapshot(db, snapshot));
  expect(listSnapshots(db, 10).map(({ id, takenUs }) => [id, takenUs])).toEqual([
    [1, 30],
    [3, 20],
    [2, 10],
  ]);
  expect(listSnapshots(db, 1).map(({ id }) => id)).toEqual([1]);
  expect(findNamed(db, 'before', 5)).toEqual([3, 2]);
  expect(findSnapshot(db, 2)).toEqual({
    id: 2,
    takenUs: 10,
    name: 'before',
    trigger: 'asked',
    machine: 'TEST',
    os: '10.0.26100',
    simulated: 1,
    elevated: 1,
    verdicts: '[{"mount":"D:","verdict":"full"}]',
    pathCount: 0,
  });
  expect([removeSnapshot(db, 2), removeSnapshot(db, 2), findSnapshot(db, 2), ids]).toEqual([true, false, null, [1, 2, 3]]);
});

test('a content that is larger than any is not read, and neither are drivers out of what is no JSON', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const small = insertSnapshot(db, row(1, { content: '{"drivers":[{"driver":"a.sys"}]}' }));
  const broken = insertSnapshot(db, row(2, { content: 'no JSON' }));
  const large = insertSnapshot(db, row(3));
  db.prepare('UPDATE snapshots SET content = CAST(zeroblob(64 * 1024 * 1024 + 1) AS TEXT) WHERE id = ?').run(large);
  expect([small, broken, large, 99].map((id) => readContent(db, id))).toEqual([
    '{"drivers":[{"driver":"a.sys"}]}',
    'no JSON',
    'too large',
    null,
  ]);
  expect([small, broken, large, 99].map((id) => readDrivers(db, id))).toEqual(['[{"driver":"a.sys"}]', null, null, null]);
});

test('without a schedule nothing is scheduled; one replaces the other', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  expect([readSchedule(db), newestScheduledUs(db)]).toEqual([{ everyMinutes: null, paths: [] }, null]);
  writeSchedule(db, { everyMinutes: 30, paths: ['D:\\a'] });
  writeSchedule(db, { everyMinutes: 60, paths: ['D:\\b', 'E:\\'] });
  insertSnapshot(db, row(10, { trigger: 'schedule' }));
  insertSnapshot(db, row(20));
  expect([readSchedule(db), newestScheduledUs(db)]).toEqual([{ everyMinutes: 60, paths: ['D:\\b', 'E:\\'] }, 10]);
});

test('filters that came and went are found among any number of other events, newest first', () => {
  using opened = new OpenDb(':memory:');
  const { db } = opened;
  const recording = newRecording(db);
  const loads = [
    { eventId: 6, filter: 'Foo', timeUs: 2_000_000 },
    { eventId: 1, filter: 'Foo', timeUs: 9_000_000 },
    { eventId: 6, filter: 'Bar', timeUs: 5_000_000 },
  ].map((event) => ({ ...event, processName: 'System', path: '', reason: '' }));
  writeSamples(db, recording, [...randomSamples(500, 1).filter(({ eventId = 12 }) => eventId === 12), ...loads]);
  const found = listFilterLoads(db, [1, 6], 10);
  expect(found).toEqual([
    { eventId: 1, filter: 'Foo', own: 0, timeUs: 9_000_000, recording },
    { eventId: 6, filter: 'Bar', own: 0, timeUs: 5_000_000, recording },
    { eventId: 6, filter: 'Foo', own: 0, timeUs: 2_000_000, recording },
  ]);
  expect(listFilterLoads(db, [1, 6], 2)).toEqual(found.slice(0, 2));
});

test.each([
  ['the list', LIST_SQL, 'snapshots_by_time'],
  ['the filters that came and went', LOADS_SQL, 'events_by_kind'],
])('%s is read off an index', (_, sql, index) => {
  using opened = new OpenDb(':memory:');
  const bound = Array.from({ length: sql.split('?').length - 1 }, () => 0);
  const plan = opened.db
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...bound)
    .map(({ detail }) => detail)
    .join('\n');
  expect(plan).toContain(index);
  expect(plan).not.toContain('TEMP B-TREE');
});
