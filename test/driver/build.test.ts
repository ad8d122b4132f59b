import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildDriver, findMingw } from '../../native/driver/build.mjs';

const folder = join(import.meta.dirname, '..', '..', 'native', 'driver');
const compiler = findMingw();
if (compiler === null) console.log('bpioprobe.sys: not built, because x86_64-w64-mingw32-gcc is not installed');

test.skipIf(compiler === null)(
  'bpioprobe.sys builds with mingw: a native x64 image that needs only ntoskrnl and fltmgr',
  { timeout: 60_000 },
  () => {
    if (compiler === null) return;
    const image = readFileSync(buildDriver(compiler));
    const header = image.readUInt32LE(0x3c);
    expect(image.toString('latin1', header, header + 4)).toBe('PE\0\0');
    expect({ machine: image.readUInt16LE(header + 4), subsystem: image.readUInt16LE(header + 24 + 68) }).toEqual({
      machine: 0x8664,
      subsystem: 1,
    });
    expect(new Set(image.toString('latin1').match(/\b[a-z]+\.(?:exe|sys|dll)\b/gi))).toEqual(
      new Set(['ntoskrnl.exe', 'fltmgr.sys', 'bpioprobe.sys']),
    );
  },
);

/** `HKR,key,name,flags,value` lines of an INF, with its strings filled in. */
function registryLines(): string[] {
  const inf = readFileSync(join(folder, 'bpioprobe.inf'), 'utf8').replaceAll('\r', '');
  const strings = new Map([...inf.matchAll(/^(\w+)\s*=\s*"(.*)"$/gm)].map(([, name, text]) => [name, text]));
  return [...inf.matchAll(/^HKR,.*$/gm)].map(([line]) =>
    line.replaceAll('"', '').replace(/%(\w+)%/g, (_, name: string) => strings.get(name) ?? ''),
  );
}

test.each(['', 'Parameters'])('the INF opts in to BypassIO and suppresses automatic attachment, below the service key "%s"', (key) => {
  const below = key === '' ? '' : `${key}\\`;
  expect(registryLines().filter((line) => line.startsWith(`HKR,${key},`) || line.startsWith(`HKR,${below}Instances`))).toEqual([
    `HKR,${key},SupportedFeatures,0x00010001,0x8`,
    `HKR,${below}Instances,DefaultInstance,0x00000000,bpioprobe Instance`,
    `HKR,${below}Instances\\bpioprobe Instance,Altitude,0x00000000,389999.7`,
    `HKR,${below}Instances\\bpioprobe Instance,Flags,0x00010001,0x1`,
  ]);
});

test('the project for the WDK compiles every source of the folder, for x64 and ARM64', () => {
  const project = readFileSync(join(folder, 'bpioprobe.vcxproj'), 'utf8');
  const named = [...project.matchAll(/<ClCompile Include="([^"]+)"/g)].map(([, name]) => name);
  expect(named).toEqual(sources());
  expect(project).toContain('Release|x64');
  expect(project).toContain('Release|ARM64');
});

function sources(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .toSorted();
}
