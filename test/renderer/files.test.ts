import { describe, expect, test } from 'vitest';
import { share } from '../../main/contract/numbers.ts';
import type { CauseSum, FolderSum, Scan, ScanResult, ScanSum, VerdictSums } from '../../main/contract/scan.ts';
import { causeAmount, concludedWords, scanNote, sharesOf, shareWords } from '../../main/contract/text/scans.ts';
import type { Verdict } from '../../main/contract/words.ts';
import { explainCause, explainFile, explainFolder, explainScan } from '../../renderer/files/explain-files.ts';
import { crumbsOf, folderWords, progressWords } from '../../renderer/files/files-words.ts';
import { scanReport } from '../../renderer/files/scan-report.ts';

const GB = 2 ** 30;
const NONE: ScanSum = { files: 0, bytes: 0, concluded: 0 };
const sums = (over: Partial<Record<Verdict, ScanSum>>): VerdictSums => ({
  full: NONE,
  partial: NONE,
  blocked: NONE,
  paused: NONE,
  notApplicable: NONE,
  unknown: NONE,
  ...over,
});

const scan: Scan = {
  id: 3,
  roots: ['D:\\Games'],
  mode: 'every',
  state: 'finished',
  machine: 'PC',
  os: '10.0.26100',
  simulated: true,
  startedAt: '2026-11-20T08:00:00.000Z',
  endedAt: '2026-11-20T08:00:05.000Z',
  files: 1_000,
  bytes: 84 * GB,
  folders: 40,
  links: 0,
  failure: null,
};
const compressed: CauseSum = {
  key: 'c1',
  verdict: 'blocked',
  summary: 'NTFS refuses the file',
  layer: 'fileSystem',
  driver: 'NTFS',
  ntstatus: '0xC00004CA',
  ntstatusName: 'STATUS_NOT_SUPPORTED_WITH_COMPRESSION',
  win32: 496,
  win32Message: 'Compression is enabled.',
  reason: 'Compressed file not supported',
  evidence: 'query',
  advice: null,
  files: 412,
  bytes: 26 * GB,
  concluded: 0,
  folder: 'D:\\Games\\Paks',
  worst: [{ path: 'D:\\Games\\Paks\\a.pak', bytes: GB }],
  undo: 'compact /u /s:"D:\\Games\\Paks" /i /q',
};
const result: ScanResult = {
  scan,
  sentence: '31 % of 84.0 GB is not eligible: 412 compressed files, all under \\Paks',
  byVerdict: sums({ blocked: { files: 412, bytes: 26 * GB, concluded: 0 }, full: { files: 588, bytes: 58 * GB, concluded: 0 } }),
  byCause: [compressed],
  byFact: [],
  byFailure: [],
};
const paks: FolderSum = {
  path: 'D:\\Games\\Paks',
  name: 'Paks',
  files: 500,
  bytes: 52 * GB,
  folders: 2,
  worst: 'blocked',
  byVerdict: sums({ blocked: { files: 412, bytes: 26 * GB, concluded: 100 }, full: { files: 88, bytes: 26 * GB, concluded: 0 } }),
};

test.each([
  [0, 100, '0 %'],
  [1, 1_000, 'less than 1 %'],
  [31, 100, '31 %'],
  [999, 1_000, '99 %'],
  [100, 100, '100 %'],
  [0, 0, '0 %'],
])('%i of %i is %s', (part, whole, words) => {
  expect(share(part, whole)).toBe(words);
});

test('verdicts stand worst first, and those without files are left out', () => {
  expect(sharesOf(result.byVerdict).map((each) => shareWords(each, scan.bytes))).toEqual([
    'Blocked: 31 % of the bytes, 26.0 GB in 412 files',
    'Full: 69 % of the bytes, 58.0 GB in 588 files',
  ]);
});

describe('what nobody asked is said', () => {
  test.each([
    [0, 10, ''],
    [1, 1, 'This file was concluded, not asked: attributes and samples decided.'],
    [10, 10, 'All 10 files were concluded, not asked: attributes and samples decided.'],
    [412, 1_000, '412 of 1,000 files were concluded, not asked: attributes and samples decided.'],
  ])('%i of %i', (concluded, files, words) => {
    expect(concludedWords(concluded, files)).toBe(words);
  });

  test('in the note under the sentence', () => {
    expect(scanNote(result)).toBe('1,000 files in 40 folders, 84.0 GB. Every file was asked.');
    const unknown = { ...result.byVerdict, unknown: { files: 3, bytes: 7, concluded: 0 } };
    expect(scanNote({ ...result, byVerdict: unknown })).toBe('1,000 files in 40 folders, 84.0 GB. All but 3 were asked.');
    const fast = { ...result, byVerdict: sums({ full: { files: 1_000, bytes: GB, concluded: 990 } }) };
    expect(scanNote(fast)).toContain('990 of 1,000 files were concluded, not asked');
  });

  test('in the explanation of a cause, a folder and a file', () => {
    const all = [
      explainCause({ ...compressed, concluded: 400 }),
      explainFolder(paks),
      explainFile({ path: 'D:\\a', bytes: 1, verdict: 'full', concluded: true, facts: [], causes: [], failure: null }),
    ];
    expect(all.map(({ first }) => first.concluded.at(-1))).toEqual([
      '400 of 412 files were concluded, not asked: attributes and samples decided.',
      '100 of 500 files were concluded, not asked: attributes and samples decided.',
      'Nobody asked about this file: attributes and samples decided.',
    ]);
  });
});

