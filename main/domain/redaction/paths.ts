import { nameInPlace, type Place, splitName } from './known-folders.ts';

/** A stretch of a text that stands in a path. `from` and `to` are in UTF-16 units; what lies between two parts stays as it is. */
export interface PathPart {
  readonly from: number;
  readonly to: number;
  readonly kind: 'keep' | 'user' | 'path' | 'uncHost' | 'serial';
}

/** `path`: the whole text may be one path, with whatever names can hold. `prose`: paths stand among words. */
export type TextKind = 'path' | 'prose';

interface Root {
  /** Behind the root and its separator. */
  readonly end: number;
  readonly place: Place;
  readonly parts: readonly PathPart[];
}

/** Where a path may begin. */
const START = /\\|(?<![\p{L}\p{N}])[A-Za-z]:[\\/]/gu;
const isSeparator = (text: string, at: number): boolean => text.startsWith('\\', at) || text.startsWith('/', at);
/** What no name holds; a name that was stored with an unpaired surrogate holds it as `<D800>`. */
const NAME_IN_PROSE = /(?:[^\\/:*?"<>|\p{Cc}]|<D[89A-F][0-9A-F]{2}>)+/uy;
const NAME_IN_PATH = /[^\\/\0]+/y;
const PROSE_NAME_MAX_CHARS = 255;

/** The paths of a text, one part after the other. */
export function pathParts(text: string, kind: TextKind): PathPart[] {
  if (!text.includes('\\') && !text.includes(':/')) return NONE;
  const parts: PathPart[] = [];
  START.lastIndex = 0;
  for (let start = START.exec(text); start !== null; start = START.exec(text)) {
    const root = rootAt(text, start.index);
    if (root === null) {
      START.lastIndex = start.index + 1;
      continue;
    }
    parts.push(...root.parts);
    const { end } = readNames(text, root, kind === 'path' && start.index === 0, parts);
    START.lastIndex = Math.max(end, start.index + 1);
  }
  return parts;
}

const NONE: PathPart[] = [];

/** As what a name directly below the path is looked at. */
export function placeBehind(path: string): Place {
  const root = rootAt(path, 0);
  return root === null ? 'open' : readNames(path, root, true, []).place;
}

/** Appends the names behind a root; gives where the path ends, and as what a further name would be looked at. */
function readNames(text: string, root: Root, isWhole: boolean, parts: PathPart[]): { readonly end: number; readonly place: Place } {
  let { place } = root;
  let at = root.end;
  const pattern = isWhole ? NAME_IN_PATH : NAME_IN_PROSE;
  for (;;) {
    while (isSeparator(text, at)) at += 1;
    pattern.lastIndex = at;
    let name = pattern.exec(text)?.[0];
    if (name === undefined) return { end: at, place };
    // Among words a name that ends with a space belongs to no path that goes on behind it.
    const isLast = !isSeparator(text, at + name.length) || (!isWhole && name.endsWith(' '));
    if (!isWhole && isLast) name = lastName(name);
    if (!isWhole && (name.startsWith(' ') || name === '' || name.length > PROSE_NAME_MAX_CHARS)) return { end: at, place };
    const said = nameInPlace(name, place);
    parts.push({ from: at, to: at + name.length, kind: said.kind });
    place = said.next;
    at += name.length;
    if (isLast) return { end: at, place };
  }
}

/** The last name of a path among words: to its extension, else to the next space. */
function lastName(run: string): string {
  for (const { index } of run.matchAll(/\.[A-Za-z0-9]+(?![A-Za-z0-9])/g)) {
    const dotted = /^\.[A-Za-z0-9]+/.exec(run.slice(index))?.[0] ?? '';
    if (splitName(`x${dotted}`)[1] !== '') return run.slice(0, index + dotted.length);
  }
  return /^[^\s,;)\]}]*/.exec(run)?.[0].replace(/\.$/, '') ?? '';
}

