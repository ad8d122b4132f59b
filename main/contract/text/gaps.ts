import { countOf } from '../numbers.ts';

/** One thing that is not known. `of` names it beside others of its kind: `C:`, `D:`. */
export interface Gap {
  readonly kind: string;
  readonly of: string | null;
  /** Why, without a full stop. */
  readonly why: string;
}

/** What is missing for one reason: `Filters and BitLocker of C:, D:`, and one of the gaps that say so. */
export interface GapGroup<T extends Gap> {
  readonly subject: string;
  readonly gap: T;
}

/** What is missing for one reason is one line: without elevation the filters of no volume are known, an exFAT volume knows nothing at all. */
export function together<T extends Gap>(gaps: readonly T[]): GapGroup<T>[] {
  const kinds = [...groupedBy(gaps, ({ kind, why }) => `${kind}\n${why}`)].map((group) => ({
    gap: group[0],
    names: namesText(group.flatMap(({ of }) => of ?? [])),
  }));
  return [...groupedBy(kinds, ({ names, gap }) => `${names}\n${gap.why}`)].map((group) => {
    const [{ names, gap }] = group;
    const subject = listText(group.map((one, index) => (index === 0 ? one.gap.kind : uncapitalised(one.gap.kind))));
    return { subject: names === '' ? subject : `${subject} of ${names}`, gap };
  });
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Iterable<readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups.values();
}

const listText = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/** `BitLocker` keeps its capitals, `Shadow copies` does not in the middle of a sentence. */
const uncapitalised = (text: string): string =>
  /^[A-Z][a-z]+(?![A-Z])\b/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

const NAMES_SHOWN = 10;

function namesText(all: readonly string[]): string {
  const names = [...new Set(all)];
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${countOf(names.length - NAMES_SHOWN, 'other')}` : shown;
}
