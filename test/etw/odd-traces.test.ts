import { describe, expect, test } from 'vitest';
import type { EtlImport } from '../../main/contract/evidence.ts';
import { memorySource } from '../../main/etw/byte-source.ts';
import { mergeRecords } from '../../main/etw/etl-merge.ts';
import { scanTrace } from '../../main/etw/etl-scan.ts';
import { importBytes } from '../../main/service/import.ts';
import {
  classicRecord,
  eventInfo,
  eventRecord,
  FILTER_MANAGER,
  HEADER_RAW,
  perfInfoRecord,
  START_TIME,
  type TraceOptions,
  TraceWriter,
  traceLoggingItem,
  VETO,
  vetoPayload,
} from './trace-writer.ts';

const BUFFER_BYTES = 4096;
const veto = (raw: bigint, pointerBytes: 4 | 8 = 8) =>
  eventRecord({ provider: FILTER_MANAGER, id: 12, raw, pointerBytes, payload: vetoPayload(VETO) });

async function traceOf(bytes: Uint8Array): Promise<EtlImport> {
  const imported = await importBytes(bytes, 'odd.etl');
  if (!imported.ok || imported.value.kind !== 'etl') throw new Error(JSON.stringify(imported));
  return imported.value;
}

/** Vetoes in turns on two processors. */
function vetoes(options: TraceOptions = {}, count = 20): Buffer {
  const writer = new TraceWriter({ bufferBytes: BUFFER_BYTES, ...options });
  for (let index = 0; index < count; index++) writer.add(index % 2, veto(HEADER_RAW + BigInt(index), options.pointerBytes ?? 8));
  return writer.finish();
}
const changed = (bytes: Buffer, change: (bytes: Buffer) => void): Buffer => {
  change(bytes);
  return bytes;
};

describe('odd, and read all the same', () => {
  test.each([
    ['of a private logger', vetoes({ logFileMode: 0x2_0800 }), []],
    ['of a 32-bit process on a 64-bit machine', changed(vetoes({ pointerBytes: 4 }), () => {}), []],
    ['one file of several', vetoes({ logFileMode: 0x8, firstSequence: 908n }), []],
    ['without buffers for each processor', vetoes({ logFileMode: 0x1000_0001 }), []],
    ['with room set aside behind it', Buffer.concat([vetoes({ logFileMode: 0x21 }), Buffer.alloc(3 * BUFFER_BYTES)]), ['notClosed']],
    ['with a rundown buffer', changed(vetoes(), (bytes) => bytes.writeUInt16LE(1, BUFFER_BYTES + 0x36)), []],
    ['of a real-time session’s backup', changed(vetoes(), (bytes) => bytes.writeUInt16LE(0x30, BUFFER_BYTES + 0x34)), []],
    ['with a lost buffer before one', changed(vetoes(), (bytes) => bytes.writeUInt16LE(0x24, BUFFER_BYTES + 0x34)), ['lostHere']],
    ['that was appended to', vetoes({ logFileMode: 0x5 }), ['clock']],
    ['not stopped', vetoes({ endTime: 0n, buffersWritten: 1 }), ['notClosed']],
    ['that went round', vetoes({ logFileMode: 2, buffersWritten: 90 }), ['lost']],
    ['in a circle that may have gone round', vetoes({ logFileMode: 2 }), ['lost']],
  ])('a trace %s', async (_title, bytes, kinds) => {
    const { vetoCount, vetoes: listed, warnings } = await traceOf(bytes);
    expect([vetoCount, warnings.map(({ kind }) => kind)]).toEqual([20, kinds]);
    expect(listed.map(({ time }) => time)).toEqual(listed.map(({ time }) => time).toSorted());
  });

  test('appended: the header of the second part stands in the middle', async () => {
    const { vetoCount, records } = await traceOf(Buffer.concat([vetoes({ logFileMode: 0x5 }), vetoes({ logFileMode: 0x5 })]));
    expect([vetoCount, records.byHeaderType]).toEqual([40, { SYSTEM64: 2, EVENT_HEADER64: 40 }]);
  });

  test('nothing but losses', async () => {
    const { lost, vetoCount, records, warnings } = await traceOf(new TraceWriter({ eventsLost: 7, buffersLost: 3 }).finish());
    expect([lost, vetoCount, records.total]).toEqual([{ events: 7, buffers: 3 }, 0, 1]);
    expect(warnings.map(({ kind }) => kind)).toEqual(['lost', 'silent']);
  });

  test('large buffers of many processors: what is of interest is still put in order', async () => {
    const writer = new TraceWriter({ bufferBytes: 1 << 20 });
    for (let index = 0; index < 100; index++) writer.add((index * 7) % 50, veto(HEADER_RAW + BigInt(index)));
    const bytes = writer.finish();
    expect(bytes.byteLength).toBeGreaterThan(50 << 20);
    const { vetoes: listed, warnings } = await traceOf(bytes);
    expect(listed.map(({ time }) => time)).toEqual(listed.map(({ time }) => time).toSorted());
    expect([listed.length, warnings]).toEqual([100, []]);
  });

  test.each([
    ['system time', { clockType: 2, headerRaw: START_TIME }, START_TIME + 25_000_000n],
    ['processor cycles', { clockType: 3, cpuMHz: 2_000, headerRaw: 500n }, 500n + 5_000_000_000n],
    ['a performance counter of the time stamp counter', { perfFreq: 3_000_000_000n, headerRaw: 9n }, 9n + 7_500_000_000n],
  ])('a clock of %s: two and a half seconds after the start', async (_title, options, raw) => {
    const { vetoes: listed } = await traceOf(new TraceWriter(options).add(0, veto(raw)).finish());
    expect(listed[0]?.time).toBe('2024-12-30T02:40:02.5000000Z');
  });

  test('another machine’s time zone changes no time, and is told', async () => {
    const { source, vetoes: listed } = await traceOf(vetoes({ biasMinutes: -345, zoneName: 'Nepal Standard Time' }));
    expect([source.timeZone, listed[0]?.time]).toEqual([
      { biasMinutes: -345, name: 'Nepal Standard Time' },
      '2024-12-30T02:40:00.0000000Z',
    ]);
  });
});

