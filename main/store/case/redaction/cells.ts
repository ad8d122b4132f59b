import type { TextKind } from '../../../domain/redaction/paths.ts';
import type { Redactor } from '../../../domain/redaction/redactor.ts';
import type { CaseColumn, CaseTable } from '../form.ts';

/** What a column holds, where its text alone does not say it. */
export type Role = 'text' | 'prose' | 'machine' | 'file' | 'fileInFolder' | 'bytes' | 'number';

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['recordings.machine', 'machine'],
  ['scans.machine', 'machine'],
  ['snapshots.machine', 'machine'],
  ['sources.machine', 'machine'],
  ['sources.name', 'file'],
  ['scan_files.name', 'fileInFolder'],
  ['snapshots.name', 'prose'],
  ['case_notes.text', 'prose'],
]);

export function roleOf(table: CaseTable, column: CaseColumn): Role {
  if (column.type === 'BLOB') return 'bytes';
  return column.type === 'TEXT' ? (ROLES.get(`${table.name}.${column.name}`) ?? 'text') : 'number';
}

/** Of a column in every one of many rows, the words that mostly stand there, as SQL: calling out of SQLite for each costs more than storing it. */
export const fixedWords = (table: CaseTable, column: CaseColumn): string | null =>
  table.name === 'payloads' && column.name === 'decoded' ? "'named', 'positional', 'raw'" : null;

/** What evidence that names no machine is stored with. */
const NO_MACHINE = 'not known';
/** Texts that this product wrote: their words are its own. What a driver or a person wrote is not among them. */
const OWN_KEYS: ReadonlySet<string> = new Set(
  'summary|title|meaning|remedies|risk|confidence|sources|group|company|driver|drivers|win32Name|win32Message|ntstatusName|call'.split('|'),
);
/** Longer than any hash: bytes in hex, in which text may stand. */
const HEX_BYTES = /^(?:[0-9a-f]{2}){33,}$/i;
/** Begins as a path does, and holds nothing that no name can hold. */
const PATH_LIKE = /^(?:\\\\\?\\|\\\?\?\\)?(?:[A-Za-z]:[\\/]|\\|UNC\\|Volume\{)[^\r\n\t"|*?]*$/;

const kindOf = (text: string): TextKind => (PATH_LIKE.test(text) ? 'path' : 'prose');

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Takes the cells of a database apart: JSON into its texts, bytes into what they may say. */
export class Cells {
  readonly #redactor: Redactor;
  #emptied = 0;
  /** Whether the last text was: the bytes that stand behind it in their row say the same, and more. */
  #isTextChanged = false;
  readonly #namesInFolder = new Set<string>();
  #folder = '';

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** Cells of raw bytes that were emptied. */
  get emptied(): number {
    return this.#emptied;
  }

  learn(role: Role, cell: unknown, folder: string | null): void {
    if (typeof cell !== 'string') return;
    switch (role) {
      case 'machine':
        if (cell !== NO_MACHINE) this.#redactor.learnMachine(cell);
        return;
      case 'file':
      case 'fileInFolder':
        this.#redactor.learnFile(cell, folder);
        return;
      case 'prose':
        this.#redactor.learn(cell, 'prose');
        return;
      default: {
        const json = readJson(cell);
        if (json === undefined) this.#redactor.learn(cell, kindOf(cell));
        else this.#learnJson(json, '');
      }
    }
  }

  #learnJson(value: Json, key: string): void {
    if (typeof value === 'string') {
      if (OWN_KEYS.has(key)) this.#redactor.learnOwn(value);
      this.#redactor.learn(value, kindOf(value));
    } else if (Array.isArray(value)) for (const item of value) this.#learnJson(item, key);
    else if (value !== null && typeof value === 'object') {
      for (const [name, item] of Object.entries(value)) {
        this.#redactor.learnOwn(name);
        this.#learnJson(item, name);
      }
    }
  }

  /** The cell as it may be shown to others. The cells of a row come one after the other, in the order of its columns. */
  redact(role: Role, cell: unknown, folder: string | null): unknown {
    this.#redactor.nextCell();
    if (cell instanceof Uint8Array) return this.#isTextChanged && cell.byteLength > 0 ? this.#empty() : this.#redactBytes(cell);
    if (typeof cell !== 'string') return cell;
    const redacted = this.#redactText(role, cell, folder);
    this.#isTextChanged = redacted !== cell;
    return redacted;
  }

  #redactText(role: Role, cell: string, folder: string | null): string {
    switch (role) {
      case 'file':
        return this.#redactor.redactFile(cell, folder);
      case 'fileInFolder':
        return this.#distinct(this.#redactor.redactFile(cell, folder), folder ?? '');
      case 'prose':
      case 'machine':
        return this.#redactor.redact(cell, 'prose');
      default: {
        const json = readJson(cell);
        if (json === undefined) return this.#redactor.redact(cell, kindOf(cell));
        const redacted = this.#redactJson(json);
        return redacted === json ? cell : JSON.stringify(redacted);
      }
    }
  }

  /** The value itself where nothing in it is replaced. */
  #redactJson(value: Json): Json {
    if (typeof value === 'string') return this.#redactString(value);
    if (value === null || typeof value !== 'object') return value;
    return isList(value) ? this.#redactList(value) : this.#redactRecord(value);
  }

  #redactList(list: readonly Json[]): Json {
    let changed: Json[] | null = null;
    for (const [index, item] of list.entries()) {
      const redacted = this.#redactJson(item);
      if (redacted === item) continue;
      changed ??= [...list];
      changed[index] = redacted;
    }
    return changed ?? list;
  }

  #redactRecord(record: Readonly<Record<string, Json>>): Json {
    let changed: Map<string, Json> | null = null;
    for (const name of Object.keys(record)) {
      const item = record[name] ?? null;
      const redacted = this.#redactJson(item);
      if (redacted === item) continue;
      changed ??= new Map(Object.entries(record));
      changed.set(name, redacted);
    }
    return changed === null ? record : Object.fromEntries(changed);
  }

  #redactString(text: string): string {
    if (!HEX_BYTES.test(text)) return this.#redactor.redact(text, kindOf(text));
    return this.#redactBytes(Buffer.from(text, 'hex')).byteLength === 0 ? '' : text;
  }

  /** Bytes can be kept or dropped: what they mean is not known, so nothing in them is rewritten. */
  #redactBytes(bytes: Uint8Array): Uint8Array {
    return bytes.byteLength > 0 && this.#holds(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) ? this.#empty() : bytes;
  }

  #empty(): Uint8Array {
    this.#emptied += 1;
    return new Uint8Array(0);
  }

  #holds(bytes: Buffer): boolean {
    return readings(bytes).some((text) => this.#redactor.holds(text));
  }

  /** In a folder that tells upper from lower case two names can have one placeholder. Rows come folder by folder. */
  #distinct(name: string, folder: string): string {
    if (folder !== this.#folder) {
      this.#namesInFolder.clear();
      this.#folder = folder;
    }
    let distinct = name;
    for (let number = 2; this.#namesInFolder.has(distinct); number++) distinct = `${name}~${number}`;
    this.#namesInFolder.add(distinct);
    return distinct;
  }
}

