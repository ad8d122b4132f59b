/** One line of pasted text with its number, from 1, in what was sent. */
export interface PastedLine {
  readonly line: number;
  readonly text: string;
}

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u00ab\u00bb\u2033\u2036\uff02\u300c-\u300f\u301d-\u301f]/g;
const SINGLE_QUOTES = /[\u2018-\u201b\u2032\u2035]/g;
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', gt: '>', lt: '<', amp: '&', nbsp: ' ', apos: "'", '#39': "'", '#34': '"' };
/** Marks that mail programs and forums put before quoted lines. */
const QUOTE_MARKS = /^(?:\s{0,3}[>|]\s?)+(?=.)|^\s*>+\s*$/;
const CODE_FENCE = /^\s*(?:```|~~~)/;

/**
 * What mail, forums and terminals did to a program's output is undone as far as it is certain: quote marks at line starts, typographic
 * quotes, invisible characters, HTML entities and line breaks. Indentation and runs of spaces stay as they came.
 */
export function pastedLines(text: string): PastedLine[] {
  return text
    .replace(INVISIBLE, '')
    .replace(/<br\s*\/?>/gi, '\n')
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line, index) => ({ line: index + 1, text: cleaned(line) }))
    .filter((line) => !CODE_FENCE.test(line.text));
}

const cleaned = (line: string): string =>
  line
    .replace(SPACES, ' ')
    .replace(/&(#?\w{1,6});/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(QUOTE_MARKS, '')
    .replace(DOUBLE_QUOTES, '"')
    .replace(SINGLE_QUOTES, "'")
    .trimEnd();

export const isBlank = ({ text }: PastedLine): boolean => text.trim() === '';
