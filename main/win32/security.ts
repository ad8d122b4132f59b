import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { readOwnToken } from './advapi32.ts';
import { bindKernel32, type Handle, INVALID_HANDLE_VALUE, type Kernel32, lastError, OwnedHandle, SHARE } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { SECURITY_ATTRIBUTES, TOKEN_USER } from './process-layouts.ts';
import { StructView, untilNul } from './struct.ts';
import { structBytes } from './struct-writer.ts';

type Advapi32 = {
  ConvertStringSecurityDescriptorToSecurityDescriptorW(text: string, revision: number, descriptor: BigUint64Array, bytes: null): number;
  ConvertSidToStringSidW(sid: bigint, text: BigUint64Array): number;
  OpenProcessToken(process: Handle, access: number, token: BigUint64Array): number;
  GetTokenInformation(token: Handle, informationClass: number, output: Uint8Array, bytes: number, returned: Uint32Array): number;
};
type Memory = {
  LocalFree(memory: bigint): bigint;
  lstrcpynW(to: Uint8Array, from: bigint, chars: number): bigint;
};

const SDDL_REVISION_1 = 1;
const TOKEN_USER_CLASS = 1;
const GENERIC_WRITE = 0x4000_0000;
const CREATE_NEW = 1;
const SID_MAX_BYTES = 68; // SECURITY_MAX_SID_SIZE, winnt.h
/** S-1-, 48 bits and 15 numbers of 32 bits are fewer. */
const SID_MAX_CHARS = 200;

interface Api {
  readonly kernel32: Kernel32;
  readonly advapi32: Advapi32;
  readonly memory: Memory;
}

function bindSecurity(libraries: Libraries): Result<Api> {
  const kernel32 = bindKernel32(libraries);
  if (!kernel32.ok) return kernel32;
  const advapi32 = bind<Advapi32>(libraries, 'advapi32', {
    ConvertStringSecurityDescriptorToSecurityDescriptorW:
      'int32_t ConvertStringSecurityDescriptorToSecurityDescriptorW(const char16_t *text, uint32_t revision, uint64_t *descriptor, uint32_t *bytes)',
    ConvertSidToStringSidW: 'int32_t ConvertSidToStringSidW(uint64_t sid, uint64_t *text)',
    OpenProcessToken: 'int32_t OpenProcessToken(void *process, uint32_t access, uint64_t *token)',
    GetTokenInformation:
      'int32_t GetTokenInformation(void *token, int32_t informationClass, void *output, uint32_t bytes, uint32_t *returned)',
  });
  if (!advapi32.ok) return advapi32;
  const memory = bind<Memory>(libraries, 'kernel32', {
    LocalFree: 'uint64_t LocalFree(uint64_t memory)',
    lstrcpynW: 'uint64_t lstrcpynW(void *to, uint64_t from, int32_t chars)',
  });
  return memory.ok ? ok({ kernel32: kernel32.value, advapi32: advapi32.value, memory: memory.value }) : memory;
}

/**
 * Lets `use` make an object with the security that `descriptor` describes (SDDL). It gets a SECURITY_ATTRIBUTES that holds during the call
 * only. Fails with win32 1336 or 1337 when the text is no descriptor. Source: sddl.h.
 */
export function withSecurity<T>(libraries: Libraries, descriptor: string, use: (attributes: Buffer) => Result<T>): Result<T> {
  const bound = bindSecurity(libraries);
  if (!bound.ok) return bound;
  const { kernel32, advapi32, memory } = bound.value;
  const call = 'ConvertStringSecurityDescriptorToSecurityDescriptorW';
  const made = new BigUint64Array(1);
  if (advapi32[call](descriptor, SDDL_REVISION_1, made, null) === 0) return lastError(kernel32, call, descriptor);
  try {
    return use(structBytes(SECURITY_ATTRIBUTES, { nLength: SECURITY_ATTRIBUTES.size, lpSecurityDescriptor: made[0] ?? 0n }));
  } finally {
    memory.LocalFree(made[0] ?? 0n);
  }
}

/** Who runs this process, as text: S-1-5-21-… */
export function ownSid(libraries: Libraries): Result<string> {
  const bound = bindSecurity(libraries);
  if (!bound.ok) return bound;
  const { kernel32, advapi32, memory } = bound.value;
  const user = Buffer.alloc(TOKEN_USER.size + SID_MAX_BYTES);
  const read = readOwnToken(advapi32, kernel32, TOKEN_USER_CLASS, user);
  if (!read.ok) return read;
  const text = new BigUint64Array(1);
  if (advapi32.ConvertSidToStringSidW(StructView.at(TOKEN_USER, user)?.read('Sid') ?? 0n, text) === 0) {
    return lastError(kernel32, 'ConvertSidToStringSidW');
  }
  const copy = Buffer.alloc(SID_MAX_CHARS * 2);
  memory.lstrcpynW(copy, text[0] ?? 0n, SID_MAX_CHARS);
  memory.LocalFree(text[0] ?? 0n);
  return ok(untilNul(copy.toString('utf16le')));
}

/** Makes an empty file that only those may open whom `descriptor` (SDDL) names. Fails with win32 80 when there is one of that name. */
export function makeFile(libraries: Libraries, path: string, descriptor: string): Result<null> {
  const kernel32 = bindKernel32(libraries);
  if (!kernel32.ok) return kernel32;
  const made = withSecurity(libraries, descriptor, (attributes) => {
    const raw = kernel32.value.CreateFileW(path, GENERIC_WRITE, SHARE.readWrite, attributes, CREATE_NEW, 0, null);
    return raw === null || raw === INVALID_HANDLE_VALUE ? lastError(kernel32.value, 'CreateFileW', path) : ok(raw);
  });
  if (!made.ok) return fail(made.error);
  new OwnedHandle(kernel32.value, made.value)[Symbol.dispose]();
  return ok(null);
}
