import { lazy, Suspense, useMemo } from 'react';
import { causeReason, causeTag } from '../../main/contract/text/causes.ts';
import { factWords, KIND_WORDS } from '../../main/contract/text/targets.ts';
import { compareVerdicts, VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import type { TargetVerdict } from '../../main/contract/verdicts.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import type { DataColumn } from '../table/columns.ts';
import type { DataTableProps } from '../table/data-table.tsx';
import { failureText } from '../text/failure.ts';

interface TargetRow {
  readonly key: string;
  readonly target: TargetVerdict;
}

const TargetDataTable = lazy(() =>
  import('../table/data-table.tsx').then((module) => ({ default: (props: DataTableProps<TargetRow>) => <module.DataTable {...props} /> })),
);

const COLUMNS: readonly DataColumn<TargetRow>[] = [
  {
    id: 'verdict',
    header: 'Verdict',
    width: 164,
    text: ({ target }) => VERDICT_WORDS[target.verdict],
    cell: ({ target }) => <VerdictMark verdict={target.verdict} />,
    compare: (a, b) => compareVerdicts(a.target.verdict, b.target.verdict),
  },
  { id: 'path', header: 'Path', width: 260, text: ({ target }) => target.path },
  { id: 'kind', header: 'Kind', width: 96, text: ({ target }) => KIND_WORDS[target.targetKind] },
  {
    id: 'cause',
    header: 'First cause',
    width: 150,
    text: ({ target }) => (target.causes[0] === undefined ? '' : causeTag(target.causes[0])),
    face: 'fixed',
  },
  { id: 'reason', header: 'Reason', width: 280, text: ({ target }) => reasonOf(target) },
  { id: 'attributes', header: 'Attributes', width: 140, text: ({ target }) => target.facts.map(factWords).join(', ') },
];

interface TargetTableProps {
  readonly targets: readonly TargetVerdict[];
  readonly selected: string | null;
  readonly onSelect: (path: string) => void;
  readonly onExplain: (path: string) => void;
}

/** Several targets side by side. */
export function TargetTable({ targets, selected, onSelect, onExplain }: TargetTableProps) {
  const rows = useMemo(() => targets.map((target) => ({ key: target.path, target })), [targets]);
  return (
    <Suspense fallback={<Skeleton label="Loading the table" count={8} shape="row" />}>
      <TargetDataTable
        label="Targets"
        noun="target"
        kept="target-columns"
        rows={rows}
        columns={COLUMNS}
        hidden={[]}
        selected={selected}
        onSelect={onSelect}
        onExplain={onExplain}
      />
    </Suspense>
  );
}

function reasonOf(target: TargetVerdict): string {
  const [first] = target.causes;
  if (first !== undefined) return causeReason(first);
  if (target.failure !== null) return `${failureText(target.failure).title}: ${failureText(target.failure).technical}`;
  return target.verdict === 'full' ? 'Nothing is in the way.' : '';
}
