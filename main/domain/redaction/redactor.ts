import type { RedactionPreview } from '../../contract/case.ts';
import { REDACTION_CATEGORIES, type RedactionCategory } from '../../contract/case-words.ts';
import { KNOWN_EXTENSIONS, KNOWN_NAMES, nameInPlace, type Place, splitName } from './known-folders.ts';
import { domainOf, type FoundName, namesByForm, namesOfMachine } from './names.ts';
import { type PathPart, pathParts, placeBehind, type TextKind } from './paths.ts';
import { isPlaceholder, PLACEHOLDER_WORDS, placeholder } from './placeholders.ts';
import {
  FILE_MIN_CHARS,
  folded,
  isTellingFile,
  matcherOf,
  NAME_MIN_CHARS,
  type Telling,
  type Term,
  tellingOf,
  Vocabulary,
  WordIndex,
} from './terms.ts';

export interface RedactorOptions {
  /** A name's digits under the sender's secret, in hex, at least 40: the same for the same name in any case of its letters. */
  readonly digits: (name: string) => string;
  readonly allow: readonly string[];
  readonly add: readonly string[];
  /** Texts of which every case is made: keys, names of tables, values with a fixed set of words. */
  readonly structure: Iterable<string>;
  /** Sentences and names of this product's catalogues. */
  readonly sentences: Iterable<string>;
}

const WHY_WORD = 'it is also a word of this product: where it is a name in a path it is replaced, elsewhere it stays';
const WHY_SHORT = 'it is too short to be told from other text: where it is a name in a path it is replaced, elsewhere it stays';
/** Texts with an account in them, looked at when all users are known. */
const ACCOUNTS_MAX_COUNT = 10_000;
const ACCOUNT = /(?<![\p{L}\p{N}\\/:._-])[\p{L}\p{N}][\p{L}\p{N}.-]*\\[\p{L}\p{N}]/u;
/** The same texts come again and again, and most of them close to each other. */
const TEXTS_KEPT_MAX_COUNT = 60_000;
const TEXT_KEPT_MAX_CHARS = 300;
const TERMS_SHOWN_MAX_COUNT = 2_000;
const KEPT_SHOWN_MAX_COUNT = 200;

interface Replaced {
  readonly text: string;
  readonly terms: readonly Term[];
}

/**
 * Replaces names by placeholders, in two passes over the same texts: in the first it learns what is somebody's own, in the second it
 * replaces that wherever it stands. What was not learned stays, so that replacing twice is replacing once.
 */
export class Redactor {
  readonly #digits: RedactorOptions['digits'];
  readonly #allowed: ReadonlySet<string>;
  readonly #structure = new Vocabulary();
  /** Words of sentences that this product wrote, here or into the data. */
  readonly #sentences = new Vocabulary();
  /** Names of people, machines and the like, by their folded text. */
  readonly #names = new Map<string, Term & { telling: Telling }>();
  /** Names of files and folders, without their extension. */
  readonly #files = new Map<string, Term>();
  readonly #accounts = new Set<string>();
  #matcher: RegExp | null = null;
  #words: WordIndex | null = null;
  readonly #learned = { path: new Set<string>(), prose: new Set<string>() };
  readonly #ownLearned = new Set<string>();
  readonly #replaced = { path: new Map<string, Replaced>(), prose: new Map<string, Replaced>() };
  /** Terms of the text that is being replaced. */
  #met: Term[] = [];
  #cell = 0;

  constructor({ digits, allow, add, structure, sentences }: RedactorOptions) {
    this.#digits = digits;
    this.#allowed = new Set(allow.map(folded));
    for (const text of [...KNOWN_NAMES, ...KNOWN_EXTENSIONS, ...PLACEHOLDER_WORDS, ...structure]) this.#structure.add(text);
    for (const text of sentences) this.#sentences.add(text);
    // Of a path that somebody adds, every name is meant; and of lines, every one.
    for (const name of add.flatMap((term) => term.split(/[\\/\r\n]+/)))
      if (!/^[A-Za-z]:$|^[?.]*$/.test(name)) this.learnName({ category: 'term', name });
  }

