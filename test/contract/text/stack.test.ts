import { describe, expect, test } from 'vitest';
import { stackSections } from '../../../main/contract/text/stack.ts';
import type { VolumeStack } from '../../../main/contract/verdicts.ts';
import { below, bitLocker, filter, missingOptIn, notCompatible, stack } from '../../renderer/samples.ts';

const drawn = (of: VolumeStack) =>
  stackSections(of).map((section) => [section.title, section.use, ...section.rows.map((row) => `${row.name}: ${row.tone}, ${row.words}`)]);

describe('the stack as it is drawn', () => {
  test('a missing opt-in: nobody is green above or below, and the next suspect says so', () => {
    const blocked = stack({
      verdict: 'blocked',
      causes: [missingOptIn],
      filters: [
        filter('bindflt', '409800', 15, 'notAsked'),
        filter('OldGuard', '321000', 3, 'refused'),
        filter('Other', '300000', 7, 'suspected'),
      ],
      below: [below('fileSystem', 'ntfs.sys', 'notAsked'), below('storage', 'stornvme.sys', 'notAsked')],
    });
    expect(drawn(blocked)).toEqual([
      [
        'Filter stack (3)',
        'wouldSkip',
        'bindflt: quiet, opted in, not asked',
        'OldGuard: refused, no opt-in (0x3)',
        'Other: suspected, no opt-in (0x7), not asked',
      ],
      ['File system', 'travelled', 'ntfs: quiet, not asked'],
      ['Storage stack', 'travelled', 'stornvme: passed, compatible, not asked'],
    ]);
  });

  test('a filter with a reason of its own says the reason', () => {
    const veto = { ...missingOptIn, win32: 495, ntstatus: '0xC00004C9', reason: 'Encrypted file not supported' };
    const blocked = stack({ verdict: 'blocked', causes: [veto], filters: [filter('OldGuard', '321000', 15, 'refused')] });
    expect(drawn(blocked)[0]).toEqual(['Filter stack (1)', 'wouldSkip', 'OldGuard: refused, refused: Encrypted file not supported']);
  });

  test('partial: only the filters are skipped, and the driver below is a limit, not a blocker', () => {
    const partial = stack({
      verdict: 'partial',
      causes: [bitLocker],
      filters: [filter('Wof', '40700', 15, 'passed')],
      below: [
        below('fileSystem', 'ntfs.sys', 'passed'),
        below('volume', 'fvevol.sys', 'refused'),
        below('storage', 'stornvme.sys', 'notAsked'),
      ],
    });
    expect(drawn(partial)).toEqual([
      ['Filter stack (1)', 'skipped', 'Wof: passed, passed it on'],
      ['File system', 'travelled', 'ntfs: passed, passed it on'],
      ['Volume stack', 'travelled', 'fvevol: limits, refused: BitLocker Drive Encryption is enabled'],
      ['Storage stack', 'travelled', 'stornvme: passed, compatible, not asked'],
    ]);
  });

  test('beside the refuser, in its own layer, nobody knows who was asked', () => {
    const beside = (verdict: VolumeStack['verdict']) =>
      drawn(stack({ verdict, outFlags: [], below: [below('volume', 'volsnap.sys', 'unknown')] }))[1]?.[2];
    expect([beside('partial'), beside('notApplicable'), beside('unknown')]).toEqual([
      'volsnap: quiet, may not have been asked',
      'volsnap: quiet, not asked',
      'volsnap: quiet, not known',
    ]);
  });

  test('full: everything but the file system and the disk driver is skipped', () => {
    const full = stack({
      filters: [filter('Wof', '40700', 15, 'passed')],
      below: [
        below('fileSystem', 'ntfs.sys', 'passed'),
        below('volume', 'volsnap.sys', 'passed'),
        below('storage', 'disk.sys', 'passed'),
        below('storage', 'stornvme.sys', 'passed'),
      ],
    });
    expect(stackSections(full).map(({ use }) => use)).toEqual(['skipped', 'travelled', 'skipped', 'skipped']);
  });

  test('a storage driver that is not compatible', () => {
    const sata = stack({ verdict: 'partial', outFlags: [], causes: [notCompatible], below: [below('storage', 'storahci.sys', 'refused')] });
    expect(drawn(sata)[1]).toEqual(['Storage stack', 'travelled', 'storahci: limits, not compatible']);
  });

  test('a list that could not be made gives no count', () => {
    const hidden = stack({ filtersFailure: { kind: 'notElevated', call: 'FilterFindFirst', detail: 'no' } });
    expect(drawn(hidden)).toEqual([['Filter stack', 'skipped']]);
  });
});
