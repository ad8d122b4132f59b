import type { SnapshotTrigger } from '../case-words.ts';

/** How a snapshot came about. */
export const TRIGGER_WORDS: Readonly<Record<SnapshotTrigger, string>> = {
  asked: 'by hand',
  schedule: 'by schedule',
  report: 'for a report',
};
