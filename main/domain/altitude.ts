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
