import type { Result } from '../contract/failure.ts';
import { BUS_TYPES } from '../contract/words.ts';
import { fail, ok } from '../domain/result.ts';
import type { VolumeFacts, VolumeSource } from '../domain/system.ts';
import {
  ACCESS,
  control,
  type Handle,
  INVALID_HANDLE_VALUE,
  type Kernel32,
  lastError,
  OPEN_FLAG,
  openExisting,
  SHARE,
} from './kernel32.ts';
import { STORAGE_DEVICE_DESCRIPTOR, STORAGE_PROPERTY_QUERY } from './layouts.ts';
import { StructView, untilNul } from './struct.ts';

const IOCTL_STORAGE_QUERY_PROPERTY = 0x002d_1400; // winioctl.h
const FILE_DAX_VOLUME = 0x2000_0000; // winnt.h
const DRIVE_REMOTE = 4; // winbase.h
const ERROR_NO_MORE_FILES = 18;
const ERROR_NOT_READY = 21;
const ERROR_MORE_DATA = 234;

/** A volume name is `\\?\Volume{guid}\`: 49 characters and the terminator. Source: GetVolumeNameForVolumeMountPointW. */
const VOLUME_NAME_CHARS = 50;
const PATH_CHARS = 32_768;
const LABEL_CHARS = 261;

export function volumeSource(kernel32: Kernel32): VolumeSource {
  return {
    list: () => listVolumes(kernel32),
    mountOf: (path) => mountOf(kernel32, path),
    facts: (mount) => volumeFacts(kernel32, mount),
    isRemote: (path) => kernel32.GetDriveTypeW(/^[A-Za-z]:\\/.test(path) ? path.slice(0, 3) : path) === DRIVE_REMOTE,
    busType: (mount) => busType(kernel32, mount),
  };
}

/** Every mounted volume with a medium, drive letters first in order. A volume without a mount point holds nothing that a path can name. */
function listVolumes(kernel32: Kernel32): Result<readonly VolumeFacts[]> {
  const name = Buffer.alloc(VOLUME_NAME_CHARS * 2);
  const find = kernel32.FindFirstVolumeW(name, VOLUME_NAME_CHARS);
  if (find === null || (find as bigint) === INVALID_HANDLE_VALUE) return lastError(kernel32, 'FindFirstVolumeW');
  using _closed = { [Symbol.dispose]: () => void kernel32.FindVolumeClose(find as Handle) };
  const volumes: VolumeFacts[] = [];
  do {
    const added = addVolume(kernel32, untilNul(name.toString('utf16le')), volumes);
    if (!added.ok) return added;
  } while (kernel32.FindNextVolumeW(find, name, VOLUME_NAME_CHARS) !== 0);
  const end = lastError(kernel32, 'FindNextVolumeW');
  if (end.error.kind === 'win32' && end.error.code !== ERROR_NO_MORE_FILES) return end;
  return ok(volumes.sort((a, b) => (a.mount < b.mount ? -1 : 1)));
}

function addVolume(kernel32: Kernel32, guidPath: string, volumes: VolumeFacts[]): Result<null> {
  const mounts = mountsOf(kernel32, guidPath);
  if (!mounts.ok) return mounts;
  const mount = mounts.value.find((path) => /^[A-Za-z]:\\$/.test(path)) ?? mounts.value[0];
  if (mount === undefined) return ok(null);
  const facts = volumeFacts(kernel32, withoutSlash(mount));
  if (facts.ok) volumes.push(facts.value);
  else if (facts.error.kind !== 'win32' || facts.error.code !== ERROR_NOT_READY) return facts; // an empty card reader is no volume
  return ok(null);
}

