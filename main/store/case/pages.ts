import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CASE_APPLICATION_ID } from '../../contract/case-words.ts';
import { FIRST_CASE_FORM } from './form.ts';

/**
 * A look at a foreign database file before SQLite gets it, as far as SQLite would trust it: a tree of pages in which one page hangs twice
 * takes for ever to read, and a schema may claim to be as long as memory. Source: the SQLite file format, https://sqlite.org/fileformat.html.
 */

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_TABLE = 13;
const INTERIOR_HEADER_BYTES = 12;
const LEAF_HEADER_BYTES = 8;
/** As deep as SQLite follows. */
const DEPTH_MAX = 20;
/** Of one row of the schema; ours have less than two. */
const SCHEMA_ROW_MAX_BYTES = 16 * 1024;

/** A foreign database file, open for reading. */
export class CasePages implements Disposable {
  readonly form: number;
  readonly sizeBytes: number;
  readonly #handle: number;
  readonly #pageBytes: number;
  readonly #pageCount: number;
  readonly #seen: Uint8Array;
  readonly #type = new Uint8Array(1);

  private constructor(handle: number, sizeBytes: number, header: Buffer) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
    this.form = header.readUInt32BE(60);
    this.#pageBytes = pageBytesOf(header);
    this.#pageCount = Math.floor(sizeBytes / this.#pageBytes);
    this.#seen = new Uint8Array(this.#pageCount + 1);
  }

  /** The file, or in one sentence why it is no case file that this program reads. Throws the system's error when it cannot be read at all. */
  static open(file: string, newestForm: number): CasePages | string {
    const handle = openSync(file, 'r');
    try {
      const { size } = fstatSync(handle);
      const header = Buffer.alloc(HEADER_BYTES);
      const bytes = readSync(handle, header, 0, HEADER_BYTES, 0);
      const wrong =
        bytes < HEADER_BYTES ? 'this is no case file: it is shorter than the header of one' : whyNotOurs(header, size, newestForm);
      if (wrong === null) return new CasePages(handle, size, header);
      closeSync(handle);
      return wrong;
    } catch (error) {
      closeSync(handle);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#handle);
  }

  /** Why SQLite must not read the schema, else null. */
  checkSchema(): string | null {
    return this.#walk(1, (page, from) => (widestCell(page, from) > SCHEMA_ROW_MAX_BYTES ? 'its schema is longer than any of ours' : null));
  }

  /** Why the tree that begins at `root` must not be read, else null. No page may be in two trees. */
  checkTree(root: number): string | null {
    return this.#walk(root, () => null);
  }

  #walk(root: number, checkLeaf: (page: Buffer, from: number) => string | null): string | null {
    let level = [root];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth >= DEPTH_MAX) return `the pages below page ${root} are nested deeper than SQLite's`;
      const below: number[] = [];
      for (const number of level) {
        if (number < 1 || number > this.#pageCount) return `page ${number} is named and not in the file`;
        if (this.#seen[number] === 1) return `page ${number} is used twice`;
        this.#seen[number] = 1;
        const from = number === 1 ? HEADER_BYTES : 0;
        const type = this.#typeOf(number, from);
        if (type === INTERIOR_INDEX || type === INTERIOR_TABLE) {
          const children = childrenOf(this.#read(number, 0, this.#pageBytes), from);
          if (children === null) return `page ${number} is damaged`;
          for (const child of children) below.push(child);
        } else if (type === LEAF_TABLE) {
          const wrong = root === 1 ? checkLeaf(this.#read(number, 0, this.#pageBytes), from) : null;
          if (wrong !== null) return wrong;
        }
      }
      level = below;
    }
    return null;
  }

  /** Asked for every page, so it takes no memory of its own. */
  #typeOf(page: number, from: number): number {
    readSync(this.#handle, this.#type, 0, 1, (page - 1) * this.#pageBytes + from);
    return this.#type[0] ?? 0;
  }

  #read(page: number, from: number, count: number): Buffer {
    const bytes = Buffer.alloc(count);
    readSync(this.#handle, bytes, 0, count, (page - 1) * this.#pageBytes + from);
    return bytes;
  }
}

const pageBytesOf = (header: Buffer): number => (header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16));

function whyNotOurs(header: Buffer, sizeBytes: number, newestForm: number): string | null {
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'this is no case file: it does not begin as an SQLite database does';
  if (header.readUInt32BE(68) !== CASE_APPLICATION_ID)
    return `this is no case file: an SQLite database with the application id 0x${header.toString('hex', 68, 72).toUpperCase()}`;
  const form = header.readUInt32BE(60);
  if (form > newestForm)
    return `the case file has form ${form} and was made by a newer version of this program, which knows up to ${newestForm}`;
  if (form < FIRST_CASE_FORM) return `there is no case file of form ${form}`;
  if (header[18] !== 1 || header[19] !== 1) return 'another program changed the case file so that it needs a second file beside it';
  if (header.readUInt32BE(56) !== 1) return 'the case file is damaged: its texts are not in UTF-8';
  const pageBytes = pageBytesOf(header);
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0) return `the case file is damaged: pages of ${pageBytes} bytes`;
  const pages = header.readUInt32BE(28);
  return pages * pageBytes === sizeBytes
    ? null
    : `the case file is cut off or damaged: ${pages} pages of ${pageBytes} bytes are named, ${sizeBytes} bytes are there`;
}

/** The pages below an interior page; null when its cells lie outside of it. */
function childrenOf(page: Buffer, from: number): number[] | null {
  const cells = page.readUInt16BE(from + 3);
  const end = from + INTERIOR_HEADER_BYTES + cells * 2;
  if (end > page.length) return null;
  const children: number[] = [];
  for (let at = from + INTERIOR_HEADER_BYTES; at < end; at += 2) {
    const cell = page.readUInt16BE(at);
    if (cell + 4 > page.length) return null;
    children.push(page.readUInt32BE(cell));
  }
  children.push(page.readUInt32BE(from + 8));
  return children;
}

/** Bytes of the widest row that begins on a leaf of a table, as it says itself; endless where a cell lies outside of the page. */
function widestCell(page: Buffer, from: number): number {
  const cells = page.readUInt16BE(from + 3);
  let widest = 0;
  for (let index = 0; index < cells; index++) {
    const at = from + LEAF_HEADER_BYTES + index * 2;
    if (at + 2 > page.length) return Number.POSITIVE_INFINITY;
    widest = Math.max(widest, varint(page, page.readUInt16BE(at)));
  }
  return widest;
}

/** Seven bits a byte, the most significant first, the top bit says that another follows. */
function varint(page: Buffer, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at++) {
    const byte = page[at];
    if (byte === undefined) return Number.POSITIVE_INFINITY;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return value;
  }
  return Number.POSITIVE_INFINITY; // nine bytes: more than any file holds
}
