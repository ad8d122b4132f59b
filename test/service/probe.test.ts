import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, describe as group, test } from 'vitest';
import { describe } from '../../main/contract/describe.ts';
import { bindKernel32 } from '../../main/win32/kernel32.ts';
import { simulatedLibraries } from '../../main/win32/library.ts';
import { enableLoadDriver } from '../../main/win32/privilege.ts';
import { FilterPortApi } from '../../main/win32/probe-port.ts';
import { gameVolume, startMachine, type TestMachine } from './machine.ts';

const three = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/three-refusers.json'), 'utf8'));
const path = 'D:\\Games\\pak0.bin';
const filter = (name: string, altitude: string, more: object = {}) => ({
  name,
  driver: `${name}.sys`,
  altitude,
  supportedFeatures: 15,
  volumes: ['D:'],
  ...more,
});
const veto = (reason: string) => ({ vetoes: [{ path: 'D:\\*', status: 'STATUS_NOT_SUPPORTED', reason }] });

/** Every filter that is attached to D:, the probe's own included. */
const attached = (machine: TestMachine): string[] => {
  const listed = machine.system.filters.instances('D:');
  return listed.ok ? listed.value.map(({ instance }) => instance) : [];
};

test('three filters and the file system refuse: a query names the first, the probe names all, in stack order', () => {
  using machine = startMachine(three);
  const before = attached(machine);
  const [ordinary] = machine.service.query([path]).results;
  const [probed] = machine.service.query([path], { probe: true }).results;
  expect(ordinary).toMatchObject({ verdict: 'blocked', complete: false });
  expect(ordinary?.causes.map(({ driver, evidence }) => [driver, evidence])).toEqual([
    ['Guard.sys', 'query'],
    ['ntfs.sys', 'fileAttribute'],
  ]);
  expect(probed).toMatchObject({ verdict: 'blocked', complete: true, notAsked: [], probe: { used: true, failure: null } });
  expect(
    probed?.causes.map(({ layer, driver, ntstatusName, reason, evidence }) => [layer, driver, ntstatusName, reason, evidence]),
  ).toEqual([
    ['filter', 'Guard.sys', 'STATUS_NOT_SUPPORTED_WITH_MONITORING', 'Scanned file not supported', 'probe'],
    ['filter', 'Sync.sys', 'STATUS_NOT_SUPPORTED_WITH_REPLICATION', 'Synchronised file not supported', 'probe'],
    ['filter', 'Vault.sys', 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', 'Encrypted file not supported', 'probe'],
    ['fileSystem', 'ntfs.sys', 'STATUS_NOT_SUPPORTED_WITH_COMPRESSION', 'The file is NTFS compressed.', 'probe'],
  ]);
  expect(attached(machine)).toEqual(before);
  expect(machine.service.probeStatus()).toMatchObject({ installed: true, loaded: false, failure: null });
});

test('the stack of a volume, each filter asked: who refused, who let it pass, nobody left out', () => {
  using machine = startMachine(three);
  const stack = machine.service.filters('D:', { probe: true });
  if (!stack.ok) throw new Error(describe(stack.error));
  const [volume] = stack.value.volumes;
  expect(volume?.filters.map(({ name, state }) => [name, state])).toEqual([
    ['Watcher', 'passed'],
    ['Guard', 'refused'],
    ['Sync', 'passed'],
    ['Vault', 'passed'],
  ]);
  expect(volume?.below.map(({ driver, state }) => [driver, state])).toEqual([
    ['ntfs.sys', 'passed'],
    ['stornvme.sys', 'passed'],
  ]);
  expect(volume).toMatchObject({ complete: true, probe: { used: true } });
});

test('below the filters: a volume driver that refuses behind two refusing filters', () => {
  using machine = startMachine({
    filters: [filter('Upper', '300000', veto('one')), filter('Lower', '200000', veto('two'))],
    volumes: [
      {
        ...gameVolume,
        stack: [
          {
            driver: 'fvevol.sys',
            layer: 'volume',
            veto: { status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'BitLocker Drive Encryption is enabled.' },
          },
        ],
      },
    ],
  });
  const [result] = machine.service.query(['D:\\'], { probe: true }).results;
  expect(result?.causes.map(({ layer, driver }) => [layer, driver])).toEqual([
    ['filter', 'Upper.sys'],
    ['filter', 'Lower.sys'],
    ['volume', 'fvevol.sys'],
  ]);
});

test('a filter without opt-in beside one that vetoes: the filter manager’s answer and the probe’s stand in one list', () => {
  using machine = startMachine({
    filters: [filter('Vault', '300000', veto('mine')), filter('OldGuard', '200000', { supportedFeatures: 3 })],
  });
  const [ordinary] = machine.service.query(['D:\\']).results;
  expect(ordinary?.causes.map(({ driver }) => driver)).toEqual(['OldGuard.sys']);
  const [probed] = machine.service.query(['D:\\'], { probe: true }).results;
  expect(probed?.causes.map(({ driver, evidence }) => [driver, evidence])).toEqual([
    ['Vault.sys', 'probe'],
    ['OldGuard.sys', 'query'],
  ]);
  expect(probed?.complete).toBe(true);
});

test('nobody in the way: full and complete; on exFAT the probe has nothing to add', () => {
  using machine = startMachine({
    volumes: [gameVolume, { ...gameVolume, mount: 'G:', fileSystem: 'exFAT' }],
    filters: [filter('Only', '300000')],
  });
  const results = machine.service.query(['D:\\', 'G:\\', 'D:\\nowhere'], { probe: true }).results;
  expect(results.map(({ verdict, complete, probe }) => [verdict, complete, probe?.used])).toEqual([
    ['full', true, true],
    ['notApplicable', false, false],
    ['unknown', false, undefined],
  ]);
});

group('without the probe: the ordinary verdict, and a sentence that says what is missing', () => {
  test.each([
    ['not installed', { probeDriver: 'notInstalled' }, 'the probe driver is not installed on this machine; its README says how'],
    ['not signed', { probeDriver: 'unsigned' }, 'Windows does not accept the signature of the probe driver'],
    ['built for another processor', { probeDriver: 'otherMachine' }, 'the probe driver was built for another processor'],
  ] as const)('%s', (_title, part, sentence) => {
    using machine = startMachine({ ...three, ...part });
    const [ordinary] = machine.service.query([path]).results;
    const [result] = machine.service.query([path], { probe: true }).results;
    const { probe, ...rest } = result ?? {};
    expect(rest).toEqual(ordinary);
    expect(probe).toMatchObject({ used: false, failure: { kind: 'hresult', call: 'FilterLoad' } });
    expect(probe?.failure ? describe(probe.failure) : '').toContain(sentence);
  });

  test('of another version', () => {
    using machine = startMachine({ ...three, probeDriver: 'otherVersion' });
    const handles = machine.handleCount();
    const [result] = machine.service.query([path], { probe: true }).results;
    expect(result).toMatchObject({ verdict: 'blocked', complete: false, probe: { used: false } });
    expect(result?.probe?.failure ? describe(result.probe.failure) : '').toContain('is of another version than this program');
    expect(machine.service.probeStatus()).toMatchObject({ loaded: false });
    expect(machine.service.installProbe().ok).toBe(false);
    expect(machine.service.removeProbe()).toMatchObject({ ok: true, value: { loaded: false } });
    expect(machine.handleCount()).toBe(handles);
  });

  test('not elevated', () => {
    using machine = startMachine({ ...three, machine: { name: 'TEST', os: '10.0.26100', elevated: false } });
    const [result] = machine.service.query([path], { probe: true }).results;
    expect(result).toMatchObject({ verdict: 'blocked', complete: false, probe: { used: false, failure: { code: 0x8007_0005 } } });
    expect(machine.service.probeStatus()).toMatchObject({ installed: true });
    expect(machine.service.installProbe()).toMatchObject({ ok: false, error: { message: expect.stringContaining('administrator') } });
  });
});

test('another program holds the port: said so, nothing attached, the ordinary verdict', () => {
  using machine = startMachine(three);
  const other = machine.system.probe.open();
  if (!other.ok) throw new Error(describe(other.error));
  const before = attached(machine);
  const [result] = machine.service.query([path], { probe: true }).results;
  expect(result).toMatchObject({
    complete: false,
    probe: { used: false, failure: { code: 0x8007_04d6, message: 'another program is using the probe driver' } },
  });
  expect(machine.service.probeStatus()).toMatchObject({ loaded: true, version: null, failure: { code: 0x8007_04d6 } });
  expect(attached(machine)).toEqual(before);
  other.value[Symbol.dispose]();
  expect(machine.service.query([path], { probe: true }).results[0]?.complete).toBe(true);
});

/** A run that dies: Windows closes its handle of the port and calls nothing else of it. */
function runAndDie(altitudes: readonly string[]): void {
  const libraries = simulatedLibraries();
  const kernel32 = bindKernel32(libraries);
  if (!kernel32.ok || !enableLoadDriver(libraries, kernel32.value).ok) throw new Error('no privilege');
  const api = FilterPortApi.bind(libraries, kernel32.value, 'bpioprobe');
  if (!api.ok || !api.value.load().ok) throw new Error('the driver does not load');
  const port = api.value.connect('\\BypassIoProbe');
  if (!port.ok) throw new Error(describe(port.error));
  using _closedByWindows = port.value;
  for (const [index, altitude] of altitudes.entries()) expect(api.value.attach('D:\\', altitude, `Ask ${index}`).ok).toBe(true);
}

test('what a killed run left is cleared: its instances by the driver at once, the loaded driver by the next run', () => {
  using machine = startMachine(three);
  const before = attached(machine);
  runAndDie(['399999', '150000.5']);
  expect(attached(machine)).toEqual(before);
  expect(machine.service.probeStatus()).toMatchObject({ loaded: true, observing: [] });
  expect(machine.service.query([path], { probe: true }).results[0]?.complete).toBe(true);
  expect(machine.service.probeStatus().loaded).toBe(false);
});

test('install watches all NTFS volumes and stays; a probe query in between neither needs nor ends it; remove takes it away', () => {
  using machine = startMachine({
    ...three,
    volumes: [...three.volumes, { ...gameVolume, mount: 'E:' }, { ...gameVolume, mount: 'G:', fileSystem: 'exFAT' }],
  });
  const before = attached(machine);
  const installed = machine.service.installProbe();
  if (!installed.ok) throw new Error(describe(installed.error));
  expect(installed.value.observing.map(({ volume }) => volume)).toEqual(['\\Device\\HarddiskVolume1', '\\Device\\HarddiskVolume2']);
  machine.service.query([path]);
  expect(machine.service.probeStatus().statistics).toMatchObject({ observedCount: 3, droppedCount: 0 });
  const [probed] = machine.service.query([path], { probe: true }).results;
  expect(probed?.causes).toHaveLength(4);
  expect(machine.service.installProbe().ok).toBe(true);
  expect(machine.service.probeStatus()).toMatchObject({ loaded: true, version: '1.0' });
  expect(machine.service.removeProbe()).toMatchObject({ ok: true, value: { loaded: false, observing: [] } });
  expect(attached(machine)).toEqual(before);
  expect(machine.service.removeProbe()).toMatchObject({ ok: true, value: { loaded: false } });
});

test('many targets on one volume attach once and leave nothing open', () => {
  using machine = startMachine(three);
  const handles = machine.handleCount();
  const results = machine.service.query(
    Array.from({ length: 50 }, () => path),
    { probe: true },
  ).results;
  expect(new Set(results.map(({ causes }) => causes.length))).toEqual(new Set([4]));
  expect(machine.handleCount()).toBe(handles);
});

test('a sample filter in C, without opt-in, is found like any other', () => {
  using machine = startMachine({ ...three, samples: ['SampleNoOptIn', 'SampleSelfOpted', 'SampleObserver'] });
  const [probed] = machine.service.query([path], { probe: true }).results;
  expect(probed?.causes.map(({ driver }) => driver)).toEqual([
    'SampleNoOptIn.sys',
    'Guard.sys',
    'Sync.sys',
    'Vault.sys',
    'ntfs.sys',
    'SampleSelfOpted.sys',
  ]);
  expect(probed?.complete).toBe(false); // SampleSelfOpted has no bit: its mask is suspicious and no answer clears it
});
