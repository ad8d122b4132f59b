import { implement } from '@orpc/server';
import { snapshots } from '../contract/case-contract.ts';
import type { Failure, Result } from '../contract/failure.ts';
import type { SnapshotRef } from '../contract/snapshot.ts';
import { valueOr } from './value-or.ts';
import { ask, type SnapshotsView, type ViewSource } from './view.ts';

const promised = implement({ snapshots });
const NEVER = new AbortController().signal;
const MISSING: Failure = { kind: 'refused', call: 'snapshots', detail: 'this build compares no snapshots' };

/** Snapshots of a view, and the history around them. Two that are compared may be of different views: `viewOf` finds each. */
export function snapshotProcedures(view: ViewSource, _viewOf: (ref: SnapshotRef) => ViewSource) {
  const { snapshots } = promised;
  const asked = <T>(question: (all: SnapshotsView) => Result<T> | Promise<Result<T>>) => ask(view, (found) => found.snapshots(), question);
  return {
    list: snapshots.list.handler(async ({ errors }) => valueOr(await asked((all) => all.list()), errors.FAILED)),
    take: snapshots.take.handler(async ({ input, errors }) => valueOr(await asked((all) => all.take(input)), errors.FAILED)),
    get: snapshots.get.handler(async ({ input, errors }) => valueOr(await asked((all) => all.get(input.id)), errors.FAILED)),
    remove: snapshots.remove.handler(async ({ input, errors }) => valueOr(await asked((all) => all.remove(input.id)), errors.FAILED)),
    diff: snapshots.diff.handler(({ errors }) => {
      throw errors.FAILED({ data: MISSING });
    }),
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
