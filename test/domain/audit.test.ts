import { describe, expect, test } from 'vitest';
import { share } from '../../main/contract/numbers.ts';
import type { CauseSum, FailureSum } from '../../main/contract/scan.ts';
import { commonFolder } from '../../main/domain/audit.ts';
import { auditSentence } from '../../main/domain/audit-sentence.ts';
import { noVerdicts } from '../../main/domain/audit-sums.ts';
import { undoCommand } from '../../main/domain/undo.ts';

const GB = 2 ** 30;

const cause = (values: Partial<CauseSum>): CauseSum => ({
  key: '1',
  verdict: 'blocked',
  summary: 'ntfs.sys refuses this file',
  layer: 'fileSystem',
  driver: 'ntfs.sys',
  ntstatus: '0xC00004CA',
  ntstatusName: 'STATUS_NOT_SUPPORTED_WITH_COMPRESSION',
  win32: 496,
  win32Message: null,
  reason: null,
  evidence: 'query',
  advice: null,
  files: 412,
  bytes: 26 * GB,
  concluded: 0,
  folder: 'D:\\Games\\Title\\Paks',
  worst: [],
  undo: null,
  ...values,
});

const failed = (values: Partial<FailureSum>): FailureSum => ({
  key: '2',
  verdict: 'unknown',
  failure: { kind: 'win32', call: 'CreateFileW', code: 32 },
  files: 2,
  bytes: GB,
  folders: 0,
  ...values,
});

const sums = (full: number, blocked: number, partial = 0) => {
  const byVerdict = noVerdicts();
  byVerdict.full = { files: 1, bytes: full, concluded: 0 };
  byVerdict.blocked = { files: 1, bytes: blocked, concluded: 0 };
  byVerdict.partial = { files: 1, bytes: partial, concluded: 0 };
  return byVerdict;
};

const scanOf = (bytes: number, files = 500) => ({ roots: ['D:\\Games\\Title'], state: 'finished' as const, files, bytes });
const none = { byCause: [], byFailure: [] };

