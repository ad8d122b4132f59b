import { describe, expect, test } from 'vitest';
import { memorySource } from '../../main/etw/byte-source.ts';
import { mergeRecords } from '../../main/etw/etl-merge.ts';
import { scanTrace, type TraceScan } from '../../main/etw/etl-scan.ts';
import { clockOf } from '../../main/etw/trace-header.ts';
import { random, sorted } from './samples.ts';
import {
  classicRecord,
  compactRecord,
  eventRecord,
  HEADER_RAW,
  messageRecord,
  perfInfoRecord,
  START_TIME,
  strangeRecord,
  systemRecord,
  type TraceOptions,
  TraceWriter,
} from './trace-writer.ts';

const PROVIDERS = ['11111111-2222-3333-4444-555555555555', '11111111-0000-0000-0000-000000000001', 'aabbccdd-eeff-0011-2233-445566778899'];

async function scanOf(bytes: Uint8Array, everything = false): Promise<TraceScan> {
  const scan = await scanTrace(memorySource(bytes), { everything });
  if (scan === null) throw new Error('expected a trace');
  return scan;
}

const places = (bytes: Uint8Array) => scanOf(bytes, true);

/** A trace of random records on random processors, and what it must be read as. */
function madeUp(seed: number, options: TraceOptions) {
  const next = random(seed);
  const writer = new TraceWriter({ ...options, bufferBytes: 512 << next(5) });
  const kinds = new Map<string, number>([['SYSTEM', 1]]);
  const events = new Map<string, number>();
  const times: bigint[] = [HEADER_RAW];
  const bump = (map: Map<string, number>, key: string): void => {
    map.set(key, (map.get(key) ?? 0) + 1);
  };
  let raw = HEADER_RAW;
  for (let index = next(400); index > 0; index--) {
    raw += BigInt(next(50));
    const processor = next(4);
    const provider = PROVIDERS[next(3)] ?? '';
    const kind = next(6);
    times.push(raw);
    if (kind <= 2) {
      const [id, version, opcode, level] = [next(4), next(2), next(3), next(6)];
      const items =
        next(3) === 0
          ? [
              { type: 1, data: Buffer.alloc(16) },
              { type: 3, data: Buffer.alloc(4) },
            ].slice(next(2))
          : [];
      const pointerBytes = next(2) === 0 ? 4 : 8;
      writer.add(
        processor,
        eventRecord({ provider, id, version, opcode, level, raw, items, pointerBytes, payload: Buffer.alloc(next(60), 0xab) }),
      );
      bump(events, `${provider} ${id} ${version} ${opcode} ${level}`);
      bump(kinds, pointerBytes === 4 ? 'EVENT_HEADER32' : 'EVENT_HEADER64');
    } else if (kind === 3) {
      writer.add(processor, perfInfoRecord(0x0f2e, raw, Buffer.alloc(next(30))));
      bump(kinds, 'PERFINFO64');
    } else if (kind === 4) {
      writer.add(processor, classicRecord(provider, next(5), raw, Buffer.alloc(next(30))));
      bump(kinds, 'FULL_HEADER64');
    } else {
      writer.add(processor, compactRecord(0x0501, raw));
      bump(kinds, 'COMPACT64');
    }
  }
  return { bytes: writer.finish(), kinds, events, times };
}

describe('what the writer wrote is what the reader reads', () => {
  test.each([
    ['plain, 64 bits', {}],
    ['plain, 32 bits', { pointerBytes: 4 }],
    ['compressed, 64 bits', { compressed: true }],
    ['compressed, 32 bits', { compressed: true, pointerBytes: 4 }],
  ] as const)('%s: 60 made-up traces', async (_title, options) => {
    for (let seed = 1; seed <= 60; seed++) {
      const { bytes, kinds, events, times } = madeUp(seed, options);
      const scan = await places(bytes);
      const header = options && 'pointerBytes' in options ? 'SYSTEM32' : 'SYSTEM64';
      expect(scan.warnings).toEqual([]);
      expect(scan.byHeaderType).toEqual(Object.fromEntries([...kinds].map(([kind, count]) => [kind === 'SYSTEM' ? header : kind, count])));
      expect(sorted(scan.counts.events().map((e) => [`${e.provider} ${e.id} ${e.version} ${e.opcode} ${e.level}`, e.count]))).toEqual(
        sorted([...events]),
      );
      const merged: bigint[] = [];
      const outcome = await mergeRecords(memorySource(bytes), scan.header, scan.places, ({ rawTime }) => merged.push(rawTime));
      expect(outcome).toEqual({ inversions: 0, unreadable: 0, isMerged: true });
      expect(merged).toEqual(times);
    }
  });
});

