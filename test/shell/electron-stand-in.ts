import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { BrowserWindowConstructorOptions, CustomScheme, MessagePortMain, Rectangle } from 'electron';
import type { ElectronApi, GuardedContents, GuardedSession, ServiceProcess, ShellWindow } from '../../main/shell/electron/api.ts';
import type { EventPort } from '../../main/shell/electron/port-channel.ts';

type Listener = (...args: never[]) => void;

/** Listeners by name, without the rules of an event library. */
class Happenings {
  readonly #listeners = new Map<string, Listener[]>();
  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }
  once(event: string, listener: Listener): void {
    this.on(event, listener);
  }
  happen(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...(args as never[]));
  }
}

/** Electron's port over Node's: the same messages, wrapped in events as Electron does it. */
export class StandInPort implements EventPort {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    this.#port = port;
  }
  on(event: 'message' | 'close', listener: Listener): void {
    // Electron holds messages until start(), Node until the first listener: the order of the two calls must not matter here.
    if (event === 'close') this.#port.on('close', listener as () => void);
    else this.#port.on('message', (data: unknown) => listener({ data } as never));
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  start(): void {
    this.#port.start();
  }
  close(): void {
    this.#port.close();
  }
}

/** The two ends of a channel, to be given to the page and to the service. */
class StandInChannel {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    // The shell only passes ports on: what it does with them fits any port.
    this.port1 = new StandInPort(port1) as unknown as MessagePortMain;
    this.port2 = new StandInPort(port2) as unknown as MessagePortMain;
  }
}

export class StandInContents extends Happenings implements GuardedContents {
  openHandler: (() => { action: 'deny' }) | undefined;
  isDevToolsOpen = false;
  readonly portsReceived: MessagePortMain[] = [];
  readonly mainFrame = {
    url: '',
    postMessage: (_channel: string, _message: unknown, transfer: MessagePortMain[]): void => {
      this.portsReceived.push(...transfer);
    },
  };
  setWindowOpenHandler(handler: () => { action: 'deny' }): void {
    this.openHandler = handler;
  }
  toggleDevTools(): void {
    this.isDevToolsOpen = !this.isDevToolsOpen;
  }
  zoomFactor = 1;
  getZoomFactor = (): number => this.zoomFactor;
  setZoomFactor(factor: number): void {
    this.zoomFactor = factor;
  }
}

export class StandInWindow extends Happenings implements ShellWindow {
  readonly webContents = new StandInContents();
  readonly calls: string[] = [];
  isMinimizedNow = false;
  bounds: Rectangle = { x: 10, y: 20, width: 1280, height: 800 };
  readonly options: BrowserWindowConstructorOptions;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    this.webContents.happen('did-finish-load');
  }
  getNativeWindowHandle = (): Buffer => Buffer.from([0x34, 0x12, 0, 0, 0, 0, 0, 0]);
  show = (): void => void this.calls.push('show');
  focus = (): void => void this.calls.push('focus');
  restore = (): void => void this.calls.push('restore');
  maximize = (): void => void this.calls.push('maximize');
  isMinimized = (): boolean => this.isMinimizedNow;
  isMaximized = (): boolean => this.calls.includes('maximize');
  getNormalBounds = (): Rectangle => this.bounds;
}

export class StandInService extends Happenings implements ServiceProcess {
  readonly portsReceived: MessagePortMain[] = [];
  readonly messages: unknown[] = [];
  isKilled = false;
  postMessage(message: unknown, transfer: MessagePortMain[]): void {
    this.messages.push(message);
    this.portsReceived.push(...transfer);
  }
  kill(): boolean {
    this.isKilled = true;
    return true;
  }
}

class StandInSession implements GuardedSession {
  permissionRequest: Parameters<GuardedSession['setPermissionRequestHandler']>[0] | undefined;
  permissionCheck: Parameters<GuardedSession['setPermissionCheckHandler']>[0] | undefined;
  devicePermission: (() => boolean) | undefined;
  setPermissionRequestHandler(handler: NonNullable<typeof this.permissionRequest>): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: NonNullable<typeof this.permissionCheck>): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler;
  }
}

/** Where the program lies that was not packaged. */
export const APP_PATH = '/opt/checkout';

export type StandInOptions = {
  readonly userData: string;
  readonly isPackaged?: boolean;
  readonly isFirst?: boolean;
  readonly isDark?: boolean;
};

/** As much of Electron as the shell uses, with everything that it did laid open. */
export class StandInElectron {
  readonly app = new Happenings();
  readonly session = new StandInSession();
  readonly windows: StandInWindow[] = [];
  readonly services: StandInService[] = [];
  readonly forks: { readonly modulePath: string; readonly args: readonly string[] }[] = [];
  schemes: readonly CustomScheme[] = [];
  hasQuit = false;
  hasMenu = true;
  serve: (request: Request) => Promise<Response> = () => Promise.reject(new Error('no scheme is served'));
  readonly #options: StandInOptions;

  constructor(options: StandInOptions) {
    this.#options = options;
  }

  get window(): StandInWindow {
    const [window] = this.windows;
    if (window === undefined) throw new Error('no window was opened');
    return window;
  }

  get api(): ElectronApi {
    const { userData, isPackaged = false, isFirst = true, isDark = false } = this.#options;
    const { windows, services, forks } = this;
    return {
      app: {
        isPackaged,
        requestSingleInstanceLock: () => isFirst,
        quit: () => {
          this.hasQuit = true;
        },
        getPath: () => userData,
        getAppPath: () => APP_PATH,
        whenReady: () => Promise.resolve(),
        on: this.app.on.bind(this.app),
      },
      protocol: {
        registerSchemesAsPrivileged: (schemes) => {
          this.schemes = schemes;
        },
        handle: (_scheme, handler) => {
          this.serve = handler;
        },
      },
      session: { defaultSession: this.session },
      nativeTheme: { shouldUseDarkColors: isDark },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] },
      menu: {
        setApplicationMenu: () => {
          this.hasMenu = false;
        },
      },
      utilityProcess: {
        fork: (modulePath, args) => {
          forks.push({ modulePath, args });
          const service = new StandInService();
          services.push(service);
          return service;
        },
      },
      BrowserWindow: class extends StandInWindow {
        constructor(options: BrowserWindowConstructorOptions) {
          super(options);
          windows.push(this);
        }
      },
      MessageChannelMain: StandInChannel,
    };
  }
}
