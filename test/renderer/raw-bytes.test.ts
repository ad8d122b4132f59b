import { describe, expect, test } from 'vitest';
import { bytesOf, decodeAnswer } from '../../renderer/answer-layout.ts';
import { hexDumpText } from '../../renderer/text/hex-dump.ts';

/** An answer of 352 bytes with a refuser and its reason, built by the offsets of FS_BPIO_OUTPUT. */
function refusal(driver: string, reason: string, claimedChars = driver.length): Uint8Array {
  const bytes = new Uint8Array(352);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 3, true);
  view.setUint32(4, 0xc, true);
  view.setUint32(24, 0xc00004d2, true);
  view.setUint16(28, claimedChars, true);
  for (const [index, char] of [...driver].entries()) view.setUint16(30 + index * 2, char.charCodeAt(0), true);
  view.setUint16(94, reason.length, true);
  for (const [index, char] of [...reason].entries()) view.setUint16(96 + index * 2, char.charCodeAt(0), true);
  return bytes;
}

describe('the decoded answer', () => {
  test('stands field by field at its offset', () => {
    expect(decodeAnswer(refusal('wof.sys', 'No.'), 'query').map(({ name, offset, value }) => `${name} @${offset} ${value}`)).toEqual([
      'Operation @0 3 QUERY',
      'OutFlags @4 0x0000000C FILTER_ATTACH_BLOCKED COMPATIBLE_STORAGE_DRIVER',
      'Reserved1 @8 0x0',
      'Reserved2 @16 0x0',
      'OpStatus @24 0xC00004D2',
      'FailingDriverNameLen @28 7 characters',
      'FailingDriverName @30 wof.sys',
      'FailureReasonLen @94 3 characters',
      'FailureReason @96 No.',
    ]);
  });

  test('a length beyond the room is clamped', () => {
    const name = decodeAnswer(refusal('x'.repeat(32), '', 60_000), 'query').find((field) => field.name === 'FailingDriverName');
    expect(name?.value).toBe('x'.repeat(32));
  });

  test('GET_INFO has fields of its own', () => {
    const bytes = refusal('stornvme.sys', '');
    new DataView(bytes.buffer).setUint32(24, 1234, true);
    expect(decodeAnswer(bytes, 'getInfo').slice(4)).toEqual([
      { name: 'ActiveBypassIoCount', offset: 24, bytes: 4, value: '1,234' },
      { name: 'StorageDriverNameLen', offset: 28, bytes: 2, value: '12 characters' },
      { name: 'StorageDriverName', offset: 30, bytes: 64, value: 'stornvme.sys' },
    ]);
  });

  test('cut short anywhere: never reads beyond, and says what is missing', () => {
    const whole = refusal('wof.sys', 'No.');
    for (let length = 0; length <= whole.length; length += 1) {
      const fields = decodeAnswer(whole.subarray(0, length), 'query');
      expect(fields.filter((field) => field.value === 'not returned')).toEqual(
        fields.filter((field) => field.offset + field.bytes > length),
      );
    }
  });
});

test('the dump shows offset, bytes and ASCII', () => {
  expect(hexDumpText(bytesOf('4f6c6447756172642e73797300ff10207e'))).toBe(
    '0000  4f 6c 64 47 75 61 72 64 2e 73 79 73 00 ff 10 20  OldGuard.sys... \n0010  7e                                               ~',
  );
});
