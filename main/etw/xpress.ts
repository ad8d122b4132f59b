/** What came of one decompression: how many bytes were written, and what was wrong with the input, if anything. */
export interface Unpacked {
  readonly bytesWritten: number;
  readonly damage: 'input ended early' | 'reference before the start' | 'impossible length' | null;
}

const LONG_COPY_BYTES = 24;

/**
 * XPRESS, plain LZ77 (COMPRESSION_FORMAT_XPRESS = 3), one buffer on its own: writes `output[from..to)`. Stops at `to` whatever the input
 * still holds, so that nobody can make it write more than the caller asked for; on damage, what was written before stays good.
 * Source: "Plain LZ77 Decompression Algorithm Details", [MS-XCA] 2.4.4; the branch for a 32-bit length was never met in a real trace.
 */
export function decompressXpress(input: Uint8Array, output: Uint8Array, from: number, to: number): Unpacked {
  const inputEnd = input.length;
  let at = 0;
  let out = from;
  let flags = 0;
  let flagsLeft = 0;
  let halfByteAt = -1;
  const stopped = (damage: Unpacked['damage']): Unpacked => ({ bytesWritten: out - from, damage });
  while (out < to) {
    if (flagsLeft === 0) {
      if (at + 4 > inputEnd) return stopped('input ended early');
      flags =
        (input[at] as number) | ((input[at + 1] as number) << 8) | ((input[at + 2] as number) << 16) | ((input[at + 3] as number) << 24);
      at += 4;
      flagsLeft = 32;
    }
    flagsLeft -= 1;
    const isLiteral = flags >= 0;
    flags <<= 1;
    if (isLiteral) {
      if (at >= inputEnd) return stopped('input ended early');
      output[out++] = input[at++] as number;
      continue;
    }
    if (at + 2 > inputEnd) return stopped('input ended early');
    const reference = (input[at] as number) | ((input[at + 1] as number) << 8);
    at += 2;
    const distance = (reference >> 3) + 1;
    let length = reference & 7;
    if (length === 7) {
      let extra: number;
      if (halfByteAt >= 0) {
        extra = (input[halfByteAt] as number) >> 4;
        halfByteAt = -1;
      } else {
        if (at >= inputEnd) return stopped('input ended early');
        extra = (input[at] as number) & 15;
        halfByteAt = at++;
      }
      length += extra;
      if (extra === 15) {
        if (at >= inputEnd) return stopped('input ended early');
        const more = input[at++] as number;
        length += more;
        if (more === 255) {
          if (at + 2 > inputEnd) return stopped('input ended early');
          length = (input[at] as number) | ((input[at + 1] as number) << 8);
          at += 2;
          if (length === 0) {
            if (at + 4 > inputEnd) return stopped('input ended early');
            length =
              (input[at] as number) +
              (input[at + 1] as number) * 0x100 +
              (input[at + 2] as number) * 0x1_0000 +
              (input[at + 3] as number) * 0x100_0000;
            at += 4;
          }
          if (length < 22) return stopped('impossible length');
        }
      }
    }
    const copyEnd = Math.min(out + length + 3, to);
    let copyFrom = out - distance;
    if (copyFrom < from) return stopped('reference before the start');
    if (copyEnd - out >= LONG_COPY_BYTES && distance >= copyEnd - out) {
      output.copyWithin(out, copyFrom, copyFrom + copyEnd - out);
      out = copyEnd;
    } else {
      while (out < copyEnd) output[out++] = output[copyFrom++] as number;
    }
  }
  return stopped(null);
}