/** A record of any kind with so many bytes behind its fixed header, as the format's tables say where size and time stand. */
function recordOf(type: number, fixedBytes: number, sizeAt: 0 | 4, timeAt: number, raw: bigint, payloadBytes: number, version = 0): Buffer {
  const record = Buffer.alloc(fixedBytes + payloadBytes, 0xee);
  record.fill(0, 0, fixedBytes);
  record.writeUInt16LE(version, sizeAt === 4 ? 0 : 6);
  record[2] = type;
  record[3] = 0xc0;
  record.writeUInt16LE(record.byteLength, sizeAt);
  record.writeBigUInt64LE(raw, timeAt);
  return record;
}

describe('every kind of header', () => {
  test.each([
    ['SYSTEM32', 0x01, 0x20, 4, 0x10],
    ['SYSTEM64', 0x02, 0x20, 4, 0x10],
    ['COMPACT32', 0x03, 0x18, 4, 0x10],
    ['COMPACT64', 0x04, 0x18, 4, 0x10],
    ['FULL_HEADER32', 0x0a, 0x30, 0, 0x10],
    ['INSTANCE32', 0x0b, 0x48, 0, 0x10],
    ['PERFINFO32', 0x10, 0x10, 4, 0x08],
    ['PERFINFO64', 0x11, 0x10, 4, 0x08],
    ['EVENT_HEADER32', 0x12, 0x50, 0, 0x10],
    ['EVENT_HEADER64', 0x13, 0x50, 0, 0x10],
    ['FULL_HEADER64', 0x14, 0x30, 0, 0x10],
    ['INSTANCE64', 0x15, 0x48, 0, 0x10],
  ] as const)('%s is passed by its size, with any payload, and its time is read', async (name, type, fixedBytes, sizeAt, timeAt) => {
    const writer = new TraceWriter({ bufferBytes: BUFFER_BYTES });
    for (let payloadBytes = 0; payloadBytes < 20; payloadBytes++)
      writer.add(0, recordOf(type, fixedBytes, sizeAt, timeAt, HEADER_RAW + BigInt(payloadBytes), payloadBytes));
    writer.add(0, veto(HEADER_RAW + 50n));
    const { records, vetoCount, warnings } = await traceOf(writer.finish());
    const header = { SYSTEM64: 1, EVENT_HEADER64: 1 };
    expect(records.byHeaderType).toEqual({ ...header, [name]: 20 + (name in header ? 1 : 0) });
    expect([vetoCount, warnings]).toEqual([1, []]);
    const last = await scanTrace(memorySource(new TraceWriter().add(0, recordOf(type, fixedBytes, sizeAt, timeAt, 1n << 60n, 3)).finish()));
    expect(last?.extremes.lastRecord?.rawTimestamp).toBe(1n << 60n);
  });

  test('counters before the payload of a PERFINFO record are part of its size', async () => {
    const writer = new TraceWriter({ bufferBytes: BUFFER_BYTES });
    writer.add(0, recordOf(0x11, 0x10, 4, 0x08, HEADER_RAW, 8 + 2 * 8 + 5, 0x8200));
    const { records, vetoCount } = await traceOf(writer.add(0, veto(HEADER_RAW)).finish());
    expect([records.byHeaderType.PERFINFO64, vetoCount]).toEqual([1, 1]);
  });

  test('extended items of every type, in any order, stand before the payload', async () => {
    const items = [16, 2, 17, 6, 1, 3, 99, 9, 15, 4].map((type, index) => ({ type, data: Buffer.alloc(index * 3, type) }));
    const writer = new TraceWriter({ bufferBytes: BUFFER_BYTES });
    writer.add(0, eventRecord({ provider: FILTER_MANAGER, id: 12, raw: HEADER_RAW, items, payload: vetoPayload(VETO) }));
    const { vetoes: listed, extendedDataItems } = await traceOf(writer.finish());
    expect(listed[0]).toMatchObject({ filter: VETO.filter, path: VETO.path });
    expect(extendedDataItems).toEqual(Object.fromEntries(items.map(({ type }) => [type, 1])));
  });
});

