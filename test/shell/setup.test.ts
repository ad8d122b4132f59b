import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

function setUp(checkout: string, what: string): Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'> {
  const script = join(checkout, 'main', 'shell', 'setup.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, what], { cwd: checkout, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('where every dependency is there, nothing is done and nothing is said, in less than a second', () => {
  const startedAt = performance.now();
  expect(setUp(root, 'check')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

/** A small checkout: the real set-up, one dependency of its own, and builders that only write down that they ran. */
describe('in a fresh checkout', () => {
  let checkout: string;

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'bpio-setup-'));
    cpSync(join(root, 'main', 'shell', 'setup'), join(checkout, 'main', 'shell', 'setup'), { recursive: true });
    cpSync(join(root, 'main', 'shell', 'setup.mjs'), join(checkout, 'main', 'shell', 'setup.mjs'));
    write('tiny/package.json', '{ "name": "tiny", "version": "1.0.0" }');
    write('package.json', '{ "name": "checkout", "version": "1.0.0", "type": "module", "dependencies": { "tiny": "file:tiny" } }');
    write('package-lock.json', lockFile('1.0.0'));
    write('main/contract/words.ts', 'export {};');
    write('renderer/page.tsx', 'export {};');
    write('native/build.mjs', builder('buildSimulator', 'native'));
    write('main/build.mjs', `${builder('buildMain', 'main')}${builder('buildRenderer', 'renderer', '2')}`);
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }

  const lockFile = (version: string): string =>
    JSON.stringify({
      name: 'checkout',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'checkout', version: '1.0.0', dependencies: { tiny: 'file:tiny' } },
        'node_modules/tiny': { resolved: 'tiny', link: true },
        'node_modules/not-for-this-platform': { version, optional: true, os: ['none'] },
        tiny: { version },
      },
    });

  const builder = (name: string, folder: string, suffix = ''): string => `
    import { appendFileSync as append${suffix}, mkdirSync as make${suffix} } from 'node:fs';
    export async function ${name}() {
      make${suffix}('build/${folder}', { recursive: true });
      append${suffix}('build/ran.txt', '${folder}\\n');
    }
  `;

  const ran = (): string[] =>
    readFileSync(join(checkout, 'build', 'ran.txt'), 'utf8')
      .trim()
      .split('\n');
  const minuteLater = (path: string): void => {
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(checkout, path), later, later);
  };

  test('the first run installs and builds what the command needs, and says each step in a line; the second does nothing', () => {
    const first = setUp(checkout, 'start');
    expect([first.status, first.stdout, first.stderr.split('\n').filter((line) => line.startsWith('setup: '))]).toEqual([
      0,
      '',
      [
        'setup: installing dependencies (npm ci); the first time this takes a minute',
        'setup: compiling the simulated machine (native/)',
        'setup: bundling the programs (main/)',
        'setup: bundling the window (renderer/)',
      ],
    ]);
    expect(setUp(checkout, 'start')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(ran()).toEqual(['native', 'main', 'renderer']);
  }, 60_000);

  test('only what changed is built again', () => {
    setUp(checkout, 'start');
    minuteLater('renderer/page.tsx');
    setUp(checkout, 'start');
    expect(ran()).toEqual(['native', 'main', 'renderer', 'renderer']);
  }, 60_000);

  test('a change of the contract builds both sides of it, and a file taken away counts as a change', () => {
    setUp(checkout, 'start');
    rmSync(join(checkout, 'main', 'contract', 'words.ts'));
    minuteLater('main/contract');
    setUp(checkout, 'start');
    expect(ran()).toEqual(['native', 'main', 'renderer', 'main', 'renderer']);
  }, 60_000);

  test('a result that was deleted is built again', () => {
    setUp(checkout, 'bpio');
    rmSync(join(checkout, 'build', 'native'), { recursive: true });
    setUp(checkout, 'bpio');
    expect(ran()).toEqual(['native', 'main', 'native']);
  }, 60_000);

  test('another version in the lock file is installed, though nothing is newer', () => {
    setUp(checkout, 'check');
    write('tiny/package.json', '{ "name": "tiny", "version": "1.0.1" }');
    write('package-lock.json', lockFile('1.0.1'));
    expect([setUp(checkout, 'check').stderr.includes('npm ci'), setUp(checkout, 'check')]).toEqual([
      true,
      { status: 0, stdout: '', stderr: '' },
    ]);
  }, 60_000);

  test('a missing compiler ends it with one line that says what to do', () => {
    setUp(checkout, 'check');
    write('native/build.mjs', "export const buildSimulator = () => Promise.reject(new Error('no C compiler: install gcc or clang'));");
    expect(setUp(checkout, 'bpio')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'setup: compiling the simulated machine (native/)\nsetup: the simulated machine was not built: no C compiler: install gcc or clang\n',
    });
  }, 60_000);

  test('dependencies that cannot be installed end it with a line behind the words of npm', () => {
    write(
      'package-lock.json',
      '{ "name": "checkout", "lockfileVersion": 3, "packages": { "node_modules/other": { "version": "1.0.0" } } }',
    );
    const { status, stderr } = setUp(checkout, 'check');
    expect([status, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, 'setup: npm ci failed (exit 1): see its words above']);
  }, 60_000);

  test('a lock file that cannot be read is named', () => {
    setUp(checkout, 'check');
    write('package-lock.json', '{');
    expect(setUp(checkout, 'check')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^setup: package-lock\.json .*restore it.*\n$/),
    });
  }, 60_000);

  test('a command that it does not know is named with those that it does', () => {
    expect(setUp(checkout, 'dance')).toMatchObject({
      status: 1,
      stderr: 'setup: "dance" is none of check, bpio, bench, start, test, test:wine, dist\n',
    });
  });
});
