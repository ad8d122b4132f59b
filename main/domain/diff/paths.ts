import { factWords } from '../../contract/text/targets.ts';
import type { TargetVerdict } from '../../contract/verdicts.ts';
import { FILE_FACTS } from '../../contract/words.ts';
import { type Compared, changed, gap, matched, NOTHING, type Pair, together } from './changes.ts';

export interface PathPair {
  readonly before: TargetVerdict;
  readonly after: TargetVerdict;
}

/** Paths that both were asked about. */
export function pathPairs({ before, after }: Pair): readonly PathPair[] {
  return rowsOf(before.content.paths, after.content.paths).flatMap((row) =>
    row.before === null || row.after === null ? [] : [{ before: row.before, after: row.after }],
  );
}

const rowsOf = (before: readonly TargetVerdict[], after: readonly TargetVerdict[]) =>
  matched(before, after, ({ path }) => path.toLowerCase());

/** Of a path that only one was asked about nothing can be said. */
export function pathsOfOneSide({ before, after }: Pair): Compared {
  return together(
    rowsOf(before.content.paths, after.content.paths).map((row) => {
      if (row.before !== null && row.after !== null) return NOTHING;
      const path = (row.before ?? row.after)?.path ?? '';
      return {
        changes: [],
        gaps: [{ kind: 'Verdict', of: path, why: `only the ${row.after === null ? 'first' : 'second'} was asked about it` }],
      };
    }),
  );
}

/** What the file itself is, such as compressed. */
export function comparePath({ before, after }: PathPair): Compared {
  if (before.verdict === 'unknown' || after.verdict === 'unknown') return NOTHING; // said of its verdict
  if (!before.factsComplete || !after.factsComplete) {
    return gap('Properties', after.path, before.factsComplete ? null : UNREAD, after.factsComplete ? null : UNREAD);
  }
  return together(
    FILE_FACTS.map((fact) => {
      const [was, is] = [before.facts.includes(fact), after.facts.includes(fact)];
      if (was === is) return NOTHING;
      const words = (holds: boolean): string => `${holds ? '' : 'not '}${factWords(fact)}`;
      return changed({
        kind: 'fileFact',
        mount: after.mount,
        subject: after.path,
        before: words(was),
        after: words(is),
        sentence: `${after.path}: ${words(was)} → ${words(is)}`,
      });
    }),
  );
}

const UNREAD = 'not all of them could be asked';
