import type { Result } from '../contract/failure.ts';
import { ok } from '../domain/result.ts';
import { bind, type Libraries } from './library.ts';
import { untilNul } from './struct.ts';

type Prototypes = { QueryDosDeviceW(name: string, target: Uint8Array, chars: number): number };

const TARGET_CHARS = 1024;
const DRIVES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Device names by drive letter: `\Device\HarddiskVolume3` to `C:`. Events of the kernel name volumes by their devices. */
export function readDosDevices(libraries: Libraries): Result<ReadonlyMap<string, string>> {
  const kernel32 = bind<Prototypes>(libraries, 'kernel32', {
    QueryDosDeviceW: 'uint32_t QueryDosDeviceW(const char16_t *name, void *target, uint32_t chars)',
  });
  if (!kernel32.ok) return kernel32;
  const devices = new Map<string, string>();
  for (const letter of DRIVES) {
    const target = Buffer.alloc(TARGET_CHARS * 2);
    const chars = kernel32.value.QueryDosDeviceW(`${letter}:`, target, TARGET_CHARS);
    if (chars > 0) devices.set(untilNul(target.toString('utf16le')).toLowerCase(), `${letter}:`);
  }
  return ok(devices);
}

const DEVICE_PATH = /^(\\Device\\[^\\]+)(?=\\|$)/i;

/** The path with its drive letter; null when it is no device path, or the device has no letter now. */
export function dosPath(devices: ReadonlyMap<string, string>, path: string): string | null {
  const device = DEVICE_PATH.exec(path)?.[1];
  const drive = device === undefined ? undefined : devices.get(device.toLowerCase());
  return device === undefined || drive === undefined ? null : drive + path.slice(device.length);
}