  learn(text: string, kind: TextKind): void {
    const learned = this.#learned[kind];
    if (learned.has(text)) return;
    if (learned.size >= TEXTS_KEPT_MAX_COUNT) learned.clear();
    if (text.length <= TEXT_KEPT_MAX_CHARS) learned.add(text);
    for (const { from, to, kind: said } of pathParts(text, kind)) {
      if (said === 'path') this.#learnFile(text.slice(from, to));
      else if (said !== 'keep') this.learnName({ category: said, name: text.slice(from, to) });
    }
    for (const found of namesByForm(text)) this.learnName(found);
    const mayHoldAccount = kind === 'prose' && text.includes('\\') && this.#accounts.size < ACCOUNTS_MAX_COUNT;
    if (mayHoldAccount && ACCOUNT.test(text)) this.#accounts.add(text);
  }

  learnMachine(name: string): void {
    for (const found of namesOfMachine(name)) this.learnName(found);
  }

  /** The name of a file in the folder `path`; null: nobody knows in which. */
  learnFile(name: string, path: string | null): void {
    if (nameInPlace(name, placeIn(path)).kind === 'path') this.#learnFile(name);
  }

  /** A sentence or a key that this product wrote. */
  learnOwn(text: string): void {
    if (this.#ownLearned.has(text)) return;
    if (this.#ownLearned.size >= TEXTS_KEPT_MAX_COUNT) this.#ownLearned.clear();
    this.#ownLearned.add(text);
    this.#sentences.add(text);
  }

  learnName({ category, name }: FoundName): void {
    const key = folded(name);
    if (name === '' || this.#allowed.has(key) || this.#names.has(key) || isPlaceholder(name)) return;
    if (category === 'user' && nameInPlace(name, 'users').kind === 'keep') return;
    this.#names.set(key, { ...this.#termOf(category, name), telling: 'part' });
  }

  #learnFile(name: string): void {
    const [stem] = splitName(name);
    const key = folded(stem);
    if (this.#files.has(key) || this.#allowed.has(key) || this.#allowed.has(folded(name)) || isPlaceholder(stem)) return;
    this.#files.set(key, this.#termOf('path', stem));
  }

  #termOf(category: RedactionCategory, name: string): Term {
    return { category, before: name, after: placeholder(category, this.#digits(name), name), cells: 0, lastCell: 0 };
  }

  /** Between the passes: everything is known that will be replaced. */
  settle(): void {
    const isUser = (name: string): boolean => this.#names.get(folded(name))?.category === 'user';
    for (const text of this.#accounts) {
      const domain = domainOf(text, isUser);
      if (domain !== null) this.learnName({ category: 'domain', name: domain });
    }
    this.#accounts.clear();
    this.#learned.path.clear();
    this.#learned.prose.clear();
    for (const term of this.#names.values()) term.telling = tellingOf(term.before, this.#structure, this.#sentences);
    this.#matcher = matcherOf([...this.#names.values()].map(({ before, telling }) => ({ name: before, telling })));
    this.#words = new WordIndex(this.toldFiles(), (name) => this.#files.has(name));
  }

  /** The next texts are of another cell. */
  nextCell(): void {
    this.#cell += 1;
  }

  redact(text: string, kind: TextKind): string {
    const replaced = this.#replaced[kind];
    const known = replaced.get(text);
    if (known !== undefined) {
      for (const term of known.terms) this.#count(term);
      return known.text;
    }
    this.#met = [];
    const result = this.#replace(text, kind);
    if (replaced.size >= TEXTS_KEPT_MAX_COUNT) replaced.clear();
    if (text.length <= TEXT_KEPT_MAX_CHARS) replaced.set(text, { text: result, terms: this.#met });
    return result;
  }

  #replace(text: string, kind: TextKind): string {
    const parts = pathParts(text, kind);
    if (parts.length === 0) return this.#redactWords(text);
    let result = '';
    let done = 0;
    for (const part of parts) {
      if (part.from < done) continue;
      const to = kind === 'prose' && part.kind === 'path' ? this.#endOfName(text, part) : part.to;
      result += this.#redactWords(text.slice(done, part.from)) + this.#redactPart(text.slice(part.from, to), part.kind);
      done = to;
    }
    return result + this.#redactWords(text.slice(done));
  }

  /** Among words a name with spaces is taken for its first word: it goes on where it is known to. */
  #endOfName(text: string, { from, to }: PathPart): number {
    const known = this.#words?.lengthAt(text, from) ?? 0;
    return Math.max(to, from + known);
  }

  redactFile(name: string, path: string | null): string {
    return this.#redactPart(name, nameInPlace(name, placeIn(path)).kind);
  }

  /** Whether something in the text is somebody's own, also what was not learned: for bytes that are kept or dropped as a whole. */
  holds(text: string): boolean {
    return text.split('\n').some((line) => this.#isOwn(line));
  }

  #isOwn(line: string): boolean {
    // Bytes mostly say what the texts beside them say.
    const replaced = this.#replaced.path.get(line) ?? this.#replaced.prose.get(line);
    if (replaced !== undefined) return replaced.text !== line;
    const isOwn = ({ from, to, kind }: PathPart): boolean => kind !== 'keep' && !this.#allowed.has(folded(line.slice(from, to)));
    if (pathParts(line, 'prose').some(isOwn)) return true;
    return (this.#matcher !== null && line.search(this.#matcher) >= 0) || this.#words?.replace(line, () => '') !== line;
  }

  #redactPart(name: string, kind: PathPart['kind']): string {
    if (kind === 'keep') return this.#redactNames(name);
    const term = this.#names.get(folded(name));
    if (term !== undefined) return this.#counted(term);
    if (kind !== 'path') return name;
    const [stem, extension] = splitName(name);
    const file = this.#names.get(folded(stem)) ?? this.#files.get(folded(stem));
    return file === undefined ? name : this.#counted(file) + extension;
  }

  #redactWords(text: string): string {
    if (text.length < NAME_MIN_CHARS) return text;
    const named = this.#redactNames(text);
    return this.#words === null || text.length < FILE_MIN_CHARS
      ? named
      : this.#words.replace(named, (name) => {
          const term = this.#files.get(name);
          return term === undefined ? name : this.#counted(term);
        });
  }

  #redactNames(text: string): string {
    return this.#matcher === null ? text : text.replace(this.#matcher, (found) => this.#counted(this.#nameOf(found)));
  }

  /** A letter can have more than one other case: then the name is looked for among all. */
  #nameOf(found: string): Term {
    const term =
      this.#names.get(folded(found)) ??
      [...this.#names.values()].find(({ before }) => matcherOf([{ name: before, telling: 'part' }])?.test(found));
    if (term === undefined) throw new Error('a name was found and is not known');
    return term;
  }

  #counted(term: Term): string {
    this.#met.push(term);
    this.#count(term);
    return term.after;
  }

