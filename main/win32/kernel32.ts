import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { bind, type Libraries } from './library.ts';

/** A raw HANDLE: koffi gives pointers as unsigned bigint, so INVALID_HANDLE_VALUE is never -1n. */
export type Handle = bigint & { readonly __handle: unique symbol };
export const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;

type Prototypes = {
  CreateFileW(
    path: string,
    access: number,
    share: number,
    security: Uint8Array | null,
    disposition: number,
    flags: number,
    template: null,
  ): Handle;
  CloseHandle(handle: Handle): number;
  DeviceIoControl(
    handle: Handle,
    code: number,
    input: Uint8Array | null,
    inputBytes: number,
    output: Uint8Array | null,
    outputBytes: number,
    returned: Uint32Array,
    overlapped: null,
  ): number;
  GetLastError(): number;
  GetFileAttributesW(path: string): number;
  GetFileInformationByHandleEx(handle: Handle, informationClass: number, output: Uint8Array, outputBytes: number): number;
  FindFirstFileExW(pattern: string, level: number, data: Uint8Array, search: number, filter: null, flags: number): Handle;
  FindNextFileW(find: Handle, data: Uint8Array): number;
  FindClose(find: Handle): number;
  GetDriveTypeW(root: string): number;
  ReadFile(file: Handle, buffer: Uint8Array, bytes: number, read: Uint32Array, overlapped: null): number;
  FindFirstVolumeW(name: Uint8Array, chars: number): Handle;
  FindNextVolumeW(find: Handle, name: Uint8Array, chars: number): number;
  FindVolumeClose(find: Handle): number;
  GetVolumePathNamesForVolumeNameW(volume: string, names: Uint8Array, chars: number, returned: Uint32Array): number;
  GetVolumePathNameW(path: string, mount: Uint8Array, chars: number): number;
  GetVolumeNameForVolumeMountPointW(mount: string, volume: Uint8Array, chars: number): number;
  GetVolumeInformationW(
    root: string,
    label: Uint8Array,
    labelChars: number,
    serial: Uint32Array,
    component: Uint32Array,
    flags: Uint32Array,
    fileSystem: Uint8Array,
    fileSystemChars: number,
  ): number;
  GetDiskFreeSpaceExW(root: string, freeToCaller: BigUint64Array, total: BigUint64Array, free: BigUint64Array): number;
  FormatMessageW(flags: number, source: null, message: number, language: number, buffer: Uint8Array, chars: number, args: null): number;
  GetComputerNameW(name: Uint8Array, chars: Uint32Array): number;
  GetCurrentProcess(): Handle;
};

export type Kernel32 = Readonly<Prototypes>;

