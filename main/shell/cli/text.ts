import { stripVTControlCharacters, styleText } from 'node:util';
import { titled } from '../../contract/text/missing.ts';
import { visible } from '../../contract/visible.ts';
import type { Verdict } from '../../contract/words.ts';

export { visible } from '../../contract/visible.ts';

/** How text is laid out: coloured only on a terminal, wrapped to its width. */
export interface Style {
  readonly color: boolean;
  readonly columns: number;
}

type Format = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'gray' | 'magenta';

export const paint = (style: Style, format: Format | readonly Format[], text: string): string =>
  style.color ? styleText([format].flat() as Format[], text, { validateStream: false }) : text; // flat() forgets that the array is its own

const VERDICT_LOOK: Record<Verdict, { readonly mark: string; readonly word: string; readonly format: Format }> = {
  full: { mark: '+', word: 'full', format: 'green' },
  partial: { mark: '!', word: 'partial', format: 'yellow' },
  blocked: { mark: 'x', word: 'blocked', format: 'red' },
  paused: { mark: '=', word: 'paused', format: 'yellow' },
  notApplicable: { mark: '-', word: 'not applicable', format: 'gray' },
  unknown: { mark: '?', word: 'unknown', format: 'magenta' },
};

export const verdictWord = (verdict: Verdict): string => VERDICT_LOOK[verdict].word;

/** Mark and word, so that colour is never the only sign. */
export function verdictText(style: Style, verdict: Verdict): string {
  const { mark, word, format } = VERDICT_LOOK[verdict];
  return paint(style, ['bold', format], `${mark} ${word}`);
}

/** What is not known, and why. A mount point brings its own colon. */
export const gapText = (subject: string, why: string): string => `${visible(titled(subject))} ${visible(why)}`;

/** Columns as wide as their widest cell; the last one is not padded. Cells may be coloured. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], style: Style): string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => stripVTControlCharacters(row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, column === cells.length - 1 ? 0 : (widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [paint(style, 'bold', line(header)), ...rows.map(line)];
}

const pad = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - stripVTControlCharacters(cell).length));

/** Words wrapped to the terminal, every line after the first indented by `indent` spaces; `lead` stands before the first. */
export function wrap(lead: string, text: string, indent: number, style: Style): string[] {
  const room = Math.max(30, style.columns - indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((content, index) => (index === 0 ? lead.padEnd(indent) + content : ' '.repeat(indent) + content));
}
