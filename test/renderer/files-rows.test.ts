import { describe, expect, test } from 'vitest';
import type { FailureSum, ScanDifference, ScanError } from '../../main/contract/scan.ts';
import { explainChange, explainError, explainFailures } from '../../renderer/files/explain-rows.ts';

const full = { bytes: 2048, verdict: 'full', cause: null } as const;
const sparse = { bytes: 4096, verdict: 'blocked', cause: 'The file is sparse' } as const;

describe('a change says what it was and what it is', () => {
  test.each<[ScanDifference['change'], ScanDifference['before'], ScanDifference['after'], string, string]>([
    ['worse', full, sparse, 'It got worse', 'It was full and is blocked now. What stops it now: The file is sparse.'],
    ['better', sparse, full, 'It got better', 'It was blocked and is full now. What stopped it before: The file is sparse.'],
    ['added', null, full, 'It came between the two scans', 'The earlier scan did not meet it.'],
    ['added', null, sparse, 'It came between the two scans', 'The earlier scan did not meet it. Now: The file is sparse.'],
    ['removed', sparse, null, 'It went between the two scans', 'The later scan did not meet it any more.'],
    ['different', full, { ...full, bytes: 1 }, 'It changed and kept its verdict', 'Its size changed.'],
    ['different', sparse, { ...sparse, cause: 'Vault.sys refuses' }, 'It changed and kept its verdict', 'Another cause stops it now.'],
  ])('%s, %j, %j', (change, before, after, title, lead) => {
    const { first, about } = explainChange({ path: '\\Paks\\a.pak', change, before, after });
    expect([about, first.title, first.lead]).toEqual(['\\Paks\\a.pak', title, lead]);
  });

  test('with both sides as they were stored', () => {
    expect(explainChange({ path: 'x', change: 'worse', before: full, after: sparse }).first.seen).toEqual([
      'Before: Full, 2.00 KB',
      'After: Blocked, 4.00 KB, The file is sparse',
    ]);
    expect(explainChange({ path: 'x', change: 'removed', before: full, after: null }).first.seen[1]).toBe('After: not there');
  });
});

describe('a failure says what is left open by it', () => {
  const error: ScanError = { what: 'file', path: 'D:\\a', call: 'CreateFileW', code: 32, kind: 'win32', message: 'CreateFileW: error 32' };

  test('of a file', () => {
    const { first, about } = explainError(error);
    expect([about, first.title, first.seen]).toEqual(['D:\\a', 'In use by another program', ['CreateFileW: error 32']]);
    expect(first.concluded).toEqual(['A file that could not be asked counts as unknown.']);
  });

  test('of a folder', () => {
    expect(explainError({ ...error, what: 'folder', code: 5 }).first).toMatchObject({
      title: 'Access denied',
      concluded: ['What is in a folder that could not be listed is not counted anywhere.'],
    });
  });

  test('of everything that one call and code stopped', () => {
    const sum: FailureSum = {
      key: '7',
      verdict: 'unknown',
      failure: { kind: 'win32', call: 'CreateFileW', code: 5 },
      files: 3,
      bytes: 2048,
      folders: 1,
    };
    const { about, first } = explainFailures(sum);
    expect([about, first.title, first.concluded.length]).toEqual(['3 files, 2.00 KB and 1 folder', 'Access denied', 2]);
  });
});
