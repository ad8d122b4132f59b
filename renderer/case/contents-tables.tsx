import { useMemo } from 'react';
import type { CaseContents } from '../../main/contract/case.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import type { SnapshotEntry } from '../../main/contract/snapshot.ts';
import { visible } from '../../main/contract/visible.ts';
import type { Explain } from '../files/use-explained.ts';
import { explainSnapshot } from '../history/explain-history.ts';
import { snapshotColumns } from '../history/history-columns.tsx';
import type { HeldSnapshot } from '../history/pair.ts';
import type { DataColumn } from '../table/columns.ts';
import { DataTable } from '../table/data-table.tsx';
import { hashWords } from '../text/case.ts';
import { explainTable } from './explain-case.ts';

/** Those of the History page, but for what chooses two to compare. */
const SNAPSHOT_COLUMNS = snapshotColumns([], null, () => {}).filter(({ id }) => id !== 'compare' && id !== 'of');
const SNAPSHOT_HIDDEN = ['trigger', 'machine', 'os', 'elevated'] as const;

interface SnapshotTableProps {
  readonly snapshots: readonly SnapshotEntry[];
  readonly selected: string | null;
  readonly explain: Explain;
}

export function SnapshotTable({ snapshots, selected, explain }: SnapshotTableProps) {
  const rows = useMemo(() => snapshots.map((entry): HeldSnapshot => ({ ...entry, of: 'case', key: `case-${entry.id}` })), [snapshots]);
  function show(key: string, how: 'select' | 'open'): void {
    const row = rows.find((each) => each.key === key);
    if (row !== undefined) explain(explainSnapshot(row, null), how);
  }
  return (
    <DataTable
      label="Snapshots"
      noun="snapshot"
      kept="case-snapshots"
      rows={rows}
      columns={SNAPSHOT_COLUMNS}
      hidden={SNAPSHOT_HIDDEN}
      selected={selected?.replace(/^snapshot /, '') ?? null}
      onSelect={(key) => show(key, 'select')}
      onExplain={(key) => show(key, 'open')}
    />
  );
}

interface HashRow {
  readonly key: string;
  readonly of: CaseContents['manifest']['tables'][number];
  readonly check: CaseContents['check'];
}

const HASH_COLUMNS: readonly DataColumn<HashRow>[] = [
  { id: 'table', header: 'Table', width: 150, text: ({ of }) => visible(of.name), face: 'fixed' },
  {
    id: 'rows',
    header: 'Rows',
    width: 90,
    text: ({ of }) => formatCount(of.rows),
    compare: (a, b) => a.of.rows - b.of.rows,
    face: 'number',
  },
  { id: 'state', header: 'Contents', width: 130, text: ({ of, check }) => hashWords(of.name, check) },
  { id: 'sha256', header: 'SHA-256 that the file gives', width: 460, text: ({ of }) => of.sha256, face: 'fixed' },
];
const NONE: readonly string[] = [];

interface TableHashesProps {
  readonly contents: CaseContents;
  readonly selected: string | null;
  readonly explain: Explain;
}

/** Every table with the hash that the manifest gives for it, and whether it has it. */
export function TableHashes({ contents: { manifest, check }, selected, explain }: TableHashesProps) {
  const rows = useMemo(() => manifest.tables.map((of): HashRow => ({ key: `table ${of.name}`, of, check })), [manifest, check]);
  function show(key: string, how: 'select' | 'open'): void {
    const row = rows.find((each) => each.key === key);
    if (row !== undefined) explain(explainTable(row.of, check), how);
  }
  return (
    <DataTable
      label="Tables"
      noun="table"
      kept="case-tables"
      rows={rows}
      columns={HASH_COLUMNS}
      hidden={NONE}
      selected={selected}
      onSelect={(key) => show(key, 'select')}
      onExplain={(key) => show(key, 'open')}
    />
  );
}
