import { folded } from '../../../domain/redaction/terms.ts';
import { type Length, Places, SHORTEST_BYTES } from './places.ts';

/** A name that must not be found, and whether it may stand inside of a word. */
export interface SoughtName {
  readonly name: string;
  readonly telling: 'part' | 'word';
}

/** Bytes of what follows a piece that a search wants to look ahead at: a name of a thousand letters, and what stands behind it. */
export const AHEAD_BYTES = 8 * 1024;
const ENCODINGS = ['utf8', 'utf16le'] as const;

/** Looks for names in bytes, in UTF-8 and UTF-16 and in any case of their letters, whatever the bytes belong to. */
export class NameSearch {
  readonly #sought = new Map<string, SoughtName>();
  readonly #places = new Places();
  /** What is too short for the places, in every spelling. */
  readonly #short: { readonly spelling: Buffer; readonly length: Length }[] = [];
  /** Those that stand somewhere. */
  readonly found = new Set<string>();

  constructor(names: Iterable<SoughtName>) {
    for (const name of names) {
      const key = folded(name.name);
      this.#sought.set(key, name);
      for (const encoding of ENCODINGS) {
        const isShort = Buffer.byteLength(name.name, encoding) < SHORTEST_BYTES;
        const spellings = isShort ? anyCase(name.name) : [name.name, key, name.name.toUpperCase()];
        for (const text of new Set(spellings)) this.#add(Buffer.from(text, encoding), encoding);
      }
    }
  }

  /**
   * The next piece: names that begin before `end` are found. What stands before a piece is not known, and taken for no letter. Names of less
   * than seven bytes are left to `lookAtTexts`.
   */
  lookAt(bytes: Buffer, end: number): void {
    this.#places.visitLong(bytes, end, (at, length) => this.#visit(bytes, at, length));
  }

  /** A piece in which texts stand. Among numbers a short name comes about by chance, so that finding it says nothing. */
  lookAtTexts(bytes: Buffer, end: number): void {
    const visit = (at: number, length: Length): void => this.#visit(bytes, at, length);
    this.#places.visitShort(bytes, end, visit);
    for (const { spelling, length } of this.#short) {
      for (let at = bytes.indexOf(spelling); at >= 0 && at < end; at = bytes.indexOf(spelling, at + 1)) visit(at, length);
    }
  }

  #add(spelling: Buffer, encoding: Length['encoding']): void {
    const length = { encoding, bytes: spelling.length };
    if (spelling.length < SHORTEST_BYTES) this.#short.push({ spelling, length });
    else this.#places.add(spelling, length);
  }

  #visit(bytes: Buffer, at: number, { encoding, bytes: count }: Length): void {
    if (at < 0 || at + count > bytes.length) return;
    const key = folded(bytes.toString(encoding, at, at + count));
    const name = this.#sought.get(key);
    if (name !== undefined && (name.telling === 'part' || standsAlone(bytes, at, count, encoding, key))) this.found.add(name.name);
  }
}

/** A few letters in every mixture of upper and lower case. */
function anyCase(text: string): string[] {
  return [...text].reduce(
    (spellings, letter) => spellings.flatMap((begin) => [begin + letter.toLowerCase(), begin + letter.toUpperCase()]),
    [''],
  );
}

const BEGINS_WITH_LETTER = /^[\p{L}\p{N}]/u;
const ENDS_WITH_LETTER = /[\p{L}\p{N}]$/u;
const LETTER_MAX_BYTES = 4;

function standsAlone(bytes: Buffer, at: number, count: number, encoding: Length['encoding'], key: string): boolean {
  const before = bytes.toString(encoding, Math.max(0, at - LETTER_MAX_BYTES), at);
  const after = bytes.toString(encoding, at + count, at + count + LETTER_MAX_BYTES);
  return (
    (!BEGINS_WITH_LETTER.test(key) || !ENDS_WITH_LETTER.test(before)) && (!ENDS_WITH_LETTER.test(key) || !BEGINS_WITH_LETTER.test(after))
  );
}
