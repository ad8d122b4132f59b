import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkCase } from '../../../main/store/case/check.ts';
import { contentTables } from '../../../main/store/case/copying.ts';
import { examineCase } from '../../../main/store/case/open.ts';
import { writeCase } from '../../../main/store/case/write.ts';
import { openForWriting } from '../../../main/store/database.ts';
import { GOOD, snapshotOf } from '../../service/snapshots.ts';
import { newRecording, OpenDb, randomSamples, TestFolder, writeSamples } from '../sample-events.ts';
import { fillStore, MANIFEST, request, written } from './sample-case.ts';

const folder = new TestFolder();
const target = join(folder.path, 'case.bpio');
const writeChild = join(import.meta.dirname, 'write-child.ts');
beforeAll(() => {
  fillStore(folder.database);
  return () => folder[Symbol.dispose]();
});

const rowsOf = (db: Sqlite.Database, table: string): unknown[] => db.prepare(`SELECT * FROM ${table}`).raw().all();
const examined = (file: string) => {
  const found = examineCase(file);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
};

describe('a case file of a whole database', () => {
  let manifest: Awaited<ReturnType<typeof written>>['manifest'];
  beforeAll(async () => {
    const note = { timeUs: 9, text: 'Slow since Tuesday' };
    ({ manifest } = await written(request(folder.database, target, { snapshots: [snapshotOf(GOOD)], notes: [note] })));
  });

  test('holds every row of every table as it was, what came on top, and nothing of the schedule', () => {
    using source = new OpenDb(folder.database);
    const copy = new Sqlite(target, { readonly: true });
    for (const { name, isCopied } of contentTables) {
      if (['snapshots', 'case_notes', 'settings', 'snapshot_schedule'].includes(name)) continue;
      expect({ name, rows: rowsOf(copy, name) }).toEqual({ name, rows: rowsOf(source.db, name) });
      expect({ name, isFilled: isCopied && rowsOf(copy, name).length > 0 }).toEqual({ name, isFilled: true });
    }
    expect(copy.prepare('SELECT id, name FROM snapshots ORDER BY id').raw().all()).toEqual([
      [1, 'before the update'],
      [2, null],
    ]);
    expect(rowsOf(copy, 'case_notes')).toEqual([[1, 9, 'Slow since Tuesday']]);
    expect(rowsOf(copy, 'snapshot_schedule')).toEqual([]);
    expect(copy.prepare('SELECT name FROM settings').pluck().all()).toEqual(['index.seq']);
    copy.close();
  });

  test('says what it is: kind, form, machine, counts and hashes, which hold', () => {
    const copy = new Sqlite(target, { readonly: true });
    expect(copy.pragma('application_id', { simple: true })).toBe(0x4250494f);
    expect(copy.pragma('user_version', { simple: true })).toBe(4);
    expect(manifest).toMatchObject({ ...MANIFEST, form: 4 });
    for (const { name, rows, sha256 } of manifest.tables) {
      expect({ name, rows }).toEqual({ name, rows: copy.prepare(`SELECT count(*) FROM ${name}`).pluck().get() });
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    copy.close();
    expect(examined(target).manifest).toEqual(manifest);
    expect(checkCase(examined(target))).toEqual({ ok: true, value: [] });
  });

  test('is one file that opens from read-only media: no log, no free pages, nothing virtual, nothing beside it', () => {
    const copy = new Sqlite(target, { readonly: true });
    expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(copy.pragma('freelist_count', { simple: true })).toBe(0);
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(copy.prepare("SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE '%VIRTUAL%'").all()).toEqual([]);
    copy.close();
    expect(readdirSync(folder.path).filter((name) => name.startsWith('case.bpio'))).toEqual(['case.bpio']);
  });
});

test('a machine on which nothing was recorded has a case as well', async () => {
  const { manifest, sizeBytes } = await written(request(null, target, { notes: [{ timeUs: 1, text: 'nothing here' }] }));
  expect(manifest.tables.filter(({ rows }) => rows > 0).map(({ name }) => name)).toEqual(['case_notes']);
  expect(sizeBytes).toBe(readFileSync(target).length);
  expect(checkCase(examined(target))).toEqual({ ok: true, value: [] });
});

test('a case of a case is the same case', async () => {
  const copy = join(folder.path, 'copy.bpio');
  const { manifest: first } = await written(request(folder.database, target, { notes: [{ timeUs: 1, text: 'first' }] }));
  const before = readFileSync(target);
  const { manifest: second } = await written(request(target, copy, { notes: [{ timeUs: 2, text: 'second' }] }));
  expect(readFileSync(target)).toEqual(before);
  const counts = ({ tables }: typeof first) => Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));
  expect(counts(second)).toEqual({ ...counts(first), case_notes: 2 });
  expect(checkCase(examined(copy))).toEqual({ ok: true, value: [] });
});