const GUID = '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';
const VOLUME = new RegExp(`Volume\\{(${GUID})\\}`, 'iy');
const DRIVE = /[A-Za-z]:(?=[\\/]|$)/y;
const LITERAL = /\\\\[?.]\\|\\\?\?\\/y;
const UNC_WORD = /UNC\\/iy;
const GLOBAL_ROOT = /GLOBALROOT(?=\\)/iy;
const SHARE_HOST = /[^\\/:*?"<>|\s,;)\p{Cc}]+(?=[\\/\s,;)"]|$)/uy;
const DEVICE = /\\Device\\(Mup|LanmanRedirector|[^\\/:*?"<>|\s\p{Cc}]+)/iuy;
const REDIRECTED_DRIVE = /\\;[^\\]*/y;
/** Names of the object manager and of the registry, below which nothing is a file. */
const OBJECTS = /\\(?:SystemRoot|Driver|FileSystem|REGISTRY|BaseNamedObjects|Callback|KernelObjects|RPC Control)(?![^\\])/iy;

/** One backslash in the middle of a text is no path for the sake of one name: patterns and accounts are written with it as well. */
const NAMES_BEHIND = /[^\s\\/:*?"<>|][^\\/:*?"<>|\p{Cc}]*\\/uy;
const NAME_BEHIND = /[^\s\\/]/y;

function rootAt(text: string, at: number): Root | null {
  const literal = endOf(LITERAL, text, at);
  if (literal !== null) return literalRoot(text, literal);
  if (text.startsWith('\\\\', at)) return shareRoot(text, at + 2);
  const drive = endOf(DRIVE, text, at);
  if (drive !== null) return { end: drive, place: 'root', parts: [] };
  return text.charAt(at) === '\\' && isFree(text, at) ? namelessRoot(text, at) : null;
}

/** Behind `\\?\`, `\\.\` or `\??\`. */
function literalRoot(text: string, at: number): Root {
  const share = endOf(UNC_WORD, text, at);
  if (share !== null) return shareRoot(text, share) ?? { end: share, place: 'root', parts: [] };
  const volume = endOf(VOLUME, text, at);
  if (volume !== null) {
    const from = text.indexOf('{', at) + 1;
    return { end: volume, place: 'root', parts: [{ from, to: volume - 1, kind: 'serial' }] };
  }
  const drive = endOf(DRIVE, text, at);
  if (drive !== null) return { end: drive, place: 'root', parts: [] };
  const global = endOf(GLOBAL_ROOT, text, at);
  return global === null
    ? { end: at, place: 'known', parts: [] }
    : (namelessRoot(text, global) ?? { end: global, place: 'known', parts: [] });
}

function shareRoot(text: string, at: number): Root | null {
  const end = endOf(SHARE_HOST, text, at);
  return end === null ? null : { end, place: 'root', parts: [{ from: at, to: end, kind: 'uncHost' }] };
}

/** A path that begins with one backslash: of the object manager, or of a volume that was named elsewhere. */
function namelessRoot(text: string, at: number): Root | null {
  DEVICE.lastIndex = at;
  const device = DEVICE.exec(text);
  if (device !== null) {
    const end = at + device[0].length;
    if (!/^(mup|lanmanredirector)$/i.test(device[1] ?? '')) return { end, place: 'root', parts: [] };
    const redirected = endOf(REDIRECTED_DRIVE, text, end) ?? end;
    return shareRoot(text, redirected + 1) ?? { end: redirected, place: 'root', parts: [] };
  }
  const object = endOf(OBJECTS, text, at);
  if (object !== null) return { end: object, place: 'known', parts: [] };
  const isName = at === 0 ? NAME_BEHIND : NAMES_BEHIND;
  return endOf(isName, text, at + 1) === null ? null : { end: at, place: 'root', parts: [] };
}

/** Whether a backslash begins something, and does not stand inside of a word such as `DOMAIN\user`. */
const isFree = (text: string, at: number): boolean => at === 0 || /[\s"'(=,[{:]/.test(text.charAt(at - 1));

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? null : at + found[0].length;
}
