import { describe, expect, test } from 'vitest';
import { fail, ok } from '../../main/domain/result.ts';
import { EventDecoder } from '../../main/etw/decode.ts';
import type { EventDescriptions } from '../../main/win32/tdh.ts';
import { randomFrom } from '../store/sample-events.ts';

const NO_DESCRIPTIONS: EventDescriptions = {
  describe: () => fail({ kind: 'win32', call: 'TdhGetEventInformation', code: 1168 }),
};
const toDosPath = (path: string): string | null => (path.startsWith('\\Device\\HarddiskVolume3') ? `C:${path.slice(23)}` : null);

interface Veto {
  readonly filter: string;
  readonly process: Buffer;
  readonly path: string;
  readonly operation: number;
  readonly reason: string;
  readonly status: number;
}

const utf16z = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

/** Event 12 version 0 as the manifest lays it out. */
const encode = ({ filter, process, path, operation, reason, status }: Veto): Buffer =>
  Buffer.concat([
    utf16z(filter),
    u32(10),
    u32(0),
    Buffer.from('80d2b5a76a6cd801', 'hex'),
    process,
    Buffer.of(0),
    utf16z(path),
    u32(operation),
    utf16z(reason),
    u32(status),
  ]);

const decode = (payload: Buffer, descriptions = NO_DESCRIPTIONS, eventId = 12, version = 0) => {
  const bytes = Buffer.concat([Buffer.alloc(112), payload, Buffer.alloc(16, 0xee)]); // what lies behind must not be read
  const place = { bytes, recordAt: 0, payloadAt: 112, payloadEnd: 112 + payload.length, eventId, version };
  return new EventDecoder(descriptions, toDosPath).decode(place);
};

const veto: Veto = {
  filter: 'CldFlt',
  process: Buffer.from('game.exe'),
  path: '\\Device\\HarddiskVolume3\\Games\\pak0.bin',
  operation: 1,
  reason: 'Bypass not supported on a file from a layer',
  status: 0xc000_04d0,
};

test('a veto without names is decoded by position, byte for byte as the manifest lays it out', () => {
  const golden = Buffer.from(
    '43006c00640046006c00740000000a0000000000000080d2b5a76a6cd80167616d652e65786500' +
      '5c004400650076006900630065005c0048006100720064006400690073006b0056006f006c0075006d00650033005c00470061006d00650073005c00700061006b0030002e00620069006e000000' +
      '01000000' +
      '42007900700061007300730020006e006f007400200073007500700070006f00720074006500640020006f006e00200061002000660069006c0065002000660072006f006d002000610020006c0061007900650072000000' +
      'd00400c0',
    'hex',
  );
  expect(encode(veto)).toEqual(golden);
  expect(decode(golden)).toEqual({
    eventId: 12,
    version: 0,
    bytes: golden,
    filter: 'CldFlt',
    processName: 'game.exe',
    path: 'C:\\Games\\pak0.bin',
    reason: 'Bypass not supported on a file from a layer',
    operation: 'enable',
    ntstatus: 0xc000_04d0,
    decoded: 'positional',
    fields: JSON.stringify([
      { name: 'DeviceName', value: 'CldFlt' },
      { name: 'DeviceVersionMajor', value: '10' },
      { name: 'DeviceVersionMinor', value: '0' },
      { name: 'DeviceTime', value: '2022-05-20T16:57:14.3473792' },
      { name: 'ProcessName', value: 'game.exe' },
      { name: 'FileName', value: '\\Device\\HarddiskVolume3\\Games\\pak0.bin' },
      { name: 'BypassIoOperation', value: '1' },
      { name: 'BypassVetoingReason', value: 'Bypass not supported on a file from a layer' },
      { name: 'OperationStatus', value: '0xC00004D0' },
    ]),
  });
});

test.each([
  ['no name at all', { path: 'NULL' }, { path: null }],
  ['a path on a device without a letter', { path: '\\Device\\Mup\\server\\share' }, { path: '\\Device\\Mup\\server\\share' }],
  [
    'a process name in the ANSI code page',
    { process: Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x2e, 0x65, 0x78, 0x65]) },
    { processName: 'Müll.exe' },
  ],
  ['no process name', { process: Buffer.alloc(0) }, { processName: null }],
  ['an operation that cannot be vetoed', { operation: 7 }, { operation: '7' }],
  ['an unpaired surrogate in the path', { path: 'D:\\\ud800' }, { path: 'D:\\\ud800' }],
])('%s', (_, change, expected) => {
  expect(decode(encode({ ...veto, ...change }))).toMatchObject({ ...expected, decoded: 'positional' });
});

