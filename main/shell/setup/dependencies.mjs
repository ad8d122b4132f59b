import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { SetupProblem } from './problem.mjs';

/**
 * True when node_modules holds what package-lock.json says. Compared by content, not by time: a fresh checkout of the same lock
 * file needs no new install, and an `npm ci` typed by hand counts.
 * @param {string} root
 */
export function areDependenciesInstalled(root) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return false;
  const locked = readPackages(join(root, 'package-lock.json'));
  if (locked === null) throw new SetupProblem('package-lock.json is missing or damaged: restore it from the repository');
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue;
    const found = installed[path];
    // Optional packages for other platforms are locked but not installed.
    if (found === undefined ? !entry.optional : found.version !== entry.version) return false;
  }
  return true;
}

/**
 * Runs `npm ci`, whose words go to standard error.
 * @param {string} root
 */
export function installDependencies(root) {
  const aside = stepAside(root);
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const byPath = npm?.endsWith('.js');
  const done = spawnSync(byPath ? node : 'npm', byPath ? [npm, ...words] : words, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: !byPath && process.platform === 'win32',
  });
  if (aside !== null) removeIfPossible(aside);
  if (done.error) throw new SetupProblem(`npm could not be started: ${done.error.message}`);
  if (done.status !== 0) throw new SetupProblem(`npm ci failed (exit ${done.status ?? done.signal}): see its words above`);
}

/**
 * The pinned Node comes out of an install script. Where scripts are switched off, the machine's own must be new enough, because an
 * older one runs neither TypeScript nor the native modules and does not say so.
 * @param {string} root
 * @param {number} major
 */
export function checkPinnedNode(root, major) {
  const isPinned = ['node', 'node.exe'].some((name) => existsSync(join(root, 'node_modules', 'node', 'bin', name)));
  if (isPinned || Number(process.versions.node.split('.')[0]) >= major) return;
  throw new SetupProblem(`Node ${major} was not installed (npm's ignore-scripts setting?): run "npm rebuild node --ignore-scripts=false"`);
}

/**
 * This script may itself run on the Node that `npm ci` is about to delete. Windows cannot delete a running program but can move it.
 * @param {string} root
 * @returns {string | null} where the running program now lies
 */
function stepAside(root) {
  const running = realpathSync(process.execPath);
  if (!running.startsWith(realpathSync(root) + sep)) return null;
  const aside = join(root, 'build', `previous-${basename(running)}`);
  mkdirSync(dirname(aside), { recursive: true });
  removeIfPossible(aside);
  renameSync(running, aside);
  return aside;
}

/** @param {string} file kept, on Windows, by the program that runs from it: the next time removes it */
function removeIfPossible(file) {
  try {
    rmSync(file, { force: true });
  } catch {
    return;
  }
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }> | null}
 */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
