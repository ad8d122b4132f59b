import { countOf, formatCount } from '../contract/numbers.ts';
import type { First } from './answers.ts';

/** How many there are, and how many of them are shown: `12 snapshots`, `the first 200 of 1,431 snapshots`. */
export function amountText({ total, items }: First<unknown>, singular: string, plural = `${singular}s`): string {
  const all = countOf(total, singular, plural);
  return items.length < total ? `the first ${formatCount(items.length)} of ${all}` : all;
}

/** A list that people read from its beginning: no more of it than this. */
export const shortened = <T>({ total, items }: First<T>, max: number): First<T> => ({ total, items: items.slice(0, max) });
