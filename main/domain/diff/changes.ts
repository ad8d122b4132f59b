import type { ChangeKind } from '../../contract/case-words.ts';
import type { Change, Fact, Snapshot } from '../../contract/snapshot.ts';
import { whyNotKnown } from '../../contract/text/facts.ts';
import type { Gap } from '../../contract/text/gaps.ts';

/** The two sides of a comparison. Every sentence is written for both orders: what came in one is what went in the other. */
export interface Pair {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Of two machines nothing "is new": it is on one of them only. */
  readonly isSameMachine: boolean;
  /** False: whether both are of one machine is not known. */
  readonly areNamesComparable: boolean;
}

export interface Compared {
  readonly changes: readonly Change[];
  readonly gaps: readonly Gap[];
}

export const NOTHING: Compared = { changes: [], gaps: [] };

export const together = (parts: readonly Compared[]): Compared => ({
  changes: parts.flatMap(({ changes }) => changes),
  gaps: parts.flatMap(({ gaps }) => gaps),
});

export const changed = (change: Change): Compared => ({ changes: [change], gaps: [] });

/** Two values of one thing; `label` says what it is in front of `a → b`. */
export interface Named {
  readonly kind: ChangeKind;
  readonly mount?: string | null;
  readonly subject: string;
  readonly label: string;
  /** What it is called among the things that are not known, where that is not the label: `Version` of `stornvme.sys`. */
  readonly unknown?: { readonly kind: string; readonly of: string | null };
}

export function compareTexts(named: Named, before: string, after: string): Compared {
  if (before === after) return NOTHING;
  const { kind, mount = null, subject, label } = named;
  return changed({ kind, mount, subject, before, after, sentence: `${label} ${before} → ${after}` });
}

/** Facts with their states: a value that one side does not know is not compared. What is on neither system is no gap. */
export function compareFacts<T>(named: Named, before: Fact<T>, after: Fact<T>, show: (value: T) => string): Compared {
  if (before.state === 'known' && after.state === 'known') return compareTexts(named, show(before.value), show(after.value));
  if (before.state === 'notOnThisSystem' && after.state === 'notOnThisSystem') return NOTHING;
  const { kind, of } = named.unknown ?? { kind: capitalised(named.label), of: named.mount ?? null };
  return gap(kind, of, whyNotKnown(before), whyNotKnown(after));
}

/** The first letter as at the beginning of a line. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `null` on the side that knows. */
export function gap(kind: string, of: string | null, before: string | null, after: string | null): Compared {
  const why =
    before === null || after === null
      ? `${before === null ? 'the second' : 'the first'} does not know: ${before ?? after}`
      : before === after
        ? `neither knows: ${before}`
        : `neither knows: the first, ${before}; the second, ${after}`;
  return before === null && after === null ? NOTHING : { changes: [], gaps: [{ kind, of, why }] };
}

/** What stands on one side only, in words that fit one machine or two. */
export const onlyAfter = ({ isSameMachine }: Pair): string => (isSameMachine ? 'is new' : 'is in the second only');
export const onlyBefore = ({ isSameMachine }: Pair): string => (isSameMachine ? 'is gone' : 'is in the first only');

/**
 * Rows of both sides by what makes them the same; rows without a partner stand alone. In the order of the first, then of the second. Rows
 * of one side with the same key are told apart by their order.
 */
export function matched<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (row: T) => string,
): { readonly before: T | null; readonly after: T | null }[] {
  const rest = keyed(after, keyOf);
  const pairs = [...keyed(before, keyOf)].map(([key, row]) => {
    const partner = rest.get(key) ?? null;
    rest.delete(key);
    return { before: row, after: partner };
  });
  return [...pairs, ...[...rest.values()].map((row) => ({ before: null, after: row }))];
}

function keyed<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T> {
  const seen = new Map<string, number>();
  return new Map(
    rows.map((row) => {
      const key = keyOf(row);
      const count = seen.get(key) ?? 0;
      seen.set(key, count + 1);
      return [`${key} ${count}`, row];
    }),
  );
}
