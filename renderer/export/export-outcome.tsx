import { FailureNote } from '../parts/failure-note.tsx';
import styles from './export.module.css';
import type { Export } from './use-export.ts';

/** What became of the last try, above what can be changed before the next. */
export function ExportOutcome({ outcome }: { readonly outcome: Export }) {
  if (outcome.kind === 'cancelled')
    return (
      <p className={styles.hint} role="status">
        Cancelled. Nothing was written.
      </p>
    );
  return outcome.kind === 'failed' ? (
    <div role="alert">
      <FailureNote
        failure={outcome.failure}
        title="Nothing was written"
        next="See what it says, then try again: nothing is left of the try."
      />
    </div>
  ) : null;
}
