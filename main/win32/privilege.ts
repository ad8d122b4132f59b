import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { type Handle, type Kernel32, lastError, OwnedHandle } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { TOKEN_PRIVILEGES } from './probe-layouts.ts';

type Prototypes = {
  OpenProcessToken(process: Handle, access: number, token: BigUint64Array): number;
  LookupPrivilegeValueW(system: null, name: string, luid: Uint8Array): number;
  AdjustTokenPrivileges(token: Handle, disableAll: number, wanted: Uint8Array, bytes: number, previous: null, returned: null): number;
};

const TOKEN_ADJUST_PRIVILEGES_AND_QUERY = 0x20 | 0x8; // winnt.h
const SE_PRIVILEGE_ENABLED = 0x2; // winnt.h
const ERROR_SUCCESS = 0;

/**
 * Enables SeLoadDriverPrivilege in this process's token, where administrators hold it disabled. Fails with win32 1300 when the token does
 * not hold it. Source of the signatures: securitybaseapi.h, winbase.h.
 */
export function enableLoadDriver(libraries: Libraries, kernel32: Kernel32): Result<null> {
  const advapi32 = bind<Prototypes>(libraries, 'advapi32', {
    OpenProcessToken: 'int32_t OpenProcessToken(void *process, uint32_t access, uint64_t *token)',
    LookupPrivilegeValueW: 'int32_t LookupPrivilegeValueW(const char16_t *system, const char16_t *name, void *luid)',
    AdjustTokenPrivileges:
      'int32_t AdjustTokenPrivileges(void *token, int32_t disableAll, void *wanted, uint32_t bytes, void *previous, uint32_t *returned)',
  });
  if (!advapi32.ok) return advapi32;
  const { OpenProcessToken, LookupPrivilegeValueW, AdjustTokenPrivileges } = advapi32.value;
  const token = new BigUint64Array(1);
  if (OpenProcessToken(kernel32.GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES_AND_QUERY, token) === 0) {
    return lastError(kernel32, 'OpenProcessToken');
  }
  using handle = new OwnedHandle(kernel32, token[0] as Handle); // filled by the call that succeeded
  const wanted = Buffer.alloc(TOKEN_PRIVILEGES.size);
  if (LookupPrivilegeValueW(null, 'SeLoadDriverPrivilege', wanted.subarray(4, 12)) === 0)
    return lastError(kernel32, 'LookupPrivilegeValueW');
  wanted.writeUInt32LE(1, 0);
  wanted.writeUInt32LE(SE_PRIVILEGE_ENABLED, 12);
  const adjusted = AdjustTokenPrivileges(handle.raw, 0, wanted, wanted.length, null, null);
  const failed = lastError(kernel32, 'AdjustTokenPrivileges', 'SeLoadDriverPrivilege');
  // It also succeeds when it changed nothing, and says so in the last error only.
  return adjusted !== 0 && failed.error.kind === 'win32' && failed.error.code === ERROR_SUCCESS ? ok(null) : fail(failed.error);
}
