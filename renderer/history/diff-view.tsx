import { useMemo } from 'react';
import { countOf } from '../../main/contract/numbers.ts';
import type { Change, SnapshotDiff } from '../../main/contract/snapshot.ts';
import { visible } from '../../main/contract/visible.ts';
import { Fold } from '../parts/fold.tsx';
import type { DataColumn } from '../table/columns.ts';
import { DataGrid } from '../table/data-grid.tsx';
import { DataTable } from '../table/data-table.tsx';
import { useRowSelection } from '../table/use-row-selection.ts';
import { formatTable } from '../text/tabular.ts';
import styles from './history.module.css';
import { CHANGE_COLUMNS, type ChangeRow, NOT_COMPARED_COLUMNS } from './history-columns.tsx';
import { byPlace, whereOf } from './history-words.ts';
import { VerdictChanges } from './verdict-changes.tsx';

interface DiffViewProps {
  readonly diff: SnapshotDiff;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
}

/** More cards than this are no longer looked at one by one: the rest stands in a table. */
const CARDS_MAX_COUNT = 40;

/** What changed: the verdicts with what explains them, everything else, what means nothing, and what nothing can be said of. */
export function DiffView({ diff, ...picking }: DiffViewProps) {
  const { verdicts, changes, noise, notCompared } = diff;
  const rows = useMemo(() => rowsOf('change', changes.toSorted(byPlace)), [changes]);
  return (
    <>
      {verdicts.length > 0 && <h3 className={styles.heading}>Verdicts that changed</h3>}
      {verdicts.length > 0 && <VerdictChanges verdicts={verdicts.slice(0, CARDS_MAX_COUNT)} {...picking} />}
      {verdicts.length > CARDS_MAX_COUNT && <FurtherVerdicts diff={diff} {...picking} />}
      {rows.length > 0 && (
        <h3 className={styles.heading}>{verdicts.length > 0 ? 'Other changes' : 'Changes without a change of verdict'}</h3>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Changes"
          noun="change"
          kept="history-changes"
          rows={rows}
          columns={CHANGE_COLUMNS}
          hidden={['before', 'after', 'subject']}
          groupOf={whereOf}
          {...picking}
        />
      )}
      {verdicts.length + rows.length === 0 && <p className={styles.quiet}>Verdicts, stacks, drivers and settings are the same in both.</p>}
      <Noise noise={noise} {...picking} />
      <NotCompared notCompared={notCompared} {...picking} />
    </>
  );
}

const rowsOf = (kind: string, changes: readonly Change[]): readonly ChangeRow[] =>
  changes.map((change, index) => ({ ...change, key: `${kind} ${index}` }));

type Picking = Omit<DiffViewProps, 'diff'>;

const FURTHER_COLUMNS: readonly DataColumn<{ readonly key: string; readonly target: string; readonly sentence: string }>[] = [
  { id: 'target', header: 'Of', width: 200, text: ({ target }) => visible(target) },
  { id: 'sentence', header: 'Verdict', width: 420, text: ({ sentence }) => visible(sentence) },
];

function FurtherVerdicts({ diff: { verdicts }, ...picking }: DiffViewProps) {
  const rows = useMemo(
    () => verdicts.slice(CARDS_MAX_COUNT).map((change, index) => ({ ...change, key: `verdict ${index + CARDS_MAX_COUNT}` })),
    [verdicts],
  );
  return (
    <>
      <h3 className={styles.heading}>{countOf(rows.length, 'more verdict')} that changed</h3>
      <DataTable
        label="More verdicts that changed"
        noun="verdict"
        kept="history-verdicts"
        rows={rows}
        columns={FURTHER_COLUMNS}
        hidden={[]}
        {...picking}
      />
    </>
  );
}

function Noise({ noise, ...picking }: Picking & { readonly noise: readonly Change[] }) {
  const rows = useMemo(() => rowsOf('noise', noise), [noise]);
  if (rows.length === 0) return null;
  return (
    <Fold
      summary={`${countOf(rows.length, 'difference')} ${rows.length === 1 ? 'that comes and goes by itself' : 'that come and go by themselves'}`}
    >
      <PlainGrid label="Differences that come and go by themselves" rows={rows} columns={CHANGE_COLUMNS.slice(0, 3)} {...picking} />
    </Fold>
  );
}

function NotCompared({ notCompared, ...picking }: Picking & Pick<SnapshotDiff, 'notCompared'>) {
  const rows = useMemo(() => notCompared.map((each, index) => ({ ...each, key: `unknown ${index}` })), [notCompared]);
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className={styles.heading}>Not compared</h3>
      <PlainGrid label="Not compared" rows={rows} columns={NOT_COMPARED_COLUMNS} {...picking} />
    </>
  );
}

interface PlainGridProps<Row> extends Picking {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
}

/** A table without a toolbar: few rows in their own order, copied by Ctrl+C all the same. */
function PlainGrid<Row extends { readonly key: string }>({ label, rows, columns, selected, onSelect, onExplain }: PlainGridProps<Row>) {
  const selection = useRowSelection(rows, selected, onSelect);
  function copied(): string {
    const chosen = rows.filter((row) => selection.keys.has(row.key));
    const source = chosen.length > 0 ? chosen : rows;
    return formatTable(
      { headers: columns.map(({ header }) => header), rows: source.map((row) => columns.map(({ text }) => text(row))) },
      'text',
    );
  }
  return (
    <div className={styles.plain}>
      <DataGrid label={label} rows={rows} columns={columns} sorting={null} selection={selection} onCopy={copied} onExplain={onExplain} />
    </div>
  );
}
