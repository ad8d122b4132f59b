import type { Result } from '../contract/failure.ts';
import { ok } from '../domain/result.ts';
import { bindKernel32, type Handle, lastError, OwnedHandle } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';

type Prototypes = { GetProcessId(process: Handle): number; GetExitCodeProcess(process: Handle, code: Uint32Array): number };

const STILL_ACTIVE = 259;

/** A process that this one started. While the handle is open, no other process gets its id. */
export class StartedProcess implements Disposable {
  readonly id: number;
  readonly #api: Prototypes;
  readonly #handle: OwnedHandle;

  private constructor(id: number, api: Prototypes, handle: OwnedHandle) {
    this.id = id;
    this.#api = api;
    this.#handle = handle;
  }

  /** Takes the handle over, also when it fails: with win32 6 when it is none of a process. */
  static of(libraries: Libraries, raw: Handle): Result<StartedProcess> {
    const kernel32 = bindKernel32(libraries);
    if (!kernel32.ok) return kernel32;
    const handle = new OwnedHandle(kernel32.value, raw);
    const api = bind<Prototypes>(libraries, 'kernel32', {
      GetProcessId: 'uint32_t GetProcessId(void *process)',
      GetExitCodeProcess: 'int32_t GetExitCodeProcess(void *process, uint32_t *code)',
    });
    if (!api.ok) return api;
    const id = api.value.GetProcessId(raw);
    if (id !== 0) return ok(new StartedProcess(id, api.value, handle));
    const failed = lastError(kernel32.value, 'GetProcessId');
    handle[Symbol.dispose]();
    return failed;
  }

  /** The exit code, unsigned; null while it runs, and when Windows does not tell. */
  get exitCode(): number | null {
    const code = new Uint32Array(1);
    const told = this.#api.GetExitCodeProcess(this.#handle.raw, code) !== 0;
    return told && code[0] !== STILL_ACTIVE ? (code[0] ?? 0) : null;
  }

  [Symbol.dispose](): void {
    this.#handle[Symbol.dispose]();
  }
}
