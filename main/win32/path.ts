import { win32 } from 'node:path';

/** How a path has to be opened. `device` names are never opened: merely opening a serial port or a tape changes its state. */
export type PathForm =
  | { readonly form: 'file'; readonly path: string }
  | { readonly form: 'directory'; readonly path: string; readonly isRoot: boolean }
  | { readonly form: 'volumeDevice'; readonly path: string }
  | { readonly form: 'device'; readonly path: string };

const DRIVE = /^([A-Za-z]):[\\/]?$/;
const DRIVE_DEVICE = /^\\\\[.?]\\([A-Za-z]:)$/;
const VOLUME_NAME = /^\\\\[.?]\\Volume\{[0-9a-f-]{36}\}(\\?)$/i;
const EXTENDED_DRIVE_ROOT = /^\\\\\?\\[A-Za-z]:\\$/;
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[1-9\u00b9\u00b2\u00b3]|lpt[1-9\u00b9\u00b2\u00b3])[ .]*$/i;

/** Beyond this many characters Win32 takes only the extended form, unless the process declares otherwise. Source: Maximum Path Length Limitation. */
const ORDINARY_MAX_CHARS = 247;

export function classifyPath(path: string): PathForm {
  return ORDINARY_FILE.test(path) && path.length <= ORDINARY_MAX_CHARS ? { form: 'file', path } : classifyUnusual(path);
}

/** What nearly every path is, told in one look: on a drive, and with a last name too long for a device's and without a stream's colon. */
const ORDINARY_FILE = /^[A-Za-z]:\\.*[^\\/:]{8}[^\\/: .]$/s;

function classifyUnusual(path: string): PathForm {
  const drive = DRIVE.exec(path);
  if (drive !== null) return { form: 'directory', path: `${drive[1]}:\\`, isRoot: true };
  if (DRIVE_DEVICE.test(path)) return { form: 'volumeDevice', path };
  const volume = VOLUME_NAME.exec(path);
  if (volume !== null) return volume[1] === '\\' ? { form: 'directory', path, isRoot: true } : { form: 'volumeDevice', path };
  if (EXTENDED_DRIVE_ROOT.test(path)) return { form: 'directory', path, isRoot: true };
  if (isDeviceName(path)) return { form: 'device', path };
  const long = extended(path);
  return /[\\/]$/.test(path) ? { form: 'directory', path: long, isRoot: false } : { form: 'file', path: long };
}

/** `\\.\PhysicalDrive0`, `NUL`, `C:\work\COM1`: names that Windows maps to devices. The extended form `\\?\` is taken literally. */
function isDeviceName(path: string): boolean {
  if (/^[\\/]{2}\.[\\/]/.test(path)) return !/^[\\/]{2}\.[\\/][A-Za-z]:[\\/]/.test(path);
  if (path.startsWith('\\\\?\\')) return false;
  const [name = ''] = path.split(/[\\/]/).at(-1)?.split(':') ?? [];
  return RESERVED.test(name);
}

/** A long path in the form that Windows takes at any length. The form is taken literally, so it is normalised first. */
function extended(path: string): string {
  if (path.length <= ORDINARY_MAX_CHARS || path.startsWith('\\\\?\\') || path.startsWith('\\\\.\\')) return path;
  if (/^[A-Za-z]:[\\/]/.test(path)) return `\\\\?\\${win32.normalize(path)}`;
  if (/^\\\\[^\\]/.test(path)) return `\\\\?\\UNC\\${win32.normalize(path).slice(2)}`;
  return path;
}
