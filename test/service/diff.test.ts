import { describe, expect, test } from 'vitest';
import { CHANGE_KINDS, type ChangeKind } from '../../main/contract/case-words.ts';
import { type Change, Snapshot, SnapshotDiff } from '../../main/contract/snapshot.ts';
import { diffSnapshots } from '../../main/domain/diff/diff.ts';
import { foo, GAME, GOOD, machine, type Part, snapshotOf, stack, volume } from './snapshots.ts';

const bar = { ...foo, name: 'Bar', driver: 'Bar.sys', altitude: '331000', version: '1.0.0.0' };
const with_ = (part: Part): Part => ({ ...GOOD, ...part });
const vetoing = (driver: string, status: string) =>
  stack.map((entry) => (entry.driver === driver ? { ...entry, veto: { status, reason: 'It does.' } } : entry));

interface Case {
  readonly kind: ChangeKind;
  readonly before: Part;
  readonly after: Part;
  /** The change that is meant, wherever it is told. */
  readonly sentence: string;
  /** Of the verdicts that changed. */
  readonly verdicts?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    kind: 'filterOptIn',
    before: GOOD,
    after: with_({ filters: [{ ...foo, version: '3.2.0.0', supportedFeatures: 7 }] }),
    sentence: 'filter Foo.sys 3.1.0.0 → 3.2.0.0 no longer opts in (0xF → 0x7)',
    verdicts: [
      'D: full → blocked: filter Foo.sys 3.1.0.0 → 3.2.0.0 no longer opts in (0xF → 0x7)',
      `${GAME} full → blocked: filter Foo.sys 3.1.0.0 → 3.2.0.0 no longer opts in (0xF → 0x7)`,
    ],
  },
  {
    kind: 'filterAdded',
    before: GOOD,
    after: with_({ filters: [foo, { ...bar, supportedFeatures: 3 }] }),
    sentence: 'filter Bar.sys 1.0.0.0 at altitude 331000, not opted in (0x3), is new',
    verdicts: [
      'D: full → blocked: filter Bar.sys 1.0.0.0 at altitude 331000, not opted in (0x3), is new; Bar.sys has not opted in',
      `${GAME} full → blocked: filter Bar.sys 1.0.0.0 at altitude 331000, not opted in (0x3), is new; Bar.sys has not opted in`,
    ],
  },
  {
    kind: 'filterRemoved',
    before: with_({ filters: [foo, bar] }),
    after: GOOD,
    sentence: 'filter Bar.sys 1.0.0.0 at altitude 331000, opted in (0xF), is gone',
  },
  {
    kind: 'filterVersion',
    before: GOOD,
    after: with_({
      filters: [{ ...foo, version: '3.2.0.0', vetoes: [{ path: 'D:\\Games\\*', status: 'STATUS_NOT_SUPPORTED', reason: 'Scanning' }] }],
    }),
    sentence: 'filter Foo.sys 3.1.0.0 → 3.2.0.0',
    verdicts: [`${GAME} full → blocked: filter Foo.sys 3.1.0.0 → 3.2.0.0; Foo.sys refuses this file`],
  },
  {
    kind: 'filterAltitude',
    before: GOOD,
    after: with_({ filters: [{ ...foo, altitude: '321000.5' }] }),
    sentence: 'filter Foo.sys moved from altitude 321000 to 321000.5',
  },
  {
    kind: 'classFilterAdded',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, stack: [...stack, { driver: 'newvol.sys', layer: 'volume' }] }] }),
    sentence: 'class filter newvol.sys of volumes is new',
  },
  {
    kind: 'classFilterRemoved',
    before: with_({ machine: { ...machine, diskFilters: ['partmgr', 'Vendor'] } }),
    after: with_({ machine: { ...machine, diskFilters: ['partmgr'] } }),
    sentence: 'class filter Vendor.sys of disks is gone',
  },
  {
    kind: 'driverVersion',
    before: GOOD,
    after: with_({ drivers: [{ driver: 'fvevol.sys', version: '10.0.26100.9' }] }),
    sentence: 'driver fvevol.sys 10.0.26100.1742 → 10.0.26100.9',
  },
  {
    kind: 'storageDriver',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, storageDriver: 'vendornvme.sys' }] }),
    sentence: 'storage driver stornvme.sys → vendornvme.sys',
  },
  {
    kind: 'storageCompatible',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, compatible: false }] }),
    sentence: 'storage driver stornvme.sys compatible → not compatible',
    verdicts: ['D:', GAME].map(
      (target) =>
        `${target} full → partial: storage driver stornvme.sys compatible → not compatible; StorageSupportedFeatures of stornvme 0x1 → not set`,
    ),
  },
  {
    kind: 'busType',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, busType: 'SATA' }] }),
    sentence: 'bus NVMe → SATA',
  },
  {
    kind: 'fileSystem',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, fileSystem: 'FAT32' }] }),
    sentence: 'file system NTFS → FAT32',
    verdicts: ['D:', GAME].map((target) => `${target} full → not applicable: file system NTFS → FAT32`),
  },
  {
    kind: 'switch',
    before: GOOD,
    after: with_({ machine: { ...machine, featuresMode: 1 } }),
    sentence: 'FilterSupportedFeaturesMode 0 → 1',
    verdicts: ['D:', GAME].map(
      (target) => `${target} full → blocked: filter Foo.sys 3.1.0.0 no longer opts in (0xF → 0x0); FilterSupportedFeaturesMode 0 → 1`,
    ),
  },
  {
    kind: 'os',
    before: GOOD,
    after: with_({ machine: { ...machine, os: '10.0.26100.2314' } }),
    sentence: 'Windows 10.0.26100.1742 (24H2) → 10.0.26100.2314 (24H2)',
  },
  {
    kind: 'volumeAdded',
    before: GOOD,
    after: with_({ volumes: [volume, { ...volume, mount: 'E:', label: '' }] }),
    sentence: 'volume E: (NTFS, full) is new',
  },
  {
    kind: 'volumeRemoved',
    before: with_({ volumes: [volume, { ...volume, mount: 'E:', label: 'Old' }] }),
    after: GOOD,
    sentence: 'volume E: (NTFS “Old”, full) is gone',
  },
  {
    kind: 'bitLocker',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, stack: vetoing('fvevol.sys', 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION') }] }),
    sentence: 'BitLocker does not refuse → refuses',
    verdicts: ['D:', GAME].map((target) => `${target} full → partial: BitLocker does not refuse → refuses`),
  },
  {
    kind: 'shadowCopies',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, stack: vetoing('volsnap.sys', 'STATUS_NOT_SUPPORTED_WITH_SNAPSHOT') }] }),
    sentence: 'The driver for shadow copies does not refuse → refuses',
    verdicts: ['D:', GAME].map((target) => `${target} full → partial: The driver for shadow copies does not refuse → refuses`),
  },
  {
    kind: 'volumeFact',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, label: 'Data' }] }),
    sentence: 'label “Games” → “Data”',
  },
  {
    kind: 'fileFact',
    before: GOOD,
    after: with_({ volumes: [{ ...volume, files: [{ path: '\\Games\\pak0.bin', size: 1_000_000, attributes: ['compressed'] }] }] }),
    sentence: `${GAME}: not NTFS-compressed → NTFS-compressed`,
    verdicts: [`${GAME} full → blocked: ${GAME}: not NTFS-compressed → NTFS-compressed`],
  },
  {
    kind: 'machineFact',
    before: GOOD,
    after: with_({ machine: { ...machine, edition: 'Enterprise' } }),
    sentence: 'edition of Windows Pro → Enterprise',
  },
  {
    kind: 'cause',
    before: with_({ filters: [{ ...foo, supportedFeatures: 3 }] }),
    after: with_({ filters: [{ ...bar, supportedFeatures: 3 }] }),
    sentence: 'still blocked: Foo.sys has not opted in → Bar.sys has not opted in',
  },
  {
    kind: 'activeCount',
    before: GOOD,
    after: with_({ timeline: [{ atMs: 0, process: 'game.exe', pid: 4242, operation: 'enable', path: GAME }] }),
    sentence: 'files with BypassIO on 0 → 1',
  },
  {
    kind: 'bootTime',
    before: GOOD,
    after: with_({ machine: { ...machine, upMinutes: 60 } }),
    sentence: expect.stringMatching(/^Windows was started 2026-11-20T0[45]:\d\d:\d\dZ → 2026-11-20T0[67]:\d\d:\d\dZ$/) as string, // by the clock
  },
  {
    kind: 'elevation',
    before: GOOD,
    after: with_({ machine: { ...machine, elevated: false } }),
    sentence: 'taken with administrator rights → without administrator rights',
  },
];