test('every kind of record is skipped by its size and counted; what cannot be decoded is said', async () => {
  const writer = new TraceWriter();
  writer
    .add(0, messageRecord(1, HEADER_RAW + 1n))
    .add(0, strangeRecord(0x0d))
    .add(0, strangeRecord(0x0c, 40))
    .add(0, strangeRecord(0x31));
  writer.add(0, systemRecord({ hook: 0x0303, version: 3, raw: HEADER_RAW + 2n, payload: Buffer.alloc(5) }));
  writer.add(0, eventRecord({ provider: PROVIDERS[0] ?? '', id: 9, raw: HEADER_RAW + 3n }));
  const scan = await scanOf(writer.finish());
  expect(scan.byHeaderType).toEqual({ SYSTEM64: 2, MESSAGE: 1, ERROR: 1, TIMED: 1, UNKNOWN_0x31: 1, EVENT_HEADER64: 1 });
  expect(scan.warnings.map(({ kind, count }) => [kind, count])).toEqual([
    ['notSupported', 1],
    ['notSupported', 1],
    ['notSupported', 1],
    ['notSupported', 1],
  ]);
  expect(scan.extremes.lastEvent).toMatchObject({ id: 9, rawTimestamp: HEADER_RAW + 3n });
});

describe('clocks', () => {
  test.each([
    ['performance counter at 3,117,777 Hz, rounded down', { perfFreq: 3_117_777n }, 1_000_000n, 3_207_413n],
    ['before the start: rounded down too', { perfFreq: 3_117_777n }, -1n, -4n],
    ['system time', { clockType: 2 }, 12_345n, 12_345n],
    ['processor cycles', { clockType: 3, cpuMHz: 3_000 }, 3_000_001n, 10_000n],
  ])('%s', async (_title, options, ticks, fileTime) => {
    const { header } = await scanOf(new TraceWriter(options).finish());
    expect((clockOf(header)?.(HEADER_RAW + ticks) ?? 0n) - START_TIME).toBe(fileTime);
  });

  test('a clock without a rate gives no times rather than wrong ones', async () => {
    expect(clockOf((await scanOf(new TraceWriter({ perfFreq: 0n }).finish())).header)).toBeNull();
  });
});

/** Some events over three processors, with losses named in the header. */
function sample(options: TraceOptions = {}): Buffer {
  const writer = new TraceWriter({ bufferBytes: 512, eventsLost: 3, buffersLost: 1, ...options });
  for (let index = 0; index < 20; index++)
    writer.add(
      index % 3,
      eventRecord({
        provider: PROVIDERS[index % 2] ?? '',
        id: index % 4,
        raw: HEADER_RAW + BigInt(index),
        payload: Buffer.alloc(20, index),
      }),
    );
  return writer.finish();
}

