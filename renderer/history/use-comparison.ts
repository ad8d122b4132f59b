import { useCallback, useMemo } from 'react';
import type { Snapshot, SnapshotDiff } from '../../main/contract/snapshot.ts';
import { type Asked, latest, useAsked } from '../asked.ts';
import type { Client } from '../connection.ts';
import { parseRef } from '../snapshot-ref.ts';
import type { Compared } from './explain-history.ts';
import type { HeldSnapshot, Pair } from './pair.ts';

export interface Comparison {
  readonly asked: Asked<SnapshotDiff | null>;
  readonly askAgain: () => void;
  /** Null until the difference is there, and where nothing is compared. */
  readonly compared: Compared | null;
}

/** The difference of a pair, and what its two snapshots hold: the explanation needs it. */
export function useComparison(client: Client, pair: Pair | null): Comparison {
  const [before, after] = [pair?.before ?? null, pair?.after ?? null];
  const key = pair === null ? null : `${pair.before.key} ${pair.after.key}`;
  const [asked, askAgain] = useAsked(
    useCallback(async () => {
      if (key === null) return null;
      const [from = '', to = ''] = key.split(' ');
      const refs = [parseRef(from), parseRef(to)] as const;
      return refs[0] === null || refs[1] === null ? null : client.snapshots.diff({ before: refs[0], after: refs[1] });
    }, [client, key]),
  );
  const contentBefore = useSnapshot(client, before);
  const contentAfter = useSnapshot(client, after);
  const answer = latest(asked);
  // Another pair may be wanted already than the one that was answered last.
  const diff = answer !== null && answer.before.id === before?.id && answer.after.id === after?.id ? answer : null;
  const compared = useMemo(
    () => (diff === null ? null : { diff, before: contentBefore?.content ?? null, after: contentAfter?.content ?? null }),
    [diff, contentBefore, contentAfter],
  );
  return { asked, askAgain, compared };
}

/** Everything that one snapshot holds; null until it is there, and where it cannot be had: what needs it is left out then. */
export function useSnapshot(client: Client, snapshot: HeldSnapshot | null): Snapshot | null {
  const key = snapshot?.key ?? null;
  const [asked] = useAsked(
    useCallback(async () => {
      const ref = key === null ? null : parseRef(key);
      return ref === null ? null : (ref.of === 'case' ? client.case.view : client).snapshots.get({ id: ref.id });
    }, [client, key]),
  );
  const value = latest(asked);
  return value !== null && value.entry.id === snapshot?.id ? value : null;
}
