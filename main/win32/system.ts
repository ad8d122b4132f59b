import type { Result } from '../contract/failure.ts';
import type { Machine } from '../contract/machine.ts';
import { ok } from '../domain/result.ts';
import type { StatusTexts, System } from '../domain/system.ts';
import { type Advapi32, bindAdvapi32 } from './advapi32.ts';
import { folderSource } from './directory-walk.ts';
import { driverSource } from './drivers.ts';
import { fileSource } from './files.ts';
import { bindFltlib } from './fltlib.ts';
import { installationSource } from './installation.ts';
import { bindKernel32, type Kernel32, lastError } from './kernel32.ts';
import type { Libraries } from './library.ts';
import { bindNtdll, type Ntdll } from './ntdll.ts';
import { PROBE_FILTER, probeDriver } from './probe.ts';
import { registrySource } from './registry.ts';
import { untilNul } from './struct.ts';
import { targetSource } from './targets.ts';
import { bindVersion } from './version.ts';
import { volumeSource } from './volumes.ts';

const WINDOWS_NT = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const FORMAT_MESSAGE = 0x1000 | 0x200; // FROM_SYSTEM, IGNORE_INSERTS: winbase.h
const COMPUTER_NAME_CHARS = 256;

/** Windows as the product needs it, over whichever libraries were chosen. Fails when a library or an export is missing. */
export function openSystem(libraries: Libraries): Result<System> {
  const kernel32 = bindKernel32(libraries);
  if (!kernel32.ok) return kernel32;
  const ntdll = bindNtdll(libraries);
  if (!ntdll.ok) return ntdll;
  const advapi32 = bindAdvapi32(libraries, kernel32.value);
  if (!advapi32.ok) return advapi32;
  const version = bindVersion(libraries, kernel32.value);
  if (!version.ok) return version;
  const filters = bindFltlib(libraries);
  if (!filters.ok) return filters;
  const drivers = driverSource(advapi32.value, version.value);
  return ok({
    machine: { facts: () => machineFacts(libraries, kernel32.value, ntdll.value, advapi32.value) },
    installation: installationSource(libraries, kernel32.value),
    targets: targetSource(kernel32.value),
    folders: folderSource(kernel32.value),
    files: fileSource(kernel32.value),
    registry: registrySource(libraries, advapi32.value),
    volumes: volumeSource(kernel32.value),
    filters: filters.value,
    probe: probeDriver(libraries, kernel32.value, () => drivers.fileOf(PROBE_FILTER) !== null),
    drivers,
    texts: statusTexts(kernel32.value, ntdll.value),
  });
}

function machineFacts(libraries: Libraries, kernel32: Kernel32, ntdll: Ntdll, advapi32: Advapi32): Result<Machine> {
  const version = ntdll.osVersion();
  if (!version.ok) return version;
  const name = Buffer.alloc(COMPUTER_NAME_CHARS * 2);
  if (kernel32.GetComputerNameW(name, new Uint32Array([COMPUTER_NAME_CHARS])) === 0) return lastError(kernel32, 'GetComputerNameW');
  const { major, minor, build } = version.value;
  const revision = advapi32.registryNumber(WINDOWS_NT, 'UBR');
  const release = advapi32.registryText(WINDOWS_NT, 'DisplayVersion');
  const elevated = advapi32.isElevated();
  return ok({
    name: untilNul(name.toString('utf16le')),
    os: `${major}.${minor}.${build}`,
    revision: revision.ok ? revision.value : null,
    release: release.ok && release.value !== '' ? release.value : null,
    simulated: libraries.simulated,
    elevated: elevated.ok ? elevated.value : null,
  });
}

function statusTexts(kernel32: Kernel32, ntdll: Ntdll): StatusTexts {
  const texts = new Map<number, string | null>();
  const textOf = (win32: number): string | null => {
    const buffer = Buffer.alloc(2048);
    const chars = kernel32.FormatMessageW(FORMAT_MESSAGE, null, win32, 0, buffer, buffer.length / 2, null);
    const text = buffer.toString('utf16le', 0, chars * 2).trim();
    return text === '' ? null : text;
  };
  return {
    win32Of: (ntstatus) => ntdll.win32Of(ntstatus),
    textOf: (win32) => {
      const known = texts.get(win32);
      if (known !== undefined) return known;
      const text = textOf(win32);
      texts.set(win32, text);
      return text;
    },
  };
}
