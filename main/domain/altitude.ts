/**
 * Altitudes order filters: the higher, the farther from the file system. They are decimal text of any length
 * (fractions such as 404960.5 are in use), so they are compared digit by digit and never through a float.
 */
export function compareAltitudes(a: string, b: string): number {
  const [aWhole, aFraction] = parts(a);
  const [bWhole, bFraction] = parts(b);
  if (aWhole.length !== bWhole.length) return aWhole.length - bWhole.length;
  if (aWhole !== bWhole) return aWhole < bWhole ? -1 : 1;
  const digits = Math.max(aFraction.length, bFraction.length);
  const [aPadded, bPadded] = [aFraction.padEnd(digits, '0'), bFraction.padEnd(digits, '0')];
  if (aPadded === bPadded) return 0;
  return aPadded < bPadded ? -1 : 1;
}

/** Whole part without leading zeros, and the fraction as written. */
function parts(altitude: string): readonly [string, string] {
  const [whole = '', fraction = ''] = altitude.split('.');
  return [whole.replace(/^0+/, ''), fraction];
}

/** Highest first: the order in which a request meets the filters. */
export const byAltitudeDescending = <T extends { readonly altitude: string }>(a: T, b: T): number =>
  compareAltitudes(b.altitude, a.altitude);

/**
 * Altitude strictly between two, or null when `low` is not below `high`. Between two altitudes there is always one: they are decimals of
 * any length, and half the way between them has one digit more. The shortest of those that lie in the middle of the gap, so that
 * neighbours chosen later find room as well.
 */
export function altitudeBetween(low: string, high: string): string | null {
  if (compareAltitudes(low, high) >= 0) return null;
  const [lowWhole, lowFraction] = parts(low);
  const [highWhole, highFraction] = parts(high);
  const digits = Math.max(lowFraction.length, highFraction.length);
  // With one digit behind the longer fraction both are whole numbers of steps, at least ten apart.
  const steps = (whole: string, fraction: string): bigint => BigInt(`${whole}${fraction.padEnd(digits + 1, '0')}` || '0');
  const from = steps(lowWhole, lowFraction);
  const to = steps(highWhole, highFraction);
  const middle = (from + to) / 2n;
  return fromSteps(roundest(from, to, middle), digits + 1);
}

/** The multiple of the largest power of ten that lies strictly between, next to the middle: fewer digits for the same room. */
function roundest(from: bigint, to: bigint, middle: bigint): bigint {
  let best = middle;
  for (let unit = 10n; unit < to; unit *= 10n) {
    const rounded = (middle / unit) * unit;
    if (rounded <= from) break;
    best = rounded;
  }
  return best;
}

function fromSteps(steps: bigint, digits: number): string {
  const text = steps.toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  const whole = text.slice(0, -digits);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** An altitude above this one. */
export function altitudeAbove(altitude: string): string {
  const [whole] = parts(altitude);
  return (BigInt(whole || '0') + 1n).toString();
}
