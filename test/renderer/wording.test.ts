import { describe, expect, test } from 'vitest';
import { activeSentence, formatBytes, hex32 } from '../../main/contract/numbers.ts';
import { headline, notCounted } from '../../main/contract/text/sentence.ts';
import type { Verdict } from '../../main/contract/words.ts';
import { compareAltitudes } from '../../renderer/text/altitude.ts';
import { failureText } from '../../renderer/text/failure.ts';
import { parsePaths, withRecent } from '../../renderer/text/paths.ts';
import { formatTable } from '../../renderer/text/tabular.ts';
import { isStale, relativeTime } from '../../renderer/text/time.ts';

describe('the sentence that opens the overview', () => {
  test.each<[verdicts: Verdict[], sentence: string]>([
    [[], 'No volumes found'],
    [['blocked', 'partial', 'partial', 'full', 'notApplicable'], '1 volume blocked, 2 partial, 1 full'],
    [['blocked', 'blocked'], '2 volumes blocked'],
    [['full'], '1 volume full'],
    [['full', 'full', 'full'], '3 volumes full'],
    [['unknown', 'full'], '1 volume full, 1 unknown'],
    [['paused', 'blocked', 'unknown'], '1 volume blocked, 1 paused, 1 unknown'],
    [['notApplicable'], 'The only volume does not know BypassIO'],
    [['notApplicable', 'notApplicable'], 'None of the 2 volumes knows BypassIO'],
  ])('%j reads "%s"', (verdicts, sentence) => {
    expect(headline(verdicts)).toBe(sentence);
  });

  test('says what it left out only when there is something else', () => {
    expect([notCounted(['full', 'notApplicable']), notCounted(['notApplicable']), notCounted(['full'])]).toEqual([
      '1 not applicable.',
      '',
      '',
    ]);
  });
});

describe('times', () => {
  test.each([
    [-5_000, 'just now'],
    [999, 'just now'],
    [1_000, '1 second ago'],
    [59_999, '59 seconds ago'],
    [60_000, '1 minute ago'],
    [3_600_000, '1 hour ago'],
    [172_800_000, '2 days ago'],
  ])('%i ms later: %s', (elapsed, words) => {
    expect(relativeTime(1_000_000, 1_000_000 + elapsed)).toBe(words);
  });

  test('an answer is old after a minute', () => {
    expect([isStale(0, 60_000), isStale(0, 60_001)]).toEqual([false, true]);
  });
});

describe('numbers', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '0.98 KB'],
    [1_048_576, '1.00 MB'],
    [1_022_202_216_448, '952 GB'],
    [2_000_398_934_016, '1.82 TB'],
  ])('%i bytes are %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  test.each([
    [null, 'Active files not known'],
    [0, 'No file has BypassIO on now'],
    [1, '1 file has BypassIO on now'],
    [1234, '1,234 files have BypassIO on now'],
  ])('%s active: %s', (count, words) => {
    expect(activeSentence(count)).toBe(words);
  });

  test('codes are unsigned with eight digits', () => {
    expect([hex32(0xc00004d2), hex32(-1), hex32(3)]).toEqual(['0xC00004D2', '0xFFFFFFFF', '0x00000003']);
  });
});

describe('paths that somebody typed or pasted', () => {
  test.each([
    ['', []],
    ['  C:\\Games  ', ['C:\\Games']],
    ['"C:\\Program Files\\a.bin"', ['C:\\Program Files\\a.bin']],
    ['"C:\\a b" "D:\\c"', ['C:\\a b', 'D:\\c']],
    ['C:\\a\r\n"D:\\b"\n\nC:\\a', ['C:\\a', 'D:\\b']],
    ['"C:\\open', ['C:\\open']],
  ])('%j', (text, paths) => {
    expect(parsePaths(text)).toEqual(paths);
  });

  test('the last paths keep one of each, newest first, eight at most', () => {
    expect(withRecent(['D:\\B', 'C:\\a'], 'c:\\A', 2)).toEqual(['c:\\A', 'D:\\B']);
  });
});

describe('altitudes compare as decimals, not as floats', () => {
  test.each([
    ['40500', '409800', -1],
    ['409800', '40500', 1],
    ['370030', '370030.0', 0],
    ['370030.1', '370030.01', 1],
    ['370030.123456789012345678', '370030.123456789012345679', -1],
    ['', '0', 0],
    ['', '40500', -1],
  ])('%s and %s', (a, b, sign) => {
    expect(Math.sign(compareAltitudes(a, b))).toBe(sign);
  });
});

describe('copied rows', () => {
  const table = {
    headers: ['Filter', 'State'],
    rows: [
      ['Wof', 'passed, "it" on'],
      ['=cmd()', 'a\tb'],
    ],
  };
  test('as text: tabs between cells, none inside', () => {
    expect(formatTable(table, 'text')).toBe('Filter\tState\r\nWof\tpassed, "it" on\r\n=cmd()\ta b');
  });
  test('as CSV: quoted, and nothing that a spreadsheet would run', () => {
    expect(formatTable(table, 'csv')).toBe('Filter,State\r\nWof,"passed, ""it"" on"\r\n\'=cmd(),a\tb');
  });
  test('as JSON: one object a row', () => {
    expect(JSON.parse(formatTable(table, 'json'))).toEqual([
      { Filter: 'Wof', State: 'passed, "it" on' },
      { Filter: '=cmd()', State: 'a\tb' },
    ]);
  });
});

describe('a call that failed', () => {
  test('names the call, the target and the code, and the next step', () => {
    expect(failureText({ kind: 'win32', call: 'CreateFileW', code: 2, target: 'E:\\x', message: 'Gone.' })).toEqual({
      title: 'Not found',
      technical: 'CreateFileW E:\\x: error 2 (Gone.)',
      next: 'Check the path and ask again.',
    });
  });
  test('keeps a code that nobody has words for', () => {
    expect(failureText({ kind: 'hresult', call: 'FilterFindFirst', code: 0x801f0013 }).technical).toBe('FilterFindFirst: 0x801F0013');
  });
});
