import { visibleLines } from '../contract/visible.ts';

export type CsvCell = string | number | boolean | null;

/** RFC 4180, with CRLF. */
export const csv = (header: readonly string[], rows: readonly (readonly CsvCell[])[]): string => [header, ...rows].map(csvLine).join('');

export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** In front of UTF-8, for programs that would take it for something else. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** How a spreadsheet tells a formula, also in the wide forms that some accept. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Names come from drivers and files. Text that a spreadsheet would take for a formula gets an apostrophe before it; control characters and
 * directional overrides become visible escapes.
 */
function csvCell(value: CsvCell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = visibleLines(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
