import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { RedactionChoice, RedactionPreview } from '../../main/contract/case.ts';
import { countOf } from '../../main/contract/numbers.ts';
import { visible } from '../../main/contract/visible.ts';
import { Fold } from '../parts/fold.tsx';
import styles from './export.module.css';

interface TermListsProps {
  readonly choice: RedactionChoice;
  readonly kept: RedactionPreview['kept'];
  readonly onChoice: (choice: RedactionChoice) => void;
}

/** What the user has decided, each with its way back, and what cannot be replaced. */
export function TermLists({ choice, kept, onChoice }: TermListsProps) {
  const without = (list: readonly string[], term: string): string[] => list.filter((each) => each !== term);
  return (
    <div className={styles.lists}>
      <Terms label="Also replaced" terms={choice.add} onRemove={(term) => onChoice({ ...choice, add: without(choice.add, term) })} />
      <Terms
        label="Kept as they are"
        terms={choice.allow}
        onRemove={(term) => onChoice({ ...choice, allow: without(choice.allow, term) })}
      />
      {kept.length > 0 && (
        <Fold summary={`${countOf(kept.length, 'term')} cannot be replaced`}>
          <ul className={styles.kept}>
            {kept.map(({ term, why }) => (
              <li key={term}>
                <code>{visible(term)}</code> {why}
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </div>
  );
}

interface TermsProps {
  readonly label: string;
  readonly terms: readonly string[];
  readonly onRemove: (term: string) => void;
}

function Terms({ label, terms, onRemove }: TermsProps) {
  if (terms.length === 0) return null;
  return (
    <div className={styles.chosen} role="group" aria-label={label}>
      <span>{label}:</span>
      {terms.map((term) => (
        <button key={term} type="button" className={styles.chip} onClick={() => onRemove(term)} title="Undo">
          <span>{visible(term)}</span>
          <DismissRegular aria-label="undo" />
        </button>
      ))}
    </div>
  );
}
