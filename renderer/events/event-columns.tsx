import type { Grouping } from '../../main/contract/event-words.ts';
import type { StoredEvent } from '../../main/contract/events.ts';
import { ToneIcon } from '../parts/verdict-mark.tsx';
import type { DataColumn } from '../table/columns.ts';
import tableStyles from '../table/data-table.module.css';
import { eventWords, VETO_EVENT_ID } from '../text/events.ts';
import { clockMs } from '../text/timeline.ts';
import { Ago } from './ago.tsx';
import styles from './event-grid.module.css';

export interface EventColumn extends DataColumn<StoredEvent> {
  /** What its own filter goes by; absent: it has none. */
  readonly filterBy?: Grouping | 'path';
}

export const EVENT_COLUMNS: readonly EventColumn[] = [
  { id: 'when', header: 'When', width: 116, text: (event) => event.time, cell: (event) => <Ago time={event.time} /> },
  {
    id: 'filter',
    header: 'Filter',
    width: 112,
    filterBy: 'filter',
    text: (event) => event.filter ?? '',
    cell: (event) => (
      <span className={tableStyles.marked}>
        <ToneIcon tone={event.eventId === VETO_EVENT_ID && !event.own ? 'refused' : 'quiet'} />
        {event.filter ?? ''}
      </span>
    ),
  },
  {
    id: 'process',
    header: 'Process',
    width: 124,
    filterBy: 'process',
    text: (event) => event.processName ?? '',
    cell: (event) => (
      <>
        {event.processName ?? ''}
        {event.own && (
          <span className={styles.own} title="Caused by this program’s own queries">
            own
          </span>
        )}
      </>
    ),
  },
  { id: 'path', header: 'Path', width: 180, filterBy: 'path', text: (event) => event.path ?? '' },
  {
    id: 'reason',
    header: 'Reason',
    width: 150,
    filterBy: 'reason',
    text: (event) => event.reason ?? '',
    cell: (event) =>
      event.eventId === VETO_EVENT_ID ? (event.reason ?? '') : <span className={styles.quiet}>{eventWords(event.eventId)}</span>,
  },
  { id: 'operation', header: 'Operation', width: 104, filterBy: 'operation', text: (event) => event.operation ?? '' },
  { id: 'time', header: 'Time', width: 112, text: (event) => clockMs(event.timeUs), face: 'fixed' },
  { id: 'status', header: 'Status', width: 110, filterBy: 'ntstatus', text: (event) => event.ntstatus ?? '', face: 'fixed' },
  { id: 'statusName', header: 'Status name', width: 270, text: (event) => event.ntstatusName ?? '' },
  { id: 'event', header: 'Event', width: 120, filterBy: 'eventId', text: (event) => eventWords(event.eventId) },
  { id: 'processId', header: 'Process id', width: 96, text: (event) => String(event.processId), face: 'number' },
  { id: 'threadId', header: 'Thread id', width: 92, text: (event) => String(event.threadId), face: 'number' },
  { id: 'seq', header: 'Number', width: 92, text: (event) => String(event.seq), face: 'number' },
  { id: 'own', header: 'Own', width: 64, text: (event) => (event.own ? 'yes' : 'no') },
];
/** Wanted seldom; the column menu brings them back. */
export const EVENT_HIDDEN: readonly string[] = ['statusName', 'event', 'processId', 'threadId', 'seq', 'own'];
