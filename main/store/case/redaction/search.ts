import { folded } from '../../../domain/redaction/terms.ts';

/** A name that must not be found, and whether it may stand inside of a word. */
export interface SoughtName {
  readonly name: string;
  readonly telling: 'part' | 'word';
}

/** Bytes of what follows a piece that a search wants to look ahead at: a name of a thousand letters, and what stands behind it. */
export const AHEAD_BYTES = 8 * 1024;
const WINDOW_BYTES = 4;
const SHORT_WINDOW_BYTES = 2;
const FILTER_BITS = 20;
const SPREAD = 0x9e37_79b1;
/** Upper-case ASCII as lower-case, every other byte as it is. */
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

type Encoding = 'utf8' | 'utf16le';
interface Length {
  readonly encoding: Encoding;
  readonly bytes: number;
}

/** Looks for names in bytes, in UTF-8 and UTF-16 and in any case of their letters, whatever the bytes belong to. */
export class NameSearch {
  readonly #sought = new Map<string, SoughtName>();
  readonly #windows = [new Windows(WINDOW_BYTES), new Windows(SHORT_WINDOW_BYTES)] as const;
  /** Those that stand somewhere. */
  readonly found = new Set<string>();

  constructor(names: Iterable<SoughtName>) {
    const [long, short] = this.#windows;
    for (const name of names) {
      const key = folded(name.name);
      this.#sought.set(key, name);
      for (const spelling of new Set([name.name, key, name.name.toUpperCase()])) {
        const bytes = Buffer.from(spelling);
        (bytes.length < WINDOW_BYTES ? short : long).add(bytes, 'utf8');
        long.add(Buffer.from(spelling, 'utf16le'), 'utf16le');
      }
    }
  }

  /** The next piece: names that begin before `end` are found. What stands before a piece is not known, and taken for no letter. */
  lookAt(bytes: Buffer, end: number): void {
    for (const windows of this.#windows) {
      if (!windows.isEmpty) windows.visit(bytes, end, (at, length) => this.#visit(bytes, at, length));
    }
  }

  #visit(bytes: Buffer, at: number, { encoding, bytes: count }: Length): void {
    if (at + count > bytes.length) return;
    const key = folded(bytes.toString(encoding, at, at + count));
    const name = this.#sought.get(key);
    if (name !== undefined && (name.telling === 'part' || standsAlone(bytes, at, count, encoding, key))) this.found.add(name.name);
  }
}

const BEGINS_WITH_LETTER = /^[\p{L}\p{N}]/u;
const ENDS_WITH_LETTER = /[\p{L}\p{N}]$/u;
const LETTER_MAX_BYTES = 4;

function standsAlone(bytes: Buffer, at: number, count: number, encoding: Encoding, key: string): boolean {
  const before = bytes.toString(encoding, Math.max(0, at - LETTER_MAX_BYTES), at);
  const after = bytes.toString(encoding, at + count, at + count + LETTER_MAX_BYTES);
  return (
    (!BEGINS_WITH_LETTER.test(key) || !ENDS_WITH_LETTER.test(before)) && (!ENDS_WITH_LETTER.test(key) || !BEGINS_WITH_LETTER.test(after))
  );
}

/** The first bytes of names: a filter over all places, and what may begin at a place that passes it. */
class Windows {
  readonly #size: number;
  readonly #mask: number;
  readonly #filter = new Uint32Array(2 ** (FILTER_BITS - 5));
  readonly #lengths = new Map<number, Length[]>();

  constructor(size: number) {
    this.#size = size;
    this.#mask = size === WINDOW_BYTES ? -1 : 0xffff;
  }

  get isEmpty(): boolean {
    return this.#lengths.size === 0;
  }

  add(spelling: Buffer, encoding: Encoding): void {
    if (spelling.length < this.#size) return;
    let window = 0;
    for (let at = 0; at < this.#size; at++) window = (window << 8) | (FOLD[spelling[at] ?? 0] ?? 0);
    const bit = Math.imul(window, SPREAD) >>> (32 - FILTER_BITS);
    this.#filter[bit >>> 5] = (this.#filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
    const lengths = this.#lengths.get(window);
    if (lengths === undefined) this.#lengths.set(window, [{ encoding, bytes: spelling.length }]);
    else if (!lengths.some((known) => known.encoding === encoding && known.bytes === spelling.length))
      lengths.push({ encoding, bytes: spelling.length });
  }

  /** Calls `visit` for each place before `end` where a name of a length may begin. */
  visit(bytes: Buffer, end: number, visit: (at: number, length: Length) => void): void {
    const filter = this.#filter;
    const mask = this.#mask;
    const last = Math.min(bytes.length, end + this.#size - 1);
    let window = 0;
    for (let at = 0; at < last; at++) {
      window = ((window << 8) | (FOLD[bytes[at] as number] as number)) & mask; // both within their bounds
      const bit = Math.imul(window, SPREAD) >>> (32 - FILTER_BITS);
      if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) === 0) continue;
      const from = at - this.#size + 1;
      if (from < 0) continue;
      for (const length of this.#lengths.get(window) ?? []) visit(from, length);
    }
  }
}
