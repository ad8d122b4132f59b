import { Button } from '@fluentui/react-components';
import { goTo } from '../route.ts';
import type { HistoryItem } from './history-lanes.ts';
import { type HeldSnapshot, type Pair, pairUntil } from './pair.ts';

interface HistoryActionsProps {
  /** Key of what is explained. */
  readonly selected: string | null;
  readonly items: readonly HistoryItem[];
  /** Those of the history that is shown. */
  readonly snapshots: readonly HeldSnapshot[];
  readonly onCompare: (pair: Pair) => void;
  /** Null in a case, which stays as it is. */
  readonly onRemove: ((snapshot: HeldSnapshot) => void) | null;
}

/** What can be done with the thing that is explained. */
export function HistoryActions({ selected, items, snapshots, onCompare, onRemove }: HistoryActionsProps) {
  const snapshot = snapshots.find(({ key }) => selected === `snapshot ${key}`);
  const recording = /^recording (\d+)$/.exec(selected ?? '')?.[1];
  const atUs = snapshot?.takenUs ?? items.find(({ key, kind }) => key === selected && kind !== 'recording')?.fromUs;
  const pair = atUs === undefined ? null : pairUntil(atUs, snapshots);
  return (
    <>
      {pair !== null && (
        <Button size="small" onClick={() => onCompare(pair)}>
          Compare with the one before
        </Button>
      )}
      {recording !== undefined && (
        <Button size="small" onClick={() => goTo({ page: 'events', source: Number(recording) })}>
          Show its events
        </Button>
      )}
      {snapshot !== undefined && onRemove !== null && (
        <Button size="small" onClick={() => onRemove(snapshot)}>
          Remove…
        </Button>
      )}
    </>
  );
}
