import { Button } from '@fluentui/react-components';
import { ArrowSwapRegular } from '@fluentui/react-icons/svg/arrow-swap';
import { visible } from '../../main/contract/visible.ts';
import { latest } from '../asked.ts';
import { PageHead } from '../frame/workspace.tsx';
import { useSecond } from '../parts/use-second.ts';
import { dayTime } from '../text/time.ts';
import styles from './history.module.css';
import { momentText } from './history-lanes.ts';
import { headline, snapshotName } from './history-words.ts';
import type { HeldSnapshot, Pair } from './pair.ts';
import type { Comparison } from './use-comparison.ts';
import type { History } from './use-history.ts';

interface HistoryHeadProps {
  readonly history: History;
  readonly chosen: readonly HeldSnapshot[];
  readonly pair: Pair | null;
  /** The pair is what nobody had to choose: the newest two. */
  readonly isNewest: boolean;
  readonly comparison: Comparison;
  readonly onSwap: () => void;
}

/** The answer in one sentence, and which two snapshots it rests on. */
export function HistoryHead({ history, chosen, pair, isNewest, comparison, onSwap }: HistoryHeadProps) {
  const nowMs = useSecond();
  const { list, snapshots, of } = history;
  if (latest(list) === null) {
    return list.kind === 'failed' ? (
      <PageHead title="The snapshots could not be read" sub="Nothing can be said about what changed." />
    ) : (
      <PageHead title="Looking for snapshots…" sub="What was kept stays on this computer." />
    );
  }
  if (pair !== null) {
    const diff = latest(comparison.asked);
    const title =
      diff === null
        ? comparison.asked.kind === 'failed'
          ? 'The two could not be compared'
          : 'Comparing…'
        : visible(headline(diff, isNewest && of === 'store', nowMs));
    return <PageHead title={title} sub={<PairLine pair={pair} nowMs={nowMs} onSwap={onSwap} />} />;
  }
  const [first] = snapshots;
  if (first === undefined) {
    return of === 'case' ? (
      <PageHead title="This case holds no snapshot" sub="What it holds stands on the other pages." />
    ) : (
      <PageHead
        title="No snapshot yet"
        sub="A snapshot keeps what this machine answers now. With two of them this page says what changed in between, and what explains it."
      />
    );
  }
  if (chosen.length === 1)
    return <PageHead title="Choose a second snapshot" sub={`It is compared with “${visible(snapshotName(chosen[0] ?? first))}”.`} />;
  if (snapshots.length === 1)
    return (
      <PageHead
        title={`One snapshot so far, ${dayTime(first.takenUs / 1_000, nowMs)}`}
        sub="Take another one after the next change, or by schedule: what differs is then explained here."
      />
    );
  return <PageHead title={`${snapshots.length} snapshots, each of another machine`} sub="Choose two in the list to compare them." />;
}

function PairLine({ pair, nowMs, onSwap }: { readonly pair: Pair; readonly nowMs: number; readonly onSwap: () => void }) {
  const isMixed = pair.before.of !== pair.after.of;
  return (
    <span className={styles.pair}>
      From <SnapshotWords snapshot={pair.before} nowMs={nowMs} isMixed={isMixed} />
      to <SnapshotWords snapshot={pair.after} nowMs={nowMs} isMixed={isMixed} />
      <Button size="small" appearance="subtle" icon={<ArrowSwapRegular />} title="Tell the difference the other way round" onClick={onSwap}>
        Swap
      </Button>
    </span>
  );
}

interface SnapshotWordsProps {
  readonly snapshot: HeldSnapshot;
  readonly nowMs: number;
  /** One is of the case and the other of this computer: then each says which. */
  readonly isMixed: boolean;
}

function SnapshotWords({ snapshot, nowMs, isMixed }: SnapshotWordsProps) {
  const { takenUs, machine, of } = snapshot;
  return (
    <span>
      <strong>{visible(snapshotName(snapshot))}</strong>,{' '}
      <time dateTime={new Date(takenUs / 1_000).toISOString()} title={`${momentText(takenUs)}, ${visible(machine)}`}>
        {dayTime(takenUs / 1_000, nowMs)}
      </time>
      {isMixed && (of === 'case' ? ' (case)' : ' (this computer)')}
    </span>
  );
}
