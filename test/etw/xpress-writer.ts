const DISTANCE_MAX = 8192;
const MATCH_MIN = 3;

/** Plain LZ77 of [MS-XCA] 2.3, greedy: written from the specification's compression side, independently of the reader. */
export function compressXpress(input: Uint8Array): Buffer {
  const output: number[] = [];
  const lastAt = new Map<number, number>();
  let flags = 0;
  let flagCount = 0;
  let flagsAt = reserveFlags(output);
  let nibbleAt = -1;
  const flag = (bit: number): void => {
    flags = ((flags << 1) | bit) >>> 0;
    flagCount += 1;
    if (flagCount < 32) return;
    putFlags(output, flagsAt, flags);
    flags = 0;
    flagCount = 0;
    flagsAt = reserveFlags(output);
  };
  for (let at = 0; at < input.length; ) {
    const match = findMatch(input, at, lastAt);
    if (match === null) {
      output.push(input[at++] ?? 0);
      flag(0);
      continue;
    }
    let rest = match.length - MATCH_MIN;
    putU16(output, ((match.distance - 1) << 3) | Math.min(rest, 7));
    if (rest >= 7) {
      rest -= 7;
      if (nibbleAt < 0) {
        nibbleAt = output.length;
        output.push(Math.min(rest, 15));
      } else {
        output[nibbleAt] = (output[nibbleAt] ?? 0) | (Math.min(rest, 15) << 4);
        nibbleAt = -1;
      }
      if (rest >= 15) putLongLength(output, rest - 15);
    }
    for (let index = 0; index < match.length; index++) remember(input, at + index, lastAt);
    at += match.length;
    flag(1);
  }
  const left = 32 - flagCount;
  putFlags(output, flagsAt, left === 32 ? 0xffff_ffff : ((flags << left) | (2 ** left - 1)) >>> 0);
  return Buffer.from(output);
}

function putLongLength(output: number[], rest: number): void {
  if (rest < 255) {
    output.push(rest);
    return;
  }
  const whole = rest + 15 + 7;
  output.push(255);
  if (whole < 65_536) putU16(output, whole);
  else {
    putU16(output, 0);
    putU16(output, whole & 0xffff);
    putU16(output, whole >>> 16);
  }
}

const putU16 = (output: number[], value: number): void => {
  output.push(value & 0xff, (value >> 8) & 0xff);
};
const reserveFlags = (output: number[]): number => output.push(0, 0, 0, 0) - 4;
const putFlags = (output: number[], at: number, flags: number): void => {
  for (let byte = 0; byte < 4; byte++) output[at + byte] = (flags >>> (byte * 8)) & 0xff;
};
const key = (input: Uint8Array, at: number): number => (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16);

function remember(input: Uint8Array, at: number, lastAt: Map<number, number>): void {
  if (at + MATCH_MIN <= input.length) lastAt.set(key(input, at), at);
}

function findMatch(
  input: Uint8Array,
  at: number,
  lastAt: Map<number, number>,
): { readonly length: number; readonly distance: number } | null {
  if (at + MATCH_MIN > input.length) return null;
  const from = lastAt.get(key(input, at));
  if (from === undefined || at - from > DISTANCE_MAX) {
    remember(input, at, lastAt);
    return null;
  }
  let length = 0;
  while (at + length < input.length && input[from + length] === input[at + length]) length += 1;
  return { length, distance: at - from };
}
