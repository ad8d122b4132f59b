import type { Failure } from '../../contract/failure.ts';
import type { Verdict } from '../../contract/words.ts';
import { isElevationMissing } from '../../domain/facts.ts';
import { worstFirst } from '../../domain/verdict.ts';

/** What scripts branch on. Source: the product's verdict table. */
export const EXIT = {
  full: 0,
  partial: 1,
  blocked: 2,
  paused: 2,
  notApplicable: 3,
  elevationNeeded: 4,
  notFoundOrUnreadable: 5,
  badArguments: 6,
  internalError: 7,
} as const;

interface Judged {
  readonly verdict: Verdict;
  readonly failure: Failure | null;
}

/** The code of the worst verdict. `elevated` tells a missing right from a missing elevation. */
export function exitCodeOf(results: readonly Judged[], elevated: boolean | null): number {
  const codes = results.toSorted((a, b) => worstFirst(a.verdict, b.verdict));
  const [worst] = codes;
  if (worst === undefined) return EXIT.full;
  if (worst.verdict !== 'unknown') return EXIT[worst.verdict];
  const unknown = codes.filter(({ verdict }) => verdict === 'unknown');
  return Math.max(...unknown.map(({ failure }) => (failure === null ? EXIT.notFoundOrUnreadable : exitCodeOfFailure(failure, elevated))));
}

export function exitCodeOfFailure(failure: Failure, elevated: boolean | null): number {
  switch (failure.kind) {
    case 'badRequest':
      return EXIT.badArguments;
    case 'library':
      return EXIT.internalError;
    case 'notElevated':
      return EXIT.elevationNeeded;
    case 'refused':
      return EXIT.notFoundOrUnreadable;
    case 'win32':
    case 'ntstatus':
    case 'hresult':
      return isElevationMissing(failure, elevated) ? EXIT.elevationNeeded : EXIT.notFoundOrUnreadable;
  }
}
