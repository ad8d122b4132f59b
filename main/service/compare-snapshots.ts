import type { Snapshot, SnapshotDiff } from '../contract/snapshot.ts';
import { diffSnapshots } from '../domain/diff/diff.ts';

/** A snapshot and where it came from. */
export interface FoundSnapshot {
  readonly snapshot: Snapshot;
  /** The same text for snapshots of one database. */
  readonly source: string;
  readonly areNamesReplaced: boolean;
}

/** Names that were replaced compare within one case only: another secret gives another machine the same placeholder. */
export function compareSnapshots(before: FoundSnapshot, after: FoundSnapshot): SnapshotDiff {
  const areNamesComparable = before.source === after.source || (!before.areNamesReplaced && !after.areNamesReplaced);
  return diffSnapshots(before.snapshot, after.snapshot, { areNamesComparable });
}
