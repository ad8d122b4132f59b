import { win32 } from 'node:path';
import type { Result } from '../contract/failure.ts';
import { ok } from '../domain/result.ts';
import type { DeviceClass, DriverSource } from '../domain/system.ts';
import type { Advapi32 } from './advapi32.ts';
import type { VersionInfo } from './version.ts';

const SERVICES = 'SYSTEM\\CurrentControlSet\\Services';
/** Device setup classes Volume and DiskDrive. Source: devguid.h. */
export const DEVICE_CLASS: Readonly<Record<DeviceClass, string>> = {
  volume: '71a27cdd-812a-11d0-bec7-08002be2092f',
  disk: '4d36e967-e325-11ce-bfc1-08002be10318',
};
const CLASSES = 'SYSTEM\\CurrentControlSet\\Control\\Class';
const ERROR_FILE_NOT_FOUND = 2;
const WINDOWS_NT = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/** What is known of a driver file: its name from the registry, version and company from its resource. */
export function driverSource(advapi32: Advapi32, versions: VersionInfo): DriverSource {
  const imageOf = (service: string): string | null => {
    const image = advapi32.registryText(`${SERVICES}\\${service}`, 'ImagePath');
    return image.ok && image.value !== '' ? image.value : null;
  };
  let systemRoot: string | undefined;
  const windows = (): string => {
    systemRoot ??= textOr(advapi32.registryText(WINDOWS_NT, 'SystemRoot'), 'C:\\Windows');
    return systemRoot;
  };
  return {
    fileOf: (service) => {
      const image = imageOf(service);
      return image === null ? null : win32.basename(image);
    },
    version: (service) => versions.fileVersion(absoluteImage(imageOf(service) ?? `system32\\drivers\\${service}.sys`, windows())),
    classFilters: (deviceClass) => {
      const upper = classFilters(advapi32, deviceClass, 'UpperFilters');
      if (!upper.ok) return upper;
      const lower = classFilters(advapi32, deviceClass, 'LowerFilters');
      return lower.ok ? ok([...upper.value, ...lower.value]) : lower;
    },
  };
}

/** A class without filters has no such value. */
function classFilters(advapi32: Advapi32, deviceClass: DeviceClass, value: 'UpperFilters' | 'LowerFilters'): Result<readonly string[]> {
  const services = advapi32.registryList(`${CLASSES}\\{${DEVICE_CLASS[deviceClass]}}`, value);
  if (services.ok) return ok(services.value.map((service) => `${service}.sys`));
  return services.error.kind === 'win32' && services.error.code === ERROR_FILE_NOT_FOUND ? ok([]) : services;
}

const textOr = (text: Result<string>, otherwise: string): string => (text.ok ? text.value : otherwise);

/** ImagePath of a driver comes as `\SystemRoot\…`, `system32\…`, `\??\C:\…` or `%SystemRoot%\…`. */
export function absoluteImage(image: string, windows: string): string {
  if (/^\\SystemRoot\\/i.test(image)) return `${windows}\\${image.slice('\\SystemRoot\\'.length)}`;
  if (/^%SystemRoot%\\/i.test(image)) return `${windows}\\${image.slice('%SystemRoot%\\'.length)}`;
  if (image.startsWith('\\??\\')) return image.slice('\\??\\'.length);
  return /^[A-Za-z]:\\/.test(image) ? image : `${windows}\\${image}`;
}
