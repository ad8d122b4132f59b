import { join } from 'node:path';
import type { BrowserWindowConstructorOptions } from 'electron';
import { simulationArguments, takeSimulation } from '../arguments.ts';
import { loadAssets } from '../web/assets.ts';
import type { ElectronApi, GuardedContents, GuardedSession, ShellWindow } from './api.ts';
import { loadPlacement, MIN_HEIGHT, MIN_WIDTH, savePlacement } from './bounds.ts';
import { caseArgument } from './case-argument.ts';
import { answerPage, PAGE_URL, SCHEME } from './page.ts';
import { ServiceHost } from './service-host.ts';

export type ShellOptions = {
  /** Folder of the bundles: `service.js` and `preload.cjs`. */
  readonly programs: string;
  /** Folder of the built window. */
  readonly assets: string;
  readonly argv: readonly string[];
  /** Where the program was started: a path among its words may count from there. */
  readonly folder: string;
  readonly now: () => number;
};

const HWND_BYTES = 8;

/** Fluent's page colours, so that the window does not flash before its page is there. */
const BACKGROUND = { light: '#ffffff', dark: '#292929' } as const;

/** Opens the window and keeps it connected with the service until it is closed. Throws when the window was never built. */
export async function startShell(electron: ElectronApi, options: ShellOptions): Promise<void> {
  const { app, protocol, session, menu } = electron;
  if (!app.requestSingleInstanceLock()) return app.quit();
  const assets = loadAssets(options.assets);
  if (!assets.ok) throw new Error(`${assets.error.call} ${assets.error.target}: not there. Run "npm run build".`);

  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();

  protocol.handle(SCHEME, (request) => answerPage(assets.value, request));
  guardSession(session.defaultSession);
  // The default menu offers reload and developer tools, and takes F5 from the page. Its zoom is given back below.
  menu.setApplicationMenu(null);
  const window = openWindow(electron, options);
  const host = new ServiceHost({
    electron,
    modulePath: join(options.programs, 'service.js'),
    args: serviceArguments(electron, options, window),
    window,
    now: options.now,
  });
  offerCases(electron, options, host);
  app.on('will-quit', () => host[Symbol.dispose]());
  await window.loadURL(PAGE_URL);
}

/** The machine to ask, and what the service needs to start its elevated half: where the program is, and the window that asks. */
function serviceArguments({ app }: ElectronApi, { argv }: ShellOptions, window: ShellWindow): string[] {
  const handle = window.getNativeWindowHandle();
  const program = app.isPackaged ? [] : [`--program=${app.getAppPath()}`];
  return [
    ...simulationArguments(takeSimulation(argv).sim),
    ...program,
    `--window=${handle.length === HWND_BYTES ? handle.readBigUInt64LE() : 0n}`,
  ];
}

/** A case file by the program's own words, by those of a second start, or as macOS hands one over. */
function offerCases({ app }: ElectronApi, { argv, folder }: ShellOptions, host: ServiceHost): void {
  const open = (path: string | null): void => {
    if (path !== null) host.openCase(path);
  };
  app.on('second-instance', (_event, words, from) => open(caseArgument(words.slice(1), from)));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open(path);
  });
  open(caseArgument(argv, folder));
}

function openWindow(electron: ElectronApi, { programs }: ShellOptions): ShellWindow {
  const { app, screen, nativeTheme, BrowserWindow } = electron;
  const file = join(app.getPath('userData'), 'window.json');
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const placement = loadPlacement(file, areas);
  const options: BrowserWindowConstructorOptions = {
    ...(placement?.bounds ?? { width: 1280, height: 800 }),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'BypassIO Inspector',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(programs, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  };
  const window = new BrowserWindow(options);
  // Not before: maximizing shows the window, empty.
  window.once('ready-to-show', () => {
    if (placement?.isMaximized === true) window.maximize();
    window.show();
  });
  window.on('close', () => savePlacement(file, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }));
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  offerZoom(window);
  if (!app.isPackaged) offerDevTools(window);
  return window;
}

/** No page of this program goes anywhere, opens anything or holds a foreign page. */
function guardContents(contents: GuardedContents): void {
  for (const event of ['will-navigate', 'will-redirect', 'will-attach-webview'] as const)
    contents.on(event, (happening) => happening.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Writing text that the user asked to copy. Without it every Copy button fails; reading the clipboard stays denied. */
const COPY_PERMISSION = 'clipboard-sanitized-write';

function guardSession(session: GuardedSession): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => callback(permission === COPY_PERMISSION));
  session.setPermissionCheckHandler((_contents, permission) => permission === COPY_PERMISSION);
  session.setDevicePermissionHandler(() => false);
}

const ZOOM_FACTORS: readonly number[] = [1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** Ctrl with plus, minus, zero or the wheel, as in any browser; from 100 to 300 percent. */
function offerZoom({ webContents }: ShellWindow): void {
  const zoom = (direction: 'in' | 'out' | 'reset'): void => {
    const current = ZOOM_FACTORS.findIndex((factor) => factor >= webContents.getZoomFactor() - 0.01);
    const next = direction === 'reset' ? 0 : current + (direction === 'in' ? 1 : -1);
    webContents.setZoomFactor(ZOOM_FACTORS[Math.min(Math.max(next, 0), ZOOM_FACTORS.length - 1)] ?? 1);
  };
  webContents.on('zoom-changed', (_event, direction) => zoom(direction));
  webContents.on('before-input-event', (event, input) => {
    const direction = ({ '+': 'in', '=': 'in', '-': 'out', '0': 'reset' } as const)[input.key];
    if (input.type !== 'keyDown' || !input.control || direction === undefined) return;
    event.preventDefault();
    zoom(direction);
  });
}

function offerDevTools({ webContents }: ShellWindow): void {
  webContents.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown' || input.key !== 'F12') return;
    event.preventDefault();
    webContents.toggleDevTools();
  });
}
