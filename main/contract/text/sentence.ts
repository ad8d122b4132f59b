import { countOf, formatCount } from '../numbers.ts';
import type { Verdict } from '../words.ts';
import { WORST_FIRST } from './verdicts.ts';

const COUNTED: Readonly<Record<Verdict, string | null>> = {
  blocked: 'blocked',
  paused: 'paused',
  partial: 'partial',
  full: 'full',
  unknown: 'unknown',
  notApplicable: null,
};

/** The answer in one sentence: `1 volume blocked, 2 partial, 1 full`. Volumes that do not know BypassIO are not counted against anything. */
export function headline(verdicts: readonly Verdict[], noun: 'volume' | 'target' = 'volume'): string {
  if (verdicts.length === 0) return `No ${noun}s found`;
  const parts = WORST_FIRST.flatMap((verdict) => {
    const word = COUNTED[verdict];
    const count = verdicts.filter((v) => v === verdict).length;
    return word === null || count === 0 ? [] : [{ word, count }];
  });
  const [first, ...rest] = parts;
  if (first === undefined) {
    return verdicts.length === 1
      ? `The only ${noun} does not know BypassIO`
      : `None of the ${countOf(verdicts.length, noun)} knows BypassIO`;
  }
  return [`${countOf(first.count, noun)} ${first.word}`, ...rest.map(({ word, count }) => `${formatCount(count)} ${word}`)].join(', ');
}

/** What the headline left out, or an empty text. */
export function notCounted(verdicts: readonly Verdict[]): string {
  const count = verdicts.filter((v) => v === 'notApplicable').length;
  return count === 0 || count === verdicts.length ? '' : `${formatCount(count)} not applicable.`;
}
