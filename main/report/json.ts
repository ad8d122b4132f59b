import type { Report } from '../contract/report.ts';

/** The report as it is, in the form that docs/report.schema.json describes. */
export const jsonReport = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