test('while a recorder writes, the case is of one moment', async () => {
  using place = new TestFolder();
  using opened = new OpenDb(place.database);
  const recording = newRecording(opened.db);
  writeSamples(opened.db, recording, randomSamples(500, 1));
  const moving = join(place.path, 'moving.bpio');
  // In another process, as a recorder is: who writes here waits for who reads there.
  const writing = spawn(process.execPath, [writeChild, place.database, moving, 'redacted'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(writing, 'exit');
  for (let round = 0; writing.exitCode === null && writing.signalCode === null; round++) {
    writeSamples(opened.db, recording, randomSamples(100, round + 2));
    await setTimeout(5);
  }
  expect(await ended).toEqual([0, null]);
  const copy = new Sqlite(moving, { readonly: true });
  const { events, said, counted, orphans } = copy
    .prepare<[], { events: number; said: number; counted: number; orphans: number }>(
      `SELECT (SELECT count(*) FROM events) AS events, (SELECT events FROM recordings) AS said,
         (SELECT sum(events) FROM bins WHERE level = 0) AS counted,
         (SELECT count(*) FROM events WHERE payload NOT IN (SELECT id FROM payloads)) AS orphans`,
    )
    .get() ?? { events: -1, said: -1, counted: -1, orphans: -1 };
  copy.close();
  expect({ said, counted, orphans }).toEqual({ said: events, counted: events, orphans: 0 });
});

describe('nothing is left where a case cannot be written', () => {
  const left = () => readdirSync(folder.path).filter((name) => name.includes('unwritten'));
  const unwritten = join(folder.path, 'unwritten.bpio');
  const redaction = { secret: new Uint8Array(32), choice: { allow: [], add: [] } };

  test.each([
    ['as it is', null],
    ['redacted', redaction],
  ])('it is stopped at any point: %s', { timeout: 60_000 }, async (_, choice) => {
    rmSync(unwritten, { force: true });
    for (let stopAt = 0; ; stopAt++) {
      let asked = 0;
      const result = await writeCase(request(folder.database, unwritten, { redaction: choice }), { isStopped: () => asked++ === stopAt });
      if (result.ok) {
        expect(stopAt).toBeGreaterThan(3);
        break;
      }
      expect(result.error).toMatchObject({ kind: 'refused', detail: 'cancelled; nothing was written' });
      expect(left()).toEqual([]);
      stopAt += Math.floor(stopAt / 2);
    }
    expect(left()).toEqual(['unwritten.bpio']);
  });

  test.skipIf(process.platform === 'win32')('the disk is full', { timeout: 60_000 }, () => {
    const full = join(folder.path, 'full-unwritten.bpio');
    for (const blocks of [1, 40, 200]) {
      const words = ['-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, writeChild, folder.database, full];
      const { stdout, stderr, status } = spawnSync('bash', words, { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { kind: 'refused', target: full } });
      expect(readdirSync(folder.path).filter((name) => name.includes('full-unwritten'))).toEqual([]);
    }
  });

  test('the place does not exist, the source does not, or is something else', async () => {
    const nowhere = join(folder.path, 'no', 'such', 'case.bpio');
    expect(await writeCase(request(folder.database, nowhere))).toMatchObject({ ok: false, error: { kind: 'refused' } });
    const text = join(folder.path, 'text.db');
    writeFileSync(text, 'no database at all, but long enough to be taken for one'.repeat(100));
    for (const source of [text, join(folder.path, 'missing.db'), join(folder.path, 'missing', 'events.db')]) {
      expect(await writeCase(request(source, join(folder.path, 'source-unwritten.bpio')))).toMatchObject({
        ok: false,
        error: { kind: 'refused' },
      });
    }
    expect(readdirSync(folder.path).filter((name) => name.includes('source-unwritten') || name === 'missing.db')).toEqual([]);
  });
});

test('a file that was there is replaced only by one that is finished', async () => {
  const place = join(folder.path, 'kept.bpio');
  writeFileSync(place, 'what was here before');
  await writeCase(request(folder.database, place), { isStopped: () => true });
  expect(readFileSync(place, 'utf8')).toBe('what was here before');
  await written(request(folder.database, place));
  expect(examined(place).manifest.machine).toBe('TEST');
});

test('a database of an older form is not copied half: whoever opens it brings it to this one first', async () => {
  using place = new TestFolder();
  const opened = openForWriting(place.database);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  opened.value.db.pragma('user_version = 3');
  opened.value.db.close();
  expect(await writeCase(request(place.database, join(place.path, 'old.bpio')))).toMatchObject({
    ok: false,
    error: { kind: 'refused', detail: expect.stringContaining('form 3') },
  });
});
