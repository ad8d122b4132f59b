import type { Fact, Snapshot, SnapshotEntry, SnapshotVolume } from '../../main/contract/snapshot.ts';
import type { VolumeStack } from '../../main/contract/verdicts.ts';
import type { Verdict } from '../../main/contract/words.ts';
import { below, filter, missingOptIn, stack } from './samples.ts';

/** 2026-11-20 12:00 of the clock of whoever runs the tests. */
export const NOON_MS = new Date(2026, 10, 20, 12).getTime();
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const known = <T>(value: T): Fact<T> => ({ state: 'known', value });

export function entry(id: number, takenMs: number, over: Partial<SnapshotEntry> = {}): SnapshotEntry {
  return {
    id,
    takenUs: takenMs * 1_000,
    name: null,
    trigger: 'asked',
    machine: 'GAME-RIG',
    os: '10.0.26100',
    simulated: false,
    elevated: true,
    verdicts: [],
    pathCount: 0,
    ...over,
  };
}

export function volume(mount: string, of: Partial<VolumeStack>): SnapshotVolume {
  const whole = stack({ mount, label: '', below: [below('fileSystem', 'Ntfs.sys', 'passed')], ...of });
  return {
    mount,
    verdict: {
      mount,
      label: '',
      guidPath: `\\\\?\\Volume{${mount}}\\`,
      fileSystem: 'NTFS',
      totalBytes: 1_000_000,
      freeBytes: 500_000,
      verdict: whole.verdict,
      causes: whole.causes,
      storage: { driver: 'stornvme.sys', compatible: true, busType: 'NVMe' },
      activeBypassIoCount: 0,
      outFlags: [],
      answers: [],
      failure: null,
      advice: null,
    },
    stack: whole,
    flags: known('0x03C72EFF'),
    busType: known('NVMe'),
    storageDriver: known('stornvme.sys'),
    storageCompatible: known(true),
    storageDriverVersion: known('10.0.26100.1'),
    activeCount: known(0),
    bitLocker: known('noVeto'),
    shadowCopies: known('noVeto'),
  };
}

export function snapshot(of: SnapshotEntry, volumes: readonly SnapshotVolume[]): Snapshot {
  const verdicts = volumes.map(({ mount, verdict }) => ({ mount, verdict: verdict.verdict }));
  return {
    entry: { ...of, verdicts },
    content: {
      machine: { name: of.machine, os: of.os, revision: 1742, release: '24H2', simulated: of.simulated, elevated: of.elevated },
      edition: known('Professional'),
      bootedUs: known((NOON_MS - 5 * DAY_MS) * 1_000),
      displayLanguage: known('en-US'),
      volumes: known([...volumes]),
      classFilters: [],
      drivers: [],
      switches: [],
      paths: [],
    },
  };
}

const optedIn = { ...filter('OldGuard', '321000', 0xf, 'passed'), version: '3.1' };
const notOptedIn = { ...filter('OldGuard', '321000', 0x7, 'refused'), version: '3.2' };
const advice = {
  id: 'no-opt-in',
  title: 'A filter has not opted in',
  meaning: 'It predates BypassIO.',
  remedies: ['Install the vendor’s current version.'],
  risk: '',
  confidence: 'documented',
  sources: ['a page'],
};

export const fullVolume = (mount: string): SnapshotVolume => volume(mount, { verdict: 'full', filters: [optedIn] });
export const blockedVolume = (mount: string): SnapshotVolume =>
  volume(mount, { verdict: 'blocked', filters: [notOptedIn], causes: [{ ...missingOptIn, advice }] });

export function verdictsOf(...each: readonly (readonly [mount: string, verdict: Verdict])[]): SnapshotEntry['verdicts'] {
  return each.map(([mount, verdict]) => ({ mount, verdict }));
}
