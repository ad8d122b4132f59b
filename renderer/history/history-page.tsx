import { useCallback, useEffect, useMemo, useState } from 'react';
import { describe } from '../../main/contract/describe.ts';
import type { SnapshotRef } from '../../main/contract/snapshot.ts';
import type { TimeRange } from '../../main/contract/text/timeline.ts';
import { latest } from '../asked.ts';
import type { Client } from '../connection.ts';
import type { ReportSource } from '../frame/report.ts';
import type { Inspection } from '../frame/use-inspection.ts';
import { Workspace } from '../frame/workspace.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { replaceRoute } from '../route.ts';
import { explainKey, firstKey } from './explain-key.ts';
import styles from './history.module.css';
import { HistoryActions } from './history-actions.tsx';
import { HistoryBar, OthersSwitch } from './history-bar.tsx';
import { HistoryChart } from './history-chart.tsx';
import { HistoryHead } from './history-head.tsx';
import { historyItems, isWithin, wholeRange } from './history-lanes.ts';
import { HistoryPanels, type HistoryView } from './history-panels.tsx';
import { historyReport } from './history-report.ts';
import { chosenOf, type HeldSnapshot, newestPair, type Pair, withToggled } from './pair.ts';
import { RemoveSnapshot } from './remove-snapshot.tsx';
import { useComparison, useSnapshot } from './use-comparison.ts';
import { type History, useHistory } from './use-history.ts';
import type { FollowedSnapshots } from './use-snapshot-changes.ts';

interface HistoryPageProps {
  /** This machine's own, whichever view is shown: two snapshots are compared there, wherever they are kept. */
  readonly client: Client;
  readonly inspection: Inspection;
  readonly followed: FollowedSnapshots;
  readonly chosen: readonly SnapshotRef[];
  /** Grows whenever the user asks again. */
  readonly turn: number;
  readonly onReport: (report: ReportSource | null) => void;
}

