import type { RedactionChoice } from '../../main/contract/case.ts';
import { type ExportFormat, NOTE_MAX_CHARS } from '../../main/contract/case-words.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import type { ReportTable } from '../../main/contract/report-words.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT } from '../../main/contract/words.ts';
import { parsePaths } from '../text/paths.ts';
import type { ExportInput } from './run-export.ts';

/** What the user has filled in so far. */
export interface Draft {
  readonly format: ExportFormat;
  readonly table: ReportTable;
  readonly hasBom: boolean;
  readonly note: string;
  /** As typed: one a line, or in quotes. */
  readonly paths: string;
  readonly isRedacted: boolean;
}

export const EMPTY_DRAFT: Omit<Draft, 'format'> = { table: 'verdicts', hasBom: true, note: '', paths: '', isRedacted: false };
export const NOTHING_CHOSEN: RedactionChoice = { allow: [], add: [] };

/** Why this cannot be written as it is, else null. */
export function problemOf({ note, paths }: Draft): string | null {
  if (note.length > NOTE_MAX_CHARS) return `A note has at most ${formatCount(NOTE_MAX_CHARS)} characters.`;
  const asked = parsePaths(paths);
  if (asked.length > PATHS_MAX_COUNT) return `At most ${formatCount(PATHS_MAX_COUNT)} paths are asked about.`;
  if (asked.some((path) => path.length > PATH_MAX_CHARS)) return `A path has at most ${formatCount(PATH_MAX_CHARS)} characters.`;
  return null;
}

export function requestOf({ format, table, hasBom, note, paths, isRedacted }: Draft, choice: RedactionChoice): ExportInput {
  return {
    format,
    paths: [...parsePaths(paths)],
    ...(note.trim() === '' ? {} : { note }),
    redact: isRedacted ? choice : null,
    ...(format === 'csv' ? { table, bom: hasBom } : {}),
  };
}
