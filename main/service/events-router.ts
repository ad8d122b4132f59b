import { implement } from '@orpc/server';
import { contract } from '../contract/contract.ts';
import { ok } from '../domain/result.ts';
import type { Recording } from './recording.ts';
import { valueOr } from './value-or.ts';

const promised = implement(contract);
type Recorded = () => Promise<Recording>;
const NEVER = new AbortController().signal;

/** The part of the contract about events. `recording` is loaded with the first call: no other page needs SQLite. */
export const eventProcedures = (recording: Recorded) => ({ events: recordedProcedures(recording), capture: captureProcedures(recording) });

function recordedProcedures(recording: Recorded) {
  const { events } = promised;
  const store = async () => (await recording()).events;
  return {
    page: events.page.handler(async ({ input, errors }) => valueOr((await store()).page(input), errors.FAILED)),
    since: events.since.handler(async ({ input, errors }) => valueOr((await store()).since(input.seq, input.limit), errors.FAILED)),
    groups: events.groups.handler(async ({ input, errors }) => valueOr((await store()).groups(input.filter, input.by), errors.FAILED)),
    timeline: events.timeline.handler(async ({ input, errors }) =>
      valueOr((await store()).timeline(input.filter, input.bins), errors.FAILED),
    ),
    detail: events.detail.handler(async ({ input, errors }) => valueOr((await store()).detail(input.seq), errors.FAILED)),
    recordings: events.recordings.handler(async ({ errors }) => valueOr((await store()).recordings(), errors.FAILED)),
    summary: events.summary.handler(async ({ input, errors }) => valueOr((await store()).summary(input.recording), errors.FAILED)),
    retention: events.retention.handler(async ({ errors }) => valueOr((await store()).retention(), errors.FAILED)),
    setRetention: events.setRetention.handler(async ({ input, errors }) => valueOr((await store()).setRetention(input), errors.FAILED)),
    history: events.history.handler(async ({ input, errors }) => {
      const history = valueOr((await recording()).history(input.limit), errors.FAILED);
      return { ...history, vetoes: [...history.vetoes], filterEvents: [...history.filterEvents] };
    }),
  };
}

function captureProcedures(recording: Recorded) {
  const { capture } = promised;
  return {
    start: capture.start.handler(async ({ input, errors }) => {
      const { recorder, live } = await recording();
      return valueOr(await recorder.start(input.sampleMs, (change) => live.publish(change)), errors.FAILED);
    }),
    stop: capture.stop.handler(async ({ errors }) => valueOr(ok(await (await recording()).recorder.stop()), errors.FAILED)),
    changes: capture.changes.handler(async function* ({ signal, errors }) {
      const { events, live } = await recording();
      const lastSeq = valueOr(events.lastSeq(), errors.FAILED);
      yield* live.listen(signal ?? NEVER, lastSeq);
    }),
  };
}