  #count(term: Term): void {
    if (term.lastCell === this.#cell) return;
    term.lastCell = this.#cell;
    term.cells += 1;
  }

  /** Names that must not stand anywhere in what was written, with the way they are told. */
  *told(): Generator<{ readonly category: RedactionCategory; readonly name: string; readonly telling: 'part' | 'word' }> {
    for (const { category, before, telling } of this.#names.values()) if (telling !== 'path') yield { category, name: before, telling };
    for (const name of this.toldFiles()) yield { category: 'path', name, telling: 'word' };
  }

  *toldFiles(): Generator<string> {
    for (const [name] of this.#files) if (isTellingFile(name, [this.#structure, this.#sentences])) yield name;
  }

  /** What was replaced since `settle`, and what was not. */
  preview(emptied: number): RedactionPreview {
    const used = [...this.#names.values(), ...this.#files.values()].filter(({ cells }) => cells > 0);
    const categories = REDACTION_CATEGORIES.flatMap((category) => {
      const terms = used.filter((term) => term.category === category);
      return terms.length === 0 ? [] : [{ category, terms: terms.length, cells: terms.reduce((sum, { cells }) => sum + cells, 0) }];
    });
    const order = (term: Term): number => REDACTION_CATEGORIES.indexOf(term.category);
    const sorted = used.sort((a, b) => order(a) - order(b) || b.cells - a.cells);
    return {
      terms: sorted.slice(0, TERMS_SHOWN_MAX_COUNT).map(({ category, before, after, cells }) => ({ category, before, after, cells })),
      categories,
      more: sorted.length > TERMS_SHOWN_MAX_COUNT,
      kept: this.#kept(),
      emptied,
    };
  }

  #kept(): RedactionPreview['kept'] {
    const names = [...this.#names.values()].filter(({ telling }) => telling === 'path').map(({ before }) => before);
    return names.slice(0, KEPT_SHOWN_MAX_COUNT).map((term) => ({ term, why: term.length < 2 ? WHY_SHORT : WHY_WORD }));
  }
}

const placeIn = (path: string | null): Place => (path === null ? 'open' : placeBehind(path));
