import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { formOf, HEADER_BYTES, pageBytesOf, whyNotOurs } from './header.ts';

/**
 * The pages of a case file, looked at without SQLite: as far as SQLite would trust a foreign file, and to tell which page belongs to which
 * table. A tree in which one page hangs twice takes for ever to read, and a schema may claim to be as long as memory. Source: the SQLite file
 * format, https://sqlite.org/fileformat.html, 1.5 and 1.6.
 */

const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_TABLE = 13;
const INTERIOR_HEADER_BYTES = 12;
const LEAF_HEADER_BYTES = 8;
/** As deep as SQLite follows. */
const DEPTH_MAX = 20;
/** Of one row of the schema; ours have less than two. */
const SCHEMA_ROW_MAX_BYTES = 16 * 1024;
const VARINT_MAX_BYTES = 9;

/** A tree, or what is longer than its pages, that must not be read; `message` says why. */
export class DamagedPages extends Error {}

/** Called for each page of a tree, the first time that it is met. */
type Visit = (page: number, content: Buffer, from: number) => void;

export class CasePages implements Disposable {
  readonly form: number;
  readonly sizeBytes: number;
  readonly pageBytes: number;
  readonly pageCount: number;
  readonly #handle: number;
  /** The number that `own` was given for each page; 0: of none yet. */
  readonly #owners: Uint8Array;
  readonly #page: Buffer;

