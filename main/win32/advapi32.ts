import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { type Handle, type Kernel32, lastError, OwnedHandle } from './kernel32.ts';
import { TOKEN_ELEVATION } from './layouts.ts';
import { bind, type Libraries } from './library.ts';
import { StructView, untilNul } from './struct.ts';

type Prototypes = {
  RegGetValueW(key: bigint, subkey: string, value: string, flags: number, type: null, data: Uint8Array | null, bytes: Uint32Array): number;
  OpenProcessToken(process: Handle, access: number, token: BigUint64Array): number;
  GetTokenInformation(token: Handle, informationClass: number, output: Uint8Array, bytes: number, returned: Uint32Array): number;
};

/** Reads of HKEY_LOCAL_MACHINE and of the process token. Nothing here writes. */
export interface Advapi32 {
  registryText(subkey: string, value: string): Result<string>;
  registryList(subkey: string, value: string): Result<readonly string[]>;
  registryNumber(subkey: string, value: string): Result<number>;
  isElevated(): Result<boolean>;
}

const HKEY_LOCAL_MACHINE = 0xffff_ffff_8000_0002n; // winreg.h casts through a signed 32-bit value
const RRF_RT = { text: 0x2 | 0x4, multiText: 0x20, number: 0x10 } as const; // winreg.h: REG_SZ and REG_EXPAND_SZ, REG_MULTI_SZ, REG_DWORD
const RRF_NOEXPAND = 0x1000_0000; // with REG_EXPAND_SZ allowed, the call refuses to expand unless told
const TOKEN_QUERY = 0x8; // winnt.h
const TOKEN_ELEVATION_CLASS = 20; // TOKEN_INFORMATION_CLASS, winnt.h
const ERROR_MORE_DATA = 234;
/** Far above any value that is read here; bounds what a broken answer can make us allocate. */
const VALUE_MAX_BYTES = 1 << 16;

export function bindAdvapi32(libraries: Libraries, kernel32: Kernel32): Result<Advapi32> {
  const advapi32 = bind<Prototypes>(libraries, 'advapi32', {
    RegGetValueW:
      'uint32_t RegGetValueW(void *key, const char16_t *subkey, const char16_t *value, uint32_t flags, uint32_t *type, void *data, uint32_t *bytes)',
    OpenProcessToken: 'int32_t OpenProcessToken(void *process, uint32_t access, uint64_t *token)',
    GetTokenInformation:
      'int32_t GetTokenInformation(void *token, int32_t informationClass, void *output, uint32_t bytes, uint32_t *returned)',
  });
  if (!advapi32.ok) return advapi32;
  const read = (subkey: string, value: string, flags: number): Result<Buffer> => registryBytes(advapi32.value, subkey, value, flags);
  return ok({
    registryText: (subkey, value) =>
      mapped(read(subkey, value, RRF_RT.text | RRF_NOEXPAND), (bytes) => untilNul(bytes.toString('utf16le'))),
    registryList: (subkey, value) =>
      mapped(read(subkey, value, RRF_RT.multiText), (bytes) =>
        bytes
          .toString('utf16le')
          .split('\0')
          .filter((item) => item !== ''),
      ),
    registryNumber: (subkey, value) =>
      mapped(read(subkey, value, RRF_RT.number), (bytes) => (bytes.length < 4 ? 0 : bytes.readUInt32LE(0))),
    isElevated: () => isElevated(advapi32.value, kernel32),
  });
}

const mapped = <A, B>(result: Result<A>, map: (value: A) => B): Result<B> => (result.ok ? ok(map(result.value)) : result);

/** Returns its status, so there is no last error to lose. Fails with 2 when key or value is not there. */
function registryBytes(advapi32: Prototypes, subkey: string, value: string, flags: number): Result<Buffer> {
  const size = new Uint32Array([256]);
  for (;;) {
    const data = Buffer.alloc(size[0] ?? 0);
    const code = advapi32.RegGetValueW(HKEY_LOCAL_MACHINE, subkey, value, flags, null, data, size);
    const bytes = size[0] ?? 0;
    if (code === 0) return ok(data.subarray(0, bytes));
    if (code !== ERROR_MORE_DATA || bytes <= data.length || bytes > VALUE_MAX_BYTES) {
      return fail({ kind: 'win32', call: 'RegGetValueW', code, target: `HKLM\\${subkey}\\${value}` });
    }
  }
}

function isElevated(advapi32: Prototypes, kernel32: Kernel32): Result<boolean> {
  const output = new Uint8Array(TOKEN_ELEVATION.size);
  const read = readOwnToken(advapi32, kernel32, TOKEN_ELEVATION_CLASS, output);
  return read.ok ? ok(StructView.at(TOKEN_ELEVATION, output)?.read('TokenIsElevated') !== 0) : read;
}

/** Fills `output` with what a TOKEN_INFORMATION_CLASS says of this process's token. Fails with win32 122 when it is too small. */
export function readOwnToken(
  advapi32: Pick<Prototypes, 'OpenProcessToken' | 'GetTokenInformation'>,
  kernel32: Kernel32,
  informationClass: number,
  output: Uint8Array,
): Result<null> {
  const token = new BigUint64Array(1);
  if (advapi32.OpenProcessToken(kernel32.GetCurrentProcess(), TOKEN_QUERY, token) === 0) return lastError(kernel32, 'OpenProcessToken');
  using handle = new OwnedHandle(kernel32, token[0] as Handle); // filled by the call that succeeded
  const filled = advapi32.GetTokenInformation(handle.raw, informationClass, output, output.byteLength, new Uint32Array(1));
  return filled === 0 ? lastError(kernel32, 'GetTokenInformation') : ok(null);
}
