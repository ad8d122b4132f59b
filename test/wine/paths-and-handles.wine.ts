import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createService } from '../../main/service/service.ts';
import type { Handle } from '../../main/win32/kernel32.ts';
import { bind, windowsLibraries } from '../../main/win32/library.ts';
import { openSystem } from '../../main/win32/system.ts';

const system = openSystem(windowsLibraries);
if (!system.ok) throw new Error(JSON.stringify(system.error));
const service = createService(system.value);

const folder = 'C:\\paths-test';
/** 40 folders of 200 characters: more than any form but the extended one takes. */
const deep = `${folder}\\${Array.from({ length: 40 }, (_, level) => String(level).padStart(200, 'd')).join('\\')}`;
const long = `${folder}\\${'l'.repeat(200)}`;

beforeAll(() => {
  mkdirSync(long, { recursive: true });
  writeFileSync(`${folder}\\pak0.bin`, 'x');
  writeFileSync(`${folder}\\データ \u{1f3ae}.pak`, 'x');
  writeFileSync(`\\\\?\\${long}\\${'f'.repeat(200)}.bin`, 'x');
});
afterAll(() => rmSync(`\\\\?\\${folder}`, { recursive: true, force: true }));

/** The question arrived at the file: this Windows does not know it. */
const ASKED = 50;

describe('paths in every form, through the real kernel32', () => {
  test.each([
    ['an ordinary path', `${folder}\\pak0.bin`, ASKED],
    ['the extended form', `\\\\?\\${folder}\\pak0.bin`, ASKED],
    ['forward slashes', 'C:/paths-test/pak0.bin', ASKED],
    ['another case', 'c:\\PATHS-TEST\\PAK0.BIN', ASKED],
    ['. and ..', `${folder}\\.\\nothing\\..\\pak0.bin`, ASKED],
    ['trailing dots and spaces, which Win32 drops', `${folder}\\pak0.bin. .`, ASKED],
    ['trailing dots in the extended form, which are part of the name', `\\\\?\\${folder}\\pak0.bin.`, 2],
    ['a folder with a trailing separator', `${folder}\\`, ASKED],
    ['a drive', 'C:', ASKED],
    ['names outside ASCII and outside the BMP', `${folder}\\データ \u{1f3ae}.pak`, ASKED],
    ['the device form of a file', `\\\\.\\${folder}\\pak0.bin`, ASKED],
    ['401 characters in the ordinary form', `${long}\\${'f'.repeat(200)}.bin`, ASKED],
    ['401 characters in the extended form', `\\\\?\\${long}\\${'f'.repeat(200)}.bin`, ASKED],
    ['an unpaired surrogate', `${folder}\\\ud800.bin`, 2],
  ])('%s', (_title, path, code) => {
    expect(service.query([path]).results[0]?.failure).toMatchObject({ kind: 'win32', code });
  });

  test.each([
    ['8,000 characters that name nothing', `${deep}\\x.bin`],
    ['32,767 characters', `C:\\${'a\\'.repeat(16_380)}abcd`],
    ['beyond 32,767 characters', `C:\\${'a\\'.repeat(20_000)}abcd`],
    ['a UNC path', '\\\\localhost\\none\\file.bin'],
    ['a UNC path in the extended form', '\\\\?\\UNC\\localhost\\none\\file.bin'],
    ['characters that no name has', `${folder}\\a<b>|c.bin`],
    ['an empty path', ''],
    ['a NUL inside', `${folder}\\a\0b.bin`],
  ])('%s: a failure that names its call and the path, nothing worse', (_title, path) => {
    const [result] = service.query([path]).results;
    expect(result).toMatchObject({ path, verdict: 'unknown', failure: { call: 'CreateFileW', target: expect.any(String) } });
  });
});

test('10,000 queries leave no handle behind', () => {
  const kernel32 = bind<{ GetCurrentProcess(): Handle; GetProcessHandleCount(process: Handle, count: Uint32Array): number }>(
    windowsLibraries,
    'kernel32',
    {
      GetCurrentProcess: 'void *GetCurrentProcess()',
      GetProcessHandleCount: 'int32_t GetProcessHandleCount(void *process, uint32_t *count)',
    },
  );
  if (!kernel32.ok) throw new Error(JSON.stringify(kernel32.error));
  const handleCount = (): number => {
    const count = new Uint32Array(1);
    expect(kernel32.value.GetProcessHandleCount(kernel32.value.GetCurrentProcess(), count)).not.toBe(0);
    return count[0] ?? 0;
  };
  const paths = [
    `${folder}\\pak0.bin`,
    folder,
    `${folder}\\nowhere.bin`,
    'C:\\',
    '\\\\.\\C:',
    'NUL',
    `${folder}\\`,
    '\\\\?\\C:\\',
    'Q:\\x',
    '',
  ];
  service.query(paths);
  service.volumes();
  service.filters();
  const before = handleCount();
  for (let round = 0; round < 1000; round++) service.query(paths);
  service.volumes();
  service.filters();
  expect(handleCount()).toBeLessThanOrEqual(before);
});
