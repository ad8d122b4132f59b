import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { pathToFileURL } from 'node:url';
import Ajv from 'ajv';
import { load } from 'js-yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { STARTED } from '../../main/build.mjs';
import { assemble, bundlesOf, checkBundles, consoleFiles, Incomplete, nativeFiles } from '../../main/shell/package/assemble.mjs';
import { ICON_SIZES, iconOf, makeIcon, pixelsOf, readDrawing } from '../../main/shell/package/icon.mjs';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const configuration = load(read('electron-builder.yml')) as Record<string, unknown> & { files: string[] };
const schema = JSON.parse(read('node_modules/app-builder-lib/scheme.json'));
const manifest = JSON.parse(read('package.json'));

/** Everything wrong with a configuration, in the words of electron-builder's own schema. */
function flawsOf(candidate: unknown): string[] {
  // Not strict: the schema carries words of its generator that are no rules.
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  validate(candidate);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('electron-builder understands the configuration', () => {
  expect(flawsOf(configuration)).toEqual([]);
});

test('a misspelt setting would not pass', () => {
  expect(flawsOf({ ...configuration, asarUnpacked: [] })).not.toEqual([]);
});

test('the package cannot be run as Node, debugged, or given other code', () => {
  expect(configuration).toMatchObject({
    asar: true,
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
    },
    win: { requestedExecutionLevel: 'asInvoker', target: ['nsis', 'portable', 'zip'] },
  });
});

test('nothing switches off what guards the archive', () => {
  expect(['disableAsarIntegrity', 'disableSanityCheckAsar'].filter((name) => name in configuration)).toEqual([]);
});

test('a case file opens with the window, for a user and for the machine', () => {
  expect(configuration.fileAssociations).toEqual([expect.objectContaining({ ext: 'bpio', name: expect.stringMatching(/^[\w.]{1,39}$/) })]);
});

test('the installer asks for whom, and is silent when told so by documented switches', () => {
  expect(configuration.nsis).toMatchObject({ oneClick: false, perMachine: false, allowElevation: true });
  const documented = read('docs/packages.md');
  for (const option of ['/S', '/currentuser', '/allusers', '/PATH', '/D=']) expect(documented).toContain(`\`${option}`);
  expect(read('main/shell/package/installer.nsh')).toMatch(/\$\{GetOptions\} \$R0 "\/PATH"/);
});

test('signing comes from the environment alone', () => {
  expect(JSON.stringify(configuration)).not.toMatch(/certificateFile|certificatePassword|cscLink|cscKeyPassword/);
});

