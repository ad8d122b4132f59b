import {
  type ColumnDef,
  columnFilteringFeature,
  columnVisibilityFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { textList, useKept } from '../kept.ts';
import { formatTable, type TableFormat } from '../text/tabular.ts';
import type { DataColumn } from './columns.ts';
import { DataGrid } from './data-grid.tsx';
import { TableToolbar } from './table-toolbar.tsx';
import { useRowSelection } from './use-row-selection.ts';

const features = tableFeatures({
  columnFilteringFeature,
  columnVisibilityFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns: { includesString: filterFn_includesString },
});
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export interface DataTableProps<Row extends { readonly key: string }> {
  readonly label: string;
  /** What a row is, for the count: `instance`. */
  readonly noun: string;
  /** Name under which the choice of columns is kept. */
  readonly kept: string;
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  /** Columns that start hidden. */
  readonly hidden: readonly string[];
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
  /** Space chooses the row, where rows can be chosen for something else than copying. */
  readonly onToggle?: (key: string) => void;
  /** Rows that belong together, as long as their order keeps them so. */
  readonly groupOf?: (row: Row) => string;
}

/** A table to compare in: sorted, filtered, with chosen columns, copied as text, CSV or JSON. */
export function DataTable<Row extends { readonly key: string }>({
  label,
  noun,
  kept,
  rows,
  columns,
  hidden,
  selected,
  onSelect,
  onExplain,
  ...optional
}: DataTableProps<Row>) {
  const [hiddenIds, keepHidden] = useKept(kept, (stored) => (stored === null ? hidden : textList(stored)));
  const [sorting, setSorting] = useState<SortingState>([]);
  const [globalFilter, setGlobalFilter] = useState('');
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Row> => ({
          id: column.id,
          accessorFn: column.text,
          sortFn: (a, b) =>
            column.compare === undefined
              ? collator.compare(column.text(a.original), column.text(b.original))
              : column.compare(a.original, b.original),
        }),
      ),
    [columns],
  );
  const columnVisibility = useMemo(() => Object.fromEntries(columns.map(({ id }) => [id, !hiddenIds.includes(id)])), [columns, hiddenIds]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    data,
    columns: definitions,
    state: { sorting, globalFilter, columnVisibility },
    onSortingChange: setSorting,
    onGlobalFilterChange: setGlobalFilter,
    globalFilterFn: 'includesString',
    getColumnCanGlobalFilter: () => true,
    getRowId: (row) => row.key,
  });
  const shown = table.getRowModel().rows.map((row) => row.original);
  const visible = columns.filter((column) => columnVisibility[column.id] !== false);
  const selection = useRowSelection(shown, selected, onSelect);

  function textOf(format: TableFormat): string {
    const chosen = shown.filter((row) => selection.keys.has(row.key));
    const source = chosen.length > 0 ? chosen : shown;
    return formatTable(
      { headers: visible.map((column) => column.header), rows: source.map((row) => visible.map((column) => column.text(row))) },
      format,
    );
  }
  function toggleSort(id: string): void {
    const [now] = sorting;
    setSorting(now?.id !== id ? [{ id, desc: false }] : now.desc ? [] : [{ id, desc: true }]);
  }
  function toggleColumn(id: string): void {
    keepHidden(hiddenIds.includes(id) ? hiddenIds.filter((each) => each !== id) : [...hiddenIds, id]);
  }

  return (
    <>
      <TableToolbar
        noun={noun}
        filter={globalFilter}
        onFilter={setGlobalFilter}
        shownCount={shown.length}
        totalCount={rows.length}
        selectedCount={selection.keys.size}
        columns={columns}
        hiddenIds={hiddenIds}
        onToggleColumn={toggleColumn}
        textOf={textOf}
      />
      <DataGrid
        label={label}
        rows={shown}
        columns={visible}
        sorting={sorting[0] ?? null}
        onSort={toggleSort}
        selection={selection}
        onCopy={() => textOf('text')}
        onExplain={onExplain}
        {...optional}
      />
    </>
  );
}
