import { describe, expect, test } from 'vitest';
import { diffSnapshots } from '../../main/domain/diff/diff.ts';
import { allChanges as all, bar, vetoing, with_ } from './diff-cases.ts';
import { foo, GAME, GOOD, machine, snapshotOf, volume } from './snapshots.ts';

describe('nothing is claimed that the two do not show', () => {
  const plainUser = { ...machine, elevated: false };

  test('filters that were not listed for want of rights are not compared, and none is gone', () => {
    const diff = diffSnapshots(snapshotOf(GOOD), snapshotOf(with_({ machine: plainUser })));
    expect(all(diff).filter(({ kind }) => kind.startsWith('filter'))).toEqual([]);
    expect(diff.notCompared).toContainEqual({
      subject: 'Filters of D:',
      sentence: 'the second does not know: needs administrator rights (FilterVolumeInstanceFindFirst)',
    });
    expect(diff.summary).toBe('Nothing that both know is different; 1 thing could not be compared');
  });

  test('a verdict that changed with nothing in its stack says so', () => {
    const vetoes = [{ path: 'D:\\Games\\*', status: 'STATUS_NOT_SUPPORTED', reason: 'Scanning' }];
    const diff = diffSnapshots(snapshotOf(GOOD), snapshotOf(with_({ filters: [{ ...foo, vetoes }] })));
    expect(diff.verdicts).toMatchObject([
      {
        targetKind: 'path',
        target: GAME,
        sentence: `${GAME} full → blocked: Foo.sys refuses this file; nothing that both know of its stack is different`,
        explanation: [],
      },
    ]);
  });

  test('without the filters of one side the reason may lie among them, and that is said', () => {
    const after = with_({ machine: plainUser, filters: [{ ...foo, supportedFeatures: 3 }] });
    const [change] = diffSnapshots(snapshotOf(GOOD), snapshotOf(after)).verdicts;
    expect(change?.sentence).toBe(
      'D: full → blocked: Foo.sys has not opted in; nothing that both know of its stack is different, and its filters cannot be compared',
    );
  });

  test('another filter that was updated is no reason for a refusal of this one', () => {
    const vetoes = [{ path: 'D:\\Games\\*', status: 'STATUS_NOT_SUPPORTED', reason: 'Scanning' }];
    const before = with_({ filters: [foo, bar] });
    const after = with_({
      filters: [
        { ...foo, vetoes },
        { ...bar, version: '1.1.0.0' },
      ],
    });
    const { verdicts, changes } = diffSnapshots(snapshotOf(before), snapshotOf(after));
    expect(verdicts.map(({ sentence }) => sentence)).toEqual([
      `${GAME} full → blocked: Foo.sys refuses this file; what is different in its stack is not what refuses`,
    ]);
    expect(changes.map(({ sentence }) => sentence)).toEqual(['filter Bar.sys 1.0.0.0 → 1.1.0.0']);
  });

  test('what stands behind a refusal was not asked: BitLocker is neither gone nor a reason', () => {
    const encrypted = { ...volume, stack: vetoing('fvevol.sys', 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION') };
    const before = with_({ volumes: [encrypted] });
    const after = with_({ volumes: [encrypted], filters: [{ ...foo, supportedFeatures: 3 }] });
    const diff = diffSnapshots(snapshotOf(before), snapshotOf(after));
    expect(diff.verdicts[0]).toMatchObject({
      sentence: 'D: partial → blocked: filter Foo.sys 3.1.0.0 no longer opts in (0xF → 0x3)',
      explanation: [{ kind: 'filterOptIn' }],
    });
    expect(all(diff).filter(({ kind }) => kind === 'bitLocker')).toEqual([]);
    expect(diff.notCompared).toContainEqual({
      subject: 'BitLocker and shadow copies of D:',
      sentence: 'the second does not know: QUERY: the volume stack was not asked: Foo.sys refuses before it',
    });
  });

  test('a path that is gone, or that only one was asked about, is not compared', () => {
    const first = snapshotOf(GOOD, { paths: [GAME, 'D:\\other.bin'] });
    const second = snapshotOf(with_({ volumes: [{ ...volume, files: [] }] }), { paths: [GAME] });
    expect(diffSnapshots(first, second)).toMatchObject({
      verdicts: [],
      notCompared: [
        { subject: 'Verdict of D:\\other.bin', sentence: 'only the first was asked about it' },
        { subject: `Verdict of ${GAME}`, sentence: expect.stringMatching(/^the second does not know: CreateFileW .*error [23] /) },
      ],
    });
  });

  test('volumes that changed their letters: each letter stands for another one, and that explains its verdict', () => {
    const slow = { ...volume, compatible: false, files: [] };
    const first = snapshotOf(with_({ filters: [], volumes: [{ ...slow, mount: 'C:' }, volume] }), { paths: [] });
    const second = snapshotOf(with_({ filters: [], volumes: [slow, { ...volume, mount: 'C:' }] }), { paths: [] });
    expect(diffSnapshots(first, second).verdicts).toMatchObject([
      {
        target: 'C:',
        before: 'partial',
        after: 'full',
        explanation: [{ sentence: 'another volume is mounted at C:' }, { kind: 'storageCompatible' }],
      },
      {
        target: 'D:',
        before: 'full',
        after: 'partial',
        explanation: [{ sentence: 'another volume is mounted at D:' }, { kind: 'storageCompatible' }],
      },
    ]);
  });
});

describe('two machines', () => {
  const other = with_({
    machine: { ...machine, name: 'OTHER' },
    filters: [
      { ...bar, supportedFeatures: 3 },
      { ...foo, version: '3.2.0.0' },
    ],
  });

  test('volumes are matched by letter, and nothing is new or gone', () => {
    const diff = diffSnapshots(snapshotOf(GOOD), snapshotOf(other));
    expect(diff.isSameMachine).toBe(false);
    expect(diff.summary).toBe(
      'Two machines (TEST, OTHER), volumes matched by mount point: 2 verdicts differ, 1 other thing does; 1 thing could not be compared',
    );
    expect(diff.verdicts[0]?.sentence).toBe(
      'D: full → blocked: filter Bar.sys 1.0.0.0 at altitude 331000, not opted in (0x3), is in the second only; Bar.sys has not opted in',
    );
    expect(
      all(diff)
        .map(({ sentence }) => sentence)
        .join(),
    ).not.toMatch(/is new|is gone|no longer/);
  });

  test('where names were replaced, whether it is one machine is not known', () => {
    const diff = diffSnapshots(snapshotOf(GOOD), snapshotOf(GOOD), { areNamesComparable: false });
    expect(diff).toMatchObject({
      isSameMachine: false,
      summary: 'Names were replaced, so whether both are of one machine is not known; volumes matched by mount point: nothing is different',
    });
  });

  test('the same filter that was updated on several volumes is one change', () => {
    const both = { volumes: [volume, { ...volume, mount: 'E:' }] };
    const on = (version: string) => with_({ ...both, filters: [{ ...foo, version, volumes: ['D:', 'E:'] }] });
    const { changes } = diffSnapshots(snapshotOf(on('3.1.0.0')), snapshotOf(on('3.2.0.0')));
    expect(changes).toEqual([
      {
        kind: 'filterVersion',
        mount: null,
        subject: 'Foo.sys',
        before: '3.1.0.0',
        after: '3.2.0.0',
        sentence: 'filter Foo.sys 3.1.0.0 → 3.2.0.0 (D:, E:)',
      },
    ]);
  });

  test('the second may be the older one', () => {
    const newer = snapshotOf(GOOD, { takenUs: 1_795_161_700_000_000 });
    expect(diffSnapshots(newer, snapshotOf(GOOD)).summary).toMatch(/; the second snapshot is the older one$/);
  });
});