describe('the icon', () => {
  const drawing = read('renderer/icon.svg');

  test('is made before packing, where the configuration looks for it', () => {
    const file = makeIcon();
    expect([file, (configuration.win as { icon: string }).icon]).toEqual([join(root, 'build', 'icon.ico'), 'build/icon.ico']);
    const [icon, drawn] = [readFileSync(file), iconOf(drawing)];
    expect(icon.equals(drawn)).toBe(true);
  });

  test('holds every size as a picture of its own', () => {
    const icon = iconOf(drawing);
    const images = Array.from({ length: icon.readUInt16LE(4) }, (_, index) => {
      const entry = icon.subarray(6 + index * 16, 22 + index * 16);
      const [bytes, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
      const png = icon.subarray(offset, offset + bytes);
      return [entry[0] || 256, png.readUInt32BE(0), png.readUInt32BE(16), png.readUInt32BE(20)];
    });
    expect(images).toEqual(ICON_SIZES.map((size) => [size, 0x8950_4e47, size, size]));
    expect(ICON_SIZES.at(-1)).toBe(256);
  });

  test('shows the drawing: clear corners, its blue, its white and what lies half under', () => {
    const pixels = pixelsOf(readDrawing(drawing), 64);
    const at = (x: number, y: number): number[] => [...pixels.subarray((y * 64 + x) * 4, (y * 64 + x) * 4 + 4)];
    expect([at(0, 0), at(4, 32), at(32, 48), at(20, 18)]).toEqual([
      [0, 0, 0, 0],
      [15, 108, 189, 255],
      [255, 255, 255, 255],
      [159, 196, 229, 255],
    ]);
  });

  test.each([
    ['<svg viewBox="0 0 32 32"><circle r="4" fill="#fff" /></svg>', /circle/],
    ['<svg viewBox="0 0 32 16"><rect width="1" height="1" fill="#fff" /></svg>', /no square/],
    ['<svg viewBox="0 0 32 32"><rect width="1" height="1" fill="blue" /></svg>', /no colour/],
    ['<svg viewBox="0 0 32 32"><rect width="1" height="1" fill="#fff" transform="scale(2)" /></svg>', /transform/],
    ['<svg viewBox="0 0 32 32"><path fill="none" stroke="#fff" stroke-linecap="round" d="M1 1c1 1 2 2 3 3" /></svg>', /"c"/],
    ['<svg viewBox="0 0 32 32"></svg>', /nothing is drawn/],
  ])('a drawing that it would show wrongly is refused: %s', (svg, problem) => {
    expect(() => iconOf(svg)).toThrow(problem);
  });
});

test('what the bundles leave to node_modules is native code, which lies beside the archive', () => {
  const folders = ['better-sqlite3', '@koromix'].map((name) => `node_modules/${name}/**`);
  expect([Object.keys(manifest.dependencies), configuration.asarUnpack]).toEqual([
    ['better-sqlite3', 'koffi'],
    expect.arrayContaining(folders),
  ]);
});

test('what a query loads makes Node read no module of its own member by member', () => {
  const folder = join(root, 'build/main');
  const eager = bundlesOf(folder, ['bpio.js']).filter((name) => /^(bpio|core)\b.*\.js$/.test(name));
  expect(eager.length).toBe(3);
  expect(eager.filter((name) => /\bfrom\s*["'`](node:|koffi)/.test(read(`build/main/${name}`)))).toEqual([]);
});

test('the program that Electron starts is one of the bundles', () => {
  expect([manifest.main, existsSync(join(root, manifest.main))]).toEqual(['build/main/electron.js', true]);
});

describe('what goes into the packages', () => {
  test('every bundle is one that a program loads, and every one that is loaded is there', () => {
    expect(() => checkBundles(join(root, 'build/main'), STARTED)).not.toThrow();
  });

  test('every bundle that is no program of its own can be loaded from where it lies', async () => {
    const folder = join(root, 'build/main');
    const parts = bundlesOf(folder, STARTED).filter((name) => name.endsWith('.js') && !STARTED.includes(name) && !name.startsWith('bpio-'));
    const script = `for (const name of ${JSON.stringify(parts)}) await import(new URL(name, ${JSON.stringify(`${pathToFileURL(folder)}/`)}))`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder })).not.toThrow();
  });

  test('a bundle that nobody loads, and one that is missing, are named', () => {
    const folder = join(root, 'build/main');
    expect(() => checkBundles(folder, ['bpio.js'])).toThrow(/nobody loads .*electron\.js/);
    expect(() => bundlesOf(folder, ['missing.js'])).toThrow(Incomplete);
  });

  test('the window’s package takes the same native files as the console’s, and nothing else of node_modules', () => {
    const { platform, arch } = process;
    const patterns = configuration.files
      .filter((pattern) => pattern.startsWith('node_modules/'))
      // Its list is for Windows; on this system the same places have this system's binaries.
      .map((pattern) => pattern.replace(/win32-.{7}/, `${platform}-${arch}`));
    const files = nativeFiles(root, platform, arch);
    const wanted = (file: string): boolean => patterns.some((pattern) => matchesGlob(file, pattern));
    expect(files.filter((file) => !wanted(file))).toEqual([]);
    expect(
      ['node_modules/koffi/src/koffi.cc', 'node_modules/better-sqlite3/deps/sqlite3.c', 'node_modules/zod/package.json'].filter(wanted),
    ).toEqual([]);
  });

  test('the licences of what is bundled are handed on with it', () => {
    const named = (folder: string): string[] =>
      [...read(`build/${folder}/licenses.md`).matchAll(/^## (\S+) - /gm)].map(([, name]) => name ?? '');
    expect([named('main'), named('renderer')]).toEqual([
      expect.arrayContaining(['koffi', 'ws', 'zod', '@orpc/server']),
      expect.arrayContaining(['react', '@fluentui/react-dialog', '@tanstack/react-table']),
    ]);
    expect([...consoleFiles({ root, platform: process.platform, arch: process.arch, node: process.execPath }).keys()]).toEqual(
      expect.arrayContaining(['main/licenses.md', 'renderer/licenses.md']),
    );
  });

  test('what the configuration takes along besides is there', () => {
    const { extraFiles, nsis } = configuration as unknown as { extraFiles: { from: string }[]; nsis: { include: string } };
    expect([...extraFiles.map(({ from }) => from), nsis.include].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the console program, assembled as it is installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bpio-console-'));
  const { platform, arch } = process;
  const files = consoleFiles({ root, platform, arch, node: process.execPath });
  assemble(folder, files);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const bpio = (...words: string[]): string =>
    execFileSync(join(folder, platform === 'win32' ? 'node.exe' : 'node'), [join(folder, 'main/bpio.js'), ...words], {
      encoding: 'utf8',
      cwd: tmpdir(),
    });

  test('holds the listed files and no other', () => {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      );
    expect(found.toSorted()).toEqual([...files.keys(), 'package.json'].toSorted());
  });

  test('starts far from the checkout and answers', () => {
    expect(JSON.parse(bpio('query', '--sim', 'D:\\Games\\Title\\pak0.bin', '--json'))).toMatchObject({
      command: 'query',
      data: { results: [{ verdict: 'full' }] },
    });
  });

  test('can be the elevated service of the window that it serves', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'main/elevated.js')], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('it is started by the window')]);
    expect([...files.keys()]).toContain('main/elevation-prompt.js');
  });

  test('a missing part is named before anything is copied', () => {
    expect(() => consoleFiles({ root, platform, arch, node: join(root, 'no-node') })).toThrow(
      /no-node, the Node to run it with, is missing/,
    );
    expect(() => nativeFiles(root, platform, 'mips')).toThrow(/koffi-\w+-mips/);
  });
});

