import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ControlResult } from '../../main/contract/control.ts';
import { VolumeStack, VolumeVerdict } from '../../main/contract/verdicts.ts';
import { runBpio, runJson } from './run-bpio.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpio-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
process.env.XDG_STATE_HOME = folder; // the log of state changes goes where the test can read it
delete process.env.LOCALAPPDATA;
const logFile = join(folder, 'BypassIO Inspector', 'control.log');

const scenario = (name: string, content: unknown): string => {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const volume = { mount: 'D:', fileSystem: 'NTFS', storageDriver: 'stornvme.sys', busType: 'NVMe', compatible: true };
const small = { schemaVersion: 1, machine: { name: 'SMALL', os: '10.0.22631.3007', elevated: false }, volumes: [volume] };

describe('volumes', () => {
  test('every volume with the promised keys; the exit code is that of the worst', async () => {
    const { code, data } = await runJson<{ volumes: VolumeVerdict[] }>(['volumes', '--sim']);
    expect(code).toBe(2);
    expect(data.volumes.map(({ mount, fileSystem, verdict }) => `${mount} ${fileSystem} ${verdict}`)).toEqual([
      'C: NTFS partial',
      'D: NTFS full',
      'E: NTFS blocked',
      'F: NTFS partial',
      'G: exFAT notApplicable',
    ]);
    expect(data.volumes.map((one) => VolumeVerdict.safeParse(one).error?.issues)).toEqual(Array(5).fill(undefined));
    expect(data.volumes[0]?.guidPath).toMatch(/^\\\\\?\\Volume\{[0-9a-f-]{36}\}\\$/);
  });

  test('the answer is the first line', async () => {
    const { out } = await runBpio(['volumes', '--sim']);
    expect(out.split('\n')[2]).toBe('1 volume blocked, 2 partial, 1 not applicable, 1 full');
  });

  test('a storage driver that is not compatible is a cause without a code', async () => {
    const { data } = await runJson<{ volumes: VolumeVerdict[] }>(['volumes', '--sim']);
    expect(data.volumes[3]?.causes).toMatchObject([
      { layer: 'storage', driver: 'storahci.sys', ntstatus: null, win32: null, advice: { id: 'not-nvme' } },
    ]);
  });
});

describe('filters', () => {
  test('from the highest altitude to the lowest, with the promised keys', async () => {
    const { code, data } = await runJson<{ volumes: VolumeStack[] }>(['filters', 'e:', '--sim']);
    expect(code).toBe(0);
    expect(data.volumes.map(({ mount }) => mount)).toEqual(['E:']);
    expect(VolumeStack.safeParse(data.volumes[0]).error?.issues).toBeUndefined();
    expect(data.volumes[0]?.filters.map(({ name, altitude, state }) => `${altitude} ${name} ${state}`)).toEqual([
      '409800 bindflt notAsked',
      '328010 WdFilter notAsked',
      '321000 OldGuard refused',
      '180451 CldFlt notAsked',
      '40700 Wof notAsked',
      '40500 FileInfo notAsked',
    ]);
    expect(data.volumes[0]?.filters[2]).toMatchObject({
      driver: 'OldGuard.sys',
      group: 'FSFilter Anti-Virus',
      company: 'Example Security',
      version: '3.1.0.220',
      supportedFeatures: 3,
      optedIn: false,
      kind: 'minifilter',
      instance: 'OldGuard Instance',
    });
  });

  test('a filter that is opted in by itself is no suspect when the query passes', async () => {
    const { data } = await runJson<{ volumes: VolumeStack[] }>(['filters', 'D:\\', '--sim']);
    expect(data.volumes[0]?.filters.find(({ name }) => name === 'storqosflt')).toMatchObject({ optedIn: false, state: 'passed' });
  });

  test('an unknown volume is a bad argument that says which there are', async () => {
    const { code, note } = await runBpio(['filters', 'X:', '--sim']);
    expect([code, note]).toEqual([6, 'bpio: volume X: no volume is mounted there; mounted are C:, D:, E:, F:, G:\n']);
  });
});

describe('without elevation', () => {
  const file = scenario('not-elevated', {
    ...small,
    filters: [{ name: 'OldGuard', driver: 'OldGuard.sys', altitude: '321000', supportedFeatures: 0, volumes: ['D:'] }],
  });

  test('the filters cannot be listed: exit 4, the call and the code are named, the verdict is still there', async () => {
    const { code, data } = await runJson<{ volumes: VolumeStack[] }>(['filters', '--sim', file]);
    expect(code).toBe(4);
    expect(data.volumes[0]).toMatchObject({
      verdict: 'blocked',
      filters: [],
      filtersFailure: { kind: 'hresult', call: 'FilterVolumeInstanceFindFirst', code: 0x8007_0005, target: 'D:' },
    });
  });

  test('a verdict says that its list of those not asked may be short', async () => {
    const { code, data } = await runJson<{ results: { notAskedComplete: boolean }[] }>(['query', 'D:\\', '--sim', file]);
    expect([code, data.results[0]?.notAskedComplete]).toEqual([2, false]);
  });

  test('the volume device needs elevation: exit 4, and the text says so', async () => {
    const { code, out } = await runBpio(['query', '\\\\.\\D:', '--sim', file]);
    expect(code).toBe(4);
    expect(out).toContain('run it as administrator');
  });
});

describe('control', () => {
  const control = (operations: string, ...flags: string[]) =>
    runJson<{ results: ControlResult[] }>(['control', operations, 'D:\\Games\\Title\\pak0.bin', '--sim', ...flags]);

  test('all operations go out on one handle: enabling counts once and ends with the command', async () => {
    const { code, data } = await control('get-info,enable,enable,get-info,disable,disable,get-info');
    expect(code).toBe(0);
    expect(data.results.map(({ operation, ok, opStatus, activeBypassIoCount }) => [operation, ok, opStatus, activeBypassIoCount])).toEqual([
      ['get-info', true, null, 3],
      ['enable', true, '0x00000000', null],
      ['enable', true, '0x00000000', null],
      ['get-info', true, null, 4],
      ['disable', true, null, null],
      ['disable', true, null, null],
      ['get-info', true, null, 3],
    ]);
    expect(data.results.every(({ raw, bytesReturned }) => raw.length === 704 && bytesReturned === 352)).toBe(true);
    const after = await control('enable');
    expect(after.data.results[0]?.ok).toBe(true);
    expect((await control('get-info')).data.results[0]?.activeBypassIoCount).toBe(3);
  });

  test('a pause is resumed by itself, and logged before it is sent', async () => {
    rmSync(logFile, { force: true });
    const { code, data } = await control('volume-stack-pause,query', '--expert');
    expect(code).toBe(0);
    expect(data.results.map(({ operation, automatic, outFlags }) => [operation, automatic, outFlags])).toEqual([
      ['volume-stack-pause', false, expect.arrayContaining(['VOLUME_STACK_BYPASS_PAUSED'])],
      ['query', false, expect.arrayContaining(['VOLUME_STACK_BYPASS_PAUSED'])],
      ['volume-stack-resume', true, expect.not.arrayContaining(['VOLUME_STACK_BYPASS_PAUSED'])],
    ]);
    expect(JSON.parse(readFileSync(logFile, 'utf8'))).toMatchObject({
      operations: ['volume-stack-pause', 'query'],
      path: 'D:\\Games\\Title\\pak0.bin',
      simulated: true,
    });
  });

  test.each(['volume-stack-pause', 'volume-stack-resume', 'stream-pause', 'stream-resume'])(
    '%s without --expert is refused and nothing is sent',
    async (operation) => {
      rmSync(logFile, { force: true });
      const { code, out } = await runBpio(['control', operation, 'D:\\', '--sim', '--json']);
      expect(code).toBe(6);
      expect(JSON.parse(out)).toMatchObject({
        command: 'control',
        error: { kind: 'badRequest', target: 'D:\\', message: expect.stringContaining('--expert') },
      });
      expect(existsSync(logFile)).toBe(false);
    },
  );

  test('on a terminal the path has to be typed; another answer sends nothing', async () => {
    rmSync(logFile, { force: true });
    const wrong = await runBpio(['control', 'stream-pause', 'D:\\Games\\Title\\pak0.bin', '--expert', '--sim'], 'yes');
    expect([wrong.code, existsSync(logFile)]).toEqual([6, false]);
    const right = await runBpio(
      ['control', 'stream-pause', 'D:\\Games\\Title\\pak0.bin', '--expert', '--sim'],
      'D:\\Games\\Title\\pak0.bin',
    );
    expect([right.code, existsSync(logFile)]).toEqual([0, true]);
  });

  test.each([
    ['an unknown operation', ['control', 'enabel', 'D:\\'], 'enabel'],
    ['no path', ['control', 'query'], 'operations and one path'],
    ['an empty item', ['control', 'query,,query', 'D:\\'], 'unknown operation'],
  ])('%s is a bad argument', async (_title, argv, words) => {
    const { code, note } = await runBpio([...argv, '--sim']);
    expect(code).toBe(6);
    expect(note).toContain(words);
  });

  test('enable on a folder is vetoed by NTFS, which is an answer and not an error', async () => {
    const { code, data } = await runJson<{ results: ControlResult[] }>(['control', 'enable', 'D:\\Games', '--sim']);
    expect(code).toBe(0);
    expect(data.results[0]).toMatchObject({ ok: true, driver: 'ntfs.sys', opStatus: expect.stringMatching(/^0xC/) });
  });
});

describe('bad arguments end with 6 and name what is wrong', () => {
  test.each<[string, string[], string]>([
    ['no command', [], ''],
    ['an unknown command', ['qurey', 'C:\\'], 'qurey'],
    ['an unknown option', ['query', '--frobnicate', 'C:\\', '--sim'], '--frobnicate'],
    ['query without a path', ['query', '--sim'], 'at least one path'],
    ['an option without its value', ['volumes', '--sim', '--out'], '--out'],
    ['a path longer than Windows takes', ['query', `D:\\${'a'.repeat(32_765)}`, '--sim'], '32768 characters'],
    ['a scenario that is missing', ['volumes', '--sim', join(folder, 'missing.json')], 'missing.json'],
    ['a scenario that is not JSON', ['volumes', '--sim', scenario('broken', '{ "schemaVersion": 1,')], 'not JSON'],
    [
      'a scenario that is wrong in one field',
      ['volumes', '--sim', scenario('bus', { ...small, volumes: [{ ...volume, busType: 'NVME' }] })],
      'volumes[0].busType',
    ],
    [
      'a misspelt key',
      ['volumes', '--sim', scenario('key', { ...small, machine: { ...small.machine, elevate: true } })],
      'machine.elevate: unknown key',
    ],
    [
      'an altitude as a number',
      [
        'volumes',
        '--sim',
        scenario('altitude', { ...small, filters: [{ name: 'a', driver: 'a.sys', altitude: 4, supportedFeatures: 1 }] }),
      ],
      'filters[0].altitude',
    ],
    [
      'a status that nobody knows',
      [
        'volumes',
        '--sim',
        scenario('status', {
          ...small,
          volumes: [{ ...volume, stack: [{ driver: 'x.sys', layer: 'volume', veto: { status: 'STATUS_NO_SUCH', reason: 'x' } }] }],
        }),
      ],
      'volumes[0].stack[0].veto.status: unknown status STATUS_NO_SUCH',
    ],
  ])('%s', async (_title, argv, words) => {
    const { code, note } = await runBpio(argv);
    expect(code).toBe(6);
    expect(note).toContain(words);
  });

  test('with --json the error has its own envelope', async () => {
    const { code, out } = await runBpio(['volumes', '--sim', join(folder, 'missing.json'), '--json']);
    expect(code).toBe(6);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      command: 'volumes',
      error: {
        kind: 'badRequest',
        call: '--sim',
        code: null,
        message: expect.stringContaining('cannot be read'),
        target: join(folder, 'missing.json'),
      },
    });
  });
});