function mountsOf(kernel32: Kernel32, guidPath: string): Result<readonly string[]> {
  const returned = new Uint32Array(1);
  let names = Buffer.alloc(1024);
  // The list can grow between the two calls, so the size is asked again while it does.
  for (let attempt = 0; attempt < 4; attempt++) {
    if (kernel32.GetVolumePathNamesForVolumeNameW(guidPath, names, names.length / 2, returned) !== 0) {
      return ok(
        names
          .toString('utf16le', 0, (returned[0] ?? 0) * 2)
          .split('\0')
          .filter((path) => path !== ''),
      );
    }
    const failed = lastError(kernel32, 'GetVolumePathNamesForVolumeNameW', guidPath);
    if (failed.error.kind !== 'win32' || failed.error.code !== ERROR_MORE_DATA) return failed;
    names = Buffer.alloc(((returned[0] ?? 0) + 64) * 2);
  }
  return fail({
    kind: 'refused',
    call: 'GetVolumePathNamesForVolumeNameW',
    detail: 'the list of mount points kept growing',
    target: guidPath,
  });
}

function mountOf(kernel32: Kernel32, path: string): Result<string> {
  // The name of a volume's device is no path: what GetVolumePathNameW makes of it is documented nowhere.
  const device = /^\\\\[.?]\\([A-Za-z]:)$/.exec(path)?.[1];
  if (device !== undefined) return ok(device);
  const mount = Buffer.alloc(PATH_CHARS * 2);
  if (kernel32.GetVolumePathNameW(path, mount, PATH_CHARS) === 0) return lastError(kernel32, 'GetVolumePathNameW', path);
  return ok(withoutSlash(untilNul(mount.toString('utf16le')).replace(/^\\\\[.?]\\(?=[A-Za-z]:)/, '')));
}

/** `C:` or a mount folder, as they are shown; Windows wants the trailing backslash back. */
const withoutSlash = (path: string): string => path.replace(/\\$/, '');
const root = (mount: string): string => `${mount}\\`;

function volumeFacts(kernel32: Kernel32, mount: string): Result<VolumeFacts> {
  const label = Buffer.alloc(LABEL_CHARS * 2);
  const fileSystem = Buffer.alloc(LABEL_CHARS * 2);
  const flags = new Uint32Array(1);
  const unused = new Uint32Array(1);
  if (kernel32.GetVolumeInformationW(root(mount), label, LABEL_CHARS, unused, unused, flags, fileSystem, LABEL_CHARS) === 0) {
    return lastError(kernel32, 'GetVolumeInformationW', root(mount));
  }
  const guidPath = Buffer.alloc(VOLUME_NAME_CHARS * 2);
  const named = kernel32.GetVolumeNameForVolumeMountPointW(root(mount), guidPath, VOLUME_NAME_CHARS) !== 0;
  const total = new BigUint64Array(1);
  const free = new BigUint64Array(1);
  const sized = kernel32.GetDiskFreeSpaceExW(root(mount), new BigUint64Array(1), total, free) !== 0;
  return ok({
    mount,
    label: untilNul(label.toString('utf16le')),
    guidPath: named ? untilNul(guidPath.toString('utf16le')) : '',
    fileSystem: untilNul(fileSystem.toString('utf16le')),
    flags: flags[0] ?? 0,
    isDax: ((flags[0] ?? 0) & FILE_DAX_VOLUME) !== 0,
    totalBytes: sized ? Number(total[0]) : null,
    freeBytes: sized ? Number(free[0]) : null,
  });
}

/** Asked of the volume device with no access rights at all: the property is free to read, without elevation. */
function busType(kernel32: Kernel32, mount: string): Result<string> {
  const device = openExisting(kernel32, `\\\\.\\${mount}`, ACCESS.none, SHARE.readWrite, OPEN_FLAG.none);
  if (!device.ok) return device;
  using handle = device.value;
  const output = new Uint8Array(1024);
  const returned = control(kernel32, handle, IOCTL_STORAGE_QUERY_PROPERTY, new Uint8Array(STORAGE_PROPERTY_QUERY.size), output);
  if (!returned.ok) return returned;
  const descriptor = StructView.at(STORAGE_DEVICE_DESCRIPTOR, output.subarray(0, returned.value));
  if (descriptor === null)
    return fail({ kind: 'refused', call: 'IOCTL_STORAGE_QUERY_PROPERTY', detail: `the answer has ${returned.value} bytes`, target: mount });
  const busType = descriptor.read('BusType');
  return ok(BUS_TYPES[busType] ?? `bus type ${busType}`);
}
