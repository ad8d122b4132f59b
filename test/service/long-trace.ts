import { eventRecord, FILTER_MANAGER, HEADER_RAW, TraceWriter, VETO, vetoPayload } from '../etw/trace-writer.ts';

/** A trace of so many vetoes, each of another file: more than one transaction takes. */
export function longTrace(vetoes: number): Buffer {
  const writer = new TraceWriter({});
  for (let index = 0; index < vetoes; index++)
    writer.add(
      0,
      eventRecord({
        provider: FILTER_MANAGER,
        id: 12,
        pid: 4242,
        raw: HEADER_RAW + BigInt(index),
        payload: vetoPayload({ ...VETO, path: `\\Device\\${index}` }),
      }),
    );
  return writer.finish();
}