describe('the answer in one sentence', () => {
  test('how much, of what, why and where', () => {
    expect(auditSentence({ ...none, scan: scanOf(84 * GB), byVerdict: sums(58 * GB, 26 * GB), byCause: [cause({})] })).toBe(
      '31 % of 84.0 GB is not eligible: 412 compressed files, all under \\Paks',
    );
  });

  test('a refusal that is not about the file names the driver; many causes are counted', () => {
    const filter = cause({
      layer: 'filter',
      driver: 'OldGuard.sys',
      ntstatus: '0xC00004D2',
      files: 3,
      bytes: 30 * GB,
      folder: 'D:\\Games\\Title',
    });
    expect(
      auditSentence({
        ...none,
        scan: scanOf(60 * GB),
        byVerdict: sums(0, 60 * GB),
        byCause: [cause({}), filter, cause({}), cause({ bytes: 1 })],
      }),
    ).toBe(
      '100 % of 60.0 GB is not eligible: 3 files that OldGuard.sys refuses; 412 compressed files, all under \\Paks; and 2 other causes',
    );
  });

  test('all is well', () => {
    expect(auditSentence({ ...none, scan: scanOf(GB), byVerdict: sums(GB, 0) })).toBe('All 1.00 GB in 500 files can use BypassIO');
  });

  test('partial is no refusal, and said', () => {
    expect(auditSentence({ ...none, scan: scanOf(GB), byVerdict: sums(0, 0, GB) })).toMatch(/^100 % is partial: filters are skipped/);
  });

  test('what could not be asked is neither eligible nor refused', () => {
    const failure = failed({});
    const byVerdict = { ...sums(GB, 0), unknown: { files: 2, bytes: GB, concluded: 0 } };
    expect(auditSentence({ ...none, scan: scanOf(2 * GB), byVerdict, byFailure: [failure] })).toBe(
      '50 % of 2.00 GB can use BypassIO. Not known for 50 %: 2 files could not be asked (error 32)',
    );
    const empty = { ...sums(GB, 0), unknown: { files: 2, bytes: 0, concluded: 0 } };
    expect(auditSentence({ ...none, scan: scanOf(GB), byVerdict: empty, byFailure: [failed({ bytes: 0 })] })).toBe(
      '100 % of 1.00 GB can use BypassIO. Not known for 0 %: 2 files could not be asked (error 32)',
    );
    const some = { ...sums(GB, GB), unknown: { files: 2, bytes: GB, concluded: 0 } };
    expect(auditSentence({ scan: scanOf(3 * GB), byVerdict: some, byCause: [cause({ bytes: GB })], byFailure: [failure] })).toBe(
      '33 % of 3.00 GB is not eligible: 412 compressed files, all under \\Paks. Not known for 33 %: 2 files could not be asked (error 32)',
    );
    const other = failed({ failure: { kind: 'win32', call: 'CreateFileW', code: 5 }, files: 3 });
    expect(auditSentence({ ...none, scan: scanOf(2 * GB), byVerdict, byFailure: [failure, other] })).toMatch(
      /Not known for 50 %: 5 files could not be asked, for 2 reasons$/,
    );
    const nothing = { ...noVerdicts(), unknown: { files: 2, bytes: GB, concluded: 0 } };
    expect(auditSentence({ ...none, scan: scanOf(GB, 2), byVerdict: nothing, byFailure: [failure] })).toBe(
      'Not known for all 1.00 GB: 2 files could not be asked (error 32)',
    );
  });

  test('a file system that does not know BypassIO is a reason like a refusal', () => {
    const failure = failed({ verdict: 'notApplicable', failure: { kind: 'win32', call: 'DeviceIoControl', code: 50 } });
    const byVerdict = { ...noVerdicts(), notApplicable: { files: 2, bytes: GB, concluded: 0 } };
    expect(auditSentence({ ...none, scan: scanOf(GB, 2), byVerdict, byFailure: [failure] })).toBe(
      '100 % of 1.00 GB is not eligible: 2 files on a file system or Windows that does not know BypassIO',
    );
  });

  test('folders that nobody could look into are said, since no share counts them', () => {
    const unlisted = (folders: number, values: Partial<FailureSum> = {}): FailureSum =>
      failed({ failure: { kind: 'win32', call: 'FindFirstFileExW', code: 5 }, files: 0, bytes: 0, folders, ...values });
    const all = { ...none, scan: scanOf(GB), byVerdict: sums(GB, 0) };
    expect(auditSentence({ ...all, byFailure: [unlisted(2)] })).toBe(
      'All 1.00 GB in 500 files can use BypassIO. 2 folders could not be listed (error 5)',
    );
    const locked = failed({ files: 1 });
    const half = { ...sums(GB, 0), unknown: { files: 1, bytes: GB, concluded: 0 } };
    expect(auditSentence({ ...all, scan: scanOf(2 * GB), byVerdict: half, byFailure: [unlisted(1), locked] })).toBe(
      '50 % of 2.00 GB can use BypassIO. Not known for 50 %: 1 file could not be asked (error 32). 1 folder could not be listed (error 5)',
    );
    const share = unlisted(1, { verdict: 'notApplicable', failure: { kind: 'refused', call: 'scan of a network share', detail: 'x' } });
    expect(auditSentence({ ...all, byFailure: [share] })).toMatch(/\. 1 network share was not scanned: BypassIO is not applicable there$/);
    expect(auditSentence({ ...all, scan: scanOf(0, 0), byFailure: [unlisted(1)] })).toMatch(/^Nothing could be asked: FindFirstFileExW/);
  });

  test('an unfinished scan says so', () => {
    expect(auditSentence({ ...none, scan: { ...scanOf(GB), state: 'cancelled' }, byVerdict: sums(GB, 0) })).toMatch(/so far$/);
  });

  test.each([
    [0, 10, '0 %'],
    [1, 1000, 'less than 1 %'],
    [999, 1000, '99 %'],
    [10, 10, '100 %'],
    [0, 0, '0 %'],
  ])('%d of %d is %s', (part, whole, text) => {
    expect(share(part, whole)).toBe(text);
  });
});

describe('the command that undoes it', () => {
  test.each([
    ['compressed', 'D:\\Games\\A b', 'compact /u /a /i /s:"D:\\Games\\A b"'],
    ['wof', 'D:\\Games', 'compact /u /exe /a /i /s:"D:\\Games"'],
    ['encrypted', 'D:\\Games', 'cipher /d /s:"D:\\Games"'],
    ['compressed', 'D:', 'compact /u /a /i /s:D:\\'],
    ['sparse', 'D:\\Games', null],
    ['compressed', 'D:\\%TEMP%', null],
    ['compressed', 'D:\\a\u202eb', null],
    ['compressed', '\\\\?\\Volume{0}\\x', null],
  ] as const)('%s in %s', (fact, folder, command) => {
    expect(undoCommand(fact, folder)).toBe(command);
  });
});

test.each([
  ['D:\\a\\b', 'D:\\a\\bc', 'D:\\a'],
  ['D:\\a', 'D:\\a', 'D:\\a'],
  ['D:', 'D:\\x', 'D:'],
  ['C:\\x', 'D:\\x', ''],
])('the deepest folder of %s and %s', (first, last, folder) => {
  expect(commonFolder(first, last)).toBe(folder);
});