  private constructor(handle: number, sizeBytes: number, header: Buffer) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
    this.form = formOf(header);
    this.pageBytes = pageBytesOf(header);
    this.pageCount = sizeBytes / this.pageBytes;
    this.#owners = new Uint8Array(this.pageCount + 1);
    this.#page = Buffer.alloc(this.pageBytes);
  }

  /** The file, or in one sentence why it is no case file that this program reads. Throws the system's error when it cannot be read at all. */
  static open(file: string, newestForm: number): CasePages | string {
    const handle = openSync(file, 'r');
    try {
      const { size } = fstatSync(handle);
      const header = Buffer.alloc(HEADER_BYTES);
      const wrong = whyNotOurs(header.subarray(0, readSync(handle, header, 0, HEADER_BYTES, 0)), size, newestForm);
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

  /** By page number from 1 on: the number of its owner, 0 where it has none. */
  get owners(): Uint8Array {
    return this.#owners;
  }

  /** Throws `DamagedPages` when SQLite must not read the schema. */
  checkSchema(): void {
    this.#walk(1, LOOKED_AT, (page, content, from) => {
      if (content[from] !== LEAF_TABLE) return;
      for (const cell of cellsOf(content, from, LEAF_HEADER_BYTES, page)) {
        if (varintAt(content, cell) > SCHEMA_ROW_MAX_BYTES) throw new DamagedPages('its schema is longer than any of ours');
      }
    });
  }

  /** Throws `DamagedPages` when the tree that begins at `root` must not be read: a page of it is met twice, or is none of the file. */
  checkTree(root: number): void {
    this.#walk(root, LOOKED_AT, null);
  }

  /** Marks every page of a tree, also of what is longer than a page, as one of `owner`'s. */
  own(root: number, owner: number): void {
    this.#walk(root, owner, (page, content, from) => this.#ownOverflow(content, from, owner, page));
  }

  /** Breadth first. Without `visit` only pages that lead to others are read. */
  #walk(root: number, owner: number, visit: Visit | null): void {
    let level = [root];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth >= DEPTH_MAX) throw new DamagedPages(`the pages below page ${root} are nested deeper than SQLite's`);
      const below: number[] = [];
      for (const page of level) {
        this.#take(page, owner);
        const from = page === 1 ? HEADER_BYTES : 0;
        const type = visit === null ? this.#typeOf(page, from) : (this.#read(page)[from] ?? 0);
        const isInterior = type === INTERIOR_INDEX || type === INTERIOR_TABLE;
        if (visit !== null) visit(page, this.#page, from);
        if (!isInterior) continue;
        const content = this.#read(page);
        for (const cell of cellsOf(content, from, INTERIOR_HEADER_BYTES, page)) below.push(content.readUInt32BE(cell));
        below.push(content.readUInt32BE(from + 8));
      }
      level = below;
    }
  }

  #take(page: number, owner: number): void {
    if (page < 1 || page > this.pageCount) throw new DamagedPages(`page ${page} is named and not in the file`);
    if (this.#owners[page] !== 0) throw new DamagedPages(`page ${page} is used twice`);
    this.#owners[page] = owner;
  }

  /** What does not fit on a page goes on in a chain of pages, each with the number of the next. */
  #ownOverflow(content: Buffer, from: number, owner: number, page: number): void {
    const type = content[from];
    if (type === INTERIOR_TABLE) return;
    const isInterior = type === INTERIOR_INDEX;
    const largest = type === LEAF_TABLE ? this.pageBytes - 35 : Math.floor(((this.pageBytes - 12) * 64) / 255) - 23;
    const chains: { next: number; count: number }[] = [];
    for (const cell of cellsOf(content, from, isInterior ? INTERIOR_HEADER_BYTES : LEAF_HEADER_BYTES, page)) {
      const start = isInterior ? cell + 4 : cell;
      const first = content[start] ?? 0;
      if (first < 0x80) continue; // shorter than any that goes on elsewhere
      const bytes = varintAt(content, start);
      if (bytes <= largest) continue;
      const smallest = Math.floor(((this.pageBytes - 12) * 32) / 255) - 23;
      const fitting = smallest + ((bytes - smallest) % (this.pageBytes - 4));
      const here = fitting <= largest ? fitting : smallest;
      const behindLength = start + varintBytes(content, start);
      const at = behindLength + (type === LEAF_TABLE ? varintBytes(content, behindLength) : 0) + here;
      if (at + 4 > content.length) throw new DamagedPages(`page ${page} is damaged`);
      chains.push({ next: content.readUInt32BE(at), count: Math.ceil((bytes - here) / (this.pageBytes - 4)) });
    }
    for (const chain of chains) this.#ownChain(chain.next, chain.count, owner);
  }

  #ownChain(first: number, count: number, owner: number): void {
    let page = first;
    const next = Buffer.alloc(4);
    for (let index = 0; index < count; index++) {
      this.#take(page, owner);
      readSync(this.#handle, next, 0, 4, (page - 1) * this.pageBytes);
      page = next.readUInt32BE(0);
    }
  }

  #typeOf(page: number, from: number): number {
    readSync(this.#handle, this.#page, 0, 1, (page - 1) * this.pageBytes + from);
    return this.#page[0] ?? 0;
  }

  /** Valid until the next page is read. */
  #read(page: number): Buffer {
    readSync(this.#handle, this.#page, 0, this.pageBytes, (page - 1) * this.pageBytes);
    return this.#page;
  }
}

/** Owner of what is only looked at. */
const LOOKED_AT = 255;

/** Where the cells of a page begin. */
function cellsOf(content: Buffer, from: number, headerBytes: number, page: number): number[] {
  const count = content.readUInt16BE(from + 3);
  const first = from + headerBytes;
  if (first + count * 2 > content.length) throw new DamagedPages(`page ${page} is damaged`);
  const cells = new Array<number>(count);
  for (let index = 0; index < count; index++) {
    const cell = content.readUInt16BE(first + index * 2);
    if (cell + 4 > content.length) throw new DamagedPages(`page ${page} is damaged`);
    cells[index] = cell;
  }
  return cells;
}

/** Seven bits a byte, the most significant first, the top bit says that another follows. Nine bytes are more than any file holds. */
function varintAt(content: Buffer, from: number): number {
  let value = 0;
  for (let at = from; at < from + VARINT_MAX_BYTES - 1; at++) {
    const byte = content[at] ?? 0xff;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return value;
  }
  return Number.POSITIVE_INFINITY;
}

function varintBytes(content: Buffer, from: number): number {
  let count = 1;
  while (count < VARINT_MAX_BYTES && (content[from + count - 1] ?? 0) >= 0x80) count += 1;
  return count;
}
