import { describe, expect, test } from 'vitest';
import { readEvent } from '../../main/etw/event-record.ts';
import { decodeBySchema, type EventSchema } from '../../main/etw/event-schema.ts';
import { readEmbeddedSchema } from '../../main/etw/trace-event-info.ts';
import { decodeTraceLogging } from '../../main/etw/trace-logging.ts';
import { ByteWriter } from './byte-writer.ts';
import { random } from './samples.ts';
import { eventInfo, eventRecord, FILTER_MANAGER, traceLoggingItem, VETO, vetoPayload } from './trace-writer.ts';

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function decoded(item: Buffer, payload: Buffer) {
  const record = eventRecord({ provider: FILTER_MANAGER, id: 0, raw: 1n, items: [{ type: 11, data: item }], payload });
  const view = viewOf(record);
  const event = decodeTraceLogging(view, readEvent(view, 0, record.length, 8));
  if (event === null) throw new Error('expected TraceLogging');
  return event;
}

test('every in-type, in one event', () => {
  const types: readonly (readonly [string, number])[] = [
    ...(['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64'] as const).map((name, index) => [name, index + 3] as const),
    ['wide', 1],
    ['narrow', 2],
    ['double', 12],
    ['bool', 13],
    ['binary', 14],
    ['guid', 15],
    ['time', 17],
    ['system', 18],
    ['sid', 19],
    ['counted', 22],
    ['counted8', 23],
  ];
  const double = Buffer.alloc(8);
  double.writeDoubleLE(0.5);
  const payload = new ByteWriter()
    .u8(0xff, 0xff)
    .u16(0xffff, 0xffff)
    .u32(0xffff_ffff, 0xffff_ffff)
    .u64(-1n, -1n)
    .utf16z('ö€')
    .text8z('narrow')
    .raw(double)
    .u32(1)
    .u16(2)
    .u8(1, 2)
    .guid(FILTER_MANAGER)
    .u64(133n)
    .u16(2026, 11, 5, 20, 8, 0, 0, 1)
    .u8(1, 2, 0, 0, 0, 0, 0, 5)
    .u32(32, 544)
    .u16(4)
    .utf16('xy')
    .u16(2)
    .u8(0x61, 0x80)
    .bytes();
  const { name, fields, problem, bytesLeft } = decoded(traceLoggingItem('All', types), payload);
  expect({ name, problem, bytesLeft }).toEqual({ name: 'All', problem: null, bytesLeft: 0 });
  expect(fields).toEqual({
    i8: -1,
    u8: 255,
    i16: -1,
    u16: 65_535,
    i32: -1,
    u32: 0xffff_ffff,
    i64: -1n,
    u64: 0xffff_ffff_ffff_ffffn,
    wide: 'ö€',
    narrow: 'narrow',
    double: 0.5,
    bool: true,
    binary: Uint8Array.of(1, 2),
    guid: FILTER_MANAGER,
    time: 133n,
    system: [2026, 11, 5, 20, 8, 0, 0, 1],
    sid: 'S-1-5-32-544',
    counted: 'xy',
    counted8: 'a€',
  });
});

test('structures, arrays of them, arrays of fixed and of counted length, tags and UTF-8', () => {
  const item = traceLoggingItem(
    'Nested',
    [
      ['outer', 0xd8, 2],
      ['inner', 0x98, 1],
      ['leaf', 4],
      ['after', 4],
      ['three', 0x26, 3, 0],
      ['text', 0x97, 0xa3, 0x81, 0x00],
    ],
    [0x81, 0x02],
  );
  const payload = new ByteWriter().u16(2).u8(1, 2, 3, 4).u16(7, 8, 9).u16(2).raw(Buffer.from('ö')).bytes();
  const event = decoded(item, payload);
  expect(event).toEqual({
    name: 'Nested',
    tag: (1 << 21) | (2 << 14),
    fields: {
      outer: [
        { inner: { leaf: 1 }, after: 2 },
        { inner: { leaf: 3 }, after: 4 },
      ],
      three: [7, 8, 9],
      text: 'ö',
    },
    problem: null,
    bytesLeft: 0,
  });
});

