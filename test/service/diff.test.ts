import { describe, expect, test } from 'vitest';
import { CHANGE_KINDS, type ChangeKind } from '../../main/contract/case-words.ts';
import { type Change, Snapshot, SnapshotDiff } from '../../main/contract/snapshot.ts';
import { diffSnapshots } from '../../main/domain/diff/diff.ts';
import { allChanges as all, CASES } from './diff-cases.ts';
import { GOOD, snapshotOf } from './snapshots.ts';

const MADE = CASES.map((entry) => ({ ...entry, first: snapshotOf(entry.before), second: snapshotOf(entry.after, { id: 2 }) }));

/** Free space of a simulated volume follows from its size, so this one is taken from a snapshot and changed. */
function withLessSpace(snapshot: Snapshot): Snapshot {
  const { volumes } = snapshot.content;
  if (volumes.state !== 'known') throw new Error('no volumes');
  const value = volumes.value.map((entry) => ({ ...entry, verdict: { ...entry.verdict, freeBytes: 1_000 } }));
  return { ...snapshot, content: { ...snapshot.content, volumes: { state: 'known', value } } };
}

describe('what changed, kind by kind', () => {
  test.each(MADE)(
    '$kind is told with what was before and after, and explains a verdict that it decides',
    ({ kind, first, second, sentence, verdicts = [] }) => {
      const diff = diffSnapshots(first, second);
      expect(
        all(diff)
          .filter((change) => change.kind === kind)
          .map((change) => change.sentence),
      ).toEqual(expect.arrayContaining([sentence]));
      expect(diff.verdicts.map((change) => change.sentence)).toEqual(verdicts);
      expect(diff.isSameMachine).toBe(true);
      expect(SnapshotDiff.parse(diff)).toEqual(diff);
    },
  );

  test('freeSpace: what comes and goes by itself is noise and no change', () => {
    const first = snapshotOf(GOOD);
    const { noise, changes } = diffSnapshots(first, withLessSpace(first));
    expect(noise.map(({ kind }) => kind)).toEqual(['freeSpace']);
    expect(changes).toEqual([]);
  });

  test('every kind has its test', () => {
    expect([...CASES.map(({ kind }) => kind), 'freeSpace'].toSorted()).toEqual([...CHANGE_KINDS].toSorted());
  });
});

const EMPTY = { verdicts: [], changes: [], noise: [] };
const SWAPPED: Partial<Record<ChangeKind, ChangeKind>> = {
  filterAdded: 'filterRemoved',
  filterRemoved: 'filterAdded',
  classFilterAdded: 'classFilterRemoved',
  classFilterRemoved: 'classFilterAdded',
  volumeAdded: 'volumeRemoved',
  volumeRemoved: 'volumeAdded',
};

/** The same change seen from the other side; the sentence is worded for its own. */
const turned = ({ kind, mount, subject, before, after }: Change) => ({
  kind: SWAPPED[kind] ?? kind,
  mount,
  subject,
  before: after,
  after: before,
});
const plain = ({ kind, mount, subject, before, after }: Change) => ({ kind, mount, subject, before, after });
const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

describe('any two snapshots', () => {
  const snapshots = MADE.flatMap(({ first, second }) => [first, second]);

  test('one compared with itself differs in nothing, and everything it holds fits the contract', () => {
    for (const snapshot of snapshots) {
      expect(diffSnapshots(snapshot, snapshot)).toMatchObject(EMPTY);
      expect(Snapshot.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
    }
  });

  test('compared the other way round, every difference is the same the other way round', () => {
    for (const first of snapshots) {
      for (const second of snapshots) {
        const [there, back] = [diffSnapshots(first, second), diffSnapshots(second, first)];
        expect(sorted(there.changes.map(plain))).toEqual(sorted(back.changes.map(turned)));
        expect(sorted(there.noise.map(plain))).toEqual(sorted(back.noise.map(turned)));
        expect(
          sorted(there.verdicts.map((change) => [change.target, change.before, change.after, sorted(change.explanation.map(plain))])),
        ).toEqual(
          sorted(back.verdicts.map((change) => [change.target, change.after, change.before, sorted(change.explanation.map(turned))])),
        );
        expect(there.notCompared.map(({ subject }) => subject).toSorted()).toEqual(
          back.notCompared.map(({ subject }) => subject).toSorted(),
        );
        expect(there.isSameMachine).toBe(back.isSameMachine);
      }
    }
  });
});
