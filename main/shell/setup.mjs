/**
 * Makes a fresh checkout ready for `npm start`, `npm test` and the rest: dependencies, simulator, bundles, a browser for the tests.
 * npm runs it before each of those commands, at first with whatever Node the machine has and with no node_modules: so plain
 * JavaScript, Node 18, and every other module loaded only by the step that needs it.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { areDependenciesInstalled, checkPinnedNode, installDependencies } from './setup/dependencies.mjs';
import { SetupProblem } from './setup/problem.mjs';
import { isStale, writeStamp } from './setup/stamps.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const NODE_MAJOR = 24;

/** What each npm command needs beyond its dependencies. */
const NEEDS = {
  check: [],
  bpio: ['simulator', 'main'],
  bench: ['simulator', 'main', 'renderer'],
  start: ['simulator', 'main', 'renderer'],
  test: ['simulator', 'main', 'renderer', 'browser', 'wine'],
  'test:wine': ['simulator', 'renderer', 'wine'],
  dist: ['simulator', 'main', 'renderer', 'console', 'icon'],
};

/** @param {string} line */
function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/** @param {string} path inside the checkout */
function load(path) {
  return import(pathToFileURL(join(root, path)).href);
}

/**
 * Runs `make` when `result` is missing or older than one of `sources`.
 * @param {string} name
 * @param {string} result
 * @param {readonly string[]} sources
 * @param {() => Promise<void>} make
 */
async function keepFresh(name, result, sources, make) {
  const stamp = join(root, 'build', 'stamps', name);
  const from = ['package.json', ...sources].map((source) => join(root, source));
  if (existsSync(join(root, result)) && !isStale(stamp, from)) return;
  const startedAt = new Date();
  await make();
  writeStamp(stamp, startedAt);
}

const STEPS = {
  simulator: () =>
    keepFresh('simulator', 'build/native', ['native'], async () => {
      say('compiling the simulated machine (native/)');
      const { buildSimulator } = await load('native/build.mjs');
      try {
        await buildSimulator({ log: say });
      } catch (error) {
        // One line for a missing compiler, and all that the compiler said about code of ours.
        const reason = error instanceof Error ? error.message.trimEnd() : String(error);
        if (process.platform !== 'win32') throw new SetupProblem(`the simulated machine was not built: ${reason}`);
        // The real machine is there: only the simulated one is missing.
        say(`--sim is not available: ${reason}`);
      }
    }),
  main: () =>
    keepFresh('main', 'build/main', ['main'], async () => {
      say('bundling the programs (main/)');
      await (await load('main/build.mjs')).buildMain();
    }),
  renderer: () =>
    keepFresh('renderer', 'build/renderer', ['renderer', 'main/contract'], async () => {
      say('bundling the window (renderer/)');
      await (await load('main/build.mjs')).buildRenderer();
    }),
  browser: async () => {
    await (await load('test/browser.mjs')).ensureBrowser({ log: say });
  },
  console: async () => {
    say('assembling the console program (build/console)');
    const [{ assembleConsole }, { STARTED }] = await Promise.all([load('main/shell/package/assemble.mjs'), load('main/build.mjs')]);
    const { platform, arch, execPath: node } = process;
    assembleConsole({ root, platform, arch, node, programs: STARTED });
  },
  icon: async () => {
    say('drawing the icon (build/icon.ico)');
    (await load('main/shell/package/icon.mjs')).makeIcon();
  },
  wine: async () => (await load('test/wine/tools.mjs')).ensureTools({ log: say }),
};

/** @param {string | undefined} what */
async function setUp(what) {
  const needs = NEEDS[what];
  if (needs === undefined) throw new SetupProblem(`"${what ?? ''}" is none of ${Object.keys(NEEDS).join(', ')}`);
  if (!areDependenciesInstalled(root)) {
    say('installing dependencies (npm ci); the first time this takes a minute');
    installDependencies(root);
  }
  checkPinnedNode(root, NODE_MAJOR);
  for (const need of needs) await STEPS[need]();
}

setUp(process.argv[2]).catch((error) => {
  if (error instanceof SetupProblem) say(error.message);
  else process.stderr.write(`setup: ${error?.stack ?? error}\n`);
  process.exitCode = 1;
});