describe('hostile metadata', () => {
  test('a payload cut at any byte keeps the fields before the cut and says so', () => {
    const item = traceLoggingItem('Cut', [
      ['a', 8],
      ['b', 8],
      ['c', 8],
    ]);
    for (let length = 0; length < 12; length++) {
      const { fields, problem } = decoded(item, Buffer.alloc(length, 1));
      expect([Object.keys(fields).length, problem]).toEqual([Math.floor(length / 4), 'payload cut off']);
    }
  });

  test('structures without members in arrays in arrays use no payload, and are stopped', () => {
    const nested = Array.from({ length: 20 }, (_, index): [string, ...number[]] => [`s${index}`, 0xb8, 1, 0xff, 0xff]);
    const { problem } = decoded(traceLoggingItem('Endless', [...nested, ['empty', 0x98, 0]]), Buffer.alloc(4));
    expect(problem).toBe('too many values');
  });

  test('nesting beyond reason is refused without running out of stack', () => {
    const nested = Array.from({ length: 3_000 }, (_, index): [string, ...number[]] => [`${index}`, 0x98, 1]);
    expect(decoded(traceLoggingItem('Deep', nested), Buffer.alloc(4)).problem).toBe('unknown type');
  });

  test('random metadata never reads outside the record', () => {
    const next = random(9);
    for (let round = 0; round < 3_000; round++) {
      const blob = Buffer.from(Uint8Array.from({ length: 2 + next(60) }, () => next(256)));
      blob.writeUInt16LE(next(3) === 0 ? next(65_536) : blob.length, 0);
      const { bytesLeft } = decoded(blob, Buffer.from(Uint8Array.from({ length: next(40) }, () => next(256))));
      expect(bytesLeft).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('descriptions that a merged trace carries', () => {
  const event = { provider: FILTER_MANAGER, id: 12, version: 0 };
  const info = eventInfo(event, 'Microsoft-Windows-FilterManager', [
    ['DeviceName', 1],
    ['Major', 8],
    ['Pointer', 16],
  ]);

  test('are read with provider, names and types', () => {
    expect(readEmbeddedSchema(viewOf(info), 0, info.length)).toEqual({
      ...event,
      schema: {
        providerName: 'Microsoft-Windows-FilterManager',
        eventName: 'Made up',
        fields: [
          { name: 'DeviceName', type: 1 },
          { name: 'Major', type: 8 },
          { name: 'Pointer', type: 16 },
        ],
        topLevelCount: 3,
      },
    });
  });

  test('cut at any byte, they are refused or read without leaving their record', () => {
    for (let length = 0; length < info.length; length++) {
      const cut = Buffer.from(info.subarray(0, length));
      const read = readEmbeddedSchema(viewOf(cut), 0, length);
      expect(read === null).toBe(length < 112 + 3 * 24);
    }
  });

  test('a description with more properties than bytes is refused', () => {
    const lying = Buffer.from(info);
    lying.writeUInt32LE(0x7fff_ffff, 100);
    lying.writeUInt32LE(0x7fff_ffff, 104);
    expect(readEmbeddedSchema(viewOf(lying), 0, lying.length)).toBeNull();
  });

  test('pointers are as wide as the record says, whatever the description says', () => {
    const schema = readEmbeddedSchema(viewOf(info), 0, info.length)?.schema as EventSchema; // read above
    const payload = new ByteWriter().utf16z('x').u32(1).u32(2).bytes();
    expect(decodeBySchema(schema, viewOf(payload), 0, payload.length, 4)).toEqual({
      fields: { DeviceName: 'x', Major: 1, Pointer: 2n },
      problem: null,
      bytesLeft: 0,
    });
    expect(decodeBySchema(schema, viewOf(payload), 0, payload.length, 8).problem).toBe('payload cut off');
  });
});

test('the veto cut at every byte: fields before the cut are kept, none is made up', async () => {
  const { filterManagerSchema } = await import('../../main/etw/filter-manager.ts');
  const schema = filterManagerSchema(12, 0) as EventSchema; // built in
  const payload = vetoPayload(VETO);
  for (let length = 0; length <= payload.length; length++) {
    const cut = Buffer.from(payload.subarray(0, length));
    const { fields, problem } = decodeBySchema(schema, viewOf(cut), 0, length, 8);
    expect(problem).toBe(length === payload.length ? null : 'payload cut off');
    expect(VETO.filter.startsWith(String(fields.DeviceName ?? ''))).toBe(true);
    if (length < payload.length) expect(fields.OperationStatus).toBeUndefined();
  }
});
