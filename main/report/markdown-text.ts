import { visible } from '../contract/visible.ts';

/**
 * Foreign text for a ticket. Two readers take it: GitHub, for which what stands in a code span is text and nothing else, no mention and no
 * link; and Jira's wiki markup, which does not know code spans, so that a macro, a link or a picture in them has to be broken up as well.
 */

/** Letters and punctuation that mean nothing to either, wherever they stand; a backslash or an underscore only within a word. */
const HARMLESS = /^(?:[\p{L}\p{N} ,.;:%()'"’“”„·…–—/=+-]|\\(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*$/u;
/** What would be made a link of, a row of dashes, or the beginning of a list. */
const MEANT = /:\/\/|\bwww\.|--|==|^[-+=]|^\d+[.)]/i;

/** Text within a line: as it is where it means nothing to a reader, else as a code span. */
export function plain(text: string): string {
  const shown = visible(text).trim();
  return HARMLESS.test(shown) && !MEANT.test(shown) ? shown : codeSpan(text);
}

/** `{name}` and `{name:…}` are macros, `[~name]`, `[^file]`, `[a|b]` and `[scheme:…]` links, `!file!` is a picture. */
const ACTIVE = /\{(?=[a-z]+[:}])|\[(?=[~^]|[a-z]+:|[^\]]*\|)|!(?=\S[^!]*!)/gi;

/** Text as code, in as many backticks as it takes. */
export function codeSpan(text: string): string {
  const shown = visible(text).replace(ACTIVE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (shown.trim() === '') return '(empty)';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${room}${shown}${room}${fence}`;
}
