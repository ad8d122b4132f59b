import koffi from 'koffi';
import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { type Kernel32, lastError } from './kernel32.ts';
import { VS_FIXEDFILEINFO } from './layouts.ts';
import { bind, type Libraries } from './library.ts';
import { StructView, untilNul } from './struct.ts';

type Prototypes = {
  GetFileVersionInfoSizeExW(flags: number, file: string, dummy: Uint32Array): number;
  GetFileVersionInfoExW(flags: number, file: string, dummy: number, bytes: number, block: Uint8Array): number;
  VerQueryValueW(block: Uint8Array, sub: string, value: BigUint64Array, length: Uint32Array): number;
};

export interface FileVersion {
  readonly version: string | null;
  readonly company: string | null;
}

export interface VersionInfo {
  /** Version resource of a file. Fails with win32 codes (2 not there, 1813 no resource). */
  fileVersion(file: string): Result<FileVersion>;
}

const FIXED_SIGNATURE = 0xfeef_04bd;
const RESOURCE_MAX_BYTES = 1 << 20;

/** Source of the signatures: winver.h. */
export function bindVersion(libraries: Libraries, kernel32: Kernel32): Result<VersionInfo> {
  const version = bind<Prototypes>(libraries, 'version', {
    GetFileVersionInfoSizeExW: 'uint32_t GetFileVersionInfoSizeExW(uint32_t flags, const char16_t *file, uint32_t *dummy)',
    GetFileVersionInfoExW:
      'int32_t GetFileVersionInfoExW(uint32_t flags, const char16_t *file, uint32_t dummy, uint32_t bytes, void *block)',
    VerQueryValueW: 'int32_t VerQueryValueW(void *block, const char16_t *sub, uint64_t *value, uint32_t *length)',
  });
  if (!version.ok) return version;
  return ok({ fileVersion: (file) => fileVersion(version.value, kernel32, file) });
}

function fileVersion(version: Prototypes, kernel32: Kernel32, file: string): Result<FileVersion> {
  const bytes = version.GetFileVersionInfoSizeExW(0, file, new Uint32Array(1));
  if (bytes === 0) return lastError(kernel32, 'GetFileVersionInfoSizeExW', file);
  if (bytes > RESOURCE_MAX_BYTES)
    return fail({ kind: 'refused', call: 'GetFileVersionInfoSizeExW', detail: `the resource has ${bytes} bytes`, target: file });
  const block = Buffer.alloc(bytes);
  if (version.GetFileVersionInfoExW(0, file, 0, bytes, block) === 0) return lastError(kernel32, 'GetFileVersionInfoExW', file);
  return ok({ version: fixedVersion(version, block), company: companyName(version, block) });
}

/** The bytes of one value inside the block; null when the value is not there, or its pointer does not lie in the block. */
function blockValue(version: Prototypes, block: Buffer, sub: string, unitBytes: 1 | 2): Buffer | null {
  const value = new BigUint64Array(1);
  const length = new Uint32Array(1);
  if (version.VerQueryValueW(block, sub, value, length) === 0) return null;
  const offset = Number((value[0] ?? 0n) - koffi.address(block));
  const bytes = (length[0] ?? 0) * unitBytes;
  return offset >= 0 && offset + bytes <= block.length ? block.subarray(offset, offset + bytes) : null;
}

function fixedVersion(version: Prototypes, block: Buffer): string | null {
  const value = blockValue(version, block, '\\', 1);
  const fixed = value === null ? null : StructView.at(VS_FIXEDFILEINFO, value);
  if (fixed === null || fixed.read('dwSignature') !== FIXED_SIGNATURE) return null;
  const [high, low] = [fixed.read('dwFileVersionMS'), fixed.read('dwFileVersionLS')];
  return [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff].join('.');
}

/** The company in the first language that the resource lists. */
function companyName(version: Prototypes, block: Buffer): string | null {
  const translation = blockValue(version, block, '\\VarFileInfo\\Translation', 1);
  if (translation === null || translation.length < 4) return null;
  const hex = (offset: number): string => translation.readUInt16LE(offset).toString(16).padStart(4, '0');
  const company = blockValue(version, block, `\\StringFileInfo\\${hex(0)}${hex(2)}\\CompanyName`, 2);
  const text = company === null ? '' : untilNul(company.toString('utf16le')).trim();
  return text === '' ? null : text;
}