/** What changed, between which two snapshots, and what else happened meanwhile. */
export function HistoryPage({ client, inspection, followed, chosen: refs, turn, onReport }: HistoryPageProps) {
  const isCase = inspection.view.kind === 'case';
  const [withOthers, setWithOthers] = useState(false);
  const history = useHistory(client, inspection, isCase && withOthers, `${turn} ${followed.change?.version ?? ''}`);
  const { chosen, pair, isNewest } = usePair(history, refs);
  const comparison = useComparison(client, pair);
  const { compared } = comparison;
  const items = useItems(history);
  const [range, setRange] = useState<TimeRange | null>(null);
  const shownItems = useMemo(() => (range === null ? items : items.filter((item) => isWithin(item, range))), [items, range]);
  const [wanted, setView] = useState<HistoryView | null>(null);
  const view = wanted ?? (pair === null ? 'snapshots' : 'changes');
  const [picked, pick] = usePicked(pair);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [removing, setRemoving] = useState<HeldSnapshot | null>(null);
  const selected =
    picked ?? (view === 'changes' ? firstKey(compared) : view === 'snapshots' ? `snapshot ${history.snapshots[0]?.key}` : null);
  const picturedSnapshot = history.snapshots.find(({ key }) => selected === `snapshot ${key}`) ?? null;
  const snapshot = useSnapshot(client, picturedSnapshot);
  const explanation = useMemo(
    () => (selected === null ? null : explainKey(selected, { compared, snapshots: history.snapshots, snapshot, items })),
    [selected, compared, history.snapshots, snapshot, items],
  );
  const diff = compared?.diff ?? null;
  const warnings = useWarnings(inspection, pair);
  useEffect(() => onReport(diff === null ? null : historyReport(diff, warnings)), [diff, warnings, onReport]);

  const toggle = useCallback(
    (key: string) => {
      const one = history.snapshots.find((each) => each.key === key);
      if (one !== undefined) choose(withToggled(pair === null ? chosen : [pair.before, pair.after], one));
    },
    [history.snapshots, pair, chosen],
  );
  function explain(key: string): void {
    pick(key);
    setSheetOpen(true);
  }

  return (
    <Workspace
      label="History"
      explanation={explanation}
      hint="Select a change, a snapshot or a mark to see what it means."
      isSheetOpen={isSheetOpen}
      onSheetClose={() => setSheetOpen(false)}
      action={
        <HistoryActions
          selected={selected}
          items={items}
          snapshots={history.snapshots.filter(({ of }) => of === history.of)}
          onCompare={({ before, after }) => {
            choose([before, after]);
            setView('changes');
            pick(null);
          }}
          onRemove={isCase ? null : setRemoving}
        />
      }
    >
      <HistoryHead {...{ history, chosen, pair, isNewest, comparison }} onSwap={() => pair !== null && choose([pair.after, pair.before])} />
      {isCase ? (
        <OthersSwitch isOn={withOthers} onToggle={setWithOthers} />
      ) : (
        <HistoryBar
          client={client}
          followed={followed}
          elevated={latest(inspection.machine)?.elevated ?? null}
          told={history.list.kind === 'failed' ? describe(history.list.failure) : null}
          newest={compared?.after ?? snapshot?.content ?? null}
          onTaken={history.refresh}
        />
      )}
      <Failures history={history} />
      {history.list.kind === 'loading' && <Skeleton label="Looking for snapshots" count={4} shape="row" />}
      {items.length > 0 && (
        <HistoryChart
          items={items}
          whole={wholeRange(items, 0)}
          range={range}
          onRange={setRange}
          pair={pair === null ? null : timesOf(pair, history)}
          isCut={latest(history.timeline)?.more ?? false}
          onOpen={({ key }) => explain(key)}
        />
      )}
      {(history.snapshots.length > 0 || items.length > 0) && (
        <HistoryPanels
          view={view}
          onView={(next) => {
            setView(next);
            pick(null);
          }}
          {...{ snapshots: history.snapshots, chosen, pair, comparison, selected }}
          items={shownItems}
          onSelect={pick}
          onExplain={explain}
          onToggle={toggle}
        />
      )}
      {removing !== null && (
        <RemoveSnapshot
          snapshot={removing}
          remove={() => client.snapshots.remove({ id: removing.id })}
          onRemoved={() => {
            setRemoving(null);
            pick(null);
            history.refresh();
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </Workspace>
  );
}

const choose = (snapshots: readonly HeldSnapshot[]): void =>
  replaceRoute({ page: 'history', chosen: snapshots.map(({ of, id }) => ({ of, id })) });

/** Which two are compared: those that were chosen, or, as long as none is, the newest two of one machine. */
function usePair({ snapshots, of }: History, refs: readonly SnapshotRef[]) {
  return useMemo(() => {
    const chosen = chosenOf(refs, snapshots);
    const [before, after] = chosen;
    const newest = newestPair(snapshots.filter((each) => each.of === of));
    const pair: Pair | null = before !== undefined && after !== undefined ? { before, after } : chosen.length === 0 ? newest : null;
    const isNewest = pair !== null && pair.before.key === newest?.before.key && pair.after.key === newest.after.key;
    return { chosen, pair, isNewest };
  }, [snapshots, of, refs]);
}

/** What the reader of a case should hear before anything that rests on it. */
function useWarnings({ view }: Inspection, pair: Pair | null): readonly string[] {
  const check = view.kind === 'case' ? view.contents.check : null;
  const isOfCase = pair?.before.of === 'case' || pair?.after.of === 'case';
  return useMemo(
    () => (isOfCase && check?.state === 'differs' && check.tables.includes('snapshots') ? [CHANGED] : NO_WARNINGS),
    [check, isOfCase],
  );
}

const NO_WARNINGS: readonly string[] = [];
const CHANGED = 'The snapshots of the case are not as its manifest says: the file was changed after it was made.';

/** What is explained: chosen by the user, until another two are compared and the row that it was is another one. */
function usePicked(pair: Pair | null): readonly [string | null, (key: string | null) => void] {
  const of = pair === null ? '' : `${pair.before.key} ${pair.after.key}`;
  const [picked, setPicked] = useState<{ readonly key: string; readonly of: string } | null>(null);
  const pick = useCallback((key: string | null) => setPicked(key === null ? null : { key, of }), [of]);
  const isThere = picked !== null && (picked.of === of || /^(snapshot|mark|recording) /.test(picked.key));
  return [isThere ? picked.key : null, pick];
}

/** Recordings that still run end at the moment when the timeline was asked for. */
function useItems({ timeline, of }: History) {
  const answer = latest(timeline);
  return useMemo(() => (answer === null ? [] : historyItems(answer, of, Date.now() * 1_000)), [answer, of]);
}

/** Of the pair only those stand on the timeline that belong to the history that is shown. */
function timesOf({ before, after }: Pair, { of }: History) {
  return { beforeUs: before.of === of ? before.takenUs : null, afterUs: after.of === of ? after.takenUs : null };
}

function Failures({ history: { list, others, timeline, refresh } }: { readonly history: History }) {
  const failures = [list, timeline, others].flatMap((asked) =>
    asked.kind === 'failed' && asked.failure.call !== 'connection' ? [asked.failure] : [],
  );
  const [first] = failures;
  return first === undefined ? null : (
    <div className={styles.note}>
      <FailureNote failure={first} onAskAgain={refresh} />
    </div>
  );
}
