import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from './result.ts';
import { readVdf, vdfSection, vdfText } from './text/vdf.ts';

/** What a launcher says of one title. */
export interface InstalledTitle {
  readonly id: string | null;
  readonly title: string;
  readonly folder: string;
  readonly storeBytes: number | null;
}

const TITLE_MAX_CHARS = 300;
/** Of one drive. */
const FOLDERS_MAX_COUNT = 64;
const ROOT_TEXT_MAX_CHARS = 65_536;

/**
 * A folder that a manifest may name: on a drive, without a step back. Manifests are text that anybody may have written, and what they name
 * is listed and opened later.
 */
export function localFolder(path: string): Result<string> {
  const folder = path.trim().replaceAll('/', '\\').replace(/\\+$/, '');
  const segments = folder.split('\\').slice(1);
  if (!/^[A-Za-z]:\\./.test(`${folder}\\`) || segments.some((name) => !isPlainName(name) && name !== '')) {
    return refused(`the folder ${JSON.stringify(path.slice(0, 200))} is not an ordinary folder of a drive`);
  }
  return ok(folder);
}

/** One name inside a folder, which cannot lead out of it. */
export const isPlainName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[\\/:*?"<>|\p{Cc}]/u.test(name) && name.length <= 255;

const refused = (detail: string): Result<never> => fail({ kind: 'refused', call: 'manifest', detail });

export interface SteamLibraries {
  readonly folders: readonly string[];
  /** One for each library whose folder is none that may be named. */
  readonly refused: readonly Failure[];
}

/** `libraryfolders.vdf`: the folders of all libraries. In old files a library is a text, in newer ones a section with a path. */
export function steamLibraries(text: string): Result<SteamLibraries> {
  const read = readVdf(text);
  if (!read.ok) return read;
  const listed = vdfSection(read.value, 'libraryfolders');
  if (listed === undefined) return refused('it has no section libraryfolders');
  const named = [...listed].filter(([name]) => /^\d+$/.test(name)); // beside them there are figures of Steam's own
  const found = named.map(([, value]) => localFolder((typeof value === 'string' ? value : vdfText(value, 'path')) ?? ''));
  return ok({
    folders: found.flatMap((folder) => (folder.ok ? [folder.value] : [])),
    refused: found.flatMap((folder) => (folder.ok ? [] : [folder.error])),
  });
}

/** `appmanifest_*.acf` of a library. The title's folder is one name below `steamapps\common`. */
export function steamTitle(text: string, library: string): Result<InstalledTitle> {
  const read = readVdf(text);
  if (!read.ok) return read;
  const state = vdfSection(read.value, 'appstate');
  const folder = vdfText(state, 'installdir');
  if (folder === null) return refused('it names no folder');
  if (!isPlainName(folder)) return refused(`the folder ${JSON.stringify(folder.slice(0, 200))} would lead out of the library`);
  return ok({
    id: vdfText(state, 'appid'),
    title: titleOf(vdfText(state, 'name'), folder),
    folder: `${library}\\steamapps\\common\\${folder}`,
    storeBytes: bytesOf(vdfText(state, 'sizeondisk')),
  });
}

/** `*.item` of the Epic Games launcher. */
export function epicTitle(text: string): Result<InstalledTitle> {
  const values = readJsonObject(text);
  if (!values.ok) return values;
  const { InstallLocation: location, DisplayName: title, AppName: id, InstallSize: size } = values.value;
  if (typeof location !== 'string') return refused('it names no folder');
  const folder = localFolder(location);
  if (!folder.ok) return folder;
  return ok({
    id: typeof id === 'string' ? id : null,
    title: titleOf(typeof title === 'string' ? title : null, folder.value),
    folder: folder.value,
    storeBytes: typeof size === 'number' ? bytesOf(String(size)) : null,
  });
}

function readJsonObject(text: string): Result<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? ok(value as Record<string, unknown>)
      : refused('it is no JSON object');
  } catch (error) {
    return refused(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `.GamingRoot` of a drive: `RGBX`, a 32-bit count, then that many texts, which name folders of the drive. */
export function xboxFolders(bytes: Uint8Array, mount: string): Result<readonly string[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 8 || view.getUint32(0, true) !== 0x5842_4752) return refused('it does not begin with RGBX');
  const count = view.getUint32(4, true);
  const texts = utf16Text(view, 8).split('\0').slice(0, Math.min(count, FOLDERS_MAX_COUNT));
  const folders = texts.filter((text) => text !== '').map((text) => localFolder(`${mount}\\${text.replace(/^[\\/]+/, '')}`));
  const wrong = folders.find((folder) => !folder.ok);
  return wrong !== undefined && !wrong.ok ? wrong : ok(folders.flatMap((folder) => (folder.ok ? [folder.value] : [])));
}

function utf16Text(view: DataView, from: number): string {
  let text = '';
  for (let at = from; at + 2 <= view.byteLength && text.length < ROOT_TEXT_MAX_CHARS; at += 2)
    text += String.fromCharCode(view.getUint16(at, true));
  return text;
}

/** The display name in `MicrosoftGame.config`; null where it is a reference into a resource, or not there. */
export function xboxTitle(config: string): string | null {
  const name = /<ShellVisuals\b[^>]*\bDefaultDisplayName\s*=\s*"([^"]*)"/.exec(config.slice(0, 1 << 20))?.[1] ?? null;
  if (name === null || name.startsWith('ms-resource:')) return null;
  return name.replace(/&(amp|lt|gt|quot|apos);/g, (_all, entity: 'amp') => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[entity]);
}

/** The launcher's name, else the folder's. */
export const titleOf = (name: string | null, folder: string): string => {
  const said = name?.trim() ?? '';
  return (said === '' ? (folder.split('\\').at(-1) ?? folder) : said).slice(0, TITLE_MAX_CHARS);
};

const bytesOf = (text: string | null): number | null => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null);
