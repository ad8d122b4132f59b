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
/** No program prints a longer line; a longer one goes on as several, so that no pattern has to search far. */
const LINE_MAX_CHARS = 4_096;
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
    .flatMap((line, index) => pieces(line).map((piece) => ({ line: index + 1, text: cleaned(piece) })))
    .filter((line) => !CODE_FENCE.test(line.text));
}

function pieces(line: string): string[] {
  if (line.length <= LINE_MAX_CHARS) return [line];
  return Array.from({ length: Math.ceil(line.length / LINE_MAX_CHARS) }, (_, piece) =>
    line.slice(piece * LINE_MAX_CHARS, (piece + 1) * LINE_MAX_CHARS),
  );
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
