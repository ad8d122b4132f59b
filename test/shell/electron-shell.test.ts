import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startShell } from '../../main/shell/electron/shell.ts';
import { APP_PATH, StandInContents, StandInElectron, type StandInOptions } from './electron-stand-in.ts';

const PAGE = '<!doctype html><title>BypassIO Inspector</title>';
let folder: string;
let nowMs: number;

beforeEach(() => {
  nowMs = 0;
  folder = mkdtempSync(join(tmpdir(), 'bpio-electron-'));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), PAGE);
  writeFileSync(join(folder, 'renderer', 'assets', 'page.js'), 'export {};');
  writeFileSync(join(folder, 'secret.html'), 'secret');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function start(options: Partial<StandInOptions> = {}, argv: string[] = []): Promise<StandInElectron> {
  const electron = new StandInElectron({ userData: folder, ...options });
  const assets = join(folder, 'renderer');
  await startShell(electron.api, { programs: join('opt', 'programs'), assets, argv, folder, now: () => nowMs });
  return electron;
}

function cancelable(): { isPrevented: boolean; preventDefault(): void } {
  return {
    isPrevented: false,
    preventDefault() {
      this.isPrevented = true;
    },
  };
}

describe('the window', () => {
  test('is isolated, sandboxed and without Node', async () => {
    expect((await start()).window.options.webPreferences).toMatchObject({
      preload: join('opt', 'programs', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
    });
  });

  test.each([
    [true, false],
    [false, true],
  ])('packaged %s: developer tools %s', async (isPackaged, hasDevTools) => {
    const { window } = await start({ isPackaged });
    const key = cancelable();
    window.webContents.happen('before-input-event', key, { type: 'keyDown', key: 'F12' });
    expect([window.options.webPreferences?.devTools, window.webContents.isDevToolsOpen, key.isPrevented]).toEqual([
      hasDevTools,
      hasDevTools,
      hasDevTools,
    ]);
  });

  test.each([
    [false, '#ffffff'],
    [true, '#292929'],
  ])('in a dark system %s begins in %s and is shown when its page is ready', async (isDark, backgroundColor) => {
    const { window } = await start({ isDark });
    const callsBefore = [...window.calls];
    window.happen('ready-to-show');
    expect([window.options, callsBefore, window.calls]).toEqual([
      expect.objectContaining({ backgroundColor, show: false, width: 1280, height: 800, minWidth: 640, minHeight: 480 }),
      [],
      ['show'],
    ]);
  });

  test('comes to the front when the program is started a second time', async () => {
    const electron = await start();
    electron.window.isMinimizedNow = true;
    electron.app.happen('second-instance', {}, ['program'], folder);
    expect(electron.window.calls).toEqual(['restore', 'focus']);
  });

  test('is not opened by a second start, which ends', async () => {
    const electron = await start({ isFirst: false });
    expect([electron.hasQuit, electron.windows]).toEqual([true, []]);
  });

  test('ends the program and its service when it is closed', async () => {
    const electron = await start();
    electron.app.happen('window-all-closed');
    electron.app.happen('will-quit');
    expect([electron.hasQuit, electron.services.map(({ isKilled }) => isKilled)]).toEqual([true, [true]]);
  });
});

describe('where the window was', () => {
  const bounds = { x: 100, y: 50, width: 900, height: 700 };
  const remember = (text: string) => writeFileSync(join(folder, 'window.json'), text);

  test('is written down when it closes and used the next time', async () => {
    const first = await start();
    first.window.bounds = bounds;
    first.window.maximize();
    first.window.happen('close');
    const { window } = await start();
    window.happen('ready-to-show');
    expect([window.options, window.calls, JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))]).toEqual([
      expect.objectContaining(bounds),
      ['maximize', 'show'],
      { bounds, isMaximized: true },
    ]);
  });

  test.each([
    ['nothing was written', ''],
    ['the file is damaged', '{"bounds":{"x":1'],
    ['it is not ours', '[1,2,3]'],
    ['a number is text', JSON.stringify({ bounds: { ...bounds, x: '1' }, isMaximized: false })],
    ['a number is missing', JSON.stringify({ bounds: { x: 1, y: 1, width: 900 }, isMaximized: false })],
    ['it is too small to use', JSON.stringify({ bounds: { ...bounds, width: 10 }, isMaximized: false })],
    ['that screen is gone', JSON.stringify({ bounds: { ...bounds, x: 5000 }, isMaximized: false })],
    ['its title bar would be above the screen', JSON.stringify({ bounds: { ...bounds, y: -400 }, isMaximized: false })],
    ['too little of it would be seen', JSON.stringify({ bounds: { ...bounds, x: 1900 }, isMaximized: false })],
  ])('is not used when %s', async (_, text) => {
    remember(text);
    const { options } = (await start()).window;
    expect([options.width, options.height, options.x]).toEqual([1280, 800, undefined]);
  });
});