test('bpio.cmd runs the console program of the package it lies in, and gives its exit code', () => {
  expect(read('main/shell/package/bpio.cmd')).toBe(
    '@echo off\r\n"%~dp0resources\\console\\node.exe" "%~dp0resources\\console\\main\\bpio.js" %*\r\n',
  );
});

describe('the workflow for Windows', () => {
  const text = read('.github/workflows/windows.yml');
  const workflow = load(text) as { permissions: object; jobs: Record<string, { steps: { uses?: string; run?: string }[] }> };
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test('says that it has not been run, grants nothing by default, and pins every action by its hash', () => {
    expect(text.split('\n', 1)[0]).toBe(
      '# Not run yet: written without a Windows runner at hand. The first run will show what is wrong in it.',
    );
    expect(workflow.permissions).toEqual({});
    const actions = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  test('runs only scripts that package.json has', () => {
    const named = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/\bnpm (?:run (?:--silent )?)?([a-z:]+)/g)].map(([, name]) => name ?? ''),
    );
    expect(named.filter((name) => name !== 'ci' && !(name in manifest.scripts))).toEqual([]);
  });
});

test.each(['installer', 'locale.en-US', 'version'])(
  'the winget manifest "%s" has this package’s id and leaves the version open',
  (name) => {
    expect(load(read(`main/shell/package/winget/${name}.yaml`))).toMatchObject({
      PackageIdentifier: 'BypassIOInspector.BypassIOInspector',
      PackageVersion: '{version}',
    });
  },
);