test.each([
  ['cancelled', 'The scan was cancelled: these are the figures so far.'],
  ['interrupted', 'The scan was cut off: these are the figures so far.'],
  ['running', 'The scan is running: these are the figures so far.'],
] as const)('a scan that is %s says so first', (state, words) => {
  expect(scanNote({ ...result, scan: { ...scan, state, links: 2 } })).toMatch(new RegExp(`^${words}.* 2 links met and not followed\\.$`));
});

test('progress: files, bytes, rate, time left', () => {
  const progress = {
    scan: 3,
    state: 'running',
    files: 12_345,
    bytes: 84 * GB,
    folders: 1,
    filesPerSecond: 8_000.4,
    elapsedMs: 1,
    fraction: 0.5,
    remainingMs: 90_000,
    current: null,
    failure: null,
  } as const;
  expect(progressWords(progress)).toBe('12,345 files · 84.0 GB · 8,000 files a second · about 2 minutes left');
  expect(progressWords({ ...progress, filesPerSecond: 0, remainingMs: null })).toBe('12,345 files · 84.0 GB · time left not known yet');
});

test('a folder in words, for those who do not see its area', () => {
  expect(folderWords(paks)).toBe('Paks, 52.0 GB, 50 % blocked');
  expect(folderWords({ ...paks, bytes: 0, byVerdict: sums({}) })).toBe('Paks, 0 bytes');
});

describe('the explanation', () => {
  test('a cause: what was seen and how much of it', () => {
    expect(explainScan(result)).toMatchObject({
      key: 'cause c1',
      about: '412 files, 26.0 GB',
      mark: { kind: 'verdict', verdict: 'blocked' },
      first: {
        title: 'The file is compressed',
        seen: expect.arrayContaining(['OpStatus 0xC00004CA → 496', `Undone by: ${compressed.undo}`]),
      },
    });
  });

  test('a file that could not be asked names the call', () => {
    const failure = { kind: 'win32', call: 'CreateFileW', code: 5 } as const;
    const { first } = explainFile({ path: 'D:\\a', bytes: 1, verdict: 'unknown', concluded: false, facts: [], causes: [], failure });
    expect([first.title, first.seen[0]]).toEqual(['The question could not be asked', 'CreateFileW: error 5']);
  });

  test('nothing in the way: nothing to explain', () => {
    expect(explainScan({ ...result, byCause: [] })).toBeNull();
  });
});

test('the amount of a cause names the deepest folder', () => {
  expect(causeAmount(compressed)).toBe('412 files, 26.0 GB, all under D:\\Games\\Paks');
  expect(causeAmount({ ...compressed, files: 1, bytes: 12 })).toBe('1 file, 12 bytes, in D:\\Games\\Paks');
});

describe('the way down', () => {
  test.each([
    [null, ['D:\\Games'], ['D:\\Games|null']],
    ['D:\\Games', ['D:\\Games'], ['D:\\Games|D:\\Games']],
    ['D:\\Games\\A\\B', ['D:\\Games'], ['D:\\Games|D:\\Games', 'A|D:\\Games\\A', 'B|D:\\Games\\A\\B']],
    ['D:\\A', ['D:\\'], ['D:\\|D:\\', 'A|D:\\A']],
    [null, ['D:\\', 'E:\\'], ['All folders|null']],
    ['E:\\A', ['D:\\', 'E:\\'], ['All folders|null', 'E:\\|E:\\', 'A|E:\\A']],
    [
      'D:\\Games\\Deep\\X',
      ['D:\\Games', 'D:\\Games\\Deep'],
      ['All folders|null', 'D:\\Games\\Deep|D:\\Games\\Deep', 'X|D:\\Games\\Deep\\X'],
    ],
  ])('to %s below %j', (path, roots, crumbs) => {
    expect(crumbsOf(path, roots).map((crumb) => `${crumb.name}|${crumb.path}`)).toEqual(crumbs);
  });
});

test('a report carries the sentence, the sums and the command that is never run', () => {
  const { command, lines } = scanReport(result);
  expect(command).toBe('scan');
  expect(lines[0]).toBe(result.sentence);
  expect(lines).toContain(`  To undo it (never run by this program): ${compressed.undo}`);
});
