import { NOTE_MAX_CHARS } from '../contract/case-words.ts';
import { countOf } from '../contract/numbers.ts';
import type { Report } from '../contract/report.ts';
import { PATH_MAX_CHARS } from '../contract/words.ts';

/**
 * A report whose texts are no longer than any that this program writes: a case of somebody else may hold megabytes where a name should be,
 * and a page would show them many times. What is cut says so.
 */
export const withBoundedTexts = (report: Report): Report => ({
  ...(bounded(report) as Report), // only texts change
  notes: { ...report.notes, items: report.notes.items.map((note) => ({ ...note, text: cut(note.text, NOTE_MAX_CHARS) })) },
});

function bounded(value: unknown): unknown {
  if (typeof value === 'string') return cut(value, PATH_MAX_CHARS);
  if (Array.isArray(value)) return value.map(bounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, bounded(each)]));
}

const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max)}… (${countOf(text.length - max, 'more character')})`;
