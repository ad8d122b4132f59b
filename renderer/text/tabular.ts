export type TableFormat = 'text' | 'csv' | 'json';
export interface TableText {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Rows for the clipboard: tab-separated text, RFC 4180 CSV, or an array of objects. */
export function formatTable({ headers, rows }: TableText, format: TableFormat): string {
  switch (format) {
    case 'text':
      return [headers, ...rows].map((row) => row.map((cell) => cell.replaceAll(/[\t\r\n]+/g, ' ')).join('\t')).join('\r\n');
    case 'csv':
      return [headers, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n');
    case 'json':
      return JSON.stringify(
        rows.map((row) => Object.fromEntries(headers.map((header, index) => [header, row[index] ?? '']))),
        null,
        2,
      );
    default:
      return format satisfies never;
  }
}

/** A cell that a spreadsheet would run as a formula gets a leading apostrophe: names come from the machine, not from us. */
function csvCell(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
