import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TargetVerdict, VolumeStack, VolumeVerdict } from '../../main/contract/verdicts.ts';
import { runBpio, runJson } from '../cli/run-bpio.ts';
import { busyGame } from '../store/busy-game.ts';

const folder = 'C:\\program-test';
const file = `${folder}\\pak0.bin`;
beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, Buffer.alloc(100_000, 1));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What everybody must be told here: asked, and answered that this system does not know the question. */
const UNKNOWING = {
  verdict: 'notApplicable',
  failure: { kind: 'win32', call: 'DeviceIoControl', code: 50 },
  advice: { id: 'server-or-old' },
};

describe('bpio on a Windows without BypassIO', () => {
  test.each([
    ['a file', file, 3, UNKNOWING],
    ['a folder', folder, 3, UNKNOWING],
    ['a volume', 'C:\\', 3, UNKNOWING],
    ['a volume’s device', '\\\\.\\C:', 3, UNKNOWING],
    ['a system file in use', 'C:\\windows\\system32\\kernel32.dll', 3, UNKNOWING],
    ['a device', 'NUL', 3, { verdict: 'notApplicable', failure: { kind: 'refused', call: 'CreateFileW' } }],
    ['a file that is not there', `${folder}\\nowhere.bin`, 5, { verdict: 'unknown', failure: { call: 'CreateFileW', code: 2 } }],
    ['a folder that is not there', `${folder}\\no\\where.bin`, 5, { verdict: 'unknown', failure: { call: 'CreateFileW', code: 3 } }],
    ['a server that is not there', '\\\\server\\share\\file.bin', 5, { verdict: 'unknown', failure: { call: 'CreateFileW' } }],
  ])('query %s', async (_title, path, code, result) => {
    const ended = await runJson<{ results: unknown[] }>(['query', path]);
    expect([ended.code, ended.data.results]).toEqual([code, [expect.objectContaining({ path })]]);
    expect(TargetVerdict.safeParse(ended.data.results[0]).error?.issues).toBeUndefined();
    expect(ended.data.results[0]).toMatchObject(result);
    expect(ended.envelope).toMatchObject({ machine: { simulated: false, elevated: true } });
  });

  test('query as text says the code, the call and what it means', async () => {
    const { code, out } = await runBpio(['query', file]);
    expect(code).toBe(3);
    expect(out).not.toContain('SIMULATED');
    for (const part of [file, 'not applicable', 'DeviceIoControl', 'BypassIO exists from Windows 11']) expect(out).toContain(part);
  });

  test('volumes: real names, sizes and file system', async () => {
    const { code, data } = await runJson<{ volumes: unknown[] }>(['volumes']);
    expect(code).toBe(3);
    expect(data.volumes.map((volume) => VolumeVerdict.safeParse(volume).error?.issues)).toEqual(data.volumes.map(() => undefined));
    expect(data.volumes).toEqual(expect.arrayContaining([expect.objectContaining({ mount: 'C:', fileSystem: 'NTFS' })]));
  });

  test('filters: none, which is an answer', async () => {
    const { code, data } = await runJson<{ volumes: unknown[] }>(['filters', 'C:']);
    expect(code).toBe(0);
    expect(VolumeStack.safeParse(data.volumes[0]).error?.issues).toBeUndefined();
    expect(data.volumes).toEqual([expect.objectContaining({ mount: 'C:', filters: [], filtersFailure: null })]);
  });

  test('control: the call’s own code', async () => {
    const { code, data } = await runJson<{ results: unknown[] }>(['control', 'query,get-info', file]);
    expect(code).toBe(5);
    expect(data.results).toMatchObject([
      { operation: 'query', ok: false, call: 'DeviceIoControl', code: 50, bytesReturned: 0 },
      { operation: 'get-info', ok: false, call: 'DeviceIoControl', code: 50, bytesReturned: 0 },
    ]);
  });

  test('watch: live events are denied, which is said with the code and the way to past events', async () => {
    const database = join(folder, 'watch.db');
    const { code, envelope } = await runJson(['watch', '--db', database]);
    expect([code, envelope]).toMatchObject([
      4,
      { command: 'watch', error: { kind: 'notElevated', call: 'OpenTraceW', message: expect.stringContaining('error 5') } },
    ]);
    const text = await runBpio(['watch', '--db', database]);
    expect([text.code, text.note]).toEqual([4, expect.stringContaining('bpio events --history')]);
  });

  test('events --history: the log that cannot be read is named', async () => {
    const { code, note } = await runBpio(['events', '--history']);
    expect([code, note]).toEqual([5, expect.stringContaining('EvtQuery')]);
  });

  test('an unknown volume and a wrong argument', async () => {
    expect([(await runBpio(['filters', 'Q:'])).code, (await runBpio(['query', '--nonsense'])).code]).toEqual([6, 6]);
  });
});

