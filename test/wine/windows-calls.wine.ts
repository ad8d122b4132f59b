import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import koffi from 'koffi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../main/contract/failure.ts';
import { readDosDevices } from '../../main/win32/dos-devices.ts';
import { bindTraceSessions } from '../../main/win32/etw.ts';
import { TraceConsumer } from '../../main/win32/etw-consumer.ts';
import { bindKernel32, type Handle } from '../../main/win32/kernel32.ts';
import { windowsLibraries } from '../../main/win32/library.ts';
import { ListeningPipe, openPipe } from '../../main/win32/named-pipe.ts';
import { bindNtdll } from '../../main/win32/ntdll.ts';
import { enableLoadDriver } from '../../main/win32/privilege.ts';
import { FilterPortApi } from '../../main/win32/probe-port.ts';
import { StartedProcess } from '../../main/win32/process.ts';
import { ownSid } from '../../main/win32/security.ts';
import { startElevated } from '../../main/win32/shell32.ts';
import { openSystem } from '../../main/win32/system.ts';
import { bindVersion } from '../../main/win32/version.ts';
import { bindEventLog } from '../../main/win32/wevtapi.ts';
import { boundFunctions, countingLibraries } from './counting.ts';

const libraries = countingLibraries();
const given = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const kernel32 = given(bindKernel32(libraries));
const system = given(openSystem(libraries));
const folder = 'C:\\windows-calls';
const file = `${folder}\\Ünïcode ☃.bin`;

