import { describe, expect, test } from 'vitest';
import { EDITIONS } from '../../main/contract/words.ts';
import { EDITIONS as BY_NUMBER } from '../../main/win32/installation.ts';
import { gameVolume, startMachine } from '../service/machine.ts';

const MACHINE = { name: 'TEST', os: '10.0.26100', elevated: true } as const;

describe('what an installation says of itself', () => {
  test('edition, time since it was started, display language', () => {
    using machine = startMachine({ machine: { ...MACHINE, edition: 'Home', upMinutes: 90, displayLanguage: 'de-DE' } });
    const { installation } = machine.system;
    expect([installation.edition(), installation.displayLanguage()]).toEqual([
      { ok: true, value: 'Home' },
      { ok: true, value: 'de-DE' },
    ]);
    const up = installation.upMs();
    expect(up.ok ? Math.floor(up.value / 60_000) : up).toBe(90);
  });

  test('every edition that has a name has a number', () => {
    expect([...BY_NUMBER.values()].toSorted()).toEqual([...EDITIONS].toSorted());
  });

  test('class filters of volumes and disks; a class without filters has none', () => {
    const stack = [{ driver: 'fvevol.sys', layer: 'volume' } as const, { driver: 'volsnap.sys', layer: 'volume' } as const];
    using machine = startMachine({ machine: { ...MACHINE, diskFilters: ['partmgr', 'Vendor'] }, volumes: [{ ...gameVolume, stack }] });
    expect(machine.system.drivers.classFilters('volume')).toEqual({ ok: true, value: ['volsnap.sys', 'fvevol.sys'] });
    expect(machine.system.drivers.classFilters('disk')).toEqual({ ok: true, value: ['partmgr.sys', 'Vendor.sys'] });
    using plain = startMachine();
    expect(plain.system.drivers.classFilters('disk')).toEqual({ ok: true, value: [] });
  });

  test('a driver file has its own version, and one that is not there is a failure', () => {
    using machine = startMachine({ drivers: [{ driver: 'stornvme.sys', version: '10.0.1.2', company: 'Vendor' }] });
    expect(machine.system.drivers.version('stornvme')).toEqual({ ok: true, value: { version: '10.0.1.2', company: 'Vendor' } });
    expect(machine.system.drivers.version('none')).toMatchObject({ ok: false, error: { call: 'GetFileVersionInfoSizeExW', code: 2 } });
  });

  test('the switch that counts every filter as declaring nothing, and the value of a storage driver', () => {
    using machine = startMachine({ machine: { ...MACHINE, featuresMode: 1 } });
    const { registry } = machine.system;
    expect(registry.number('SYSTEM\\CurrentControlSet\\Control\\FileSystem', 'FilterSupportedFeaturesMode')).toEqual({
      ok: true,
      value: 1,
    });
    const storage = 'SYSTEM\\CurrentControlSet\\Services\\stornvme\\Parameters';
    expect(registry.number(storage, 'StorageSupportedFeatures')).toEqual({ ok: true, value: 1 });
    expect(registry.number(storage, 'Other')).toMatchObject({ ok: false, error: { code: 2 } });
  });
});