const MADE = CASES.map((entry) => ({ ...entry, first: snapshotOf(entry.before), second: snapshotOf(entry.after, { id: 2 }) }));

/** Free space of a simulated volume follows from its size, so this one is taken from a snapshot and changed. */
function withLessSpace(snapshot: Snapshot): Snapshot {
  const { volumes } = snapshot.content;
  if (volumes.state !== 'known') throw new Error('no volumes');
  const value = volumes.value.map((entry) => ({ ...entry, verdict: { ...entry.verdict, freeBytes: 1_000 } }));
  return { ...snapshot, content: { ...snapshot.content, volumes: { state: 'known', value } } };
}

const all = ({ verdicts, changes, noise }: SnapshotDiff): readonly Change[] => [
  ...verdicts.flatMap(({ explanation }) => explanation),
  ...changes,
  ...noise,
];

describe('what changed, kind by kind', () => {
  test.each(MADE)(
    '$kind is told with what was before and after, and explains a verdict that it decides',
    ({ kind, first, second, sentence, verdicts = [] }) => {
      const diff = diffSnapshots(first, second);
      expect(
        all(diff)
          .filter((change) => change.kind === kind)
          .map((change) => change.sentence),
      ).toEqual(expect.arrayContaining([sentence]));
      expect(diff.verdicts.map((change) => change.sentence)).toEqual(verdicts);
      expect(diff.isSameMachine).toBe(true);
      expect(SnapshotDiff.parse(diff)).toEqual(diff);
    },
  );

  test('freeSpace: what comes and goes by itself is noise and no change', () => {
    const first = snapshotOf(GOOD);
    const { noise, changes } = diffSnapshots(first, withLessSpace(first));
    expect(noise.map(({ kind }) => kind)).toEqual(['freeSpace']);
    expect(changes).toEqual([]);
  });

  test('every kind has its test', () => {
    expect([...CASES.map(({ kind }) => kind), 'freeSpace'].toSorted()).toEqual([...CHANGE_KINDS].toSorted());
  });
});

