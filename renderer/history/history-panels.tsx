import { useId, useMemo } from 'react';
import { SNAPSHOTS_LISTED_MAX_COUNT } from '../../main/contract/case-words.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import { latest } from '../asked.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { PageTabs } from '../parts/page-tabs.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { DataTable } from '../table/data-table.tsx';
import { DiffView } from './diff-view.tsx';
import styles from './history.module.css';
import { ITEM_COLUMNS, snapshotColumns } from './history-columns.tsx';
import type { HistoryItem } from './history-lanes.ts';
import type { HeldSnapshot, Pair } from './pair.ts';
import type { Comparison } from './use-comparison.ts';

export type HistoryView = 'changes' | 'snapshots' | 'timeline';

interface HistoryPanelsProps {
  readonly view: HistoryView;
  readonly onView: (view: HistoryView) => void;
  readonly snapshots: readonly HeldSnapshot[];
  readonly chosen: readonly HeldSnapshot[];
  readonly pair: Pair | null;
  readonly comparison: Comparison;
  /** Those of the time that is shown. */
  readonly items: readonly HistoryItem[];
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
  /** Takes a snapshot into the comparison, or out of it. */
  readonly onToggle: (key: string) => void;
}

/** What changed, the snapshots to choose from, and the picture as a table. */
export function HistoryPanels({ view, onView, ...panels }: HistoryPanelsProps) {
  const panel = useId();
  const { comparison, pair, snapshots, items } = panels;
  const diff = latest(comparison.asked);
  const tabs = [
    { id: 'changes', label: 'What changed', count: diff === null || pair === null ? null : diff.verdicts.length + diff.changes.length },
    { id: 'snapshots', label: 'Snapshots', count: snapshots.length },
    { id: 'timeline', label: 'Timeline as a table', count: items.length },
  ] as const;
  return (
    <>
      <PageTabs label="Views of the history" tabs={tabs} chosen={view} controls={panel} onChoose={onView} />
      <div id={panel} role="tabpanel" aria-label={tabs.find(({ id }) => id === view)?.label} className={styles.panel} data-view={view}>
        {view === 'changes' && <ChangesPanel {...panels} />}
        {view === 'snapshots' && <SnapshotsPanel {...panels} />}
        {view === 'timeline' && <ItemsPanel {...panels} />}
      </div>
    </>
  );
}

type PanelProps = Omit<HistoryPanelsProps, 'view' | 'onView'>;

function ChangesPanel({ comparison: { asked, askAgain }, pair, selected, onSelect, onExplain }: PanelProps) {
  if (pair === null) return <p className={styles.quiet}>Two snapshots are compared here: choose them in the list of snapshots.</p>;
  const diff = latest(asked);
  return (
    <>
      {asked.kind === 'failed' && asked.failure.call !== 'connection' && <FailureNote failure={asked.failure} onAskAgain={askAgain} />}
      {asked.kind === 'loading' && <Skeleton label="Comparing" count={4} shape="row" />}
      {diff !== null && <DiffView diff={diff} selected={selected} onSelect={onSelect} onExplain={onExplain} />}
    </>
  );
}

/** Rows are named by their snapshot; in the pane that name stands beside others. */
const PREFIX = 'snapshot ';

function SnapshotsPanel({ snapshots, chosen, pair, selected, onSelect, onExplain, onToggle }: PanelProps) {
  const columns = useMemo(() => snapshotColumns(chosen, pair, onToggle), [chosen, pair, onToggle]);
  const isOneKind = snapshots.every(({ of }) => of === snapshots[0]?.of);
  return (
    <>
      {snapshots.length >= SNAPSHOTS_LISTED_MAX_COUNT && (
        <p className={styles.cut}>Listed are the newest {formatCount(SNAPSHOTS_LISTED_MAX_COUNT)}; there may be older ones.</p>
      )}
      <DataTable
        key={String(isOneKind)}
        label="Snapshots, Space takes one into the comparison"
        noun="snapshot"
        kept={isOneKind ? 'history-snapshots' : 'history-snapshots-both'}
        rows={snapshots}
        columns={columns}
        hidden={isOneKind ? ['elevated', 'of'] : ['elevated']}
        selected={selected?.startsWith(PREFIX) ? selected.slice(PREFIX.length) : null}
        onSelect={(key) => onSelect(PREFIX + key)}
        onExplain={(key) => onExplain(PREFIX + key)}
        onToggle={onToggle}
      />
    </>
  );
}

function ItemsPanel({ items, selected, onSelect, onExplain }: PanelProps) {
  const rows = useMemo(() => items.toReversed(), [items]);
  return (
    <DataTable
      label="Timeline"
      noun="mark"
      kept="history-timeline"
      rows={rows}
      columns={ITEM_COLUMNS}
      hidden={['until']}
      selected={selected}
      onSelect={onSelect}
      onExplain={onExplain}
    />
  );
}
