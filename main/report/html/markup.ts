import { visible, visibleLines } from '../../contract/visible.ts';

/** Text that is HTML already. `html` makes it, so whatever came from outside has been escaped. */
export class Markup {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }

  static from(parts: readonly string[], values: readonly Piece[]): Markup {
    return new Markup(parts.map((part, index) => (index === 0 ? part : textOf(values[index - 1]) + part)).join(''));
  }

  /** A constant of this program as it is, such as its style sheet. Never anything that came from outside. */
  static ofOurOwn(constant: string): Markup {
    return new Markup(constant);
  }
}

/** What may stand between the braces of a template. Lists are put together; null is nothing. */
export type Piece = Markup | string | number | null | undefined | readonly Piece[];

/** A piece of HTML or SVG. Every value in it is escaped, as content and between the double quotes of an attribute alike. */
export const html = (parts: TemplateStringsArray, ...values: readonly Piece[]): Markup => Markup.from(parts, values);

function textOf(piece: Piece): string {
  if (piece === null || piece === undefined) return '';
  if (piece instanceof Markup) return piece.text;
  if (Array.isArray(piece)) return piece.map(textOf).join('');
  return escaped(visible(String(piece)));
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (unit) => ESCAPES[unit] ?? unit);

/** Text that people wrote in lines, as they wrote it. */
export function lines(text: string): Markup {
  const [first = '', ...others] = visibleLines(text).split(/\r\n|\r|\n/);
  return html`${first}${others.map((line) => html`<br>${line}`)}`;
}
