import { implement } from '@orpc/server';
import { contract } from '../contract/contract.ts';
import type { Result } from '../contract/failure.ts';
import { ok } from '../domain/result.ts';
import type { Recording } from './recording.ts';
import { valueOr } from './value-or.ts';
import { ask, type EventsView, type ViewSource } from './view.ts';

const promised = implement(contract);
const NEVER = new AbortController().signal;

/** Recorded events of a view. */
export function eventProcedures(view: ViewSource) {
  const { events } = promised;
  const asked = <T>(question: (store: EventsView) => Result<T>) => ask(view, (found) => found.events(), question);
  return {
    page: events.page.handler(async ({ input, errors }) => valueOr(await asked((store) => store.page(input)), errors.FAILED)),
    since: events.since.handler(async ({ input, errors }) =>
      valueOr(await asked((store) => store.since(input.seq, input.limit)), errors.FAILED),
    ),
    groups: events.groups.handler(async ({ input, errors }) =>
      valueOr(await asked((store) => store.groups(input.filter, input.by)), errors.FAILED),
    ),
    timeline: events.timeline.handler(async ({ input, errors }) =>
      valueOr(await asked((store) => store.timeline(input.filter, input.bins)), errors.FAILED),
    ),
    detail: events.detail.handler(async ({ input, errors }) => valueOr(await asked((store) => store.detail(input.seq)), errors.FAILED)),
    recordings: events.recordings.handler(async ({ errors }) => valueOr(await asked((store) => store.recordings()), errors.FAILED)),
    summary: events.summary.handler(async ({ input, errors }) =>
      valueOr(await asked((store) => store.summary(input.recording)), errors.FAILED),
    ),
    retention: events.retention.handler(async ({ errors }) => valueOr(await asked((store) => store.retention()), errors.FAILED)),
    setRetention: events.setRetention.handler(async ({ input, errors }) =>
      valueOr(await asked((store) => store.setRetention(input)), errors.FAILED),
    ),
    history: events.history.handler(async ({ input, errors }) => {
      const answering = valueOr(await view(), errors.FAILED);
      return valueOr(await answering.history(input.limit), errors.FAILED);
    }),
  };
}

/** Recording, which only this machine can do. `recording` is loaded with the first call: no other page needs SQLite. */
export function captureProcedures(recording: () => Promise<Recording>) {
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
