import type { VerdictChange } from '../snapshot.ts';
import { VERDICT_WORDS } from './verdicts.ts';

/** What the sentence of a verdict's change says behind `D: full → blocked: `, for where that stands beside it. */
export function whyOf({ target, before, after, sentence }: VerdictChange): string {
  const said = `${target} ${VERDICT_WORDS[before].toLowerCase()} → ${VERDICT_WORDS[after].toLowerCase()}: `;
  return sentence.startsWith(said) ? sentence.slice(said.length) : sentence;
}
