import {
  HEADER_TYPE,
  isEventHeader,
  isFullHeader,
  isInstanceHeader,
  isPerfInfo,
  isSystemHeader,
  type RecordPlace,
  timeOffset,
} from './etl-record.ts';
import { guidText } from './guid.ts';

/** One record in a few words, whatever its kind. */
export interface RecordSummary {
  readonly rawTimestamp: bigint;
  readonly kind: 'system' | 'perfinfo' | 'event' | 'classic' | 'message' | 'other';
  readonly provider: string | null;
  /** Event id, hook id as hex text, or null for kinds without one. */
  readonly id: number | string | null;
  readonly version: number | null;
  readonly opcode: number | null;
  readonly pid: number | null;
  readonly tid: number | null;
  readonly cpu: number;
}

/** Earliest or latest record seen so far. Its time stays in two halves: a bigint for each of millions of records would cost too much. */
class Extreme {
  high = 0;
  low = 0;
  cpu = 0;
  sequence = 0n;
  summary: RecordSummary | null = null;
  /** Place in the current buffer whose summary is not yet made, or -1. */
  at = -1;
  type = 0;
  sizeBytes = 0;
  isEmpty = true;

  take(high: number, low: number, cpu: number, sequence: bigint, place: RecordPlace): void {
    this.high = high;
    this.low = low;
    this.cpu = cpu;
    this.sequence = sequence;
    this.at = place.at;
    this.type = place.type;
    this.sizeBytes = place.sizeBytes;
    this.isEmpty = false;
  }

  finish(view: DataView): void {
    if (this.at < 0) return;
    this.summary = summaryOf(view, { at: this.at, type: this.type, sizeBytes: this.sizeBytes, next: 0 }, this.cpu);
    this.at = -1;
  }
}

/** First and last record and event of a trace by raw time; among equals the first by processor, then by position. */
export class RecordExtremes {
  readonly #firstRecord = new Extreme();
  readonly #lastRecord = new Extreme();
  readonly #firstEvent = new Extreme();
  readonly #lastEvent = new Extreme();
  #view: DataView = new DataView(new ArrayBuffer(0));
  #cpu = 0;
  #sequence = 0n;

  startBuffer(view: DataView, processor: number, sequence: bigint): void {
    this.#view = view;
    this.#cpu = processor;
    this.#sequence = sequence;
  }

  add(view: DataView, place: RecordPlace): void {
    const offset = timeOffset(view, place);
    if (offset < 0) return;
    const low = view.getUint32(place.at + offset, true);
    const high = view.getUint32(place.at + offset + 4, true);
    this.#early(this.#firstRecord, high, low, place);
    this.#late(this.#lastRecord, high, low, place);
    if (!isEventHeader(place.type)) return;
    this.#early(this.#firstEvent, high, low, place);
    this.#late(this.#lastEvent, high, low, place);
  }

  #early(extreme: Extreme, high: number, low: number, place: RecordPlace): void {
    if (!extreme.isEmpty) {
      if (high > extreme.high || (high === extreme.high && low > extreme.low)) return;
      const isEqual = high === extreme.high && low === extreme.low;
      if (isEqual && (this.#cpu > extreme.cpu || (this.#cpu === extreme.cpu && this.#sequence >= extreme.sequence))) return;
    }
    extreme.take(high, low, this.#cpu, this.#sequence, place);
  }

  #late(extreme: Extreme, high: number, low: number, place: RecordPlace): void {
    if (!extreme.isEmpty) {
      if (high < extreme.high || (high === extreme.high && low < extreme.low)) return;
      const isEqual = high === extreme.high && low === extreme.low;
      if (isEqual && (this.#cpu < extreme.cpu || (this.#cpu === extreme.cpu && this.#sequence < extreme.sequence))) return;
    }
    extreme.take(high, low, this.#cpu, this.#sequence, place);
  }

  /** Before the buffer's bytes are reused. */
  endBuffer(): void {
    for (const extreme of [this.#firstRecord, this.#lastRecord, this.#firstEvent, this.#lastEvent]) extreme.finish(this.#view);
  }

  result() {
    return {
      firstRecord: this.#firstRecord.summary,
      lastRecord: this.#lastRecord.summary,
      firstEvent: this.#firstEvent.summary,
      lastEvent: this.#lastEvent.summary,
    };
  }
}

const hexId = (id: number): string => `0x${id.toString(16).padStart(4, '0')}`;

/** The record at `place` of a buffer of processor `cpu`. Kinds without a process or a thread have null there. */
export function summaryOf(view: DataView, place: RecordPlace, cpu: number): RecordSummary {
  const { at, type } = place;
  const offset = timeOffset(view, place);
  const rawTimestamp = offset < 0 ? 0n : view.getBigUint64(at + offset, true);
  const pid = (): number => view.getUint32(at + 0x0c, true);
  const tid = (): number => view.getUint32(at + 0x08, true);
  const base = { rawTimestamp, cpu };
  if (isEventHeader(type)) {
    const [id, version, opcode] = [view.getUint16(at + 0x28, true), view.getUint8(at + 0x2a), view.getUint8(at + 0x2d)];
    return { ...base, kind: 'event', provider: guidText(view, at + 0x18), id, version, opcode, pid: pid(), tid: tid() };
  }
  if (isFullHeader(type) || isInstanceHeader(type)) {
    const [opcode, version] = [view.getUint8(at + 4), view.getUint16(at + 6, true)];
    return { ...base, kind: 'classic', provider: guidText(view, at + 0x18), id: null, version, opcode, pid: pid(), tid: tid() };
  }
  if (isSystemHeader(type) || isPerfInfo(type)) {
    const hook = view.getUint16(at + 6, true);
    const kind = isPerfInfo(type) ? ('perfinfo' as const) : ('system' as const);
    const ids = isPerfInfo(type) ? { pid: null, tid: null } : { pid: pid(), tid: tid() };
    return { ...base, kind, provider: null, id: hexId(hook), version: view.getUint8(at), opcode: hook & 0xff, ...ids };
  }
  const kind = type === HEADER_TYPE.MESSAGE ? 'message' : 'other';
  return { ...base, kind, provider: null, id: null, version: null, opcode: null, pid: null, tid: null };
}
