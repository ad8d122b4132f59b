import type { SnapshotEntry, SnapshotRef } from '../../main/contract/snapshot.ts';
import { refText } from '../snapshot-ref.ts';

/** A snapshot of the list, and whose it is. */
export interface HeldSnapshot extends SnapshotEntry {
  /** `store-3`: of this computer's database or of the case, and its number there. */
  readonly key: string;
  readonly of: SnapshotRef['of'];
}

/** Two snapshots to compare, in the order in which the difference is told. */
export interface Pair {
  readonly before: HeldSnapshot;
  readonly after: HeldSnapshot;
}

export function held(of: SnapshotRef['of'], entries: readonly SnapshotEntry[]): readonly HeldSnapshot[] {
  return entries.map((entry) => ({ ...entry, of, key: refText({ of, id: entry.id }) }));
}

/** What is compared as long as nobody chose: the newest two of one machine. Null where no machine has two. */
export function newestPair(snapshots: readonly HeldSnapshot[]): Pair | null {
  const newestFirst = snapshots.toSorted((a, b) => b.takenUs - a.takenUs || b.id - a.id);
  for (const [index, after] of newestFirst.entries()) {
    const before = newestFirst.slice(index + 1).find((each) => isSameMachine(each, after));
    if (before !== undefined) return { before, after };
  }
  return null;
}

function isSameMachine(a: HeldSnapshot, b: HeldSnapshot): boolean {
  return a.of === b.of && a.machine === b.machine && a.simulated === b.simulated;
}

/** A snapshot and the one of the same machine before it: what changed between them is what a mark at its time tells of. */
export function pairUntil(takenUs: number, snapshots: readonly HeldSnapshot[]): Pair | null {
  const after = snapshots.find((each) => each.takenUs === takenUs);
  const earlier = snapshots.filter((each) => after !== undefined && each.takenUs < takenUs && isSameMachine(each, after));
  const [before] = earlier.toSorted((a, b) => b.takenUs - a.takenUs);
  return after === undefined || before === undefined ? null : { before, after };
}

/**
 * The choice after one more snapshot was taken into it or out of it: at most two, the earlier one first. A third takes the place of the
 * one that stood first.
 */
export function withToggled(chosen: readonly HeldSnapshot[], one: HeldSnapshot): readonly HeldSnapshot[] {
  if (chosen.some(({ key }) => key === one.key)) return chosen.filter(({ key }) => key !== one.key);
  return [...chosen.slice(-1), one].toSorted((a, b) => a.takenUs - b.takenUs);
}

/** The choice that the address holds, as far as those snapshots are still there. */
export function chosenOf(refs: readonly SnapshotRef[], snapshots: readonly HeldSnapshot[]): readonly HeldSnapshot[] {
  return refs.flatMap((ref) => snapshots.find(({ key }) => key === refText(ref)) ?? []).slice(0, 2);
}
