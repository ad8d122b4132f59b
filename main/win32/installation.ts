import type { Result } from '../contract/failure.ts';
import type { Edition } from '../contract/words.ts';
import { fail, ok } from '../domain/result.ts';
import type { InstallationSource } from '../domain/system.ts';
import { type Kernel32, lastError } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { untilNul } from './struct.ts';

type Prototypes = {
  GetProductInfo(major: number, minor: number, packMajor: number, packMinor: number, type: Uint32Array): number;
  GetTickCount64(): number | bigint;
  GetUserDefaultUILanguage(): number;
  LCIDToLocaleName(locale: number, name: Uint8Array, chars: number, flags: number): number;
};

// winnt.h
const PRODUCT_CORE = 0x65;
const PRODUCT_CORE_N = 0x62;
const PRODUCT_CORE_COUNTRYSPECIFIC = 0x63;
const PRODUCT_CORE_SINGLELANGUAGE = 0x64;
const PRODUCT_PROFESSIONAL = 0x30;
const PRODUCT_PROFESSIONAL_N = 0x31;
const PRODUCT_EDUCATION = 0x79;
const PRODUCT_EDUCATION_N = 0x7a;
const PRODUCT_ENTERPRISE = 0x4;
const PRODUCT_ENTERPRISE_N = 0x1b;
const PRODUCT_ENTERPRISE_S = 0x7d;
const PRODUCT_ENTERPRISE_S_N = 0x7e;
const PRODUCT_ENTERPRISE_EVALUATION = 0x48;
const PRODUCT_STANDARD_SERVER = 0x7;
const PRODUCT_DATACENTER_SERVER = 0x8;
const LOCALE_NAME_MAX_LENGTH = 85;

/** The editions by the names that Windows shows. Source: GetProductInfo, Windows documentation. */
export const EDITIONS: ReadonlyMap<number, Edition> = new Map([
  [PRODUCT_CORE, 'Home'],
  [PRODUCT_CORE_N, 'Home N'],
  [PRODUCT_CORE_COUNTRYSPECIFIC, 'Home China'],
  [PRODUCT_CORE_SINGLELANGUAGE, 'Home Single Language'],
  [PRODUCT_PROFESSIONAL, 'Pro'],
  [PRODUCT_PROFESSIONAL_N, 'Pro N'],
  [PRODUCT_EDUCATION, 'Education'],
  [PRODUCT_EDUCATION_N, 'Education N'],
  [PRODUCT_ENTERPRISE, 'Enterprise'],
  [PRODUCT_ENTERPRISE_N, 'Enterprise N'],
  [PRODUCT_ENTERPRISE_S, 'Enterprise LTSC'],
  [PRODUCT_ENTERPRISE_S_N, 'Enterprise LTSC N'],
  [PRODUCT_ENTERPRISE_EVALUATION, 'Enterprise Evaluation'],
  [PRODUCT_STANDARD_SERVER, 'Server Standard'],
  [PRODUCT_DATACENTER_SERVER, 'Server Datacenter'],
]);

/** Bound at the first question: only a snapshot asks any. */
export function installationSource(libraries: Libraries, kernel32: Kernel32): InstallationSource {
  let bound: Result<Prototypes> | undefined;
  const ask = <T>(question: (functions: Prototypes) => Result<T>): Result<T> => {
    bound ??= bindFunctions(libraries);
    return bound.ok ? question(bound.value) : bound;
  };
  return {
    edition: () => ask(edition),
    upMs: () => ask((functions) => ok(Number(functions.GetTickCount64()))),
    displayLanguage: () => ask((functions) => displayLanguage(functions, kernel32)),
  };
}

/** Source of the signatures: sysinfoapi.h, winnls.h. */
const bindFunctions = (libraries: Libraries): Result<Prototypes> =>
  bind<Prototypes>(libraries, 'kernel32', {
    GetProductInfo: 'int32_t GetProductInfo(uint32_t major, uint32_t minor, uint32_t packMajor, uint32_t packMinor, uint32_t *type)',
    GetTickCount64: 'uint64_t GetTickCount64()',
    GetUserDefaultUILanguage: 'uint16_t GetUserDefaultUILanguage()',
    LCIDToLocaleName: 'int32_t LCIDToLocaleName(uint32_t locale, void *name, int32_t chars, uint32_t flags)',
  });

function edition(functions: Prototypes): Result<string> {
  const type = new Uint32Array(1);
  // The call says whether it worked and leaves no code.
  if (functions.GetProductInfo(10, 0, 0, 0, type) === 0) {
    return fail({ kind: 'refused', call: 'GetProductInfo', detail: 'Windows names no edition' });
  }
  const product = type[0] ?? 0;
  return ok(EDITIONS.get(product) ?? `edition 0x${product.toString(16).toUpperCase()}`);
}

function displayLanguage(functions: Prototypes, kernel32: Kernel32): Result<string> {
  const name = Buffer.alloc(LOCALE_NAME_MAX_LENGTH * 2);
  const language = functions.GetUserDefaultUILanguage(); // without a sort order, an identifier of a language is one of a locale
  if (functions.LCIDToLocaleName(language, name, LOCALE_NAME_MAX_LENGTH, 0) === 0) {
    return lastError(kernel32, 'LCIDToLocaleName', `0x${language.toString(16).toUpperCase().padStart(4, '0')}`);
  }
  return ok(untilNul(name.toString('utf16le')));
}
