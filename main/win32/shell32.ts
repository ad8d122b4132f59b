import koffi from 'koffi';
import type { Result } from '../contract/failure.ts';
import { ok } from '../domain/result.ts';
import { bindKernel32, type Handle, lastError } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { enterApartment } from './ole32.ts';
import { SHELLEXECUTEINFOW } from './process-layouts.ts';
import { StructView } from './struct.ts';
import { structBytes } from './struct-writer.ts';

type Prototypes = { ShellExecuteExW(information: Uint8Array): number };

const SEE_MASK_NOCLOSEPROCESS = 0x40;
const SEE_MASK_NOASYNC = 0x100;
const SEE_MASK_FLAG_NO_UI = 0x400;
const SW_SHOWNORMAL = 1;

/** The person said no, or did not answer. */
export const ERROR_CANCELLED = 1223;

/** A program to be started with administrator rights. */
export interface ElevatedStart {
  readonly file: string;
  /** As one text: `commandLine` makes it. Every process of this user can read it while the program runs. */
  readonly parameters: string;
  /** HWND of the window that asks: the prompt comes to the front instead of blinking in the taskbar. 0n: none. */
  readonly window: bigint;
}

/**
 * Asks Windows for a process with administrator rights; the person answers. Blocks until they have, so it belongs on a thread of its own.
 * The caller owns the handle, which may be waited for and asked for its id and its exit code, nothing more. Fails with win32 1223 when
 * the prompt was declined. Source: ShellExecuteExW, Win32 documentation ("runas" verb).
 */
export function startElevated(libraries: Libraries, { file, parameters, window }: ElevatedStart): Result<Handle> {
  const apartment = enterApartment(libraries);
  if (!apartment.ok) return apartment;
  const kernel32 = bindKernel32(libraries);
  if (!kernel32.ok) return kernel32;
  const shell32 = bind<Prototypes>(libraries, 'shell32', { ShellExecuteExW: 'int32_t ShellExecuteExW(void *information)' });
  if (!shell32.ok) return shell32;
  const [verb, path, line] = ['runas', file, parameters].map((text) => Buffer.from(`${text}\0`, 'utf16le'));
  const information = structBytes(SHELLEXECUTEINFOW, {
    cbSize: SHELLEXECUTEINFOW.size,
    // The thread ends right behind the call: what the shell does in the background would end with it. What fails is said by us.
    fMask: SEE_MASK_NOCLOSEPROCESS | SEE_MASK_NOASYNC | SEE_MASK_FLAG_NO_UI,
    hwnd: window,
    lpVerb: koffi.address(verb),
    lpFile: koffi.address(path),
    lpParameters: koffi.address(line),
    nShow: SW_SHOWNORMAL,
  });
  if (shell32.value.ShellExecuteExW(information) === 0) return lastError(kernel32.value, 'ShellExecuteExW', file);
  return ok((StructView.at(SHELLEXECUTEINFOW, information)?.read('hProcess') ?? 0n) as Handle); // filled by the call that succeeded
}
