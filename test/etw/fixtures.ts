import { join } from 'node:path';
import { madeUpLog } from './evtx-writer.ts';
import {
  classicRecord,
  eventInfo,
  eventRecord,
  FILTER_MANAGER,
  HEADER_RAW,
  loadPayload,
  messageRecord,
  type TraceOptions,
  TraceWriter,
  traceLoggingItem,
  VETO,
  vetoPayload,
} from './trace-writer.ts';

export const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'evidence');

const TIMES = 6;

/** Vetoes on two processors, a filter that loads, a TraceLogging event, a WPP message, and what a merge adds: drive letters and a description. */
function vetoTrace(options: TraceOptions): Buffer {
  const writer = new TraceWriter({ eventsLost: 2, biasMinutes: -60, zoneName: 'W. Europe Standard Time', ...options });
  const at = (tick: number): bigint => HEADER_RAW + BigInt(tick) * 1_000_000n;
  const pointerBytes = options.pointerBytes ?? 8;
  const event = { provider: FILTER_MANAGER, pid: 4242, tid: 7, pointerBytes };
  writer.add(0, eventRecord({ ...event, id: 6, version: 1, raw: at(1), payload: loadPayload('VaultFlt', '141200', 7) }));
  for (let index = 0; index < TIMES; index++) {
    const path = `\\Device\\HarddiskVolume4\\Games\\Title\\pak${index}.bin`;
    writer.add(index % 2, eventRecord({ ...event, id: 12, level: 3, raw: at(2 + index), payload: vetoPayload({ ...VETO, path }) }));
  }
  const item = traceLoggingItem('Opened', [['Path', 1]]);
  const opened = { provider: '11111111-2222-3333-4444-555555555555', id: 0, channel: 11, raw: at(9), items: [{ type: 11, data: item }] };
  writer.add(1, eventRecord({ ...opened, payload: Buffer.from('C:\\\0', 'utf16le') })).add(1, messageRecord(10, at(10)));
  const map = Buffer.from('\\Device\\HarddiskVolume4\\\0D:\\\0', 'utf16le');
  writer.add(0, classicRecord('9b79ee91-b5fd-41c0-a243-4248e266e9d0', 35, at(11), map));
  const info = eventInfo({ provider: opened.provider, id: 1, version: 0 }, 'Made-up-Provider', [['Path', 1]]);
  return writer.add(0, classicRecord('bbccf6c1-6cd1-48c4-80ff-839482e37671', 32, at(12), info)).finish();
}

/** File name → how it is made. None of it comes from a real machine. */
export const fixtures: Readonly<Record<string, () => Buffer>> = {
  'vetoes.etl': () => vetoTrace({}),
  'vetoes-32-bit.etl': () => vetoTrace({ pointerBytes: 4 }),
  'vetoes-compressed.etl': () => vetoTrace({ compressed: true }),
  'not-stopped.etl': () => vetoTrace({ endTime: 0n }),
  'cut-off.etl': () => vetoTrace({}).subarray(0, 9000),
  'system-log.evtx': madeUpLog,
};
