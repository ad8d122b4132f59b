/**
 * FILETIME: 100 ns since 1601-01-01 UTC, unsigned 64 bits. Kept as bigint, since a number cannot hold one exactly.
 * Source: "FILETIME structure", Windows documentation.
 */
const UNIX_EPOCH = 116_444_736_000_000_000n;
const TICKS_PER_MS = 10_000n;
const TICKS_PER_SECOND = 10_000_000n;

/** ISO text in UTC with all seven digits of the fraction, such as `2022-04-20T21:27:15.2722435Z`. */
export function fileTimeText(fileTime: bigint): string {
  const ticks = fileTime - UNIX_EPOCH;
  const fraction = ((ticks % TICKS_PER_SECOND) + TICKS_PER_SECOND) % TICKS_PER_SECOND;
  const wholeMs = Number((ticks - fraction) / TICKS_PER_MS);
  const date = new Date(wholeMs);
  // Only a number outside the unsigned 64-bit range gets here: no FILETIME does.
  if (Number.isNaN(date.getTime())) return String(fileTime);
  return `${date.toISOString().slice(0, -'.000Z'.length)}.${String(fraction).padStart(7, '0')}Z`;
}
