import { Button } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { chipsOf, EVERYTHING, type EventChoice } from './event-choice.ts';
import styles from './events.module.css';

/** What the table is limited to, each part with its way out. */
export function ChoiceChips({ choice, onChoice }: { readonly choice: EventChoice; readonly onChoice: (choice: EventChoice) => void }) {
  const chips = chipsOf(choice);
  if (chips.length === 0) return null;
  return (
    <div className={styles.chips} role="group" aria-label="Filters in use">
      {chips.map((chip) => (
        <button key={chip.key} type="button" className={styles.chip} onClick={() => onChoice(chip.without)} title="Remove this filter">
          <span>{chip.text}</span>
          <DismissRegular aria-label="remove" />
        </button>
      ))}
      {chips.length > 1 && (
        <Button size="small" appearance="transparent" onClick={() => onChoice(EVERYTHING)}>
          Remove all filters
        </Button>
      )}
    </div>
  );
}
