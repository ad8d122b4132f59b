import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../main/contract/report.ts';
import { REPORT_TABLES, type ReportTable } from '../../main/contract/report-words.ts';
import { csv } from '../../main/report/csv.ts';
import { csvReport } from '../../main/report/csv-tables.ts';
import { Evidence, HOSTILE } from './evidence.ts';

// The evidence is made by a real scan, whose threads start slowly beside other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let evidence: Evidence;
let report: Report;
beforeAll(async () => {
  evidence = await Evidence.make();
  report = await evidence.report();
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
});

type Row = Record<string, string>;
/** As another program reads it: rows by the names of their columns. Throws on what is no CSV, rows of unequal length among it. */
const readBack = (text: string): Row[] => parse(text, { columns: true, record_delimiter: '\r\n', bom: true }) as Row[]; // columns: true gives objects
const table = (name: ReportTable): Row[] => readBack(csvReport(report, name, false));

test.each(REPORT_TABLES)('%s can be read back, every row as long as its header', (name) => {
  const [header] = parse(csvReport(report, name, false), { to_line: 1 }) as string[][]; // without columns: arrays
  expect(header?.length).toBeGreaterThan(1);
  expect(() => table(name)).not.toThrow();
});

describe('what is read back is what the report says', () => {
  test('verdicts of volumes and paths', () => {
    expect(table('verdicts').map(({ target, verdict }) => [target, verdict])).toEqual([
      ...report.volumes.items.map(({ mount, verdict }) => [mount, verdict]),
      ...report.paths.items.map(({ path, verdict }) => [path, verdict]),
    ]);
  });

  test('every cause of each, with whether somebody said it', () => {
    const ofLibrary = table('causes').filter(({ target }) => target === 'E:');
    expect(ofLibrary.map(({ number, driver, evidence: by, concluded }) => [number, driver, by, concluded])).toEqual([
      ['1', 'OldGuard.sys', 'query', 'false'],
      ['2', 'Older.sys', 'supportedFeatures', 'true'],
    ]);
  });

  test('filters in the order of the stack', () => {
    expect(table('filters').flatMap(({ mount, name }) => (mount === 'E:' ? [name] : []))).toEqual(['WdFilter', 'OldGuard', 'Older']);
  });

  test('vetoes and files as often as they are in it', () => {
    expect(table('vetoes').reduce((sum, { vetoes }) => sum + Number(vetoes), 0)).toBe(report.vetoes.total);
    expect(table('veto-paths')).toHaveLength(report.vetoes.byPath.items.length);
    expect(table('scan-files').map(({ bytes }) => Number(bytes))).toEqual(report.scans.items[0]?.files.items.map(({ bytes }) => bytes));
  });

  test('the summary says how many rows each table has, and of how many', () => {
    const sizes = table('summary').flatMap(({ item, rows, of }) => (item?.startsWith('table ') ? [[item.slice(6), rows, of]] : []));
    const expected = REPORT_TABLES.filter((name) => name !== 'summary').map((name) => [name, String(table(name).length)]);
    expect(sizes.map(([name, rows]) => [name, rows])).toEqual(expected);
    expect(sizes.filter(([, rows, of]) => Number(rows) > Number(of))).toEqual([]);
  });

  test('a note with lines and quotes comes back whole, defused', () => {
    expect(table('notes').map(({ text }) => text)).toEqual([`'${HOSTILE.note.replace('\u202E', '\\u202e')}`]);
  });
});

describe('nothing in it is a formula', () => {
  test('no cell of any table begins as one', () => {
    const cells = REPORT_TABLES.flatMap((name) => table(name).flatMap((row) => Object.values(row)));
    expect(cells.filter((cell) => /^[=+@\t\r\n＝＋－＠]/.test(cell) || /^-\D/.test(cell))).toEqual([]);
    expect(cells).toContain(`'${HOSTILE.company}`);
    expect(cells).toContain("'-2+3\\u001b[31m.exe");
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['＝1', "'＝1"],
    ['a=1', 'a=1'],
    ['', ''],
    ['say "so", then\nnext', '"say ""so"", then\nnext"'],
    ['\u001b[2J\u202e', '\\u001b[2J\\u202e'],
  ])('%j', (text, cell) => {
    expect(csv(['h'], [[text]])).toBe(`h\r\n${cell}\r\n`);
  });

  test('numbers stay numbers, also below zero', () => {
    expect(csv(['a', 'b', 'c'], [[-1, true, null]])).toBe('a,b,c\r\n-1,true,\r\n');
  });
});

test('with a byte order mark it begins with one, and else it is the same', () => {
  expect(csvReport(report, 'verdicts', true)).toBe(`\uFEFF${csvReport(report, 'verdicts', false)}`);
  expect(readBack(csvReport(report, 'verdicts', true))).toEqual(table('verdicts'));
});
