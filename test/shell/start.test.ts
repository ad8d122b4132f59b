import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { hasDisplay } from '../../main/shell/start/browser.ts';

const root = join(import.meta.dirname, '..', '..');
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\//;
let running: ChildProcess | undefined;

afterEach(() => running?.kill('SIGKILL'));

/** Starts the program where nobody could see a window, and waits until it says where it is served. */
async function startUnseen(): Promise<{ program: ChildProcess; text: string; url: string }> {
  const env = { ...process.env, CI: '1' };
  const program = spawn(process.execPath, ['main/shell/start.ts', '--sim'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  running = program;
  let text = '';
  for await (const chunk of program.stdout) {
    text += chunk;
    const url = ADDRESS.exec(text)?.[0];
    if (url !== undefined) return { program, text, url };
  }
  throw new Error(`it ended without an address:\n${text}`);
}

// Windows knows no such signals: there Ctrl+C reaches the whole console.
describe.skipIf(process.platform === 'win32')('without a display', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'the diagnosis and the address are printed, the window is served, and %s ends it clean',
    async (signal) => {
      const { program, text, url } = await startUnseen();
      const page = await fetch(url);
      expect([text.includes('SIMULATED MACHINE'), page.status, await page.text()]).toEqual([true, 200, expect.stringContaining('<title>')]);
      const ended = once(program, 'exit');
      program.kill(signal);
      expect(await ended).toEqual([0, null]);
      await expect(fetch(url)).rejects.toThrow();
    },
    30_000,
  );
});

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['linux', { DISPLAY: ':0', CI: 'true' }, false],
  ['linux', { DISPLAY: ':0', CI: 'false' }, true],
  ['win32', {}, true],
  ['win32', { CI: '1' }, false],
  ['darwin', {}, true],
] as const)('on %s with %j somebody would see a window: %s', (platform, env, isSeen) => {
  expect(hasDisplay(env, platform)).toBe(isSeen);
});
