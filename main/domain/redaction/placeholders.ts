import type { RedactionCategory } from '../../contract/case-words.ts';

const PREFIXES: Readonly<Record<Exclude<RedactionCategory, 'sid'>, string>> = {
  user: 'user',
  machine: 'machine',
  domain: 'domain',
  serial: 'serial',
  uncHost: 'host',
  path: 'name',
  term: 'term',
};
/** Hex digits of a placeholder. Of file names there may be millions, and two must not meet. */
const DIGITS_COUNT = 8;
const PATH_DIGITS_COUNT = 12;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PLACEHOLDER = new RegExp(`^(?:${Object.values(PREFIXES).join('|')})-(?:[0-9a-f]{${DIGITS_COUNT}}|[0-9a-f]{${PATH_DIGITS_COUNT}})$`);

/** What stands for a name: of the same form where the form matters, and told from anything else by its prefix. `digits` are hex, at least 40. */
export function placeholder(category: RedactionCategory, digits: string, name: string): string {
  if (category === 'sid') return sidOf(name, digits);
  if (GUID.test(name)) return [8, 12, 16, 20, 32].map((end, index, ends) => digits.slice(ends[index - 1] ?? 0, end)).join('-');
  return `${PREFIXES[category]}-${digits.slice(0, category === 'path' ? PATH_DIGITS_COUNT : DIGITS_COUNT)}`;
}

/** The authority stays, since it says what kind of account it is; every number that names a machine or a domain is another. */
function sidOf(sid: string, digits: string): string {
  const numbers = sid.split('-');
  const named = numbers.slice(4).map((_, index) => Number.parseInt(digits.slice(index * 8, index * 8 + 8), 16));
  return [...numbers.slice(0, 4), ...named].join('-');
}

/** True for what stands for a name already, in a case that was redacted before. */
export const isPlaceholder = (name: string): boolean => PLACEHOLDER.test(name);

/** Words of placeholders, which are this product's. */
export const PLACEHOLDER_WORDS: readonly string[] = Object.values(PREFIXES);
