import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { visible } from '../../main/contract/visible.ts';
import { moveAmong } from '../parts/roving.ts';
import { useCopied } from '../parts/use-copied.ts';
import type { DataColumn } from './columns.ts';
import styles from './data-table.module.css';
import type { RowSelection } from './use-row-selection.ts';

const ROW_PX = 32;
const NEAR_END_ROWS = 60;

interface DataGridProps<Row extends { readonly key: string }> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  readonly sorting: { readonly id: string; readonly desc: boolean } | null;
  /** Absent where the order is not for the user to choose. */
  readonly onSort?: (id: string) => void;
  readonly selection: RowSelection;
  readonly onCopy: () => string;
  readonly onExplain: (key: string) => void;
  /** Where rows can be chosen for something else than copying: Space does it then. */
  readonly onToggle?: (key: string) => void;
  /** Rows that belong together; the first row of each run is set off from those above it. */
  readonly groupOf?: (row: Row) => string;
  /** Where rows come in pages: how many there are in all, and who brings the next ones. */
  readonly totalCount?: number;
  readonly onNearEnd?: () => void;
}

/** Rows in a window that scrolls: only those in sight exist, the true count is told. */
export function DataGrid<Row extends { readonly key: string }>({
  label,
  rows,
  columns,
  sorting,
  onSort,
  selection,
  onCopy,
  onExplain,
  onToggle,
  groupOf,
  totalCount = rows.length,
  onNearEnd,
}: DataGridProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [, copy] = useCopied();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    // Another function would make it lay out every row again, at each step that is scrolled.
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
  });
  const template = columns.map((column) => `minmax(${column.width}px, ${column.width}fr)`).join(' ');
  const minWidth = columns.reduce((sum, column) => sum + column.width, 0);
  const { active } = selection;
  const activeIndex = useMemo(() => (active === null ? -1 : rows.findIndex((row) => row.key === active)), [rows, active]);
  const lastShown = virtual.getVirtualItems().at(-1)?.index ?? 0;
  const isNearEnd = lastShown >= rows.length - NEAR_END_ROWS;
  // Again after every page: one page may not fill the window.
  useEffect(() => {
    if (isNearEnd && rows.length < totalCount) onNearEnd?.();
  }, [isNearEnd, rows.length, totalCount, onNearEnd]);

  function onKeyDown(event: KeyboardEvent): void {
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length }[event.key];
    if (step !== undefined) moveTo(Math.min(rows.length - 1, Math.max(0, activeIndex + step)), event.shiftKey ? 'extend' : 'only');
    else if (control && key === 'a') selection.all();
    else if (control && key === 'c') copy(onCopy());
    else if (event.key === ' ' && control && selection.active !== null) selection.move(selection.active, 'toggle');
    else if (event.key === ' ' && onToggle !== undefined && selection.active !== null) onToggle(selection.active);
    else if ((event.key === 'Enter' || event.key === ' ') && selection.active !== null) onExplain(selection.active);
    else return;
    event.preventDefault();
  }
  function moveTo(index: number, how: 'only' | 'extend'): void {
    const row = rows[index];
    if (row === undefined) return;
    selection.move(row.key, how);
    virtual.scrollToIndex(index);
  }
  function onRowClick(event: MouseEvent, key: string): void {
    const how = event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
    selection.move(key, how);
    if (how === 'only') onExplain(key);
  }

  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={totalCount + 1}
      aria-colcount={columns.length}
      aria-multiselectable="true"
      aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${activeIndex}`}
      tabIndex={0}
      data-pane-entry
      onKeyDown={onKeyDown}
    >
      <HeaderRow columns={columns} template={template} minWidth={minWidth} sorting={sorting} {...(onSort && { onSort })} />
      <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize(), minWidth }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const above = rows[index - 1];
          const isFirst = groupOf !== undefined && (above === undefined || groupOf(above) !== groupOf(row));
          return (
            <div
              key={key}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={selection.keys.has(row.key)}
              data-active={index === activeIndex || undefined}
              data-group-start={isFirst || undefined}
              className={styles.row}
              style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
              onClick={(event) => onRowClick(event, row.key)}
            >
              {columns.map((column) => (
                <span key={column.id} role="gridcell" className={styles.cell} data-face={column.face} title={visible(column.text(row))}>
                  {column.cell?.(row) ?? visible(column.text(row))}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface HeaderRowProps<Row> {
  readonly columns: readonly DataColumn<Row>[];
  readonly template: string;
  readonly minWidth: number;
  readonly sorting: { readonly id: string; readonly desc: boolean } | null;
  readonly onSort?: (id: string) => void;
}

function HeaderRow<Row>({ columns, template, minWidth, sorting, onSort }: HeaderRowProps<Row>) {
  const [stop, setStop] = useState(0);
  return (
    <div role="row" aria-rowindex={1} className={styles.header} style={{ gridTemplateColumns: template, minWidth }} onKeyDown={moveAmong}>
      {columns.map((column, index) => {
        const sorted = sorting?.id === column.id ? (sorting.desc ? 'descending' : 'ascending') : 'none';
        return (
          <span
            key={column.id}
            role="columnheader"
            aria-sort={onSort === undefined ? undefined : sorted}
            className={styles.head}
            data-face={column.face}
          >
            {onSort === undefined && <span className={styles.fixedHead}>{column.header}</span>}
            {onSort !== undefined && (
              <button
                type="button"
                title={`Sort by ${column.header}`}
                onClick={() => onSort(column.id)}
                tabIndex={index === Math.min(stop, columns.length - 1) ? 0 : -1}
                data-roving
                onFocus={() => setStop(index)}
                onKeyDown={(event) => (event.key === 'Enter' || event.key === ' ') && event.stopPropagation()}
              >
                <span>{column.header}</span>
                {sorted === 'ascending' && <ArrowUpRegular aria-hidden="true" />}
                {sorted === 'descending' && <ArrowDownRegular aria-hidden="true" />}
              </button>
            )}
          </span>
        );
      })}
    </div>
  );
}