describe('made to cost time or memory', () => {
  test('thousands of kinds of kernel record are told apart up to a limit, and the others counted', async () => {
    const writer = new TraceWriter({ bufferBytes: 1 << 16 });
    for (let hook = 0; hook < 30_000; hook++) writer.add(0, perfInfoRecord(hook, HEADER_RAW));
    const { kernelHooks, warnings } = await traceOf(writer.finish());
    expect(kernelHooks.length).toBe(20_000);
    expect(warnings).toContainEqual(expect.objectContaining({ kind: 'tooMany', count: 10_001 })); // one is the header's own
  });

  test('self-describing events: one sample of each name, and those that are too long are counted', async () => {
    const writer = new TraceWriter({ bufferBytes: 1 << 16 });
    const event = (name: string, payload: Buffer, fields: Parameters<typeof traceLoggingItem>[1]) =>
      eventRecord({
        provider: FILTER_MANAGER,
        id: 0,
        raw: HEADER_RAW,
        items: [{ type: 11, data: traceLoggingItem(name, fields) }],
        payload,
      });
    const number = Buffer.from('0100000000000080', 'hex');
    for (let again = 0; again < 3; again++) writer.add(0, event('Small', number, [['Value', 10]]));
    const many = Buffer.alloc(20_002);
    many.writeUInt16LE(20_000);
    writer.add(0, event('Long', many, [['Values', 0x44]]));
    writer.add(0, event('Cut', Buffer.alloc(2), [['Value', 10]]));
    const { traceLogging, traceLoggingSamples, warnings } = await traceOf(writer.finish());
    expect(traceLogging.map(({ name, count }) => [name, count])).toEqual([
      ['Cut', 1],
      ['Long', 1],
      ['Small', 3],
    ]);
    expect(traceLoggingSamples).toMatchObject([
      { event: 'Small', fileTime: String(START_TIME), fields: { Value: '9223372036854775809' }, problem: null },
      { event: 'Cut', fields: {}, problem: 'payload cut off' },
    ]);
    expect(warnings).toContainEqual(expect.objectContaining({ kind: 'tooMany', message: expect.stringContaining('samples'), count: 1 }));
  });

  test('more kinds of warning than anybody reads: those that are not listed are counted', async () => {
    const writer = new TraceWriter({ bufferBytes: 1 << 16 });
    for (let id = 1_000; id < 1_300; id++) writer.add(0, eventRecord({ provider: FILTER_MANAGER, id, raw: HEADER_RAW }));
    const { warnings } = await traceOf(writer.finish());
    expect(warnings.filter(({ kind }) => kind === 'notDecoded').length).toBe(200);
    expect(warnings).toContainEqual(expect.objectContaining({ message: 'warnings of further kinds are not listed', count: 100 }));
  });

  test('providers whose GUIDs begin alike are not compared for ever', async () => {
    const writer = new TraceWriter({ bufferBytes: 1 << 16 });
    const provider = (index: number): string => `11111111-0000-0000-0000-${index.toString(16).padStart(12, '0')}`;
    for (let index = 0; index < 300; index++) writer.add(0, eventRecord({ provider: provider(index), id: 1, raw: HEADER_RAW }));
    const { events, warnings } = await traceOf(writer.finish());
    expect(events.length).toBe(256);
    expect(warnings).toContainEqual(expect.objectContaining({ kind: 'tooMany', count: 44 }));
  });

  test('descriptions of events at great length are left out and counted', async () => {
    const writer = new TraceWriter({ bufferBytes: 1 << 16 });
    const fields = Array.from({ length: 60 }, (_, index) => [`${index}${'n'.repeat(450)}`, 8] as const);
    for (let id = 0; id < 150; id++) {
      const info = eventInfo({ provider: FILTER_MANAGER, id, version: 9 }, 'Microsoft-Windows-FilterManager', fields);
      writer.add(0, classicRecord('bbccf6c1-6cd1-48c4-80ff-839482e37671', 32, HEADER_RAW, info));
    }
    const { warnings } = await traceOf(writer.finish());
    expect(warnings).toContainEqual(expect.objectContaining({ kind: 'tooMany', message: expect.stringMatching(/^\d+ descriptions/) }));
  });

  test('a compressed buffer that claims a thousand times its size is left out', async () => {
    const bytes = new TraceWriter({ compressed: true, bufferBytes: 1 << 20 }).add(0, veto(HEADER_RAW)).finish();
    bytes.writeUInt32LE(1 << 20, 1024 + 4);
    const { vetoCount, warnings } = await traceOf(bytes);
    expect(vetoCount).toBe(0);
    expect(warnings).toContainEqual(
      expect.objectContaining({ kind: 'bufferDamaged', detail: expect.stringMatching(/^claims 1048576 bytes/) }),
    );
  });

  test('small buffers that hold much do not keep a cancel from being heard', async () => {
    const writer = new TraceWriter({ compressed: true, bufferBytes: 1 << 16 });
    for (let index = 0; index < 380; index++)
      writer.add(0, eventRecord({ provider: FILTER_MANAGER, id: 1, raw: HEADER_RAW, payload: Buffer.alloc(80) }));
    const one = writer.finish();
    const bytes = Buffer.concat([one, ...Array.from({ length: 400 }, () => one.subarray(1024))]);
    expect(bytes.byteLength).toBeLessThan(4 << 20); // all in the window that is read at once
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    await expect(scanTrace(memorySource(bytes), {}, { signal: stop.signal })).rejects.toThrow('aborted');
  });

  test('a file that got more of what is wanted between the passes is read as far as the first pass saw', async () => {
    const bytes = vetoes({}, 4);
    const scan = await scanTrace(memorySource(bytes), { everything: true });
    if (scan === null) throw new Error('expected a trace');
    const grown = vetoes({}, 24);
    const seen: bigint[] = [];
    await mergeRecords(memorySource(grown), scan.header, scan.places, ({ rawTime }) => seen.push(rawTime));
    expect(seen.length).toBe(scan.total);
  });
});
