import { useState } from 'react';
import { countOf, formatCount } from '../../main/contract/numbers.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import type { DataColumn } from '../table/columns.ts';
import { DataGrid } from '../table/data-grid.tsx';
import { formatTable } from '../text/tabular.ts';
import styles from './files.module.css';
import type { Pages } from './use-pages.ts';

interface PagedGridProps<Row extends { readonly key: string }> {
  readonly label: string;
  readonly noun: string;
  readonly order: string;
  readonly pages: Pages<Row>;
  /** Null where nobody counted. */
  readonly totalCount: number | null;
  readonly columns: readonly DataColumn<Row>[];
  readonly onSelect: (row: Row) => void;
  readonly onExplain: (row: Row) => void;
}

/** Rows that are brought as the user scrolls to them: a million of them cost what is in sight. */
export function PagedGrid<Row extends { readonly key: string }>({
  label,
  noun,
  order,
  pages,
  totalCount,
  columns,
  onSelect,
  onExplain,
}: PagedGridProps<Row>) {
  const [active, setActive] = useState<string | null>(null);
  const { rows, state, failure, more } = pages;
  const total = state === 'end' ? rows.length : Math.max(totalCount ?? 0, rows.length + (state === 'more' ? 1 : 0));
  const rowOf = (key: string): Row | undefined => rows.find((row) => row.key === key);
  function textOf(): string {
    const one = active === null ? undefined : rowOf(active);
    const source = one === undefined ? rows : [one];
    return formatTable(
      { headers: columns.map(({ header }) => header), rows: source.map((row) => columns.map(({ text }) => text(row))) },
      'text',
    );
  }
  return (
    <>
      <div className={styles.gridHead} role="status">
        <span>
          {countOf(total, noun)}, {order}
          {rows.length < total && `; ${formatCount(rows.length)} read so far, the rest comes as you scroll`}
        </span>
        <CopyButton label="Copy the chosen row, or all that are read, as text" text={textOf} />
      </div>
      {failure !== null && <FailureNote failure={failure} />}
      <DataGrid
        label={label}
        rows={rows}
        columns={columns}
        sorting={null}
        selection={{
          active,
          keys: new Set(active === null ? [] : [active]),
          move: (key) => {
            setActive(key);
            const row = rowOf(key);
            if (row !== undefined) onSelect(row);
          },
          all: () => {},
        }}
        onCopy={textOf}
        onExplain={(key) => {
          const row = rowOf(key);
          if (row !== undefined) onExplain(row);
        }}
        totalCount={total}
        onNearEnd={more}
      />
    </>
  );
}