const EMPTY = { verdicts: [], changes: [], noise: [] };
const SWAPPED: Partial<Record<ChangeKind, ChangeKind>> = {
  filterAdded: 'filterRemoved',
  filterRemoved: 'filterAdded',
  classFilterAdded: 'classFilterRemoved',
  classFilterRemoved: 'classFilterAdded',
  volumeAdded: 'volumeRemoved',
  volumeRemoved: 'volumeAdded',
};

/** The same change seen from the other side; the sentence is worded for its own. */
const turned = ({ kind, mount, subject, before, after }: Change) => ({
  kind: SWAPPED[kind] ?? kind,
  mount,
  subject,
  before: after,
  after: before,
});
const plain = ({ kind, mount, subject, before, after }: Change) => ({ kind, mount, subject, before, after });
const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

describe('any two snapshots', () => {
  const snapshots = MADE.flatMap(({ first, second }) => [first, second]);

  test('one compared with itself differs in nothing, and everything it holds fits the contract', () => {
    for (const snapshot of snapshots) {
      expect(diffSnapshots(snapshot, snapshot)).toMatchObject(EMPTY);
      expect(Snapshot.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
    }
  });

  test('compared the other way round, every difference is the same the other way round', () => {
    for (const first of snapshots) {
      for (const second of snapshots) {
        const [there, back] = [diffSnapshots(first, second), diffSnapshots(second, first)];
        expect(sorted(there.changes.map(plain))).toEqual(sorted(back.changes.map(turned)));
        expect(sorted(there.noise.map(plain))).toEqual(sorted(back.noise.map(turned)));
        expect(
          sorted(there.verdicts.map((change) => [change.target, change.before, change.after, sorted(change.explanation.map(plain))])),
        ).toEqual(
          sorted(back.verdicts.map((change) => [change.target, change.after, change.before, sorted(change.explanation.map(turned))])),
        );
        expect(there.notCompared.map(({ subject }) => subject).toSorted()).toEqual(
          back.notCompared.map(({ subject }) => subject).toSorted(),
        );
        expect(there.isSameMachine).toBe(back.isSameMachine);
      }
    }
  });
});

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