describe('damage', () => {
  test.each([
    ['plain', {}],
    ['compressed', { compressed: true }],
  ])('a %s trace cut at every byte: what came before is read, what is missing is said', async (_title, options) => {
    const whole = sample(options);
    const all = (await scanOf(whole)).total;
    let before = 0;
    for (let length = 0; length < whole.length; length++) {
      const scan = await scanTrace(memorySource(whole.subarray(0, length)), { everything: true });
      if (scan === null) {
        expect(before).toBe(0);
        continue;
      }
      expect(scan.total).toBeGreaterThanOrEqual(before);
      expect(scan.total).toBeLessThanOrEqual(all);
      before = scan.total;
      const isWholeBuffer = scan.buffers.trailingBytes === 0;
      expect(scan.warnings.some(({ kind }) => kind === 'cutOff')).toBe(!isWholeBuffer);
    }
    expect(before).toBeGreaterThan(0);
  });

  test('one bad record costs the rest of its buffer, not the trace', async () => {
    const bytes = sample();
    const clean = await scanOf(bytes);
    bytes.writeUInt32LE(0x1234_5678, 4 * 512 + 72);
    const scan = await scanOf(bytes);
    expect(scan.warnings).toMatchObject([{ kind: 'recordsDamaged', offset: 4 * 512, count: 1 }]);
    expect(clean.total - scan.total).toBeGreaterThan(0);
    expect(scan.buffers.count).toBe(clean.buffers.count);
  });

  test('a buffer header overwritten with noise: the next buffer is found where it must start', async () => {
    const bytes = sample();
    const clean = await scanOf(bytes);
    bytes.fill(0xff, 2 * 512, 2 * 512 + 72);
    const scan = await scanOf(bytes);
    expect(scan.buffers.count).toBe(clean.buffers.count - 1);
    expect(scan.warnings).toMatchObject([{ kind: 'notABuffer', offset: 1024 }]);
  });

  test('space that was set aside and never written is not called damage', async () => {
    const scan = await scanOf(Buffer.concat([sample(), Buffer.alloc(4 * 512)]));
    expect(scan.warnings).toMatchObject([{ kind: 'notClosed', count: 4 }]);
    expect(scan.buffers.trailingBytes).toBe(4 * 512);
  });

  test('in a compressed trace nothing after a lost header can be found, and that is said', async () => {
    const bytes = sample({ compressed: true });
    bytes.writeUInt32LE(3, 1024);
    expect((await scanOf(bytes)).warnings).toMatchObject([{ kind: 'notABuffer', offset: 1024, detail: 'nothing after it can be read' }]);
  });

  test.each([
    ['a buffer of 4 GB', (bytes: Buffer) => bytes.writeUInt32LE(0xffff_ffff, 512), 'bufferTooLarge'],
    ['a buffer longer than the file', (bytes: Buffer) => bytes.writeUInt32LE(1 << 20, 512), 'cutOff'],
    ['a buffer of no bytes', (bytes: Buffer) => bytes.writeUInt32LE(0, 512), 'notABuffer'],
    ['data beyond the buffer', (bytes: Buffer) => bytes.writeUInt32LE(0x7fff_ffff, 512 + 4), 'bufferDamaged'],
  ])('%s is refused by its numbers', async (_title, damage, kind) => {
    const bytes = sample();
    damage(bytes);
    expect((await scanOf(bytes)).warnings.map((warning) => warning.kind)).toContain(kind);
  });

  test('a compressed buffer that claims gigabytes is left out before anything is allocated', async () => {
    const bytes = sample({ compressed: true });
    bytes.writeUInt32LE(0xf000_0000, 1024 + 4);
    const before = process.memoryUsage().arrayBuffers;
    const scan = await scanOf(bytes);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
    expect(scan.warnings).toMatchObject([
      { kind: 'bufferDamaged', offset: 1024, detail: "claims 4026531840 bytes unpacked, the trace's buffers have 512" },
    ]);
  });

  test.each([
    [2, 'LZNT1'],
    [4, 'XPRESS Huffman'],
  ])('compression format %i is named, not guessed at', async (format, name) => {
    const scan = await scanOf(sample({ compressed: true, format }));
    expect(scan.warnings).toMatchObject([{ kind: 'bufferDamaged', detail: `compressed with ${name}, which this version cannot unpack` }]);
    expect(scan.total).toBe(1);
  });

  test('a trace that went round is put in order by its sequence numbers', async () => {
    const bytes = sample();
    const turned = Buffer.concat([bytes.subarray(0, 512), bytes.subarray(512 * 4), bytes.subarray(512, 512 * 4)]);
    const scan = await places(turned);
    const merged: bigint[] = [];
    await mergeRecords(memorySource(turned), scan.header, scan.places, ({ rawTime }) => merged.push(rawTime));
    expect(scan.buffers.fileOrderIsSequenceOrder).toBe(false);
    expect(merged).toEqual(merged.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test('a file that changed between the passes: the buffers that are gone are counted', async () => {
    const bytes = sample();
    const scan = await places(bytes);
    const outcome = await mergeRecords(memorySource(bytes.subarray(0, 1024)), scan.header, scan.places, () => undefined);
    expect(outcome.unreadable).toBe(scan.places.length - 2);
  });
});

test('more kinds of event than are told apart are counted in one number', async () => {
  const writer = new TraceWriter({ bufferBytes: 1 << 16 });
  for (let index = 0; index < 60_000; index++)
    writer.add(0, eventRecord({ provider: PROVIDERS[0] ?? '', id: index & 0xffff, raw: HEADER_RAW }));
  const scan = await scanOf(writer.finish());
  expect(scan.counts.events().length).toBe(50_000);
  expect(scan.warnings).toMatchObject([{ kind: 'tooMany', count: 10_000 }]);
});
