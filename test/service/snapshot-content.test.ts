import { describe, expect, test } from 'vitest';
import type { SnapshotVolume } from '../../main/contract/snapshot.ts';
import { fail } from '../../main/domain/result.ts';
import { snapshotContent } from '../../main/service/snapshot-content.ts';
import { gameVolume, startMachine } from './machine.ts';
import { foo, GAME, GOOD, machine, type Part, snapshotOf, stack, TAKEN_US, volume } from './snapshots.ts';

const known = <T>(value: T) => ({ state: 'known', value });

function volumesOf(part: Part): readonly SnapshotVolume[] {
  const { volumes } = snapshotOf(part).content;
  if (volumes.state !== 'known') throw new Error(JSON.stringify(volumes));
  return volumes.value;
}

test('everything that decides about BypassIO on a machine is in it', () => {
  const { content } = snapshotOf({
    ...GOOD,
    machine: { ...machine, edition: 'Home', upMinutes: 60, displayLanguage: 'fr-FR', diskFilters: ['partmgr'] },
    drivers: [{ driver: 'stornvme.sys', version: '10.0.26100.9' }],
  });
  expect(content).toMatchObject({
    machine: { name: 'TEST', os: '10.0.26100', revision: 1742, elevated: true, simulated: true },
    edition: known('Home'),
    displayLanguage: known('fr-FR'),
    classFilters: [
      { deviceClass: 'volume', drivers: known(['volsnap.sys', 'fvevol.sys']) },
      { deviceClass: 'disk', drivers: known(['partmgr.sys']) },
    ],
    switches: [
      { name: 'FilterSupportedFeaturesMode', key: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem', value: known(0) },
      {
        name: 'StorageSupportedFeatures',
        key: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\stornvme\\Parameters',
        value: known(1),
      },
    ],
    paths: [{ path: GAME, verdict: 'full' }],
  });
  expect(content.drivers).toEqual([
    { driver: 'Foo.sys', version: known('3.1.0.0'), company: 'Example' },
    { driver: 'fvevol.sys', version: known('10.0.26100.1742'), company: 'Microsoft Corporation' },
    { driver: 'ntfs.sys', version: known('10.0.26100.1742'), company: 'Microsoft Corporation' },
    { driver: 'partmgr.sys', version: known('10.0.26100.1742'), company: 'Microsoft Corporation' },
    { driver: 'stornvme.sys', version: known('10.0.26100.9'), company: 'Microsoft Corporation' },
    { driver: 'volsnap.sys', version: known('10.0.26100.1742'), company: 'Microsoft Corporation' },
  ]);
  const bootedUs = content.bootedUs.state === 'known' ? content.bootedUs.value : 0;
  expect(Math.round((TAKEN_US - bootedUs) / 60_000_000)).toBe(60);
  expect(content.volumes).toMatchObject(
    known([
      {
        mount: 'D:',
        verdict: { fileSystem: 'NTFS', verdict: 'full', activeBypassIoCount: 0, storage: { driver: 'stornvme.sys', busType: 'NVMe' } },
        stack: { filters: [{ name: 'Foo', altitude: '321000', version: '3.1.0.0', company: 'Example', optedIn: true }] },
        flags: known('0x000600DF'),
        busType: known('NVMe'),
        storageDriver: known('stornvme.sys'),
        storageCompatible: known(true),
        activeCount: known(0),
        storageDriverVersion: known('10.0.26100.9'),
        bitLocker: known('noVeto'),
        shadowCopies: known('noVeto'),
      },
    ]),
  );
});

describe('what cannot be found out says why', () => {
  test('without elevation the filters are missing, and nothing else', () => {
    const { content } = snapshotOf({ ...GOOD, machine: { ...machine, elevated: false } });
    const volumes = content.volumes.state === 'known' ? content.volumes.value : [];
    expect(volumes[0]?.stack).toMatchObject({ filters: [], filtersFailure: { kind: 'hresult', code: 0x8007_0005 } });
    expect(content.drivers.map(({ driver }) => driver)).not.toContain('Foo.sys');
    expect([content.edition.state, content.switches.every(({ value }) => value.state === 'known')]).toEqual(['known', true]);
  });

  test('a volume that does not know BypassIO has nothing to say about its stack', () => {
    const [stick] = volumesOf({ volumes: [{ ...gameVolume, fileSystem: 'exFAT', busType: 'USB', compatible: false }] });
    const unknowing = { state: 'notOnThisSystem', detail: 'the volume does not know BypassIO' };
    expect(stick).toMatchObject({
      bitLocker: unknowing,
      shadowCopies: unknowing,
      storageDriverVersion: unknowing,
      flags: { state: 'known' },
    });
  });

  test('a storage driver without the value has it not set, which is known', () => {
    const { switches } = snapshotOf({ ...GOOD, volumes: [{ ...volume, compatible: false }] }).content;
    expect(switches[1]).toMatchObject({ name: 'StorageSupportedFeatures', value: known(null) });
  });

  test('calls that fail are in it with their codes; a missing right is told from a missing thing', () => {
    using simulated = startMachine({ ...GOOD, machine: { ...machine, elevated: false } });
    const denied = fail({ kind: 'win32', call: 'RegGetValueW', code: 5 });
    const broken = fail({ kind: 'win32', call: 'RegGetValueW', code: 87 });
    const content = snapshotContent(
      {
        ...simulated.system,
        registry: { ...simulated.system.registry, number: () => denied },
        volumes: { ...simulated.system.volumes, busType: () => broken },
        drivers: { ...simulated.system.drivers, classFilters: () => broken, version: () => broken },
        installation: { edition: () => denied, upMs: () => broken, displayLanguage: () => broken },
      },
      [],
      TAKEN_US,
    );
    if (!content.ok) throw new Error(JSON.stringify(content.error));
    const failed = { state: 'failed', failure: expect.objectContaining({ call: 'RegGetValueW', code: 87, message: expect.any(String) }) };
    const notElevated = { state: 'notElevated', call: 'RegGetValueW' };
    expect(content.value).toMatchObject({
      edition: notElevated,
      bootedUs: failed,
      displayLanguage: failed,
      classFilters: [{ drivers: failed }, { drivers: failed }],
      switches: [{ value: notElevated }, { value: notElevated }],
      volumes: known([{ busType: failed, storageDriver: known('stornvme.sys'), storageDriverVersion: failed }]),
    });
    expect(content.value.drivers.find(({ driver }) => driver === 'stornvme.sys')).toEqual({
      driver: 'stornvme.sys',
      version: failed,
      company: null,
    });
  });

  test('volumes that cannot be listed are one failure, and the paths are still asked', () => {
    using simulated = startMachine(GOOD);
    const { system } = simulated;
    const list = () => fail({ kind: 'win32', call: 'FindFirstVolumeW', code: 1117 });
    const content = snapshotContent({ ...system, volumes: { ...system.volumes, list } }, [GAME], TAKEN_US);
    expect(content).toMatchObject({
      ok: true,
      value: { volumes: { state: 'failed', failure: { code: 1117 } }, paths: [{ verdict: 'full' }] },
    });
  });
});

/** A volume whose drivers refuse as named: [driver, status]. */
const refusing = (...vetoes: readonly (readonly [string, string])[]): Part => ({
  ...GOOD,
  volumes: [
    {
      ...volume,
      stack: stack.map((entry) => {
        const veto = vetoes.find(([driver]) => driver === entry.driver);
        return veto === undefined ? entry : { ...entry, veto: { status: veto[1], reason: 'It does.' } };
      }),
    },
  ],
});
const said = (detail: string) => ({ state: 'failed', failure: { kind: 'refused', call: 'QUERY', detail } });

describe('BitLocker and shadow copies, from the answer of the volume stack alone', () => {
  test.each<[string, Part, object, object]>([
    ['all pass', GOOD, known('noVeto'), known('noVeto')],
    ['BitLocker vetoes', refusing(['fvevol.sys', 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION']), known('vetoes'), known('noVeto')],
    [
      'a shadow copy vetoes, and BitLocker behind it was not asked',
      refusing(['volsnap.sys', 'STATUS_NOT_SUPPORTED_WITH_SNAPSHOT'], ['fvevol.sys', 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION']),
      said('volsnap.sys refuses, and nobody behind it was asked'),
      known('vetoes'),
    ],
    [
      'its driver vetoes for another reason',
      refusing(['fvevol.sys', 'STATUS_NOT_SUPPORTED']),
      said('fvevol.sys refuses with 0xC00000BB, which is not known for BitLocker'),
      known('noVeto'),
    ],
    [
      'a filter refuses first',
      { ...GOOD, filters: [{ ...foo, supportedFeatures: 3 }] },
      said('the volume stack was not asked: Foo.sys refuses before it'),
      said('the volume stack was not asked: Foo.sys refuses before it'),
    ],
    [
      'the answer passes, and the storage driver is not compatible',
      { ...GOOD, volumes: [{ ...volume, compatible: false }] },
      said('the answer does not say what stands in the way below the file system'),
      said('the answer does not say what stands in the way below the file system'),
    ],
    ['the drivers are there and silent', { ...GOOD, volumes: [{ ...volume, stack }] }, known('noVeto'), known('noVeto')],
  ])('%s', (_, part, bitLocker, shadowCopies) => {
    expect(volumesOf(part)[0]).toMatchObject({ bitLocker, shadowCopies });
  });
});