test.each([
  [['query', file], 3],
  [['query', `${folder}\\nowhere.bin`], 5],
  [['query', '--sim', 'D:\\Games\\Title\\pak0.bin'], 0],
  [['volumes', '--sim'], 2],
] as const)('the built program itself: bpio %j', (words, code) => {
  const output = join(folder, 'out.json');
  const program = join(import.meta.dirname, '../../build/main/bpio.js');
  const ended = spawnSync(process.execPath, [program, ...words, '--json', '--out', output], { stdio: 'ignore' });
  expect([ended.status, JSON.parse(readFileSync(output, 'utf8'))]).toEqual([
    code,
    expect.objectContaining({ schemaVersion: 1, command: words[0] }),
  ]);
});

const busy = busyGame({ files: 50, events: 10_000_000, perSecond: 10_000 });

test('a watch that is killed keeps what it had stored, and the next one takes its place', async () => {
  const [database, scenario] = [join(folder, 'killed.db'), join(folder, 'busy.json')];
  writeFileSync(scenario, JSON.stringify(busy));
  const program = join(import.meta.dirname, '../../build/main/bpio.js');
  const stored = async (): Promise<readonly { readonly events: number; readonly ending: string | null }[]> => {
    const { data } = await runJson<{ recordings: { events: number; ending: string | null }[] }>([
      'events',
      '--recordings',
      '--db',
      database,
    ]);
    return data?.recordings ?? [];
  };
  for (const round of [1, 2]) {
    const watching = spawn(process.execPath, [program, 'watch', '--quiet', '--db', database, `--sim=${scenario}`], { stdio: 'ignore' });
    const ended = once(watching, 'exit');
    const isStoring = async (): Promise<boolean> => {
      const recordings = existsSync(database) ? await stored() : [];
      return recordings.length === round && (recordings[0]?.events ?? 0) > 0;
    };
    await expect.poll(isStoring, { timeout: 30_000, interval: 300 }).toBe(true);
    watching.kill('SIGKILL');
    await ended;
  }
  const [second, first] = await stored();
  expect([first?.ending, (first?.events ?? 0) > 0, (second?.events ?? 0) > 0]).toEqual(['interrupted', true, true]);
});

test.each([
  ['D:\\Games\\Title\\pak0.bin', 0, 'full'],
  ['E:\\', 2, 'blocked'],
  ['D:\\nowhere.bin', 5, 'unknown'],
])('bpio.cmd of the assembled package, in a folder with spaces: %s', (path, code, verdict) => {
  expect(typeCommand(`query --sim ${path}`)).toEqual([
    code,
    expect.objectContaining({ data: { results: [expect.objectContaining({ path, verdict })] } }),
  ]);
});

test.each([
  ['"E:\\"', 'E:\\', 2],
  ['"E:\\\\"', 'E:\\', 2],
  ['"D:\\Games\\Title\\"', 'D:\\Games\\Title\\', 0],
  ['"D:\\Games\\Title\\pak0.bin"', 'D:\\Games\\Title\\pak0.bin', 0],
  ['"D:\\a & b (1)^.bin"', 'D:\\a & b (1)^.bin', 5],
  ['"D:\\100! done.bin"', 'D:\\100! done.bin', 5],
])('a path in quotation marks arrives as it was meant: %s', (typed, path, code) => {
  expect(typeCommand('query --sim', typed)).toEqual([
    code,
    expect.objectContaining({ data: { results: [expect.objectContaining({ path })] } }),
  ]);
});

test('a backslash that takes the next words along is a wrong argument, not a wrong answer', () => {
  expect(typeCommand('query --sim', '"E:\\" --quiet')).toEqual([6, null]);
});

/** Runs bpio.cmd as a person types it, the path last, and gives what it wrote; /s keeps every quotation mark but the outer ones. */
function typeCommand(words: string, last = ''): readonly [code: number | null, written: unknown] {
  const output = join(folder, 'cmd.json');
  rmSync(output, { force: true });
  const command = join(import.meta.dirname, '../../build/BypassIO Inspector/bpio.cmd');
  const typed = `"${command}" ${words} --json --out "${output}" ${last}`;
  const ended = spawnSync('cmd.exe', ['/d', '/s', '/c', `"${typed}"`], { stdio: 'ignore', windowsVerbatimArguments: true });
  return [ended.status, existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : null];
}
