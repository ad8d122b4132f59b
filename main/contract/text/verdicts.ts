import type { Verdict } from '../words.ts';

/** The one word for each verdict, as it stands beside its icon everywhere. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  full: 'Full',
  partial: 'Partial',
  blocked: 'Blocked',
  paused: 'Paused',
  notApplicable: 'Not applicable',
  unknown: 'Unknown',
};

/** What a verdict says, in one sentence, for those who meet the word for the first time. */
export const VERDICT_MEANINGS: Readonly<Record<Verdict, string>> = {
  full: 'Reads can skip the filter, volume and storage stacks.',
  partial: 'Reads skip the filters, then travel the volume and storage stacks.',
  blocked: 'A filter or the file system refuses: nothing is skipped.',
  paused: 'BypassIO is paused on this volume or file for now.',
  notApplicable: 'This target does not know BypassIO. That is no fault.',
  unknown: 'The question could not be asked, so there is no answer.',
};

/** Worst first: the order in which answers are counted and blockers listed. */
export const WORST_FIRST: readonly Verdict[] = ['blocked', 'paused', 'partial', 'full', 'unknown', 'notApplicable'];

export function compareVerdicts(a: Verdict, b: Verdict): number {
  return WORST_FIRST.indexOf(a) - WORST_FIRST.indexOf(b);
}