beforeAll(() => {
  mkdirSync(`${folder}\\inner`, { recursive: true });
  writeFileSync(file, Buffer.alloc(100_000, 1));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(boundFunctions().map(({ dll, name, prototype }) => [`${dll}!${name}`, dll, prototype] as const))(
  '%s is there under this name, and its prototype is well formed',
  (_name, dll, prototype) => {
    expect(typeof given(windowsLibraries.load(dll)).func(prototype)).toBe('function');
  },
);

describe('kernel32', () => {
  test('the machine has a name and a version', () => {
    expect(system.machine.facts()).toMatchObject({
      ok: true,
      value: { name: hostname().toUpperCase(), os: expect.stringMatching(/^10\.0\.\d+$/), simulated: false, elevated: true },
    });
  });

  test('the installation has an edition, an up time and a display language', () => {
    expect(system.installation.edition()).toEqual({ ok: true, value: expect.stringMatching(/./) });
    expect(given(system.installation.upMs())).toBeGreaterThan(0);
    expect(system.installation.displayLanguage()).toEqual({ ok: true, value: expect.stringMatching(/^[a-z]{2}-[A-Z]{2}$/) });
  });

  test('volumes by letter, with their names, file system and sizes', () => {
    const [volume] = given(system.volumes.list());
    expect(volume).toMatchObject({
      mount: 'C:',
      guidPath: expect.stringMatching(/^\\\\\?\\Volume\{[0-9a-f-]{36}\}\\$/),
      fileSystem: 'NTFS',
      isDax: false,
    });
    expect(volume?.totalBytes).toBeGreaterThan(volume?.freeBytes ?? 0);
  });

  test('the bus of a volume is read from its descriptor', () => {
    expect(system.volumes.busType('C:')).toEqual({ ok: true, value: 'SCSI' });
  });

  test('the mount point of a path', () => {
    expect([file, '\\\\.\\C:'].map((path) => system.volumes.mountOf(path))).toEqual([
      { ok: true, value: 'C:' },
      { ok: true, value: 'C:' },
    ]);
  });

  test('device names by letter', () => {
    expect(given(readDosDevices(libraries)).get('\\device\\harddiskvolume1')).toBe('C:');
  });

  test('a folder’s entries, with sizes and names outside ASCII', () => {
    const entries: unknown[] = [];
    given(
      system.folders.list(`\\\\?\\${folder}`, ({ name, sizeBytes, isFolder }) => {
        entries.push([name, sizeBytes, isFolder]);
        return 'next';
      }),
    );
    expect(entries).toEqual(
      expect.arrayContaining([
        ['inner', 0, true],
        ['Ünïcode ☃.bin', 100_000, false],
      ]),
    );
  });

  test('attributes of an open file; a folder opened as a file is told by its attributes', () => {
    using opened = given(system.targets.open(file));
    using inner = given(system.targets.open(`${folder}\\inner`));
    expect([opened.kind, inner.kind, opened.attributes()]).toEqual([
      'file',
      'directory',
      { ok: true, value: { isDirectory: false, isCompressed: false, isEncrypted: false, isSparse: false } },
    ]);
  });

  test('a control code that the system does not know: 50, ERROR_NOT_SUPPORTED', () => {
    using opened = given(system.targets.open(file));
    expect(opened.manage('query')).toEqual({ ok: false, error: { kind: 'win32', call: 'DeviceIoControl', code: 50 } });
  });

  test('a code in the system’s own words', () => {
    expect([system.texts.textOf(5), system.texts.textOf(50), system.texts.textOf(999_999)]).toEqual([
      'Access denied.',
      'Request not supported.',
      null,
    ]);
  });

  test('a small file is read whole, a larger one refused', () => {
    expect(given(system.files.read(file, 200_000))).toHaveLength(100_000);
    expect(system.files.read(file, 1000)).toMatchObject({ ok: false, error: { kind: 'refused', call: 'ReadFile' } });
  });

  test('memory is moved by address', () => {
    const prototype = boundFunctions().find(({ name }) => name === 'RtlMoveMemory')?.prototype ?? '';
    const [from, to] = [Buffer.from('bytes'), Buffer.alloc(5)];
    given(libraries.load('kernel32')).func(prototype)(koffi.address(to), koffi.address(from), from.length);
    expect(to.toString()).toBe('bytes');
  });

  test('a drive of this computer is not remote', () => {
    expect(system.volumes.isRemote(file)).toBe(false);
  });
});

describe('ntdll', () => {
  test.each([
    ['STATUS_ACCESS_DENIED', 0xc000_0022, 5],
    ['STATUS_NOT_SUPPORTED', 0xc000_00bb, 50],
    ['STATUS_INVALID_PARAMETER', 0xc000_000d, 87],
    ['STATUS_BUFFER_TOO_SMALL', 0xc000_0023, 122],
    ['a status that has no Win32 code', 0xc000_04d2, null],
  ])('%s as a Win32 code', (_name, ntstatus, win32) => {
    expect(given(bindNtdll(libraries)).win32Of(ntstatus)).toBe(win32);
  });
});

describe('version', () => {
  const fileVersion = (name: string) => given(bindVersion(libraries, kernel32)).fileVersion(`C:\\windows\\system32\\${name}`);

  test.each(['kernel32.dll', 'ntdll.dll'])('%s: a real resource, with version and company', (name) => {
    expect(fileVersion(name)).toEqual({
      ok: true,
      value: { version: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/), company: 'Microsoft Corporation' },
    });
  });

  test.each([
    ['a file without a resource', 'fltlib.dll', 1812],
    ['a file that is not there', 'nothing.dll', 2],
  ])('%s', (_title, name, code) => {
    expect(fileVersion(name)).toMatchObject({ ok: false, error: { kind: 'win32', call: 'GetFileVersionInfoSizeExW', code } });
  });
});

describe('advapi32', () => {
  test('a driver’s file from the registry', () => {
    expect(system.drivers.fileOf('mountmgr')).toBe('mountmgr.sys');
    expect(system.drivers.fileOf('NoSuchService')).toBeNull();
  });

  test('keys below a key, and a text with its variables expanded', () => {
    const { registry } = system;
    expect(given(registry.subkeys('machine', 'SYSTEM\\CurrentControlSet\\Services'))).toContain('MountMgr');
    expect(registry.text('machine', 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', 'SystemRoot')).toEqual({
      ok: true,
      value: 'C:\\windows',
    });
    expect(registry.text('machine', 'SOFTWARE\\Nothing', 'Value')).toMatchObject({ ok: false, error: { kind: 'win32', code: 2 } });
  });

  test('a privilege that an administrator holds is enabled', () => {
    expect(enableLoadDriver(libraries, kernel32)).toEqual({ ok: true, value: null });
  });

  test('a trace session starts and stops; reading from it is denied, and says so', () => {
    const sessions = given(bindTraceSessions(libraries));
    const session = given(sessions.start('BpioWine', { bufferKiB: 64, maximumBuffers: 16, flushSeconds: 1 }));
    expect(sessions.enable(session, Buffer.alloc(16), [11, 12])).toEqual({ ok: true, value: null });
    expect([sessions.list().ok, sessions.query('BpioWine').ok, sessions.flush('BpioWine').ok, sessions.stop('BpioWine').ok]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(TraceConsumer.open(libraries, 'BpioWine', 4096, () => undefined)).toEqual({
      ok: false,
      error: { kind: 'win32', call: 'OpenTraceW', code: 5, target: 'BpioWine' },
    });
  });
});

test('wevtapi: a log that cannot be read is a failure of EvtQuery', () => {
  expect(given(bindEventLog(libraries)).read('System', '*', 1)).toMatchObject({
    ok: false,
    error: { kind: 'win32', call: 'EvtQuery', target: 'System' },
  });
});

describe('fltlib where no filter runs', () => {
  const port = given(FilterPortApi.bind(libraries, kernel32, 'bpioprobe'));

  test('no instances is an empty list, not a failure', () => {
    expect([system.filters.instances('C:'), port.instances()]).toEqual([
      { ok: true, value: [] },
      { ok: true, value: [] },
    ]);
  });

  test.each([
    ['FilterLoad', () => port.load(), 0x8007_0002],
    ['FilterUnload', () => port.unload(), 0x801f_0013],
    ['FilterAttach', () => port.attachDefault('C:'), 0x801f_0013],
    ['FilterAttachAtAltitude', () => port.attach('C:', '135000', 'x'), 0x801f_0013],
    ['FilterDetach', () => port.detach('C:', 'x'), 0x801f_0013],
    ['FilterConnectCommunicationPort', () => port.connect('\\BpioProbePort'), 0x8007_0002],
  ])('%s: the HRESULT is kept, unsigned', (call, ask, code) => {
    expect((ask as () => Result<unknown>)()).toMatchObject({ ok: false, error: { kind: 'hresult', call, code } });
  });
});

describe('processes and pipes', () => {
  test('a program that is not there cannot be started with rights', () => {
    const start = { file: `${folder}\\nothing.exe`, parameters: '', window: 0n };
    expect(startElevated(libraries, start)).toMatchObject({ ok: false, error: { kind: 'win32', call: 'ShellExecuteExW', code: 2 } });
  });

  test('a process that runs has an id and no exit code', () => {
    using running = given(StartedProcess.of(libraries, kernel32.GetCurrentProcess()));
    expect([running.id, running.exitCode]).toEqual([process.pid, null]);
  });

  test('a handle of no process is said', () => {
    expect(StartedProcess.of(libraries, 0x7777_7770n as Handle)).toMatchObject({ ok: false, error: { call: 'GetProcessId', code: 6 } });
  });

  test('a pipe of our own: who may come, who came, and what they say', async () => {
    const name = '\\\\.\\pipe\\bpio-windows-calls';
    const pipe = given(ListeningPipe.create(libraries, name, `D:P(A;;GA;;;${given(ownSid(libraries))})`));
    const accepting = pipe.accept();
    const client = given(openPipe(libraries, name));
    const server = given(await accepting);
    expect([server.peerProcessId('client'), client.peerProcessId('server')].map((id) => id.ok && id.value)).toEqual([
      process.pid,
      process.pid,
    ]);
    const heard = new Promise<Uint8Array>((resolve) => server.onBytes(resolve));
    client.write(Buffer.from('hello'));
    expect(Buffer.from(await heard).toString()).toBe('hello');
    server.close();
    client.close();
  });
});

/** What cannot be called here, and why. */
const NOT_CALLED: Readonly<Record<string, string>> = {
  'advapi32!CloseTrace': 'no trace opens',
  'advapi32!ProcessTrace': 'no trace opens',
  'fltlib!FilterInstanceFindClose': 'no enumeration opens',
  'fltlib!FilterInstanceFindNext': 'no enumeration opens',
  'fltlib!FilterSendMessage': 'no port opens',
  'fltlib!FilterVolumeInstanceFindClose': 'no enumeration opens',
  'fltlib!FilterVolumeInstanceFindNext': 'no enumeration opens',
  'tdh!TdhGetEventInformation': 'Wine exports it without having it',
  'wevtapi!EvtClose': 'no query opens',
  'wevtapi!EvtNext': 'no query opens',
  'wevtapi!EvtRender': 'no query opens',
};

test('every function that the product binds was called here, or is known not to be callable', () => {
  const all = new Set(boundFunctions().map(({ dll, name }) => `${dll}!${name}`));
  expect([...all].filter((name) => !libraries.called.has(name)).toSorted()).toEqual(Object.keys(NOT_CALLED).toSorted());
});
