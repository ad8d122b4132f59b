import { html, type Markup, type Piece } from './markup.ts';

/** Rows of a long list that people read; the data forms of a report have more of them. */
export const ROWS_SHOWN = 40;

/** On paper a table of so few rows is not torn apart. */
const KEPT_TOGETHER_ROWS = 12;

export interface Column {
  readonly title: string;
  /** `number` is right-aligned, `path` may break anywhere, `short` never. */
  readonly look?: 'number' | 'path' | 'short';
}

interface Table {
  /** What the table is of, for those who do not see the heading above it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each names the row. */
  readonly rows: readonly (readonly Piece[])[];
}

/** A table in a frame that can be scrolled by keyboard where the page is too narrow for it. Nothing without rows. */
export function table({ caption, columns, rows }: Table): Markup | null {
  if (rows.length === 0) return null;
  const head = columns.map(({ title, look }) => html`<th scope="col" class="${look}">${title}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, index) =>
      index === 0
        ? html`<th scope="row" class="${columns[index]?.look}">${cell}</th>`
        : html`<td class="${columns[index]?.look}">${cell}</td>`,
    );
    return html`<tr>${cells}</tr>\n`;
  });
  const look = rows.length <= KEPT_TOGETHER_ROWS ? 'wide kept' : 'wide';
  return html`<div class="${look}" role="group" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

/** Names and values, one below the other. What is null is left out. */
export const facts = (pairs: readonly (readonly [name: string, value: Piece])[]): Markup =>
  html`<dl class="facts">${pairs.map(([name, value]) => (value === null ? null : html`<dt>${name}</dt><dd>${value}</dd>`))}</dl>`;

/** A part of the page under its own heading, with its answer first. */
export const section = (id: string, title: string, sentence: string | null, body: Piece): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${sentence === null ? null : html`<p>${stopped(sentence)}</p>`}
${body}</section>
`;

/** A sentence as the model has it, with its full stop. */
export const stopped = (sentence: string): string => (/[.!?]\)?$/.test(sentence) ? sentence : `${sentence}.`);

export const typed = (text: string): Markup => html`<code>${text}</code>`;

/** Something that is known, or a dash that is read as what it means. */
export const orNone = (text: string | null, meaning = 'not known'): Piece =>
  text === null || text === '' ? html`<span aria-label="${meaning}" role="img">–</span>` : text;

/** Catalogue texts mark commands with backticks. */
export const words = (text: string): Piece => text.split('`').map((part, index) => (index % 2 === 1 ? typed(part) : part));
