import { expect } from 'vitest';
import type { ChangeKind } from '../../main/contract/case-words.ts';
import type { Change, SnapshotDiff } from '../../main/contract/snapshot.ts';
import { foo, GAME, GOOD, machine, type Part, stack, volume } from './snapshots.ts';

export const bar = { ...foo, name: 'Bar', driver: 'Bar.sys', altitude: '331000', version: '1.0.0.0' };
export const with_ = (part: Part): Part => ({ ...GOOD, ...part });
export const vetoing = (driver: string, status: string) =>
  stack.map((entry) => (entry.driver === driver ? { ...entry, veto: { status, reason: 'It does.' } } : entry));

export interface Case {
  readonly kind: ChangeKind;
  readonly before: Part;
  readonly after: Part;
  /** The change that is meant, wherever it is told. */
  readonly sentence: string;
  /** Of the verdicts that changed. */
  readonly verdicts?: readonly string[];
}

/** One for each kind of change, as two simulated machines. */
export const CASES: readonly Case[] = [
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

/** Wherever it is told. */
export const allChanges = ({ verdicts, changes, noise }: SnapshotDiff): readonly Change[] => [
  ...verdicts.flatMap(({ explanation }) => explanation),
  ...changes,
  ...noise,
];
