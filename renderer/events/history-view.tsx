import { type ReactNode, useCallback, useMemo } from 'react';
import { countOf } from '../../main/contract/numbers.ts';
import { latest, useAsked } from '../asked.ts';
import { PageHead } from '../frame/workspace.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { DataTable } from '../table/data-table.tsx';
import { historyEvents, type PastEvent } from '../text/event-explanation.ts';
import { VETO_EVENT_ID } from '../text/events.ts';
import { EVENT_COLUMNS } from './event-columns.tsx';
import styles from './events.module.css';
import type { EventsClient } from './events-client.ts';

const RECORDS_COUNT = 5_000;
const HIDDEN: readonly string[] = ['statusName', 'threadId', 'seq', 'own', 'processId'];

interface HistoryViewProps {
  readonly client: EventsClient;
  /** Key of the chosen event. */
  readonly selected: string | null;
  readonly onSelect: (event: PastEvent) => void;
  readonly onExplain: (event: PastEvent) => void;
  /** What stands between the headline and the table on every view of the page. */
  readonly children: ReactNode;
}

/** What the System log still holds: neither a recording nor rights are needed for it. */
export function HistoryView({ client, selected, onSelect, onExplain, children }: HistoryViewProps) {
  const [asked, askAgain] = useAsked(useCallback(() => client.history(RECORDS_COUNT), [client]));
  const history = latest(asked);
  const rows = useMemo(() => (history === null ? [] : historyEvents(history)), [history]);
  const vetoes = rows.filter(({ eventId }) => eventId === VETO_EVENT_ID).length;
  function withEvent(key: string, act: (event: PastEvent) => void): void {
    const event = rows.find((row) => row.key === key);
    if (event !== undefined) act(event);
  }
  return (
    <>
      <PageHead
        title={history === null ? 'Reading the System log…' : `${countOf(vetoes, 'veto', 'vetoes')} in the System log`}
        sub={
          <>
            Whether Windows writes every veto there is not documented: what is not listed may still have happened.
            {history?.more === true && ` The newest ${countOf(RECORDS_COUNT, 'record')} are listed.`}
            {history !== null && history.unread > 0 && ` ${countOf(history.unread, 'record')} could not be read.`}
          </>
        }
      />
      {children}
      {asked.kind === 'failed' && <FailureNote failure={asked.failure} onAskAgain={askAgain} />}
      {asked.kind === 'loading' && <Skeleton label="Reading the System log" count={8} shape="row" />}
      {history !== null && rows.length === 0 && (
        <p className={styles.empty}>The log holds no event of the filter manager. Record events to see what is refused from now on.</p>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Past events"
          noun="event"
          kept="history-columns"
          rows={rows}
          columns={EVENT_COLUMNS}
          hidden={HIDDEN}
          selected={selected}
          onSelect={(key) => withEvent(key, onSelect)}
          onExplain={(key) => withEvent(key, onExplain)}
        />
      )}
    </>
  );
}
