import type { Snapshot } from '../../main/contract/snapshot.ts';
import type { Explanation } from '../text/explain.ts';
import { type Compared, explainChange, explainItem, explainNotCompared, explainSnapshot, explainVerdictChange } from './explain-history.ts';
import type { HistoryItem } from './history-lanes.ts';
import { byPlace } from './history-words.ts';
import type { HeldSnapshot } from './pair.ts';

export interface Explainable {
  readonly compared: Compared | null;
  readonly snapshots: readonly HeldSnapshot[];
  /** What the chosen snapshot holds, as soon as it is there. */
  readonly snapshot: Snapshot | null;
  readonly items: readonly HistoryItem[];
}

/** What the row with `key` says; null where there is no such row (any more). */
export function explainKey(key: string, { compared, snapshots, snapshot, items }: Explainable): Explanation | null {
  const [kind = '', first = '', second = ''] = key.split(' ');
  if (kind === 'snapshot') {
    const entry = snapshots.find((each) => each.key === first);
    return entry === undefined ? null : explainSnapshot(entry, snapshot?.entry.id === entry.id ? snapshot : null);
  }
  if (kind === 'mark' || kind === 'recording') {
    const item = items.find((each) => each.key === key);
    return item === undefined ? null : explainItem(item);
  }
  return compared === null ? null : explainDifference(compared, kind, Number(first), Number(second), key);
}

function explainDifference(compared: Compared, kind: string, index: number, because: number, key: string): Explanation | null {
  const { verdicts, changes, noise, notCompared } = compared.diff;
  const verdict = verdicts[index];
  if (kind === 'verdict') return verdict === undefined ? null : explainVerdictChange(verdict, compared, key);
  if (kind === 'unknown') {
    const unknown = notCompared[index];
    return unknown === undefined ? null : explainNotCompared(unknown, key);
  }
  const change = { because: verdict?.explanation[because], change: changes.toSorted(byPlace)[index], noise: noise[index] }[kind];
  return change === undefined ? null : explainChange(change, compared, key);
}

/** What deserves to be explained first: a verdict that changed, else a change, else what nothing can be said of. */
export function firstKey(compared: Compared | null): string | null {
  if (compared === null) return null;
  const { verdicts, changes, notCompared, noise } = compared.diff;
  if (verdicts.length > 0) return 'verdict 0';
  if (changes.length > 0) return 'change 0';
  if (notCompared.length > 0) return 'unknown 0';
  return noise.length > 0 ? 'noise 0' : null;
}
