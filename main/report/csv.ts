export type CsvCell = string | number | boolean | null;

/** RFC 4180, with CRLF. A cell that a spreadsheet would take for a formula gets an apostrophe before it: names come from drivers and files. */
export const csv = (header: readonly string[], rows: readonly (readonly CsvCell[])[]): string => [header, ...rows].map(csvLine).join('');

export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(value: CsvCell): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
