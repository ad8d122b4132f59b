import type { ExportFormat } from '../contract/case-words.ts';
import type { Report } from '../contract/report.ts';
import type { ReportTable } from '../contract/report-words.ts';
import { csvReport } from './csv-tables.ts';
import { htmlReport } from './html/document.ts';
import { jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';

/** The forms of a report. A case file is none: it is a copy of what reports are made from. */
export type ReportFormat = Exclude<ExportFormat, 'bpio'>;

/** The texts of a report in one form: one, or for CSV one for each table. */
export function renderReport(
  report: Report,
  format: ReportFormat,
  { tables, bom }: { readonly tables: readonly ReportTable[]; readonly bom: boolean },
): { readonly table: ReportTable | null; readonly text: string }[] {
  switch (format) {
    case 'html':
      return [{ table: null, text: htmlReport(report) }];
    case 'json':
      return [{ table: null, text: jsonReport(report) }];
    case 'md':
      return [{ table: null, text: markdownReport(report) }];
    case 'csv':
      return tables.map((table) => ({ table, text: csvReport(report, table, bom) }));
    default:
      return format satisfies never;
  }
}
