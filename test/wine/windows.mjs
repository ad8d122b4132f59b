/** A Windows to run programs on: a Wine prefix of our own, in which one test run at a time is at home. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from './tools.mjs';

const PREFIX_MAX_MS = 180_000;
const SERVER_MAX_MS = 30_000;
const LOCK_MAX_MS = 300_000;
const LOCK_EVERY_MS = 500;

/** The Windows name of a path of this computer. */
export const windowsPath = (path) => `Z:${path.replaceAll('/', '\\')}`;

/**
 * Opens the prefix below `folder`, made at the first time and again when it is broken. Throws `Missing` when there is none to be had.
 * @param {{ folder: string, tools: import('./tools.mjs').Tools, node: string, log: (line: string) => void }} options
 */
export async function openWindows({ folder, tools, node, log }) {
  mkdirSync(folder, { recursive: true });
  const unlock = await lock(join(folder, 'lock'));
  const windows = new Windows(join(folder, 'prefix'), tools, node, unlock);
  try {
    if (!(await windows.isUsable())) {
      log('making a Wine prefix; the first time only');
      await windows.make();
      if (!(await windows.isUsable()))
        throw new Missing(`Windows Node does not run in the Wine prefix ${join(folder, 'prefix')}: ${windows.lastWords()}`);
    }
    windows.keepAlive();
    return windows;
  } catch (error) {
    windows.close();
    throw error;
  }
}

class Windows {
  #prefix;
  #tools;
  #node;
  #unlock;
  #logs;

  constructor(prefix, tools, node, unlock) {
    this.#prefix = prefix;
    this.#tools = tools;
    this.#node = node;
    this.#unlock = unlock;
    this.#logs = `${prefix}-logs`;
    mkdirSync(this.#logs, { recursive: true });
  }

  /** Folder that programs see as `C:\`. */
  get driveC() {
    return join(this.#prefix, 'drive_c');
  }

  /** @param {string} overrides which libraries are Wine's own (`name=b`) and which are files of the prefix (`name=n`) */
  #environment(overrides = '') {
    // No menus, no browser, no Mono: nothing of what a desktop would ask for at the first start.
    const absent = 'mscoree,mshtml,winemenubuilder.exe=d';
    return { ...process.env, WINEPREFIX: this.#prefix, WINEDEBUG: '-all', WINEDLLOVERRIDES: `${absent};${overrides}` };
  }

  discard() {
    this.#endServer();
    rmSync(this.#prefix, { recursive: true, force: true });
  }

  /**
   * Makes the prefix anew. The session that makes one ends up with two service managers, of which the second knows nothing of services
   * that the first was told about (`sc start` then says 1060, no such service): so it ends before anything is done with the prefix.
   */
  async make() {
    this.discard();
    await this.run(['wineboot', '-i'], 'wineboot', PREFIX_MAX_MS);
    this.#awaitServer();
    await this.run(['winecfg', '-v', 'win10'], 'winecfg', PREFIX_MAX_MS); // Node refuses the Windows 7 that Wine 8 says it is
    this.#awaitServer();
  }

  /** Whether Windows Node starts in it and is who it should be. */
  async isUsable() {
    if (!existsSync(this.driveC)) return false;
    const { code, out } = await this.runNode(['-p', 'process.platform'], 'usable');
    return code === 0 && out.trim() === 'win32';
  }

  lastWords() {
    const words = ['usable.err', 'wineboot.err'].map((name) => readIfThere(join(this.#logs, name)).trim().split('\n').at(-1));
    return words.find((line) => line) ?? 'it said nothing';
  }

  /** Without any program running, Wine ends its services, and drivers with them. */
  keepAlive() {
    this.#start([this.#node, '-e', 'setInterval(() => {}, 2 ** 30)'], 'keep-alive');
  }

  /**
   * Runs a Windows program. Its output goes to files: a Unix pipe breaks Node's standard streams under Wine.
   * @returns {Promise<{ code: number | null, out: string, err: string }>} null: it had to be ended
   */
  async run(words, name, maxMs, overrides = '') {
    const { child, outFile, errFile } = this.#start(words, name, overrides);
    const timer = setTimeout(() => child.kill('SIGKILL'), maxMs);
    const code = await new Promise((resolve) => {
      child.once('error', () => resolve(null));
      child.once('exit', resolve);
    });
    clearTimeout(timer);
    return { code, out: readIfThere(outFile), err: readIfThere(errFile) };
  }

  runNode(words, name, maxMs = PREFIX_MAX_MS, overrides = '') {
    return this.run([this.#node, ...words], name, maxMs, overrides);
  }

  #start(words, name, overrides = '') {
    const [outFile, errFile] = ['out', 'err'].map((ending) => join(this.#logs, `${name}.${ending}`));
    const [out, err] = [outFile, errFile].map((file) => openSync(file, 'w'));
    try {
      return {
        child: spawn(this.#tools.wine, words, { env: this.#environment(overrides), stdio: ['ignore', out, err] }),
        outFile,
        errFile,
      };
    } finally {
      closeSync(out);
      closeSync(err);
    }
  }

  /** Ends every program of the prefix, which is ours alone. */
  close() {
    this.#endServer();
    this.#unlock();
  }

  /** Waits until the server has ended by itself, as it does a moment after the last program, or ends it. */
  #awaitServer() {
    const waited = this.#wineserver('-w', PREFIX_MAX_MS);
    if (waited.status !== 0) this.#endServer();
  }

  /** Asks the server to end, and waits until it has: the next one would meet what is left of it. */
  #endServer() {
    if (!existsSync(this.#prefix)) return;
    for (const how of ['-k', '-w']) this.#wineserver(how, SERVER_MAX_MS);
  }

  #wineserver(how, maxMs) {
    return spawnSync(this.#tools.wineserver, [how], { env: this.#environment(), stdio: 'ignore', timeout: maxMs });
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until no other run uses the prefix. A lock whose owner is gone counts for nothing. */
async function lock(file) {
  for (const endsAt = Date.now() + LOCK_MAX_MS; ; await new Promise((resolve) => setTimeout(resolve, LOCK_EVERY_MS))) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(readIfThere(file));
    if (owner > 0 && !isRunning(owner)) rmSync(file, { force: true });
    else if (Date.now() > endsAt) throw new Missing(`another run (process ${owner}) uses the Wine prefix`);
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