/** Source of the signatures: fileapi.h, ioapiset.h, winbase.h. */
export const bindKernel32 = (libraries: Libraries): Result<Kernel32> =>
  bind<Prototypes>(libraries, 'kernel32', {
    CreateFileW:
      'void *CreateFileW(const char16_t *path, uint32_t access, uint32_t share, void *security, uint32_t disposition, uint32_t flags, void *template_)',
    CloseHandle: 'int32_t CloseHandle(void *handle)',
    DeviceIoControl:
      'int32_t DeviceIoControl(void *handle, uint32_t code, void *input, uint32_t inputBytes, void *output, uint32_t outputBytes, uint32_t *returned, void *overlapped)',
    GetLastError: 'uint32_t GetLastError()',
    GetFileAttributesW: 'uint32_t GetFileAttributesW(const char16_t *path)',
    GetFileInformationByHandleEx:
      'int32_t GetFileInformationByHandleEx(void *handle, int32_t informationClass, void *output, uint32_t outputBytes)',
    FindFirstFileExW:
      'void *FindFirstFileExW(const char16_t *pattern, int32_t level, void *data, int32_t search, void *filter, uint32_t flags)',
    FindNextFileW: 'int32_t FindNextFileW(void *find, void *data)',
    FindClose: 'int32_t FindClose(void *find)',
    ReadFile: 'int32_t ReadFile(void *file, void *buffer, uint32_t bytes, uint32_t *read, void *overlapped)',
    GetDriveTypeW: 'uint32_t GetDriveTypeW(const char16_t *root)',
    FindFirstVolumeW: 'void *FindFirstVolumeW(void *name, uint32_t chars)',
    FindNextVolumeW: 'int32_t FindNextVolumeW(void *find, void *name, uint32_t chars)',
    FindVolumeClose: 'int32_t FindVolumeClose(void *find)',
    GetVolumePathNamesForVolumeNameW:
      'int32_t GetVolumePathNamesForVolumeNameW(const char16_t *volume, void *names, uint32_t chars, uint32_t *returned)',
    GetVolumePathNameW: 'int32_t GetVolumePathNameW(const char16_t *path, void *mount, uint32_t chars)',
    GetVolumeNameForVolumeMountPointW: 'int32_t GetVolumeNameForVolumeMountPointW(const char16_t *mount, void *volume, uint32_t chars)',
    GetVolumeInformationW:
      'int32_t GetVolumeInformationW(const char16_t *root, void *label, uint32_t labelChars, uint32_t *serial, uint32_t *component, uint32_t *flags, void *fileSystem, uint32_t fileSystemChars)',
    GetDiskFreeSpaceExW: 'int32_t GetDiskFreeSpaceExW(const char16_t *root, uint64_t *freeToCaller, uint64_t *total, uint64_t *free)',
    FormatMessageW:
      'uint32_t FormatMessageW(uint32_t flags, void *source, uint32_t message, uint32_t language, void *buffer, uint32_t chars, void *args)',
    GetComputerNameW: 'int32_t GetComputerNameW(void *name, uint32_t *chars)',
    GetCurrentProcess: 'void *GetCurrentProcess()',
  });

/** To be built in the statement after the call that failed: anything between may change the last error. */
export function lastError(kernel32: Kernel32, call: string, target?: string): { readonly ok: false; readonly error: Failure } {
  const code = kernel32.GetLastError();
  return fail({ kind: 'win32', call, code, ...(target === undefined ? {} : { target }) });
}

/** A handle that is closed once, on every way out. */
export class OwnedHandle implements Disposable {
  readonly #kernel32: Kernel32;
  #raw: Handle | null;

  constructor(kernel32: Kernel32, raw: Handle) {
    this.#kernel32 = kernel32;
    this.#raw = raw;
  }

  get raw(): Handle {
    if (this.#raw === null) throw new Error('handle used after close');
    return this.#raw;
  }

  [Symbol.dispose](): void {
    const raw = this.#raw;
    this.#raw = null; // once: the system reuses values
    if (raw !== null) this.#kernel32.CloseHandle(raw);
  }
}

export const ACCESS = { none: 0, genericRead: 0x8000_0000 } as const;
export const SHARE = { readWrite: 3, readWriteDelete: 7 } as const;
export const OPEN_FLAG = { none: 0, noBuffering: 0x2000_0000, backupSemantics: 0x0200_0000 } as const;
const OPEN_EXISTING = 3;

/** Opens what exists, never creates. Fails with win32 codes (2, 3, 5, 32, 53, 123, 206 …). */
export function openExisting(kernel32: Kernel32, path: string, access: number, share: number, flags: number): Result<OwnedHandle> {
  const raw = kernel32.CreateFileW(path, access, share, null, OPEN_EXISTING, flags, null);
  if (raw === null || raw === INVALID_HANDLE_VALUE) return lastError(kernel32, 'CreateFileW', path);
  return ok(new OwnedHandle(kernel32, raw));
}

/** Where DeviceIoControl says how much it returned: read at once, so one place serves every synchronous call of this thread. */
const returned = new Uint32Array(1);

/** Sends a buffered control code; gives the number of bytes the driver says it returned, never more than the buffer holds. */
export function control(
  kernel32: Kernel32,
  handle: OwnedHandle,
  code: number,
  input: Uint8Array | null,
  output: Uint8Array,
): Result<number> {
  const done = kernel32.DeviceIoControl(handle.raw, code, input, input?.byteLength ?? 0, output, output.byteLength, returned, null);
  if (done === 0) return lastError(kernel32, 'DeviceIoControl');
  return ok(Math.min(returned[0] ?? 0, output.byteLength));
}
