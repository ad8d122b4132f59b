import { expect, test } from 'vitest';
import { byAltitudeDescending, compareAltitudes } from '../../main/domain/altitude.ts';

/** A small generator with a fixed seed: the same altitudes at every run, none of them chosen by hand. */
function* altitudes(amount: number): Generator<string> {
  let state = 0x2545f491;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  const digits = (count: number): string => Array.from({ length: count }, () => next(10)).join('');
  for (let index = 0; index < amount; index++) {
    const whole = `${next(9) + 1}${digits(next(6))}`;
    yield next(3) === 0 ? `${whole}.${digits(next(20) + 1)}` : whole;
  }
}

test.each([
  ['409800', '328010', 'above'],
  ['40500', '328010', 'below'],
  ['404960.5', '404960', 'above'],
  ['404960.5', '404960.45', 'above'],
  ['404960.10', '404960.1', 'the same'],
  ['40700', '40700.0', 'the same'],
  ['040700', '40700', 'the same'],
  ['9007199254740993', '9007199254740992', 'above'],
  ['100000.00000000000000000001', '100000', 'above'],
  ['', '20000', 'below'],
])('altitude %s is %s, compared digit by digit: %s', (a, b, expected) => {
  const order = compareAltitudes(a, b);
  expect(order > 0 ? 'above' : order < 0 ? 'below' : 'the same').toBe(expected);
});

test('the order is total: antisymmetric and transitive over generated altitudes', () => {
  const some = [...altitudes(60)];
  for (const a of some) {
    expect(compareAltitudes(a, a)).toBe(0);
    for (const b of some) {
      expect(Math.sign(compareAltitudes(a, b))).toBe(-Math.sign(compareAltitudes(b, a)) + 0);
      for (const c of some) {
        if (compareAltitudes(a, b) >= 0 && compareAltitudes(b, c) >= 0) expect(compareAltitudes(a, c)).toBeGreaterThanOrEqual(0);
      }
    }
  }
});

test('sorted for display, the filter farthest from the file system comes first', () => {
  const filters = ['40500', '409800', '180451', '404960.5', '404960'].map((altitude) => ({ altitude }));
  expect(filters.toSorted(byAltitudeDescending).map(({ altitude }) => altitude)).toEqual([
    '409800',
    '404960.5',
    '404960',
    '180451',
    '40500',
  ]);
});
