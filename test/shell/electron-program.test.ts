import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { hasDisplay } from '../../main/shell/start/browser.ts';
import { findElectron } from '../../main/shell/start/electron.ts';

const root = join(import.meta.dirname, '..', '..');
const program = findElectron(root);
/** As root on Linux, Electron starts only without its sandbox, and then it is another program. */
const canOpen = program !== null && hasDisplay() && !(process.platform === 'linux' && process.getuid?.() === 0);

test.skipIf(!canOpen)(
  'the window opens in Electron, asks the service, reaches nothing of Node, and closes clean',
  async () => {
    const application = await _electron.launch({ executablePath: program ?? '', args: [root, '--sim'] });
    const page = await application.firstWindow();
    const said: string[] = [];
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    await page.getByText('DESKTOP-DEMO').first().waitFor();
    const reach = await page.evaluate(() => [
      location.href.split('#')[0],
      typeof Reflect.get(globalThis, 'process'),
      typeof Reflect.get(globalThis, 'require'),
    ]);
    expect([reach, said]).toEqual([['app://bundle/index.html', 'undefined', 'undefined'], []]);
    await application.close();
  },
  60_000,
);
