import type { Grouping } from '../../main/contract/event-words.ts';
import type { EventFilter, StoredEvent } from '../../main/contract/events.ts';
import type { TimeRange } from '../../main/contract/text/timeline.ts';
import { eventWords } from '../text/events.ts';
import { clockMs } from '../text/timeline.ts';

/** What of a recording is shown: all parts hold at once, within a list any. */
export interface EventChoice {
  readonly lists: Readonly<Partial<Record<Grouping, readonly string[]>>>;
  readonly path: string;
  readonly text: string;
  readonly range: TimeRange | null;
}

export const EVERYTHING: EventChoice = { lists: {}, path: '', text: '', range: null };

/** A recording's number, or all of them. */
export type Source = number | 'all';

export function filterOf(choice: EventChoice, source: Source): EventFilter {
  const { filter, process, reason, ntstatus, operation, eventId } = choice.lists;
  return {
    ...(source === 'all' ? {} : { recording: source }),
    ...(choice.range === null ? {} : choice.range),
    ...(filter === undefined ? {} : { filters: [...filter] }),
    ...(process === undefined ? {} : { processes: [...process] }),
    ...(reason === undefined ? {} : { reasons: [...reason] }),
    ...(ntstatus === undefined ? {} : { ntstatuses: [...ntstatus] }),
    ...(operation === undefined ? {} : { operations: [...operation] }),
    ...(eventId === undefined ? {} : { eventIds: eventId.map(Number) }),
    ...(choice.path === '' ? {} : { path: choice.path }),
    ...(choice.text === '' ? {} : { text: choice.text }),
  };
}

/** The choice with one column's list replaced; an empty list lets the column go. */
export function withList(choice: EventChoice, by: Grouping, values: readonly string[]): EventChoice {
  const { [by]: _replaced, ...others } = choice.lists;
  return { ...choice, lists: values.length === 0 ? others : { ...others, [by]: values } };
}

export const GROUPING_WORDS: Readonly<Record<Grouping, string>> = {
  filter: 'Filter',
  process: 'Process',
  reason: 'Reason',
  ntstatus: 'Status',
  operation: 'Operation',
  eventId: 'Event',
};

/** A value of a column as it reads; what an event does not have is said. */
export function valueWords(by: Grouping, value: string | null): string {
  if (value === null || value === '') return 'none';
  return by === 'eventId' ? eventWords(Number(value)) : value;
}

export interface Chip {
  readonly key: string;
  readonly text: string;
  readonly without: EventChoice;
}

/** Every part of the choice, as words and with what remains when it is taken away. */
export function chipsOf(choice: EventChoice): readonly Chip[] {
  const lists = (Object.keys(GROUPING_WORDS) as Grouping[]).flatMap((by) => {
    const values = choice.lists[by];
    return values === undefined
      ? []
      : [
          {
            key: by,
            text: `${GROUPING_WORDS[by]}: ${values.map((value) => valueWords(by, value)).join(', ')}`,
            without: withList(choice, by, []),
          },
        ];
  });
  return [
    ...(choice.range === null
      ? []
      : [{ key: 'range', text: `${clockMs(choice.range.fromUs)} to ${clockMs(choice.range.toUs)}`, without: { ...choice, range: null } }]),
    ...lists,
    ...(choice.path === '' ? [] : [{ key: 'path', text: `Path with “${choice.path}”`, without: { ...choice, path: '' } }]),
    ...(choice.text === '' ? [] : [{ key: 'text', text: `With “${choice.text}”`, without: { ...choice, text: '' } }]),
  ];
}

export function rowKey(event: StoredEvent): string {
  return String(event.seq);
}
