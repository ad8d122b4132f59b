import { useCallback, useMemo } from 'react';
import type { Grouping } from '../../main/contract/event-words.ts';
import type { EventFilter } from '../../main/contract/events.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import type { DataColumn } from '../table/columns.ts';
import { DataTable } from '../table/data-table.tsx';
import { GROUPING_WORDS, valueWords } from './event-choice.ts';
import styles from './events.module.css';
import type { EventsClient } from './events-client.ts';
import { useLiveAnswer } from './use-live-answer.ts';

interface GroupRow {
  readonly key: string;
  readonly value: string | null;
  readonly words: string;
  readonly events: number;
  /** Of the busiest group, and of all. */
  readonly ofHighest: number;
  readonly ofAll: number;
}

interface GroupTableProps {
  readonly client: EventsClient;
  readonly filter: EventFilter;
  readonly by: Grouping;
  readonly tick: number;
  /** Losses make every count a lower bound. */
  readonly isLossy: boolean;
  readonly onOpen: (value: string) => void;
}

/** Events counted by one of their columns; a group opens as the list of its events. */
export function GroupTable({ client, filter, by, tick, isLossy, onOpen }: GroupTableProps) {
  const groups = useLiveAnswer(
    useCallback(() => client.groups(filter, by).then((found) => ({ ...found, by })), [client, filter, by]),
    tick,
  );
  const shown = groups.value?.by === by ? groups.value : null;
  const rows = useMemo(() => rowsOf(shown?.groups ?? [], by), [shown, by]);
  const columns = useMemo(() => columnsOf(by, isLossy), [by, isLossy]);
  if (groups.failure !== null) return <FailureNote failure={groups.failure} />;
  if (shown === null) return <Skeleton label="Counting" count={4} shape="row" />;
  return (
    <>
      {!shown.complete && <p className={styles.hint}>The time for counting was used up: counted are the newest events only.</p>}
      <DataTable
        key={by}
        label={`Events by ${GROUPING_WORDS[by].toLowerCase()}`}
        noun="group"
        kept={`event-groups-${by}`}
        rows={rows}
        columns={columns}
        hidden={[]}
        selected={null}
        onSelect={ignore}
        onExplain={(key) => {
          const row = rows.find((each) => each.key === key);
          if (row?.value !== null && row?.value !== undefined && row.value !== '') onOpen(row.value);
        }}
      />
    </>
  );
}

const ignore = (): void => {};

function rowsOf(groups: readonly { readonly value: string | null; readonly events: number }[], by: Grouping): readonly GroupRow[] {
  const all = groups.reduce((sum, { events }) => sum + events, 0);
  const highest = Math.max(1, ...groups.map(({ events }) => events));
  return groups.map(({ value, events }) => ({
    key: `=${value ?? ''}`,
    value,
    words: valueWords(by, value),
    events,
    ofHighest: events / highest,
    ofAll: all === 0 ? 0 : events / all,
  }));
}

function columnsOf(by: Grouping, isLossy: boolean): readonly DataColumn<GroupRow>[] {
  return [
    { id: 'value', header: GROUPING_WORDS[by], width: 280, text: (row) => row.words },
    {
      id: 'events',
      header: isLossy ? 'Events (at least)' : 'Events',
      width: 130,
      text: (row) => formatCount(row.events),
      compare: (a, b) => a.events - b.events,
      face: 'number',
    },
    { id: 'share', header: 'Share', width: 80, text: (row) => percent(row.ofAll), compare: (a, b) => a.events - b.events, face: 'number' },
    {
      id: 'bar',
      header: 'Of the most frequent',
      width: 180,
      text: (row) => percent(row.ofHighest),
      compare: (a, b) => a.events - b.events,
      cell: (row) => <span className={styles.share} style={{ width: `${Math.max(1, row.ofHighest * 100)}%` }} />,
    },
  ];
}

/** A share that is not none is never written as 0 %. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return '<1 %';
  return `${Math.round(share * 100)} %`;
}
