import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import type { RegistryHive, RegistrySource } from '../domain/system.ts';
import type { Advapi32 } from './advapi32.ts';
import type { Handle } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { untilNul } from './struct.ts';

type Prototypes = {
  RegOpenKeyExW(root: bigint, subkey: string, options: number, rights: number, key: BigUint64Array): number;
  RegEnumKeyExW(
    key: Handle,
    index: number,
    name: Uint8Array,
    chars: Uint32Array,
    reserved: null,
    klass: null,
    klassChars: null,
    written: null,
  ): number;
  RegCloseKey(key: Handle): number;
  RegGetValueW(root: bigint, subkey: string, value: string, flags: number, type: null, data: Uint8Array, bytes: Uint32Array): number;
};

/** winreg.h casts the predefined handles through a signed 32-bit value. */
const HIVE: Readonly<Record<RegistryHive, bigint>> = { user: 0xffff_ffff_8000_0001n, machine: 0xffff_ffff_8000_0002n };
const HIVE_NAME: Readonly<Record<RegistryHive, string>> = { user: 'HKCU', machine: 'HKLM' };
const KEY_READ = 0x2_0019; // winnt.h
const RRF_RT_REG_SZ = 0x2; // winreg.h: also lets through REG_EXPAND_SZ, expanded; to name that one without RRF_NOEXPAND is refused
const ERROR_NO_MORE_ITEMS = 259;
/** A key's name has at most 255 characters. Source: Registry Element Size Limits. */
const NAME_CHARS = 256;
/** Paths and titles: far above any, and a bound on what a broken value can make us take. */
const TEXT_MAX_BYTES = 1 << 16;
/** Titles of one store. */
const SUBKEYS_MAX_COUNT = 10_000;

/** Bound at the first question: most commands ask none. Nothing here writes. */
export function registrySource(libraries: Libraries, advapi32: Advapi32): RegistrySource {
  let bound: Result<Prototypes> | undefined;
  const ask = <T>(question: (advapi32: Prototypes) => Result<T>): Result<T> => {
    bound ??= bindFunctions(libraries);
    return bound.ok ? question(bound.value) : bound;
  };
  return {
    text: (hive, key, value) => ask((advapi32) => registryText(advapi32, hive, key, value)),
    number: (key, value) => advapi32.registryNumber(key, value),
    subkeys: (hive, key) => ask((advapi32) => subkeys(advapi32, hive, key)),
  };
}

/** Source of the signatures: winreg.h. */
const bindFunctions = (libraries: Libraries): Result<Prototypes> =>
  bind<Prototypes>(libraries, 'advapi32', {
    RegOpenKeyExW: 'uint32_t RegOpenKeyExW(void *root, const char16_t *subkey, uint32_t options, uint32_t rights, uint64_t *key)',
    RegEnumKeyExW:
      'uint32_t RegEnumKeyExW(void *key, uint32_t index, void *name, uint32_t *chars, void *reserved, void *klass, void *klassChars, void *written)',
    RegCloseKey: 'uint32_t RegCloseKey(void *key)',
    RegGetValueW:
      'uint32_t RegGetValueW(void *root, const char16_t *subkey, const char16_t *value, uint32_t flags, uint32_t *type, void *data, uint32_t *bytes)',
  });

/** The calls return their status, so there is no last error to lose. */
function registryText(advapi32: Prototypes, hive: RegistryHive, key: string, value: string): Result<string> {
  const data = Buffer.alloc(TEXT_MAX_BYTES);
  const bytes = new Uint32Array([data.length]);
  const code = advapi32.RegGetValueW(HIVE[hive], key, value, RRF_RT_REG_SZ, null, data, bytes);
  if (code !== 0) return fail({ kind: 'win32', call: 'RegGetValueW', code, target: `${HIVE_NAME[hive]}\\${key}\\${value}` });
  return ok(untilNul(data.toString('utf16le', 0, bytes[0])));
}

function subkeys(advapi32: Prototypes, hive: RegistryHive, key: string): Result<readonly string[]> {
  const target = `${HIVE_NAME[hive]}\\${key}`;
  const opened = new BigUint64Array(1);
  const failed = advapi32.RegOpenKeyExW(HIVE[hive], key, 0, KEY_READ, opened);
  if (failed !== 0) return fail({ kind: 'win32', call: 'RegOpenKeyExW', code: failed, target });
  const handle = opened[0] as Handle; // filled by the call that succeeded
  using _closed = { [Symbol.dispose]: () => void advapi32.RegCloseKey(handle) };
  const names: string[] = [];
  const name = Buffer.alloc(NAME_CHARS * 2);
  for (let index = 0; index < SUBKEYS_MAX_COUNT; index++) {
    const chars = new Uint32Array([NAME_CHARS]);
    const code = advapi32.RegEnumKeyExW(handle, index, name, chars, null, null, null, null);
    if (code === ERROR_NO_MORE_ITEMS) break;
    if (code !== 0) return fail({ kind: 'win32', call: 'RegEnumKeyExW', code, target });
    names.push(name.toString('utf16le', 0, (chars[0] ?? 0) * 2));
  }
  return ok(names);
}
