import { implement } from '@orpc/server';
import { snapshots } from '../contract/case-contract.ts';
import type { Result } from '../contract/failure.ts';
import type { SnapshotDiff, SnapshotRef } from '../contract/snapshot.ts';
import { ok } from '../domain/result.ts';
import { compareSnapshots } from './compare-snapshots.ts';
import { valueOr } from './value-or.ts';
import { ask, type SnapshotsView, type ViewSource } from './view.ts';

const promised = implement({ snapshots });
const NEVER = new AbortController().signal;

/** Snapshots of a view, and the history around them. Two that are compared may be of different views: `viewOf` finds each. */
export function snapshotProcedures(view: ViewSource, viewOf: (ref: SnapshotRef) => ViewSource) {
  const { snapshots } = promised;
  const asked = <T>(question: (all: SnapshotsView) => Result<T> | Promise<Result<T>>) => ask(view, (found) => found.snapshots(), question);
  return {
    list: snapshots.list.handler(async ({ errors }) => valueOr(await asked((all) => all.list()), errors.FAILED)),
    take: snapshots.take.handler(async ({ input, errors }) => valueOr(await asked((all) => all.take(input)), errors.FAILED)),
    get: snapshots.get.handler(async ({ input, errors }) => valueOr(await asked((all) => all.get(input.id)), errors.FAILED)),
    remove: snapshots.remove.handler(async ({ input, errors }) => valueOr(await asked((all) => all.remove(input.id)), errors.FAILED)),
    diff: snapshots.diff.handler(async ({ input, errors }) => valueOr(await compareRefs(input.before, input.after, viewOf), errors.FAILED)),
    timeline: snapshots.timeline.handler(async ({ errors }) => valueOr(await asked((all) => all.timeline()), errors.FAILED)),
    schedule: snapshots.schedule.handler(async ({ errors }) => valueOr(await asked((all) => all.schedule()), errors.FAILED)),
    setSchedule: snapshots.setSchedule.handler(async ({ input, errors }) =>
      valueOr(await asked((all) => all.setSchedule(input)), errors.FAILED),
    ),
    changes: snapshots.changes.handler(async function* ({ signal, errors }) {
      const answering = valueOr(await view(), errors.FAILED);
      yield* (await answering.snapshots()).changes(signal ?? NEVER);
    }),
  };
}

async function compareRefs(
  before: SnapshotRef,
  after: SnapshotRef,
  viewOf: (ref: SnapshotRef) => ViewSource,
): Promise<Result<SnapshotDiff>> {
  const find = (ref: SnapshotRef) =>
    ask(
      viewOf(ref),
      (view) => view.snapshots(),
      (all) => {
        const snapshot = all.get(ref.id);
        return snapshot.ok ? ok({ snapshot: snapshot.value, source: ref.of, areNamesReplaced: all.areNamesReplaced }) : snapshot;
      },
    );
  const first = await find(before);
  if (!first.ok) return first;
  const second = await find(after);
  return second.ok ? ok(compareSnapshots(first.value, second.value)) : second;
}