test('a path of 32,767 characters is asked, and answered with the code of a name that is not there', async () => {
  const { code, data } = await runJson<{ results: { failure: { code: number } }[] }>([
    'query',
    `\\\\?\\D:\\${'a\\'.repeat(16_379)}bc`,
    '--sim',
  ]);
  expect(code).toBe(5);
  expect([2, 3, 206]).toContain(data.results[0]?.failure.code);
});

test('--out writes the results and prints nothing; --quiet only ends with the code', async () => {
  const file = join(folder, 'out.json');
  const written = await runBpio(['query', 'C:\\', '--sim', '--json', '--out', file]);
  expect([written.code, written.out, JSON.parse(readFileSync(file, 'utf8')).command]).toEqual([1, '', 'query']);
  const quiet = await runBpio(['query', 'C:\\', '--sim', '--quiet']);
  expect([quiet.code, quiet.out, quiet.note]).toEqual([1, '', '']);
});

test('--out to a place that cannot be written says so', async () => {
  const { code, note } = await runBpio(['volumes', '--sim', '--out', join(folder, 'no-such-folder', 'x')]);
  expect([code, note]).toEqual([6, expect.stringContaining('no-such-folder')]);
});

describe('the built program', () => {
  const program = join(import.meta.dirname, '..', '..', 'build', 'main', 'bpio.js');

  test('a reader that closes the pipe early is no error', async () => {
    const child = spawn(process.execPath, [program, 'query', '--sim', '--json', ...Array(200).fill('D:\\Games\\Title\\pak0.bin')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let note = '';
    child.stderr.on('data', (text) => {
      note += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([code, note]).toEqual([0, '']);
  });

  test('no colour codes where there is no terminal', () => {
    const { stdout, status } = spawnSync(process.execPath, [program, 'volumes', '--sim'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stdout).not.toContain('\u001b');
  });
});
