/** Orders two altitudes as decimals, digit by digit: a float would lose digits. Negative when `a` is lower. */
export function compareAltitudes(a: string, b: string): number {
  const [wholeA = '', partA = ''] = a.split('.');
  const [wholeB = '', partB = ''] = b.split('.');
  const plainA = wholeA.replace(/^0+/, '');
  const plainB = wholeB.replace(/^0+/, '');
  if (plainA.length !== plainB.length) return plainA.length - plainB.length;
  if (plainA !== plainB) return plainA < plainB ? -1 : 1;
  const width = Math.max(partA.length, partB.length);
  const tailA = partA.padEnd(width, '0');
  const tailB = partB.padEnd(width, '0');
  return tailA === tailB ? 0 : tailA < tailB ? -1 : 1;
}
