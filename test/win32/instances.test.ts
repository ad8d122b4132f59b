import { expect, test } from 'vitest';
import { decodeInstances } from '../../main/win32/fltlib.ts';

interface Entry {
  readonly filter: string;
  readonly altitude: string;
  readonly instance?: string;
  readonly supportedFeatures: number;
}

const FIXED_BYTES = 40;

/** INSTANCE_AGGREGATE_STANDARD_INFORMATION from the documented offsets; texts behind the fixed part, entries 8-byte aligned. */
function entry({ filter, altitude, instance, supportedFeatures }: Entry, isLast: boolean): Buffer {
  const texts = [instance ?? '', altitude, filter].map((text) => Buffer.from(text, 'utf16le'));
  const offsets = texts.map((_, index) => FIXED_BYTES + texts.slice(0, index).reduce((sum, text) => sum + text.length, 0));
  const bytes = Buffer.alloc(Math.ceil((FIXED_BYTES + texts.reduce((sum, text) => sum + text.length, 0)) / 8) * 8);
  const put = (at: number, text: number): void => {
    bytes.writeUInt16LE(texts[text]?.length ?? 0, at);
    bytes.writeUInt16LE(offsets[text] ?? 0, at + 2);
  };
  bytes.writeUInt32LE(isLast ? 0 : bytes.length, 0);
  if (instance === undefined) {
    bytes.writeUInt32LE(2, 4);
    put(12, 1);
    put(20, 2);
    bytes.writeUInt32LE(supportedFeatures, 24);
  } else {
    bytes.writeUInt32LE(1, 4);
    put(20, 0);
    put(24, 1);
    put(32, 2);
    bytes.writeUInt32LE(supportedFeatures, 36);
  }
  texts.forEach((text, index) => {
    text.copy(bytes, offsets[index]);
  });
  return bytes;
}

const wof: Entry = { filter: 'Wof', altitude: '40700', instance: 'Wof Instance', supportedFeatures: 15 };
const fraction: Entry = { filter: 'Über Filter', altitude: '404960.5', instance: 'x', supportedFeatures: 3 };
const legacy: Entry = { filter: 'sr', altitude: '', supportedFeatures: 0 };

test('a chain of minifilters and a legacy filter', () => {
  expect(decodeInstances(Buffer.concat([entry(wof, false), entry(fraction, false), entry(legacy, true)]))).toEqual({
    ok: true,
    value: [
      { filter: 'Wof', altitude: '40700', instance: 'Wof Instance', supportedFeatures: 15, kind: 'minifilter' },
      { filter: 'Über Filter', altitude: '404960.5', instance: 'x', supportedFeatures: 3, kind: 'minifilter' },
      { filter: 'sr', altitude: '', instance: '', supportedFeatures: 0, kind: 'legacy' },
    ],
  });
});

test('an entry cut at any byte is refused with its place', () => {
  const whole = Buffer.concat([entry(wof, false), entry(fraction, true)]);
  const needed = entry(wof, false).length + FIXED_BYTES + (fraction.filter.length + fraction.altitude.length + 1) * 2;
  for (let length = 0; length < needed; length++) {
    expect(decodeInstances(whole.subarray(0, length))).toMatchObject({
      ok: false,
      error: { kind: 'refused', detail: expect.stringMatching(/entry at byte (0|\d+) of/) },
    });
  }
});

test.each([
  ['an offset beyond the buffer', (bytes: Buffer) => bytes.writeUInt16LE(60_000, 34)],
  ['a length beyond the buffer', (bytes: Buffer) => bytes.writeUInt16LE(60_000, 32)],
  ['an odd length', (bytes: Buffer) => bytes.writeUInt16LE(3, 32)],
  ['a next entry beyond the buffer', (bytes: Buffer) => bytes.writeUInt32LE(0xffff_fff0, 0)],
])('%s is refused', (_title, damage) => {
  const bytes = entry(wof, true);
  damage(bytes);
  expect(decodeInstances(bytes).ok).toBe(false);
});

test('an altitude that is no decimal text is shown as none, not as a number', () => {
  expect(decodeInstances(entry({ ...wof, altitude: '4O700' }, true))).toMatchObject({ ok: true, value: [{ altitude: '' }] });
});
