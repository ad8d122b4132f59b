import { existsSync } from 'node:fs';
import { win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import koffi, { type LibraryHandle } from 'koffi';
import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';

export type Dll = 'kernel32' | 'ntdll' | 'fltlib' | 'version' | 'advapi32' | 'tdh' | 'wevtapi' | 'shell32' | 'ole32';

/** Where the Win32 functions come from: the system's own libraries, or the simulator that exports them under the same names. */
export interface Libraries {
  readonly simulated: boolean;
  load(dll: Dll | 'simulator'): Result<LibraryHandle>;
}

const SYSTEM_FOLDER_CHARS = 260;

/** The only place that looks at the platform. */
export const isWindows = process.platform === 'win32';

/** By full path: a bare name would also find a DLL that somebody put beside the program or into the current folder. */
export const windowsLibraries: Libraries = {
  simulated: false,
  load: (dll) => loadFile(win32.join(systemFolder(), `${dll}.dll`)),
};

let foundSystemFolder: string | undefined;

/** Not by %SystemRoot%: whoever can set a variable for this user could then put libraries into a program with more rights than theirs. */
function systemFolder(): string {
  if (foundSystemFolder !== undefined) return foundSystemFolder;
  // In every process from its start, so no file is looked for.
  const ask = koffi.load('kernel32.dll').func('uint32_t GetSystemDirectoryW(void *folder, uint32_t chars)');
  const folder = Buffer.alloc(SYSTEM_FOLDER_CHARS * 2);
  foundSystemFolder = folder.toString('utf16le', 0, ask(folder, SYSTEM_FOLDER_CHARS) * 2);
  return foundSystemFolder;
}

const SIMULATOR_FILE = isWindows ? 'bpiosim.dll' : process.platform === 'darwin' ? 'libbpiosim.dylib' : 'libbpiosim.so';

/** One file holds every simulated DLL. It lies in build/native: two folders up from this source, one up from the bundles in build/main. */
export function simulatedLibraries(): Libraries {
  const beside = (folder: string): string => unpacked(fileURLToPath(new URL(folder + SIMULATOR_FILE, import.meta.url)));
  const fromSource = beside('../../build/native/');
  const fromBundle = beside('../native/');
  let loaded: Result<LibraryHandle> | undefined;
  return {
    simulated: true,
    load: () => {
      loaded ??= loadFile(existsSync(fromSource) ? fromSource : fromBundle);
      return loaded;
    },
  };
}

/** Native code cannot be loaded from inside the packaged archive: electron-builder puts it beside. */
const unpacked = (file: string): string => file.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');

function loadFile(file: string): Result<LibraryHandle> {
  try {
    return ok(koffi.load(file));
  } catch (error) {
    return fail(libraryFailure('LoadLibrary', file, error));
  }
}

type Functions = Record<string, (...args: never[]) => unknown>;

/**
 * Binds C prototypes by name. A library that lacks one of them is a failure that names it: older Windows lack some.
 * `T` restates the prototypes for TypeScript; koffi checks arguments against the C text at every call.
 */
export function bind<T extends Functions>(
  libraries: Libraries,
  dll: Dll | 'simulator',
  prototypes: Readonly<Record<keyof T & string, string>>,
): Result<T> {
  const library = libraries.load(dll);
  if (!library.ok) return library;
  const bound: Record<string, unknown> = {};
  for (const [name, prototype] of Object.entries(prototypes)) {
    try {
      bound[name] = library.value.func(prototype);
    } catch (error) {
      return fail(libraryFailure(name, dll, error));
    }
  }
  return ok(bound as T); // koffi's functions take and give any; the prototypes beside T say what they really do
}

const libraryFailure = (call: string, target: string, error: unknown): Failure => ({
  kind: 'library',
  call,
  detail: error instanceof Error ? error.message : String(error),
  target,
});
