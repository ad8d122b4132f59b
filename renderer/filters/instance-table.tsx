import { lazy, Suspense, useMemo } from 'react';
import type { VolumeStack } from '../../main/contract/verdicts.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import type { DataTableProps } from '../table/data-table.tsx';
import { INSTANCE_COLUMNS, INSTANCE_HIDDEN, type InstanceRow, instanceRows } from './instance-columns.tsx';

const InstanceDataTable = lazy(() =>
  import('../table/data-table.tsx').then((module) => ({
    default: (props: DataTableProps<InstanceRow>) => <module.DataTable {...props} />,
  })),
);

interface InstanceTableProps {
  readonly stacks: readonly VolumeStack[];
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
}

/** All filter instances of all volumes. Where filters could not be listed at all, why. */
export function InstanceTable({ stacks, selected, onSelect, onExplain }: InstanceTableProps) {
  const rows = useMemo(() => instanceRows(stacks), [stacks]);
  const failure = stacks.find((stack) => stack.filtersFailure !== null)?.filtersFailure;
  if (rows.length === 0 && failure !== null && failure !== undefined) return <FailureNote failure={failure} />;
  return (
    <Suspense fallback={<Skeleton label="Loading the table" count={8} shape="row" />}>
      <InstanceDataTable
        label="Filter instances"
        noun="instance"
        kept="filter-columns"
        rows={rows}
        columns={INSTANCE_COLUMNS}
        hidden={INSTANCE_HIDDEN}
        selected={selected}
        onSelect={onSelect}
        onExplain={onExplain}
      />
    </Suspense>
  );
}