describe('a page', () => {
  test.each(['will-navigate', 'will-redirect', 'will-attach-webview'])('cannot leave or take in another: %s', async (event) => {
    const electron = await start();
    const contents = new StandInContents();
    electron.app.happen('web-contents-created', {}, contents);
    const happening = cancelable();
    contents.happen(event, happening);
    expect([happening.isPrevented, contents.openHandler?.()]).toEqual([true, { action: 'deny' }]);
  });

  test.each(['geolocation', 'media', 'notifications', 'clipboard-read', 'openExternal'])('is not given %s', async (permission) => {
    const { session } = await start();
    let isGranted: boolean | undefined;
    session.permissionRequest?.({}, permission, (granted) => {
      isGranted = granted;
    });
    expect([isGranted, session.permissionCheck?.({}, permission), session.devicePermission?.()]).toEqual([false, false, false]);
  });

  test('may write what the user copies, which is all it may do with the clipboard', async () => {
    const { session } = await start();
    let isGranted: boolean | undefined;
    session.permissionRequest?.({}, 'clipboard-sanitized-write', (granted) => {
      isGranted = granted;
    });
    expect([isGranted, session.permissionCheck?.({}, 'clipboard-sanitized-write')]).toEqual([true, true]);
  });

  test('grows with Ctrl and plus or the wheel up to 300 percent, and back', async () => {
    const { window } = await start();
    const contents = window.webContents;
    const press = (key: string): void =>
      contents.happen('before-input-event', { preventDefault: () => {} }, { type: 'keyDown', key, control: true });
    press('+');
    expect(contents.zoomFactor).toBe(1.1);
    for (let turn = 0; turn < 10; turn++) contents.happen('zoom-changed', {}, 'in');
    expect(contents.zoomFactor).toBe(3);
    press('-');
    expect(contents.zoomFactor).toBe(2.5);
    press('0');
    press('-');
    expect(contents.zoomFactor).toBe(1);
  });

  test('comes from our own scheme, which is secure and can do nothing more', async () => {
    const electron = await start();
    expect([electron.schemes, electron.hasMenu]).toEqual([[{ scheme: 'app', privileges: { standard: true, secure: true } }], false]);
  });

  test('is served with the policy of the web shell', async () => {
    const electron = await start();
    const response = await electron.serve(new Request(electron.window.webContents.mainFrame.url));
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('content-security-policy'),
      await response.text(),
    ]).toEqual([200, 'text/html; charset=utf-8', expect.stringContaining("default-src 'none'; script-src 'self';"), PAGE]);
  });

  test.each([
    ['app://bundle/assets/page.js', 200],
    ['app://bundle/../secret.html', 404],
    ['app://bundle/..%2fsecret.html', 404],
    ['app://bundle/nothing.js', 404],
    ['app://elsewhere/index.html', 404],
  ])('asking for %s gets %d', async (url, status) => {
    expect((await (await start()).serve(new Request(url))).status).toBe(status);
  });

  test('cannot post to its own address', async () => {
    const electron = await start();
    expect((await electron.serve(new Request('app://bundle/index.html', { method: 'POST' }))).status).toBe(404);
  });
});

