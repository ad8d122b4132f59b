import { describe, expect, test } from 'vitest';
import { OPERATIONS, type Operation, outFlagNames } from '../../main/domain/bypass-io.ts';
import { decodeAnswer } from '../../main/win32/targets.ts';

const RETURNED = 352;

/** FS_BPIO_OUTPUT written by hand from the documented offsets, independently of the product's layouts. */
function output(fields: {
  status?: number;
  nameLength?: number;
  name?: string;
  reasonLength?: number;
  reason?: string;
  flags?: number;
}): Buffer {
  const bytes = Buffer.alloc(RETURNED);
  bytes.writeInt32LE(3, 0);
  bytes.writeUInt32LE(fields.flags ?? 0, 4);
  bytes.writeUInt32LE(fields.status ?? 0, 24);
  bytes.writeUInt16LE(fields.nameLength ?? fields.name?.length ?? 0, 28);
  bytes.write(fields.name ?? '', 30, 64, 'utf16le');
  bytes.writeUInt16LE(fields.reasonLength ?? fields.reason?.length ?? 0, 94);
  bytes.write(fields.reason ?? '', 96, 256, 'utf16le');
  return bytes;
}

const decoded = (bytes: Uint8Array, returned = RETURNED, operation: Operation = 'query') => {
  const answer = decodeAnswer(operation, bytes, returned);
  if (!answer.ok) throw new Error('expected an answer');
  return answer.value;
};

test('a refusal: status, driver and reason', () => {
  const { opStatus, failingDriver, failureReason, outFlags } = decoded(
    output({ status: 0xc000_04c9, name: 'fvevol.sys', reason: 'BitLocker Drive Encryption is enabled.', flags: 8 }),
  );
  expect({ opStatus, failingDriver, failureReason, outFlags }).toEqual({
    opStatus: 0xc000_04c9,
    failingDriver: 'fvevol.sys',
    failureReason: 'BitLocker Drive Encryption is enabled.',
    outFlags: 8,
  });
});

describe('texts are cut to their arrays and at the first NUL, whatever the lengths say', () => {
  test.each([
    ['a length beyond the array', { name: 'a'.repeat(32), nameLength: 65_535 }, 'a'.repeat(32)],
    ['a full array without terminator', { name: 'b'.repeat(32) }, 'b'.repeat(32)],
    ['a length shorter than the text', { name: 'wof.sys', nameLength: 3 }, 'wof'],
    ['a length of zero', { name: 'wof.sys', nameLength: 0 }, null],
    ['a NUL inside', { name: 'wof\0.sys', nameLength: 8 }, 'wof'],
    ['an unpaired surrogate', { name: 'x\ud800y' }, 'x\ud800y'],
  ])('%s', (_title, fields, driver) => {
    expect(decoded(output({ status: 0xc000_00bb, ...fields })).failingDriver).toBe(driver);
  });

  test('a name that runs to its end is not continued into the reason behind it', () => {
    const answer = decoded(
      output({ status: 0xc000_00bb, name: 'n'.repeat(32), nameLength: 200, reason: 'r'.repeat(128), reasonLength: 65_535 }),
    );
    expect([answer.failingDriver, answer.failureReason]).toEqual(['n'.repeat(32), 'r'.repeat(128)]);
  });
});

test('every returned length: below 24 is refused by name, above it only what was returned is read', () => {
  const bytes = output({ status: 0xc000_00bb, name: 'wof.sys', reason: 'no' });
  for (let returned = 0; returned <= RETURNED; returned++) {
    const answer = decodeAnswer('query', bytes, returned);
    if (returned < 24) {
      expect(answer).toMatchObject({ ok: false, error: { kind: 'refused', detail: expect.stringContaining(`${returned} bytes`) } });
    } else {
      expect(answer).toMatchObject({
        ok: true,
        value: {
          opStatus: returned >= 28 ? 0xc000_00bb : null,
          failingDriver: returned >= 30 ? 'wof.sys' : null,
          failureReason: returned >= 96 ? 'no' : null,
          bytesReturned: returned,
        },
      });
    }
  }
});

test('a buffer cut at any byte is refused, never read past its end', () => {
  const bytes = output({ status: 0xc000_00bb, name: 'wof.sys', reason: 'no' });
  for (let length = 0; length < RETURNED; length++) expect(decodeAnswer('query', bytes.subarray(0, length), RETURNED).ok).toBe(false);
});

test('GET_INFO answers with the other arm of the union', () => {
  const bytes = output({ status: 7, name: 'stornvme.sys' });
  const { activeBypassIoCount, storageDriver, opStatus } = decoded(bytes, RETURNED, 'get-info');
  expect({ activeBypassIoCount, storageDriver, opStatus }).toEqual({
    activeBypassIoCount: 7,
    storageDriver: 'stornvme.sys',
    opStatus: null,
  });
});

test('operations without a documented answer are not read as if they had one', () => {
  const bytes = output({ status: 0xc000_00bb, name: 'wof.sys' });
  const silent = (Object.keys(OPERATIONS) as Operation[]).filter((operation) => decoded(bytes, RETURNED, operation).opStatus === null);
  expect(silent).toEqual(['disable', 'volume-stack-pause', 'stream-pause', 'get-info']);
});

test.each([
  [0, []],
  [0x8, ['COMPATIBLE_STORAGE_DRIVER']],
  [0x5, ['VOLUME_STACK_BYPASS_PAUSED', 'FILTER_ATTACH_BLOCKED']],
  [0x12, ['STREAM_BYPASS_PAUSED', '0x00000010']],
  [0x8000_0000, ['0x80000000']],
])('output flags 0x%x by name; bits without a name are kept', (flags, names) => {
  expect(outFlagNames(flags)).toEqual(names);
});
