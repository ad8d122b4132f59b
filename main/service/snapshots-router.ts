import { implement } from '@orpc/server';
import { snapshots } from '../contract/case-contract.ts';
import type { Failure } from '../contract/failure.ts';

const promised = implement({ snapshots });
const MISSING: Failure = { kind: 'refused', call: 'snapshots', detail: 'this build takes no snapshots' };

/** Snapshots, their differences and the history around them. */
export function snapshotProcedures() {
  const { snapshots } = promised;
  return {
    snapshots: {
      list: snapshots.list.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      take: snapshots.take.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      get: snapshots.get.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      remove: snapshots.remove.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      diff: snapshots.diff.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      timeline: snapshots.timeline.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      schedule: snapshots.schedule.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      // biome-ignore lint/correctness/useYield: nothing to tell before the refusal
      changes: snapshots.changes.handler(async function* ({ errors }) {
        throw errors.FAILED({ data: MISSING });
      }),
      setSchedule: snapshots.setSchedule.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
    },
  };
}
