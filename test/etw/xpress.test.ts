import { describe, expect, test } from 'vitest';
import { decompressXpress } from '../../main/etw/xpress.ts';
import { random } from './samples.ts';
import { compressXpress } from './xpress-writer.ts';

function unpacked(packed: Uint8Array, bytes: number): { readonly output: Uint8Array; readonly damage: string | null } {
  const output = new Uint8Array(bytes);
  const { bytesWritten, damage } = decompressXpress(packed, output, 0, bytes);
  return { output: output.subarray(0, bytesWritten), damage };
}

/** Inputs that use every form of a reference: short, with a nibble, a byte, 16 bits, 32 bits. */
const inputs: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['exactly 32 literals', Uint8Array.from({ length: 32 }, (_, index) => index)],
  ['text that repeats', Buffer.from('BypassIo on C: BypassIo on D: BypassIo on E: '.repeat(40))],
  ['a run of 300', new Uint8Array(300)],
  ['a run of 70,000, longer than 16 bits can say', new Uint8Array(70_000).fill(5)],
  ['noise', Uint8Array.from({ length: 5_000 }, random(3).bind(null, 256))],
];

describe('what a writer packed comes out as it was', () => {
  test.each(inputs)('%s', (_title, input) => {
    expect(unpacked(compressXpress(input), input.length)).toEqual({ output: new Uint8Array(input), damage: null });
  });

  test('thousands of made-up inputs', () => {
    const next = random(11);
    for (let round = 0; round < 2_000; round++) {
      const input = Uint8Array.from({ length: next(400) }, () => (next(3) === 0 ? next(256) : next(4)));
      expect(unpacked(compressXpress(input), input.length)).toEqual({ output: input, damage: null });
    }
  });
});

test('input cut at every byte: what was unpacked before stays right, and the cut is noticed', () => {
  const input = Buffer.from('the filter refuses, the filter passes, the filter was not asked. '.repeat(20));
  const packed = compressXpress(input);
  for (let length = 0; length < packed.length - 4; length++) {
    const { output, damage } = unpacked(packed.subarray(0, length), input.length);
    expect(damage).toBe('input ended early');
    expect(Buffer.from(output).equals(input.subarray(0, output.length))).toBe(true);
  }
});

test('a reference to before the start is refused', () => {
  expect(unpacked(Uint8Array.of(0, 0, 0, 0x80, 0xf8, 0xff), 100)).toEqual({
    output: new Uint8Array(0),
    damage: 'reference before the start',
  });
});

test('a few bytes that ask for gigabytes write no more than the caller has room for', () => {
  // One literal, then a reference with a length of 0xFFFFFFFF.
  const bomb = Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 65, 0x07, 0x00, 0x0f, 0xff, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff);
  expect(unpacked(bomb, 1_000)).toEqual({ output: new Uint8Array(1_000).fill(65), damage: null });
});

test('random bytes never write outside the given room', () => {
  const next = random(5);
  for (let round = 0; round < 5_000; round++) {
    const area = new Uint8Array(600).fill(0xee);
    decompressXpress(
      Uint8Array.from({ length: next(80) }, () => next(256)),
      area,
      100,
      500,
    );
    expect(area.subarray(0, 100).every((byte) => byte === 0xee) && area.subarray(500).every((byte) => byte === 0xee)).toBe(true);
  }
});