test('cut off at any byte, a veto is kept as bytes and never read beyond its end', () => {
  const whole = encode(veto);
  for (let length = 0; length < whole.length; length++) {
    expect(decode(whole.subarray(0, length)), `${length} bytes`).toMatchObject({
      decoded: 'raw',
      filter: null,
      bytes: whole.subarray(0, length),
    });
  }
});

test('texts without a terminator do not swallow what follows, whatever the bytes are', () => {
  const random = randomFrom(7);
  for (let round = 0; round < 2_000; round++) {
    const bytes = Buffer.from(Array.from({ length: random(200) }, () => random(256)));
    const decoded = decode(bytes);
    expect(decoded.bytes).toEqual(bytes);
    if (decoded.decoded === 'positional') expect(decoded.ntstatus).not.toBeNull();
  }
});

test('what is encoded is decoded: names, paths and reasons of any characters', () => {
  const random = randomFrom(11);
  const text = (max: number): string => String.fromCharCode(...Array.from({ length: 1 + random(max) }, () => 1 + random(0xd7fe)));
  for (let round = 0; round < 500; round++) {
    const said = { filter: text(31), path: text(200), reason: text(127) };
    const status = 0x8000_0000 + random(0x7fff_ffff);
    const decoded = decode(encode({ ...veto, ...said, status }));
    expect(decoded).toMatchObject({ ...said, ntstatus: status, decoded: 'positional' });
  }
});

test('another version, or another event, is not guessed at without its names', () => {
  expect(decode(encode(veto), NO_DESCRIPTIONS, 12, 1)).toMatchObject({ decoded: 'raw', filter: null });
  expect(decode(encode(veto), NO_DESCRIPTIONS, 6, 0)).toMatchObject({ decoded: 'raw', filter: null });
});

describe('descriptions from Windows', () => {
  /** TRACE_EVENT_INFO with these properties. */
  function describeWith(properties: readonly (readonly [name: string, type: number])[]): EventDescriptions {
    const names = properties.map(([name]) => utf16z(name));
    const info = Buffer.alloc(112 + properties.length * 24);
    info.writeUInt32LE(properties.length, 100);
    info.writeUInt32LE(properties.length, 104);
    let at = info.length;
    for (const [index, [, type]] of properties.entries()) {
      info.writeUInt32LE(at, 112 + index * 24 + 4);
      info.writeUInt16LE(type, 112 + index * 24 + 8);
      info.writeUInt16LE(1, 112 + index * 24 + 16);
      at += names[index]?.length ?? 0;
    }
    return { describe: () => ok(Buffer.concat([info, ...names])) };
  }

  test('names decide, not positions: a later version may put them in another order', () => {
    const descriptions = describeWith([
      ['OperationStatus', 20],
      ['DeviceName', 1],
      ['SomethingNew', 8],
    ]);
    const payload = Buffer.concat([u32(0xc000_04c9), utf16z('CldFlt'), u32(5)]);
    expect(decode(payload, descriptions, 12, 3)).toMatchObject({ filter: 'CldFlt', ntstatus: 0xc000_04c9, path: null, decoded: 'named' });
  });

  test('a description that is damaged or claims absurd numbers leads to bytes, not to nonsense', () => {
    const whole = describeWith([['DeviceName', 1]]).describe(Buffer.alloc(112), 0);
    const info = whole.ok ? whole.value : Buffer.alloc(0);
    for (let length = 0; length < info.length - 2; length++) {
      const cut: EventDescriptions = { describe: () => ok(info.subarray(0, length)) };
      expect(decode(encode(veto), cut, 99, 0).bytes).toEqual(encode(veto));
    }
    const absurd = Buffer.from(info);
    absurd.writeUInt32LE(0xffff_ffff, 100);
    expect(decode(encode(veto), { describe: () => ok(absurd) }, 99, 0)).toMatchObject({ decoded: 'raw' });
  });

  test('each kind of event is described once', () => {
    let asked = 0;
    const decoder = new EventDecoder(
      {
        describe: () => {
          asked += 1;
          return fail({ kind: 'win32', call: 'TdhGetEventInformation', code: 1168 });
        },
      },
      toDosPath,
    );
    const bytes = Buffer.concat([Buffer.alloc(112), encode(veto)]);
    for (let round = 0; round < 3; round++) {
      decoder.decode({ bytes, recordAt: 0, payloadAt: 112, payloadEnd: bytes.length, eventId: 12, version: 0 });
    }
    expect(asked).toBe(1);
  });
});
