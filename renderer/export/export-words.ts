import type { RedactionPreview } from '../../main/contract/case.ts';
import type { ExportFormat, RedactionCategory } from '../../main/contract/case-words.ts';
import { countOf } from '../../main/contract/numbers.ts';
import type { ReportTable } from '../../main/contract/report-words.ts';

interface FormatWords {
  readonly label: string;
  readonly what: string;
  readonly type: string;
}

export const FORMAT_WORDS: Readonly<Record<ExportFormat, FormatWords>> = {
  bpio: {
    label: 'Case file',
    what: 'Everything in one file, to be opened here on any system.',
    type: 'application/vnd.sqlite3',
  },
  html: { label: 'HTML report', what: 'One page to read or print. No script, no network.', type: 'text/html' },
  json: { label: 'JSON', what: 'The report for programs, by its published schema.', type: 'application/json' },
  csv: { label: 'CSV table', what: 'One table of the report for a spreadsheet.', type: 'text/csv' },
  md: { label: 'Markdown', what: 'A short text to paste into a ticket.', type: 'text/markdown' },
};

export const TABLE_WORDS: Readonly<Record<ReportTable, string>> = {
  summary: 'Summary',
  verdicts: 'Verdicts',
  causes: 'Causes',
  filters: 'Filters',
  machine: 'Machine',
  missing: 'What is not known',
  vetoes: 'Vetoes',
  'veto-paths': 'Vetoes by path',
  recordings: 'Recordings',
  scans: 'Scans',
  'scan-causes': 'Causes of scans',
  'scan-files': 'Files of scans',
  snapshots: 'Snapshots',
  sources: 'Imported sources',
  notes: 'Notes',
};

export const CATEGORY_WORDS: Readonly<Record<RedactionCategory, string>> = {
  user: 'User names',
  machine: 'Machine names',
  domain: 'Domains',
  sid: 'SIDs',
  serial: 'Serial numbers',
  uncHost: 'UNC hosts',
  path: 'Path parts',
  term: 'Added terms',
};

/** `42 terms in 6 categories, in 1,203 places`. */
export function replacedSentence({ categories, emptied }: RedactionPreview): string {
  const found = categories.filter(({ terms }) => terms > 0);
  const emptiedWords = emptied === 0 ? '' : `; the raw bytes of ${countOf(emptied, 'event')} are left out`;
  if (found.length === 0) return `Nothing to replace was found${emptiedWords}`;
  const sum = (of: 'terms' | 'cells'): number => found.reduce((all, category) => all + category[of], 0);
  return `${countOf(sum('terms'), 'term')} in ${countOf(found.length, 'category', 'categories')}, in ${countOf(sum('cells'), 'place')}${emptiedWords}`;
}

/** How far something has come; the service names the part. */
export const partWords = (part: string, fraction: number): string =>
  part === '' ? 'Beginning' : `${part.charAt(0).toUpperCase()}${part.slice(1)}, ${Math.floor(fraction * 100)} %`;
