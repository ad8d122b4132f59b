import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import type { HistoryTimeline, SnapshotEntry, SnapshotRef, SnapshotRequest } from '../../main/contract/snapshot.ts';
import { type Asked, failureOf, latest, useAsked } from '../asked.ts';
import type { Client } from '../connection.ts';
import { type Inspection, useOnTurn } from '../frame/use-inspection.ts';
import { type HeldSnapshot, held } from './pair.ts';

const NO_SNAPSHOTS: readonly SnapshotEntry[] = [];

export interface History {
  /** Whose history is shown: of this computer's database, or of the case that is open. */
  readonly of: SnapshotRef['of'];
  /** Newest first, those of the history that is shown before the others. */
  readonly snapshots: readonly HeldSnapshot[];
  readonly list: Asked<readonly SnapshotEntry[]>;
  /** In a case: this computer's own, when they are wanted for comparing. */
  readonly others: Asked<readonly SnapshotEntry[]>;
  readonly timeline: Asked<HistoryTimeline>;
  readonly refresh: () => void;
}

/** The snapshots and what stands on the timeline; asked again when `version` changes. */
export function useHistory(client: Client, { view, turn }: Inspection, withOthers: boolean, version: string): History {
  const of = view.kind === 'case' ? 'case' : 'store';
  const own = view.client;
  const [list, askList] = useAsked(useCallback(() => own.snapshots.list(), [own]));
  const [timeline, askTimeline] = useAsked(useCallback(() => own.snapshots.timeline(), [own]));
  const [others, askOthers] = useAsked(
    useCallback(async () => (withOthers ? client.snapshots.list() : NO_SNAPSHOTS), [client, withOthers]),
  );
  const refresh = useCallback(() => {
    askList();
    askTimeline();
    askOthers();
  }, [askList, askTimeline, askOthers]);
  useOnTurn(turn, refresh);
  useOnChanged(version, refresh);
  const snapshots = useMemo(
    () => [...held(of, latest(list) ?? NO_SNAPSHOTS), ...held('store', latest(others) ?? NO_SNAPSHOTS)],
    [of, list, others],
  );
  return { of, snapshots, list, others, timeline, refresh };
}

/** Acts when `value` is another one than before, not at first. */
function useOnChanged(value: string, act: () => void): void {
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    act();
  }, [value, act]);
}

/** How the snapshot that is being taken fares: it goes on when its dialog is closed. */
export type Taking =
  | { readonly kind: 'idle' }
  | { readonly kind: 'taking'; readonly startedMs: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Taker {
  readonly state: Taking;
  /** Resolves to true when it is taken and kept. */
  readonly take: (request: SnapshotRequest) => Promise<boolean>;
}

export function useTaker(client: Client, onTaken: () => void): Taker {
  const [state, setState] = useState<Taking>({ kind: 'idle' });
  const take = useCallback(
    async (request: SnapshotRequest) => {
      setState({ kind: 'taking', startedMs: Date.now() });
      try {
        await client.snapshots.take(request);
        setState({ kind: 'idle' });
        onTaken();
        return true;
      } catch (error) {
        setState({ kind: 'failed', failure: failureOf(error) });
        return false;
      }
    },
    [client, onTaken],
  );
  return { state, take };
}
