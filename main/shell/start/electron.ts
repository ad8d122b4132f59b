import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DOWNLOAD_MAX_MS = 180_000;
/** A window that ends by itself sooner than this never opened. */
const OPENED_AFTER_MS = 5_000;

/** Electron's program for this platform, or null where it is not on the machine. */
export function findElectron(root: string): string | null {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');
  const names: Partial<Record<NodeJS.Platform, string>> = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
  const program = join(folder, names[process.platform] ?? 'electron');
  return existsSync(program) ? program : null;
}

/**
 * Lets Electron's package download its program, once for each version and for a bounded time: a machine that cannot reach GitHub must
 * not wait at every start. Null when that did not work.
 */
export function downloadElectron(root: string, say: (line: string) => void): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const tried = join(root, 'build', 'stamps', `electron-${version}-tried`);
  if (existsSync(tried)) return null;
  say(`downloading Electron ${version}, once`);
  mkdirSync(dirname(tried), { recursive: true });
  writeFileSync(tried, '');
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: DOWNLOAD_MAX_MS });
  const program = findElectron(root);
  if (program === null) say('Electron could not be downloaded: the window opens in the browser. To try again: npx install-electron');
  return program;
}

/** Runs the window until it is closed or stopped. False when it never opened (missing system libraries, or root on Linux). */
export async function runElectron(
  program: string,
  args: readonly string[],
  stop: AbortSignal,
  say: (line: string) => void,
): Promise<boolean> {
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: 'inherit', signal: stop });
  const outcome = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 0));
  });
  if (outcome === 0 || stop.aborted || performance.now() - startedAt > OPENED_AFTER_MS) return true;
  say(`Electron did not open a window (${outcome}): the window opens in the browser`);
  return false;
}