describe('the service', () => {
  test.each([
    [[], []],
    [['.', '--sim'], ['--sim']],
    [['--sim', 'old.json'], ['--sim=old.json']],
    [['--sim=old.json'], ['--sim=old.json']],
    [['--sim', '--quiet'], ['--sim']],
  ])('runs in a process of its own; %j makes its arguments %j', async (argv, args) => {
    const [fork] = (await start({ isPackaged: true }, argv)).forks;
    expect(fork).toEqual({ modulePath: join('opt', 'programs', 'service.js'), args: [...args, '--window=4660'] });
  });

  test('knows where the program is that was not packaged, to start it again with rights', async () => {
    expect((await start()).forks[0]?.args).toEqual([`--program=${APP_PATH}`, '--window=4660']);
  });

  test('shares a channel with our page', async () => {
    const { services, window } = await start();
    const [ofService, ofPage] = [services[0]?.portsReceived[0], window.webContents.portsReceived[0]];
    const received = new Promise((resolve) => ofService?.on('message', ({ data }) => resolve(data)));
    ofPage?.postMessage('hello');
    expect(await received).toBe('hello');
    ofPage?.close();
  });

  test.each([
    'https://evil.example/',
    'app://elsewhere/index.html',
    'app://bundle/other.html',
    'app://bundle/index.html.evil',
    'about:blank',
  ])('is not given to the page %s', async (url) => {
    const { window, services } = await start();
    await window.loadURL(url);
    expect([window.webContents.portsReceived.length, services[0]?.portsReceived.length]).toEqual([1, 1]);
  });

  test('is connected anew with a page that was reloaded', async () => {
    const { window, services } = await start();
    window.webContents.happen('did-finish-load');
    expect([window.webContents.portsReceived.length, services.map((service) => service.portsReceived.length)]).toEqual([2, [2]]);
  });

  test('that dies is started again, three times a minute and no more', async () => {
    const { services, window } = await start();
    for (let death = 1; death <= 5; death += 1) {
      nowMs += 1_000;
      services.at(-1)?.happen('exit', 139);
    }
    expect([services.length, window.webContents.portsReceived.length]).toEqual([4, 4]);
  });

  test('that dies now and then is started again each time', async () => {
    const { services } = await start();
    for (let death = 1; death <= 6; death += 1) {
      nowMs += 30_000;
      services.at(-1)?.happen('exit', 139);
    }
    expect(services.length).toBe(7);
  });

  test('that ends because the program ends is not started again', async () => {
    const electron = await start();
    electron.app.happen('will-quit');
    electron.services[0]?.happen('exit', 0);
    expect(electron.services.length).toBe(1);
  });
});

describe('a case file', () => {
  const toOpen = ({ services }: StandInElectron) => services.flatMap(({ messages }) => messages.filter((message) => message !== 'port'));

  test.each([
    [['.', 'CASE.BPIO'], 'CASE.BPIO'],
    [['--sim', 'old.json', 'a b.bpio'], 'a b.bpio'],
    [['--sim', 'a.bpio'], 'a.bpio'],
  ])('that the program is started with is opened: %j', async (argv, file) => {
    expect(toOpen(await start({}, argv))).toEqual([{ openCase: join(folder, file) }]);
  });

  test.each([[['.']], [['trace.etl']], [['--x.bpio']], [['.', '--sim=x.bpio']]])('is not seen in %j', async (argv) => {
    expect(toOpen(await start({}, argv))).toEqual([]);
  });

  test('of a second start is opened in the window that is there, which comes to the front', async () => {
    const electron = await start();
    electron.app.happen('second-instance', {}, ['program.exe', '--flag', 'later.bpio'], join(folder, 'elsewhere'));
    expect([toOpen(electron), electron.window.calls]).toEqual([[{ openCase: join(folder, 'elsewhere', 'later.bpio') }], ['focus']]);
  });

  test('that macOS hands over is opened', async () => {
    const electron = await start();
    const happening = cancelable();
    electron.app.happen('open-file', happening, '/cases/a.bpio');
    expect([toOpen(electron), happening.isPrevented]).toEqual([[{ openCase: '/cases/a.bpio' }], true]);
  });
});

test('a window that was never built is said, with what to do', async () => {
  rmSync(join(folder, 'renderer', 'index.html'));
  await expect(start()).rejects.toThrow(/not there\. Run "npm run build"/);
});
