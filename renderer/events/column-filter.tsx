import { Button, Input, Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { FilterFilled, FilterRegular } from '@fluentui/react-icons/svg/filter';
import { type KeyboardEvent, type MouseEvent, useCallback, useMemo, useRef, useState } from 'react';
import type { Grouping } from '../../main/contract/event-words.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import { useAsked } from '../asked.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { type EventChoice, filterOf, type Source, valueWords, withList } from './event-choice.ts';
import styles from './event-grid.module.css';
import type { EventsClient } from './events-client.ts';

interface ColumnFilterProps {
  readonly header: string;
  readonly by: Grouping | 'path';
  readonly choice: EventChoice;
  readonly onChoice: (choice: EventChoice) => void;
  readonly client: EventsClient;
  readonly source: Source;
  /** The one among the columns' buttons that Tab reaches; arrows lead to the others. */
  readonly isStop: boolean;
}

/** A column's own filter, behind the button in its header. */
export function ColumnFilter(props: ColumnFilterProps) {
  const { by } = props;
  return by === 'path' ? <PathFilter {...props} /> : <ValueFilter {...{ ...props, by }} />;
}

interface FilterButtonProps {
  readonly header: string;
  readonly isStop: boolean;
  readonly isSet: boolean;
}

/** What every column's button is; whoever opens it adds the rest. */
function filterButton({ header, isStop, isSet }: FilterButtonProps) {
  return {
    className: styles.filterButton ?? '',
    appearance: 'transparent',
    size: 'small',
    icon: isSet ? <FilterFilled /> : <FilterRegular />,
    'aria-label': `Filter by ${header}${isSet ? ', set' : ''}`,
    tabIndex: isStop ? 0 : -1,
    'data-roving': true,
  } as const;
}

/** Enter and Space belong to the button: the table below would explain its row. */
function stopEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
}

/** The browser's own popover: it closes on Escape and on a click elsewhere, and gives the focus back. */
function PathFilter({ header, choice, onChoice, isStop }: ColumnFilterProps) {
  const surface = useRef<HTMLFormElement>(null);
  const [text, setText] = useState(choice.path);
  function open(event: MouseEvent<HTMLElement>): void {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    const form = surface.current;
    if (form === null) return;
    form.style.left = `${Math.max(8, Math.min(left, window.innerWidth - 316))}px`;
    form.style.top = `${bottom + 4}px`;
    form.showPopover();
    form.querySelector('input')?.focus();
  }
  return (
    <>
      <Button
        {...filterButton({ header, isStop, isSet: choice.path !== '' })}
        onClick={open}
        onKeyDown={stopEnter}
        aria-haspopup="dialog"
      />
      <form
        ref={surface}
        popover="auto"
        className={`${styles.filterSurface} ${styles.pathForm}`}
        role="dialog"
        aria-label={`Filter by ${header}`}
        onKeyDown={(event) => event.stopPropagation()}
        onSubmit={(event) => {
          event.preventDefault();
          event.currentTarget.hidePopover();
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
    </>
  );
}

type ValueFilterProps = ColumnFilterProps & { readonly by: Grouping };

function ValueFilter(props: ValueFilterProps) {
  const { by, header, choice, onChoice, isStop } = props;
  return (
    <Menu
      positioning="below-start"
      persistOnItemClick
      checkedValues={{ [by]: [...(choice.lists[by] ?? [])] }}
      onCheckedValueChange={(_, { checkedItems }) => onChoice(withList(choice, by, checkedItems))}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button {...filterButton({ header, isStop, isSet: choice.lists[by] !== undefined })} onKeyDown={stopEnter} />
      </MenuTrigger>
      <MenuPopover className={styles.filterSurface} onKeyDown={(event) => event.stopPropagation()}>
        <Values {...props} />
      </MenuPopover>
    </Menu>
  );
}

const SHOWN_COUNT = 60;

function Values({ header, by, choice, client, source }: ValueFilterProps) {
  // Counted within everything but this column's own choice, so that a second value can be added.
  const others = useMemo(() => filterOf(withList(choice, by, []), source), [choice, by, source]);
  const [asked] = useAsked(useCallback(() => client.groups(others, by), [client, others, by]));
  if (asked.kind === 'failed') return <FailureNote failure={asked.failure} />;
  const groups = asked.kind === 'loading' ? [] : asked.value.groups;
  const named = groups.filter((group) => group.value !== null && group.value !== '');
  return (
    <>
      {named.length === 0 && <p className={styles.hint}>{asked.kind === 'loading' ? 'Counting…' : 'No event has a value here.'}</p>}
      <MenuList className={styles.values} aria-label={`Values of ${header}`}>
        {named.slice(0, SHOWN_COUNT).map(({ value, events }) => (
          <MenuItemCheckbox key={value} name={by} value={value ?? ''} secondaryContent={formatCount(events)}>
            {valueWords(by, value)}
          </MenuItemCheckbox>
        ))}
      </MenuList>
      {named.length > SHOWN_COUNT && <p className={styles.hint}>The {SHOWN_COUNT} most frequent are listed; search finds the others.</p>}
      {asked.kind !== 'loading' && !asked.value.complete && <p className={styles.hint}>Counts are of the newest events only.</p>}
    </>
  );
}
