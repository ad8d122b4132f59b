import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  },
);
