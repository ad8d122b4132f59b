import { readEvent } from './event-record.ts';
import { fieldsJson, type JsonValue } from './field-json.ts';
import { decodeTraceLogging } from './trace-logging.ts';

/** The first self-describing event of one name, decoded by the description that came with it. */
export interface TraceLoggingSample {
  readonly provider: string;
  readonly event: string;
  readonly rawTime: bigint;
  readonly tag: number;
  readonly fields: { [name: string]: JsonValue };
  /** What of it could not be read; else null. */
  readonly problem: string | null;
}

/** Characters of all samples as JSON, left out or not: an event can be made to have half a million empty values. */
const CHARS_MAX = 1_000_000;
const SAMPLE_CHARS_MAX = 16_000;

/** Gathers one sample for each name. Memory and time stay bounded. */
export class TraceLoggingSamples {
  readonly list: TraceLoggingSample[] = [];
  leftOut = 0;
  #chars = 0;

  /** The event whose record lies inside the view at [at, end). */
  add(view: DataView, at: number, end: number): void {
    const event = readEvent(view, at, end, 8); // pointers are described by their size
    const decoded = this.#chars < CHARS_MAX ? decodeTraceLogging(view, event) : null;
    const fields = decoded === null ? {} : fieldsJson(decoded.fields);
    const chars = JSON.stringify(fields).length;
    this.#chars += chars;
    if (decoded === null || chars > SAMPLE_CHARS_MAX) {
      this.leftOut += 1;
      return;
    }
    const { name, tag, problem } = decoded;
    this.list.push({ provider: event.provider, event: name, rawTime: event.rawTime, tag, fields, problem });
  }
}
