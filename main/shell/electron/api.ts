import type * as Electron from 'electron';

/**
 * The part of Electron that the shell uses, so that a test can stand in for it with small classes. `main.ts` passes Electron itself,
 * and the compiler checks there that it fits.
 */
export type ElectronApi = {
  readonly app: Pick<Electron.App, 'requestSingleInstanceLock' | 'quit' | 'isPackaged' | 'getPath' | 'getAppPath'> & {
    whenReady(): Promise<void>;
    on(event: 'window-all-closed' | 'will-quit', listener: () => void): unknown;
    on(event: 'second-instance', listener: (event: unknown, argv: string[], folder: string) => void): unknown;
    on(event: 'open-file', listener: (event: Cancelable, path: string) => void): unknown;
    on(event: 'web-contents-created', listener: (event: unknown, contents: GuardedContents) => void): unknown;
  };
  readonly protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged'> & {
    handle(scheme: string, handler: (request: Request) => Promise<Response>): void;
  };
  readonly session: { readonly defaultSession: GuardedSession };
  readonly nativeTheme: Pick<Electron.NativeTheme, 'shouldUseDarkColors'>;
  readonly screen: { getAllDisplays(): readonly { readonly workArea: Electron.Rectangle }[] };
  readonly menu: { setApplicationMenu(menu: null): void };
  readonly utilityProcess: { fork(modulePath: string, args: string[], options: Electron.ForkOptions): ServiceProcess };
  readonly BrowserWindow: new (options: Electron.BrowserWindowConstructorOptions) => ShellWindow;
  readonly MessageChannelMain: new () => { readonly port1: Electron.MessagePortMain; readonly port2: Electron.MessagePortMain };
};

type Cancelable = Pick<Electron.Event, 'preventDefault'>;

/** Every page, frame host or guest, ours or not. */
export type GuardedContents = {
  on(event: 'will-navigate' | 'will-redirect' | 'will-attach-webview', listener: (event: Cancelable) => void): unknown;
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
};

export type GuardedSession = {
  setPermissionRequestHandler(handler: (contents: unknown, permission: string, callback: (granted: boolean) => void) => void): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
};

export type WindowContents = {
  readonly mainFrame: { readonly url: string; postMessage(channel: string, message: unknown, transfer: Electron.MessagePortMain[]): void };
  on(event: 'did-finish-load', listener: () => void): unknown;
  on(event: 'before-input-event', listener: (event: Cancelable, input: Pick<Electron.Input, 'type' | 'key' | 'control'>) => void): unknown;
  on(event: 'zoom-changed', listener: (event: unknown, direction: 'in' | 'out') => void): unknown;
  toggleDevTools(): void;
  getZoomFactor(): number;
  setZoomFactor(factor: number): void;
};

export type ShellWindow = {
  readonly webContents: WindowContents;
  /** Its HWND on Windows. */
  getNativeWindowHandle(): Buffer;
  loadURL(url: string): Promise<void>;
  once(event: 'ready-to-show', listener: () => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'closed', listener: () => void): unknown;
  show(): void;
  focus(): void;
  restore(): void;
  maximize(): void;
  isMinimized(): boolean;
  isMaximized(): boolean;
  getNormalBounds(): Electron.Rectangle;
};

export type ServiceProcess = {
  on(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(message: unknown, transfer: Electron.MessagePortMain[]): void;
  kill(): boolean;
};
