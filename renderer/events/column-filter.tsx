import { Button, Input, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components';
import { FilterFilled, FilterRegular } from '@fluentui/react-icons/svg/filter';
import { useCallback, useState } from 'react';
import type { Grouping } from '../../main/contract/event-words.ts';
import type { EventFilter } from '../../main/contract/events.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import { useAsked } from '../asked.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { type EventChoice, valueWords, withList } from './event-choice.ts';
import styles from './event-grid.module.css';
import type { EventsClient } from './events-client.ts';

interface ColumnFilterProps {
  readonly header: string;
  readonly by: Grouping | 'path';
  readonly choice: EventChoice;
  readonly onChoice: (choice: EventChoice) => void;
  readonly client: EventsClient;
  /** Everything but this column's own choice: its values are counted within it. */
  readonly others: EventFilter;
  /** The one among the columns' buttons that Tab reaches; arrows lead to the others. */
  readonly isStop: boolean;
}

/** A column's own filter, behind the button in its header. */
export function ColumnFilter(props: ColumnFilterProps) {
  const { header, by, choice, isStop } = props;
  const isSet = by === 'path' ? choice.path !== '' : choice.lists[by] !== undefined;
  return (
    <Popover positioning="below-start" trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button
          className={styles.filterButton}
          appearance="transparent"
          size="small"
          icon={isSet ? <FilterFilled /> : <FilterRegular />}
          aria-label={`Filter by ${header}${isSet ? ', set' : ''}`}
          tabIndex={isStop ? 0 : -1}
          data-roving
          onKeyDown={(event) => (event.key === 'Enter' || event.key === ' ') && event.stopPropagation()}
        />
      </PopoverTrigger>
      <PopoverSurface className={styles.filterSurface} aria-label={`Filter by ${header}`}>
        {by === 'path' ? <PathPart {...props} /> : <Values {...props} by={by} />}
      </PopoverSurface>
    </Popover>
  );
}

function PathPart({ choice, onChoice }: ColumnFilterProps) {
  const [text, setText] = useState(choice.path);
  return (
    <form
      className={styles.pathForm}
      onSubmit={(event) => {
        event.preventDefault();
        onChoice({ ...choice, path: text.trim() });
      }}
    >
      <Input
        size="small"
        aria-label="Part of the path"
        placeholder="Part of the path"
        value={text}
        onChange={(_, data) => setText(data.value)}
      />
      <Button size="small" type="submit">
        Filter
      </Button>
    </form>
  );
}

const SHOWN_COUNT = 60;

function Values({ by, choice, onChoice, client, others }: ColumnFilterProps & { readonly by: Grouping }) {
  const [asked] = useAsked(useCallback(() => client.groups(others, by), [client, others, by]));
  if (asked.kind === 'loading') return <p className={styles.hint}>Counting…</p>;
  if (asked.kind === 'failed') return <FailureNote failure={asked.failure} />;
  const chosen = choice.lists[by] ?? [];
  const named = asked.value.groups.filter((group) => group.value !== null && group.value !== '');
  if (named.length === 0) return <p className={styles.hint}>No event has a value here.</p>;
  function toggle(value: string): void {
    onChoice(withList(choice, by, chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]));
  }
  return (
    <div className={styles.values} role="group" aria-label="Values">
      {named.slice(0, SHOWN_COUNT).map(({ value, events }) => (
        <label key={value} className={styles.value}>
          <input type="checkbox" checked={chosen.includes(value ?? '')} onChange={() => toggle(value ?? '')} />
          <span className={styles.valueText} title={value ?? ''}>
            {valueWords(by, value)}
          </span>
          <span className={styles.valueCount}>{formatCount(events)}</span>
        </label>
      ))}
      {named.length > SHOWN_COUNT && <p className={styles.hint}>The {SHOWN_COUNT} most frequent are listed; search finds the others.</p>}
      {!asked.value.complete && <p className={styles.hint}>Counts are of the newest events only.</p>}
    </div>
  );
}
