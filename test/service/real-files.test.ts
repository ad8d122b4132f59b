import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gameVolume, startMachine } from './machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpio-host-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

mkdirSync(join(folder, 'Games', 'Ünïcode ☃'), { recursive: true });
writeFileSync(join(folder, 'Games', 'pak0.bin'), Buffer.alloc(300_000, 1));
writeFileSync(join(folder, 'Games', 'Ünïcode ☃', 'データ.pak'), Buffer.alloc(100_000, 1));
writeFileSync(join(folder, 'Games', 'empty.bin'), '');
const sparse = openSync(join(folder, 'Games', 'sparse.bin'), 'w');
ftruncateSync(sparse, 64 * 2 ** 20);
writeSync(sparse, Buffer.alloc(4096, 1), 0, 4096, 32 * 2 ** 20);
closeSync(sparse);
symlinkSync('/etc', join(folder, 'Games', 'out'));

const hostVolume = { ...gameVolume, hostDirectory: folder };

describe('a volume over a real folder of this computer', () => {
  test.each([
    ['a real file', 'D:\\Games\\pak0.bin', 'full', []],
    ['the same in another case', 'd:\\games\\PAK0.BIN', 'full', []],
    ['a name outside ASCII', 'D:\\Games\\Ünïcode ☃\\データ.pak', 'full', []],
    ['an empty file', 'D:\\Games\\empty.bin', 'full', ['resident']],
    ['a really sparse file, told by its allocated blocks', 'D:\\Games\\sparse.bin', 'blocked', ['sparse']],
    ['a real folder', 'D:\\Games', 'full', []],
  ])('%s', (_title, path, verdict, facts) => {
    using machine = startMachine({ volumes: [hostVolume] });
    const [result] = machine.service.query([path]).results;
    expect({ verdict: result?.verdict, facts: result?.facts, failure: result?.failure }).toEqual({ verdict, facts, failure: null });
  });

  test.each([
    ['through ..', 'D:\\..\\..\\etc\\hostname'],
    ['through .. in the extended form', '\\\\?\\D:\\..\\..\\etc\\hostname'],
    ['through a link that leads out', 'D:\\Games\\out\\hostname'],
  ])('nothing outside the folder can be reached %s', (_title, path) => {
    using machine = startMachine({ volumes: [hostVolume] });
    expect(machine.service.query([path]).results[0]?.verdict).toBe('unknown');
  });

  test('a folder that is not there is a failure that names the volume', () => {
    expect(() => startMachine({ volumes: [{ ...gameVolume, hostDirectory: join(folder, 'missing') }] })).toThrow(/volumes\[0\]/);
  });
});
