/** Finds a Chromium for the end-to-end tests, or gets one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupProblem } from '../main/shell/setup/problem.mjs';

const root = join(import.meta.dirname, '..');
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
];
const DOWNLOAD_MAX_MS = 300_000;
const APT_MAX_MS = 600_000;

/**
 * The program of an installed browser, or null. BPIO_BROWSER names one; else the PATH, the usual places, and what Playwright keeps.
 * @returns {Promise<string | null>}
 */
export async function findBrowser() {
  const named = process.env.BPIO_BROWSER;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupProblem(`BPIO_BROWSER names ${named}, which does not exist`);
  }
  return [...onPath(), ...usualPlaces()].find((path) => existsSync(path)) ?? (await ofPlaywright());
}

/** How Playwright starts it. As root, in a container, Chromium cannot use its own sandbox. */
export async function browserLaunchOptions() {
  const executablePath = await findBrowser();
  if (executablePath === null) throw new SetupProblem(NOTHING_FOUND);
  const args = ['--no-first-run', '--disable-background-networking'];
  return { executablePath, args: process.getuid?.() === 0 ? [...args, '--no-sandbox'] : args };
}

/** @param {{ log: (line: string) => void }} options */
export async function ensureBrowser({ log }) {
  if ((await findBrowser()) !== null) return;
  log('no browser for the end-to-end tests: downloading Chromium with Playwright');
  const install = [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'];
  spawnSync(process.execPath, install, { stdio: 'ignore', timeout: DOWNLOAD_MAX_MS });
  const downloaded = await ofPlaywright();
  // A download can come without the system libraries that it needs.
  if (downloaded !== null && spawnSync(downloaded, ['--version'], { timeout: 30_000 }).status === 0) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    log('that did not work: installing Chromium with apt-get');
    aptGet('update');
    aptGet('install', '-y', 'chromium');
  }
  if ((await findBrowser()) === null) throw new SetupProblem(NOTHING_FOUND);
}

const NOTHING_FOUND = 'the end-to-end tests need a browser: install Chromium, Chrome or Edge, or name one in BPIO_BROWSER';

/** @param {string[]} words */
function aptGet(...words) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['-qq', ...words], { stdio: ['ignore', 'ignore', 2], timeout: APT_MAX_MS, env });
}

function onPath() {
  const ending = process.platform === 'win32' ? '.exe' : '';
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name + ending)));
}

function usualPlaces() {
  const { ProgramFiles = '', 'ProgramFiles(x86)': x86 = '', LOCALAPPDATA = '' } = process.env;
  if (process.platform === 'win32')
    return [ProgramFiles, x86, LOCALAPPDATA]
      .filter((folder) => folder !== '')
      .flatMap((folder) => [
        join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        join(folder, 'Chromium', 'Application', 'chrome.exe'),
        join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  if (process.platform === 'darwin')
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return ['/usr/bin/chromium', '/snap/bin/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
}

/** Asked last: loading Playwright takes longer than all the rest. */
async function ofPlaywright() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return path !== '' && existsSync(path) ? path : null;
}
