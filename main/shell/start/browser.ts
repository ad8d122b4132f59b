import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

/** True where a browser opened from here would be seen by somebody. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): boolean {
  if (env.CI !== undefined && env.CI !== '' && env.CI !== 'false') return false;
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

const OPENED_AFTER_MS = 3_000;

/**
 * Opens `url` in the user's browser, by way of `page`, a file only this user may read: the address carries the token, and the arguments
 * of a program can be seen by everybody on a shared machine. False when there is no way to open one.
 */
export async function openBrowser(url: string, page: string): Promise<boolean> {
  rmSync(page, { force: true });
  writeFileSync(page, `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">\n`, { mode: 0o600 });
  const [program, ...args] = opener(page);
  return await new Promise<boolean>((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true, windowsHide: true });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    // Some openers stay as long as the browser does.
    setTimeout(() => resolve(true), OPENED_AFTER_MS).unref();
    child.unref();
  });
}

function opener(page: string): readonly [string, ...string[]] {
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', page];
  return [process.platform === 'darwin' ? 'open' : 'xdg-open', page];
}
