import type Sqlite from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { openForWriting, type WritableDb } from '../../main/store/database.ts';
import { restored, storable } from '../../main/store/names.ts';
import { pairFiles } from '../../main/store/scan-compare.ts';
import {
  failedFolders,
  filesOfFolder,
  folderFindings,
  largestFiles,
  listFindings,
  sumFindings,
  unlistedFolders,
} from '../../main/store/scan-results.ts';
import { ScanWriter } from '../../main/store/scan-writer.ts';
import { beginScan, findScan, removeScan } from '../../main/store/scans.ts';

let db: WritableDb;
beforeEach(() => {
  const opened = openForWriting(':memory:');
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  db = opened.value.db;
});

const begin = (...roots: readonly string[]): number =>
  beginScan(db, {
    roots: roots.map((path) => ({ path, failure: null })),
    mode: 'every',
    startedUs: 0,
    machine: 'M',
    os: '10',
    simulated: true,
  });
const content = JSON.stringify({ verdict: 'full', concluded: false, facts: [], causes: [], failure: null });
const full = { identity: 'full', verdict: 'full' as const, content };

/** A root with one folder `sub`, and `names` in each. */
function fill(scan: number, names: readonly string[]): ScanWriter {
  const writer = new ScanWriter(db, scan);
  const found = { newFindings: [full], findingIds: [] };
  for (let [folder] = writer.take(1); folder !== undefined; [folder] = writer.take(1)) {
    const { id } = folder;
    const rows = {
      folders: names.map(() => id),
      names: names.join('\0'),
      bytes: names.map((name) => name.length),
      findings: names.map(() => 0),
      ...found,
    };
    writer.commit([rows], [{ id, children: folder.path === 'D:' ? ['sub'] : [], links: 0, failure: null }]);
  }
  return writer;
}

test('names that UTF-8 cannot hold come back as they were', () => {
  const names = ['plain', 'Ünï ☃ 𝕏', '\ud800', 'a\udfffb\ud83d', '\ud83d\ude00', 'no<D800>windows'];
  expect(names.slice(0, -1).map((name) => restored(storable(name)))).toEqual(names.slice(0, -1));
});

describe('a batch', () => {
  test('stores a file once, however often it comes', () => {
    const scan = begin('D:');
    const writer = new ScanWriter(db, scan);
    const [root] = writer.take(9);
    const rows = {
      folders: [root?.id ?? 0, root?.id ?? 0],
      names: 'a\0a',
      bytes: [5, 5],
      findings: [0, 0],
      newFindings: [full],
      findingIds: [],
    };
    writer.commit([rows], []);
    writer.commit([rows], []);
    expect([writer.totals.files, writer.totals.bytes, findScan(db, scan)?.files]).toEqual([1, 5, 1]);
  });

  test('is stored wholly or not at all', () => {
    const scan = begin('D:');
    const writer = new ScanWriter(db, scan);
    const [root] = writer.take(1);
    const id = root?.id ?? 0;
    const rows = { names: 'a\0b', bytes: [5, 5], newFindings: [full], findingIds: [] };
    expect(() => writer.commit([{ ...rows, folders: [id, 77], findings: [0, 0] }], [])).toThrow('folder 77 was not handed out');
    expect(() => writer.commit([{ ...rows, folders: [id, id], findings: [0, 1] }], [])).toThrow('a finding that nobody told');
    expect([writer.totals.files, findScan(db, scan)?.files]).toEqual([0, 0]);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  test('a folder is handed out once, and the fraction ends at one', () => {
    const writer = fill(begin('D:', 'E:'), ['a']);
    expect(writer.take(9)).toEqual([]);
    expect(writer.totals).toMatchObject({ files: 3, folders: 3, fraction: 1 });
  });

  test('more folders than memory keeps are each handed out once', () => {
    const scan = begin('D:');
    const writer = new ScanWriter(db, scan);
    const listed = (id: number, children: readonly string[] = []) => ({ id, children, links: 0, failure: null });
    const [root] = writer.take(1);
    const names = Array.from({ length: 10_000 }, (_, index) => `${index}`);
    writer.commit([], [listed(root?.id ?? 0, names)]);
    const paths: string[] = [];
    for (let some = writer.take(700); some.length > 0; some = writer.take(700)) {
      paths.push(...some.map(({ path }) => path));
      // Half of them are still being listed when more are asked for.
      writer.commit(
        [],
        some.filter((_, index) => index % 2 === 0).map(({ id }) => listed(id)),
      );
    }
    expect(paths.toSorted()).toEqual(names.map((name) => `D:\\${name}`).toSorted());
  });

  test('a scan that is opened again hands out what was not listed', () => {
    const scan = begin('D:', 'E:');
    const first = new ScanWriter(db, scan);
    first.take(1);
    expect(new ScanWriter(db, scan).take(9).map(({ path }) => path)).toEqual(['E:', 'D:']);
  });
});

test('a scan that is removed leaves nothing behind', () => {
  const scan = begin('D:');
  fill(scan, ['a', 'b']);
  removeScan(db, scan);
  const tables = ['scans', 'scan_folders', 'scan_findings', 'scan_files', 'scan_sums'];
  expect(tables.map((table) => db.prepare(`SELECT count(*) AS rows FROM ${table}`).get())).toEqual(tables.map(() => ({ rows: 0 })));
});

test('two scans are paired in one order, whatever their names', () => {
  const names = ['B', 'a', 'Z', 'é', '\uffee', '😀', 'a b', 'a!'];
  const [before, after] = [begin('D:'), begin('D:')];
  fill(before, names);
  fill(after, names.slice(1));
  const pairs = [...pairFiles(db, { id: before, roots: ['D:'] }, { id: after, roots: ['D:'] })];
  expect(pairs.filter(({ after: fresh }) => fresh === null).map(({ path }) => path)).toEqual(['\\B', '\\sub\\B']);
  expect([pairs.length, pairs.filter(({ before: old }) => old === null)]).toEqual([names.length * 2, []]);
});

describe('what a window asks again and again is read by an index', () => {
  /** Every statement that runs while `work` does, with its plan. */
  function plans(work: () => void): string[] {
    const found: string[] = [];
    const prepare = db.prepare.bind(db);
    const watched = Object.assign(Object.create(db) as WritableDb, {
      prepare: (sql: string) => {
        found.push(
          ...(prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll('?', '1')}`).all() as { detail: string }[]).map(({ detail }) => detail),
        );
        return prepare(sql);
      },
    }) as Sqlite.Database as WritableDb;
    db = watched;
    work();
    return found;
  }

  test.each([
    ['largest files', () => largestFiles(db, [1], null, 10)],
    ['files of a folder', () => filesOfFolder(db, 1, 'D:', null, 10)],
    ['folders that failed', () => failedFolders(db, 1, 10)],
    ['folders that failed, by reason', () => unlistedFolders(db, 1)],
    ['findings', () => listFindings(db, 1)],
    ['sums', () => sumFindings(db, 1, new Map())],
    ['folders to list', () => new ScanWriter(db, 1)],
    ['a folder and what is below it', () => [...folderFindings(db, 1, 'D:')]],
  ])('%s', (_title, work) => {
    fill(begin('D:'), ['a']);
    const scanned = plans(work).filter((detail) => detail.startsWith('SCAN') && !/INDEX|VALUES CLAUSE/.test(detail));
    expect(scanned).toEqual([]);
  });
});
