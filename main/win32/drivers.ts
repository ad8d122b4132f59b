import { win32 } from 'node:path';
import type { Result } from '../contract/failure.ts';
import type { DriverSource } from '../domain/system.ts';
import type { Advapi32 } from './advapi32.ts';
import type { VersionInfo } from './version.ts';

const SERVICES = 'SYSTEM\\CurrentControlSet\\Services';
/** Device setup class Volume. Source: System-Defined Device Setup Classes Available to Vendors. */
const VOLUME_CLASS = 'SYSTEM\\CurrentControlSet\\Control\\Class\\{71a27cdd-812a-11d0-bec7-08002be2092f}';
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
    version: (service) => {
      const found = versions.fileVersion(absoluteImage(imageOf(service) ?? `system32\\drivers\\${service}.sys`, windows()));
      return found.ok ? found.value : { version: null, company: null };
    },
    volumeClassFilters: () => {
      const listed = (value: string): readonly string[] => {
        const services = advapi32.registryList(VOLUME_CLASS, value);
        return services.ok ? services.value : [];
      };
      return [...listed('UpperFilters'), ...listed('LowerFilters')].map((service) => `${service}.sys`);
    },
  };
}

const textOr = (text: Result<string>, otherwise: string): string => (text.ok ? text.value : otherwise);

/** ImagePath of a driver comes as `\SystemRoot\…`, `system32\…`, `\??\C:\…` or `%SystemRoot%\…`. */
export function absoluteImage(image: string, windows: string): string {
  if (/^\\SystemRoot\\/i.test(image)) return `${windows}\\${image.slice('\\SystemRoot\\'.length)}`;
  if (/^%SystemRoot%\\/i.test(image)) return `${windows}\\${image.slice('%SystemRoot%\\'.length)}`;
  if (image.startsWith('\\??\\')) return image.slice('\\??\\'.length);
  return /^[A-Za-z]:\\/.test(image) ? image : `${windows}\\${image}`;
}
