import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import type { StoredEvent } from '../../main/contract/events.ts';
import { visible } from '../../main/contract/visible.ts';
import { moveAmong } from '../parts/roving.ts';
import { useCopied } from '../parts/use-copied.ts';
import tableStyles from '../table/data-table.module.css';
import type { RowSelection } from '../table/use-row-selection.ts';
import { rowKey } from './event-choice.ts';
import type { EventColumn } from './event-columns.tsx';
import styles from './event-grid.module.css';
import type { EventWindow, WindowState } from './event-window.ts';

const ROW_PX = 32;
const NEAR_ROWS = 40;

interface EventGridProps {
  readonly shown: WindowState;
  readonly window: EventWindow;
  readonly columns: readonly EventColumn[];
  readonly selection: RowSelection;
  readonly filterOf: (column: EventColumn) => ReactNode;
  readonly onCopy: () => string;
  readonly onExplain: (key: string) => void;
  readonly onPause: () => void;
}

/** A list of any length, newest first: only rows in sight exist, pages come as the user gets near them. */
export function EventGrid({ shown, window, columns, selection, filterOf, onCopy, onExplain, onPause }: EventGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [, copy] = useCopied();
  const { rows } = shown;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
    getItemKey: (index) => rows[index]?.seq ?? index,
  });
  const onScroll = useScrollPlace(scroller, shown, window);
  const template = columns.map((column) => `minmax(${column.width}px, ${column.width}fr)`).join(' ');
  const minWidth = columns.reduce((sum, column) => sum + column.width, 0);
  const activeIndex = rows.findIndex((row) => rowKey(row) === selection.active);

  function onKeyDown(event: KeyboardEvent): void {
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (step !== undefined) moveTo(Math.min(rows.length - 1, Math.max(0, activeIndex + step)), event.shiftKey);
    else if (event.key === 'Home') void window.showNewest().then(() => goToEnd('first'));
    else if (event.key === 'End') void window.showOldest().then(() => goToEnd('last'));
    else if (control && key === 'a') selection.all();
    else if (control && key === 'c') copy(onCopy());
    else if (!control && key === 'p') onPause();
    else if (event.key === ' ' && control && selection.active !== null) selection.move(selection.active, 'toggle');
    else if ((event.key === 'Enter' || event.key === ' ') && selection.active !== null) onExplain(selection.active);
    else return;
    event.preventDefault();
  }
  function moveTo(index: number, isExtending: boolean): void {
    const row = rows[index];
    if (row === undefined) return;
    selection.move(rowKey(row), isExtending ? 'extend' : 'only');
    virtual.scrollToIndex(index);
  }
  function goToEnd(end: 'first' | 'last'): void {
    const loaded = window.state().rows;
    const row = end === 'first' ? loaded[0] : loaded.at(-1);
    if (row !== undefined) selection.move(rowKey(row), 'only');
    if (scroller.current !== null) scroller.current.scrollTop = end === 'first' ? 0 : loaded.length * ROW_PX;
  }
  function onRowClick(event: MouseEvent, key: string): void {
    const how = event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
    selection.move(key, how);
    if (how === 'only') onExplain(key);
  }

  return (
    <div
      ref={scroller}
      className={`${tableStyles.grid} ${styles.grid}`}
      role="grid"
      aria-label="Events"
      aria-rowcount={shown.total === null ? -1 : shown.total + 1}
      aria-colcount={columns.length}
      aria-multiselectable="true"
      aria-busy={shown.busy === 'first'}
      aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${activeIndex}`}
      tabIndex={0}
      data-pane-entry
      onKeyDown={onKeyDown}
      onScroll={onScroll}
    >
      <Header columns={columns} template={template} minWidth={minWidth} filterOf={filterOf} />
      <div role="rowgroup" className={tableStyles.body} style={{ height: virtual.getTotalSize(), minWidth }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const key = rowKey(row);
          return (
            <div
              key={key}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={shown.above + index + 2}
              aria-selected={selection.keys.has(key)}
              data-active={index === activeIndex || undefined}
              className={tableStyles.row}
              style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
              onClick={(event) => onRowClick(event, key)}
            >
              <Cells row={row} columns={columns} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Cells({ row, columns }: { readonly row: StoredEvent; readonly columns: readonly EventColumn[] }) {
  return columns.map((column) => (
    <span
      key={column.id}
      role="gridcell"
      className={tableStyles.cell}
      data-face={column.face}
      title={column.id === 'when' ? undefined : visible(column.text(row))}
    >
      {column.cell?.(row) ?? visible(column.text(row))}
    </span>
  ));
}

type HeaderProps = Pick<EventGridProps, 'columns' | 'filterOf'> & { readonly template: string; readonly minWidth: number };

function Header({ columns, template, minWidth, filterOf }: HeaderProps) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={tableStyles.header}
      style={{ gridTemplateColumns: template, minWidth }}
      onKeyDown={moveAmong}
    >
      {columns.map((column) => (
        <span
          key={column.id}
          role="columnheader"
          aria-sort={column.id === 'when' ? 'descending' : undefined}
          className={styles.head}
          data-face={column.face}
        >
          <span className={styles.headText}>{column.header}</span>
          {column.filterBy !== undefined && filterOf(column)}
        </span>
      ))}
    </div>
  );
}

/** Keeps what is read in its place while rows come and go, asks for the next page in time, and tells whether the newest are in view. */
function useScrollPlace(scroller: React.RefObject<HTMLDivElement | null>, shown: WindowState, window: EventWindow): () => void {
  const place = useRef<{ readonly seq: number; readonly offsetPx: number } | null>(null);
  const { rows, isFollowing } = shown;

  function onScroll(): void {
    const box = scroller.current;
    if (box === null) return;
    const at = Math.floor(box.scrollTop / ROW_PX);
    const row = rows[at];
    place.current = row === undefined ? null : { seq: row.seq, offsetPx: box.scrollTop - at * ROW_PX };
    window.follow(box.scrollTop < ROW_PX);
    if (at < NEAR_ROWS) void window.loadNewer();
    if (rows.length - at - box.clientHeight / ROW_PX < NEAR_ROWS) void window.loadOlder();
  }
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    if (isFollowing) {
      if (box.scrollTop !== 0) box.scrollTop = 0;
      return;
    }
    const index = place.current === null ? -1 : rows.findIndex((row) => row.seq === place.current?.seq);
    const wanted = index * ROW_PX + (place.current?.offsetPx ?? 0);
    if (index >= 0 && Math.abs(box.scrollTop - wanted) > 1) box.scrollTop = wanted;
  }, [rows, isFollowing, scroller]);
  // A list that was replaced starts where it is, not where the last one was read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another window is another list
  useEffect(() => {
    place.current = null;
  }, [window]);
  return onScroll;
}