/**
 * The texts that bytes may be. Where every second byte is zero, the others are letters of UTF-16 wherever they begin; what else UTF-16 and
 * UTF-8 can say is read as such.
 */
function readings(bytes: Buffer): string[] {
  const letters = Buffer.allocUnsafe(bytes.length);
  const zeros: [even: number, odd: number] = [0, 0];
  let count = 0;
  let isAscii = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) {
      zeros[(at & 1) as 0 | 1] += 1;
      // One zero belongs to the letter before it, a second one ends the text.
      if (at > 0 && bytes[at - 1] === 0 && letters[count - 1] !== LINE_FEED) letters[count++] = LINE_FEED;
    } else {
      isAscii &&= byte < 0x80;
      letters[count++] = byte;
    }
  }
  const [even, odd] = zeros;
  const isPlainUtf16 = isAscii && even === 0 && odd === bytes.length >> 1;
  return [
    letters.toString('latin1', 0, count),
    ...(isPlainUtf16 || (isAscii && even + odd === 0) ? [] : [bytes.toString('utf16le')]),
    ...(even > odd || (!isAscii && even > 0) ? [bytes.toString('utf16le', 1)] : []),
    ...(isAscii ? [] : [bytes.toString('utf8')]),
  ];
}

const LINE_FEED = 10;

/** The type guard of the language takes a list for any list. */
const isList = (value: readonly Json[] | Readonly<Record<string, Json>>): value is readonly Json[] => Array.isArray(value);

/** What a text says as JSON; undefined where it is none, or only a word or a number. */
function readJson(text: string): Json | undefined {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined;
  try {
    return JSON.parse(text) as Json; // the only thing that JSON.parse gives
  } catch {
    return undefined; // a text that begins like JSON
  }
}
