import { Button } from '@fluentui/react-components';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { EventFilter, StoredEvent } from '../../main/contract/events.ts';
import type { Machine } from '../../main/contract/machine.ts';
import type { Recording } from '../../main/contract/recordings.ts';
import { textList, useKept } from '../kept.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { ColumnMenu } from '../table/column-menu.tsx';
import { useRowSelection } from '../table/use-row-selection.ts';
import { shownCountText } from '../text/events.ts';
import { formatTable, type TableFormat } from '../text/tabular.ts';
import { ColumnFilter } from './column-filter.tsx';
import { type EventChoice, rowKey, type Source } from './event-choice.ts';
import { EVENT_COLUMNS, EVENT_HIDDEN, type EventColumn } from './event-columns.tsx';
import { EventGrid } from './event-grid.tsx';
import { EventWindow } from './event-window.ts';
import styles from './events.module.css';
import type { EventsClient } from './events-client.ts';
import { SaveMenu } from './save-menu.tsx';

interface EventListProps {
  readonly client: EventsClient;
  readonly source: Source;
  readonly choice: EventChoice;
  readonly filter: EventFilter;
  readonly onChoice: (choice: EventChoice) => void;
  /** Number of the last stored event. */
  readonly lastSeq: number;
  readonly isLossy: boolean;
  readonly isPaused: boolean;
  readonly onPause: () => void;
  readonly recordings: readonly Recording[];
  readonly machine: Machine | null;
  readonly selected: string | null;
  readonly onSelect: (event: StoredEvent) => void;
  readonly onExplain: (event: StoredEvent) => void;
}

/** Every matching event, newest first, with what can be done with them. */
export function EventList(props: EventListProps) {
  const { client, source, choice, filter, onChoice, lastSeq, isLossy, isPaused, onPause, selected } = props;
  const [hidden, keepHidden] = useKept('event-columns', (stored) => (stored === null ? EVENT_HIDDEN : textList(stored)));
  const window = useWindow(client, filter, lastSeq, isPaused);
  const shown = useSyncExternalStore(window.subscribe, window.state);
  const columns = useMemo(() => EVENT_COLUMNS.filter(({ id }) => !hidden.includes(id)), [hidden]);
  const rows = useMemo(() => shown.rows.map((row) => ({ key: rowKey(row), row })), [shown.rows]);
  const find = (key: string): StoredEvent | undefined => rows.find((each) => each.key === key)?.row;
  const selection = useRowSelection(rows, selected, (key) => {
    const event = find(key);
    if (event === undefined) return;
    window.hold();
    props.onSelect(event);
  });
  const firstFilter = columns.find(({ filterBy }) => filterBy !== undefined)?.id;

  function textOf(format: TableFormat): string {
    const chosen = rows.filter(({ key }) => selection.keys.has(key));
    const source = chosen.length > 0 ? chosen : rows;
    return formatTable(
      { headers: columns.map(({ header }) => header), rows: source.map(({ row }) => columns.map((column) => column.text(row))) },
      format,
    );
  }
  function filterFor({ id, header, filterBy }: EventColumn) {
    if (filterBy === undefined) return null;
    return <ColumnFilter {...{ header, choice, onChoice, client, source }} by={filterBy} isStop={id === firstFilter} />;
  }

  return (
    <>
      <div className={styles.toolbar} role="toolbar" aria-label="Table">
        <span className={styles.count} role="status">
          {shownCountText({ loaded: rows.length, total: shown.total, isLossy, isHeld: !shown.isFollowing && shown.hasNewer })}
          {selection.keys.size > 1 && `, ${selection.keys.size} selected`}
          {shown.busy === 'older' && rows.length === 0 && ', searching…'}
        </span>
        {!shown.isFollowing && (shown.hasNewer || isPaused) && (
          <Button size="small" icon={<ArrowUpRegular />} onClick={() => (isPaused ? onPause() : void window.showNewest())}>
            Show the newest
          </Button>
        )}
        <ColumnMenu
          columns={EVENT_COLUMNS}
          hiddenIds={hidden}
          onToggleColumn={(id) => keepHidden(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id])}
        />
        <SaveMenu
          {...{ client, filter, textOf }}
          recordings={props.recordings}
          machine={props.machine}
          selectedCount={selection.keys.size}
          loadedCount={rows.length}
        />
      </div>
      {shown.failure !== null && <FailureNote failure={shown.failure} onAskAgain={() => void window.showNewest()} />}
      {rows.length === 0 && shown.busy === 'first' && <Skeleton label="Reading events" count={8} shape="row" />}
      {rows.length === 0 && shown.busy === 'none' && shown.failure === null && (
        <p className={styles.empty}>
          {choice.text === '' && Object.keys(choice.lists).length === 0 && choice.path === '' && choice.range === null
            ? 'No event yet.'
            : 'No event matches. Remove a filter above to see more.'}
        </p>
      )}
      {rows.length > 0 && (
        <EventGrid
          {...{ shown, window, columns, selection, onPause }}
          filterOf={filterFor}
          onCopy={() => textOf('text')}
          onExplain={(key) => {
            const event = find(key);
            if (event !== undefined) props.onExplain(event);
          }}
        />
      )}
    </>
  );
}

/** A window for each filter, which learns of every stored event and of the pause. */
function useWindow(client: EventsClient, filter: EventFilter, lastSeq: number, isPaused: boolean): EventWindow {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a pause changes the window, it does not make another one
  const window = useMemo(() => new EventWindow(client, filter, isPaused), [client, filter]);
  const seen = useRef({ window, lastSeq, isPaused });
  useEffect(() => {
    void window.showNewest();
  }, [window]);
  useEffect(() => {
    const before = seen.current;
    seen.current = { window, lastSeq, isPaused };
    if (before.window !== window) return;
    if (before.isPaused !== isPaused) window.pause(isPaused);
    if (before.lastSeq !== lastSeq) window.onStored();
  }, [window, lastSeq, isPaused]);
  return window;
}
