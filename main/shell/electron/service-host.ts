import type { ElectronApi, ServiceProcess, ShellWindow } from './api.ts';
import { isOurPage } from './page.ts';

const RESTARTS_MAX_COUNT = 3;
const RESTARTS_WINDOW_MS = 60_000;

export type ServiceHostOptions = {
  readonly electron: Pick<ElectronApi, 'utilityProcess' | 'MessageChannelMain'>;
  /** The service's bundle. */
  readonly modulePath: string;
  readonly args: readonly string[];
  readonly window: ShellWindow;
  /** Milliseconds, of any origin. */
  readonly now: () => number;
};

/**
 * Keeps the service in a process of its own, so that a crash in native code costs the window only its connection, and connects it with
 * our page. A service that dies is started again, at most three times a minute: past that something is wrong for good, and the page,
 * which saw its port close, has said so.
 */
export class ServiceHost implements Disposable {
  readonly #options: ServiceHostOptions;
  #process: ServiceProcess | null = null;
  #startedAt: number[] = [];
  #isDisposed = false;

  constructor(options: ServiceHostOptions) {
    this.#options = options;
    options.window.webContents.on('did-finish-load', () => this.#connect());
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#process?.kill();
  }

  /** Has the service open a case file, for every page. */
  openCase(path: string): void {
    const service = this.#process ?? this.#start();
    service?.postMessage({ openCase: path }, []);
  }

  /** Gives the page one end of a new channel and the service the other. A page that was reloaded lost its old port with itself. */
  #connect(): void {
    const { electron, window } = this.#options;
    const frame = window.webContents.mainFrame;
    if (!isOurPage(frame.url)) return;
    const service = this.#process ?? this.#start();
    if (service === null) return;
    const { port1, port2 } = new electron.MessageChannelMain();
    service.postMessage('port', [port1]);
    frame.postMessage('port', null, [port2]);
  }

  #start(): ServiceProcess | null {
    const { electron, modulePath, args, now } = this.#options;
    this.#startedAt = this.#startedAt.filter((at) => now() - at < RESTARTS_WINDOW_MS);
    if (this.#isDisposed || this.#startedAt.length > RESTARTS_MAX_COUNT) return null;
    this.#startedAt.push(now());
    const service = electron.utilityProcess.fork(modulePath, [...args], { serviceName: 'BypassIO Inspector service', stdio: 'inherit' });
    service.on('exit', () => {
      this.#process = null;
      if (!this.#isDisposed) this.#connect();
    });
    this.#process = service;
    return service;
  }
}
