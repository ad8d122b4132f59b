import type { RedactionCategory } from '../../contract/case-words.ts';

/** One name that is replaced, with how often it was. */
export interface Term {
  readonly category: RedactionCategory;
  /** As it was first met. */
  readonly before: string;
  readonly after: string;
  cells: number;
  /** The last cell that was counted: a cell counts once, however often it holds the name. */
  lastCell: number;
}

/** Lower case of the same length, so that places in it are places in the text. The few letters that grow are left as they are. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (unit) => (unit.toLowerCase().length === unit.length ? unit.toLowerCase() : unit)).join('');
}

/** How a name is told from other text. `part`: also in the middle of a word. `word`: alone. `path`: only as a name in a path. */
export type Telling = 'part' | 'word' | 'path';

const PART_MIN_CHARS = 4;
/** A single letter is told from nothing. */
export const NAME_MIN_CHARS = 2;
/** A name of a file or folder is a word like any other: short ones are met everywhere. */
export const FILE_MIN_CHARS = 5;
const HEX_DIGITS = /^[0-9a-f]+$/;

/** Words of the product itself: a name that is one of them cannot be told from it. */
export class Vocabulary {
  readonly #words = new Set<string>();
  #joined: string | null = null;

  add(text: string): void {
    for (const word of wordsOf(folded(text))) this.#words.add(word);
    this.#joined = null;
  }

  /** Whether the name is made of these words alone. */
  hasAll(name: string): boolean {
    return wordsOf(folded(name)).every((word) => this.#words.has(word));
  }

  /** Whether the name stands inside of one of these words. */
  hasInside(name: string): boolean {
    this.#joined ??= [...this.#words].join('\n');
    return this.#joined.includes(folded(name));
  }
}

/** As long as names of files get. */
const NAME_MAX_CHARS = 255;
const WORDS = /[\p{L}\p{N}]+/gu;
export const wordsOf = (text: string): string[] => text.match(WORDS) ?? [];

/** How the name of a person, a machine or the like can be told. A sentence may lose a word to it, but no word its middle. */
export function tellingOf(name: string, structure: Vocabulary, sentences: Vocabulary): Telling {
  if (name.length < NAME_MIN_CHARS || structure.hasAll(name)) return 'path';
  const isPartOfWord = structure.hasInside(name) || sentences.hasInside(name);
  return name.length < PART_MIN_CHARS || HEX_DIGITS.test(folded(name)) || isPartOfWord ? 'word' : 'part';
}

/** Whether the name of a file or folder, without its extension, can be told where it stands alone. */
export const isTellingFile = (stem: string, vocabularies: readonly Vocabulary[]): boolean =>
  stem.length >= FILE_MIN_CHARS && /\p{L}/u.test(stem) && !vocabularies.some((vocabulary) => vocabulary.hasAll(stem));

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const isLetter = (text: string): boolean => /^[\p{L}\p{N}]$/u.test(text);

/** Finds any of the names, the longest first; null without names. */
export function matcherOf(names: readonly { readonly name: string; readonly telling: Telling }[]): RegExp | null {
  const told = names.filter(({ telling }) => telling !== 'path').sort((a, b) => b.name.length - a.name.length);
  return told.length === 0 ? null : new RegExp(told.map(patternOf).join('|'), 'giu');
}

function patternOf({ name, telling }: { readonly name: string; readonly telling: Telling }): string {
  if (telling === 'part') return escaped(name);
  const [before, after] = [isLetter(name.slice(0, 1)) ? '(?<![\\p{L}\\p{N}])' : '', isLetter(name.slice(-1)) ? '(?![\\p{L}\\p{N}])' : ''];
  return `${before}${escaped(name)}${after}`;
}

/** Names that stand alone, found by their first word and their length: it takes no longer for a million of them than for ten. */
export class WordIndex {
  /** Lengths of the names that begin with a word, the longest first. */
  readonly #lengths = new Map<string, number[]>();
  readonly #has: (name: string) => boolean;

  /** `names` are folded; `has` says whether a folded text is one. */
  constructor(names: Iterable<string>, has: (name: string) => boolean) {
    this.#has = has;
    for (const name of names) {
      const [first] = wordsOf(name);
      if (first === undefined || !name.startsWith(first)) continue; // what begins with a sign is found behind it
      const lengths = this.#lengths.get(first);
      if (lengths === undefined) this.#lengths.set(first, [name.length]);
      else if (!lengths.includes(name.length)) lengths.push(name.length);
    }
    for (const lengths of this.#lengths.values()) lengths.sort((a, b) => b - a);
  }

  /** The text with every name replaced that stands alone in it. */
  replace(text: string, replacement: (name: string) => string): string {
    if (this.#lengths.size === 0) return text;
    const lower = folded(text);
    let result = '';
    let done = 0;
    for (const { 0: word, index } of lower.matchAll(WORDS)) {
      if (index < done) continue;
      const name = this.#nameAt(lower, index, word);
      if (name === null) continue;
      result += text.slice(done, index) + replacement(name);
      done = index + name.length;
    }
    return done === 0 ? text : result + text.slice(done);
  }

  /** How long the name is that begins at a place of the text; 0 where none does. */
  lengthAt(text: string, at: number): number {
    const lower = folded(text.slice(at, at + NAME_MAX_CHARS));
    const [word] = wordsOf(lower);
    return word === undefined || !lower.startsWith(word) ? 0 : (this.#nameAt(lower, 0, word)?.length ?? 0);
  }

  #nameAt(lower: string, at: number, word: string): string | null {
    for (const length of this.#lengths.get(word) ?? []) {
      const name = lower.slice(at, at + length);
      if (!isLetter(lower.charAt(at + length)) && this.#has(name)) return name;
    }
    return null;
  }
}
