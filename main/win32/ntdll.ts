import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { OSVERSIONINFOEXW } from './layouts.ts';
import { bind, type Libraries } from './library.ts';
import { StructView } from './struct.ts';

type Prototypes = {
  RtlGetVersion(info: Uint8Array): number;
  RtlNtStatusToDosError(status: number): number;
};

export interface Ntdll {
  /** Version and build that no compatibility setting changes. */
  osVersion(): Result<{ readonly major: number; readonly minor: number; readonly build: number }>;
  /** Null when the system has no mapping (ERROR_MR_MID_NOT_FOUND). `ntstatus` is unsigned 32 bits. */
  win32Of(ntstatus: number): number | null;
}

const ERROR_MR_MID_NOT_FOUND = 317;

/** Source of the signatures: winternl.h, phnt ntrtl.h. */
export function bindNtdll(libraries: Libraries): Result<Ntdll> {
  const ntdll = bind<Prototypes>(libraries, 'ntdll', {
    RtlGetVersion: 'uint32_t RtlGetVersion(void *info)',
    RtlNtStatusToDosError: 'uint32_t RtlNtStatusToDosError(uint32_t status)',
  });
  if (!ntdll.ok) return ntdll;
  return ok({
    osVersion: () => osVersion(ntdll.value),
    win32Of: (ntstatus) => {
      const win32 = ntdll.value.RtlNtStatusToDosError(ntstatus);
      return win32 === ERROR_MR_MID_NOT_FOUND ? null : win32;
    },
  });
}

function osVersion(ntdll: Prototypes): ReturnType<Ntdll['osVersion']> {
  const info = new Uint8Array(OSVERSIONINFOEXW.size);
  new DataView(info.buffer).setUint32(OSVERSIONINFOEXW.fields.dwOSVersionInfoSize[0], OSVERSIONINFOEXW.size, true);
  const status = ntdll.RtlGetVersion(info);
  const view = StructView.at(OSVERSIONINFOEXW, info);
  if (status !== 0 || view === null) return fail({ kind: 'ntstatus', call: 'RtlGetVersion', code: status });
  return ok({ major: view.read('dwMajorVersion'), minor: view.read('dwMinorVersion'), build: view.read('dwBuildNumber') });
}
