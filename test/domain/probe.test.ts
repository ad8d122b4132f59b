import { expect, test } from 'vitest';
import { altitudeAbove, altitudeBetween, compareAltitudes } from '../../main/domain/altitude.ts';
import type { BypassIoAnswer } from '../../main/domain/bypass-io.ts';
import { askingAltitudes, judgeProbed } from '../../main/domain/probe.ts';
import type { Judgement } from '../../main/domain/verdict.ts';

/** A small generator with a fixed seed. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}

function someAltitude(next: (below: number) => number): string {
  const digits = (count: number): string => Array.from({ length: count }, () => next(10)).join('');
  const whole = next(5) === 0 ? '0' : digits(next(7) + 1);
  return next(2) === 0 ? whole : `${whole}.${digits(next(25) + 1)}`;
}

test('between two altitudes there is always one, of a length that Windows takes', () => {
  const next = generator(7);
  for (let round = 0; round < 5000; round++) {
    const [a, b] = [someAltitude(next), someAltitude(next)];
    const order = compareAltitudes(a, b);
    if (order === 0) {
      expect(altitudeBetween(a, b)).toBeNull();
      continue;
    }
    const [low, high] = order < 0 ? [a, b] : [b, a];
    const between = altitudeBetween(low, high) ?? '';
    expect(between).toMatch(/^\d+(\.\d+)?$/);
    expect([compareAltitudes(low, between) < 0, compareAltitudes(between, high) < 0, low, high, between]).toEqual([
      true,
      true,
      low,
      high,
      between,
    ]);
    expect(between.length).toBeLessThanOrEqual(Math.max(low.length, high.length) + 3);
    expect(altitudeBetween(high, low)).toBeNull();
  }
});

test('however often a gap is halved, there is room for one more', () => {
  const low = '328010';
  let high = '328011';
  for (let round = 0; round < 200; round++) {
    const between = altitudeBetween(low, high) ?? '';
    expect(compareAltitudes(low, between)).toBeLessThan(0);
    expect(compareAltitudes(between, high)).toBeLessThan(0);
    high = between;
  }
});

test.each([
  ['40700', '180451', '100000'],
  ['328010', '328011', '328010.5'],
  ['404960', '404960.5', '404960.2'],
  ['0', '1', '0.5'],
  ['', '1', '0.5'],
  ['9', '10', '9.5'],
  ['40700', '40700.0', null],
])('between %s and %s: %s', (low, high, expected) => {
  expect(altitudeBetween(low, high)).toBe(expected);
});

test.each(['0', '429998', '429999.999', '99999999999999999999'])('above %s there is one', (altitude) => {
  expect(compareAltitudes(altitudeAbove(altitude), altitude)).toBeGreaterThan(0);
});

type Filter = Parameters<typeof askingAltitudes>[0][number];
const filter = (name: string, altitude: string, more: Partial<Filter> = {}): Filter => ({
  name,
  driver: `${name}.sys`,
  driverAssumed: false,
  altitude,
  group: null,
  company: null,
  version: null,
  supportedFeatures: 15,
  optedIn: true,
  kind: 'minifilter',
  instance: `${name} Instance`,
  ...more,
});

test('the places: one above all minifilters and one just below each; legacy filters get none', () => {
  const filters = [filter('A', '409800'), filter('Old', '380000', { kind: 'legacy' }), filter('B', '328010'), filter('C', '40700')];
  const altitudes = askingAltitudes(filters);
  expect(altitudes).toEqual({ ok: true, value: ['409801', expect.any(String), expect.any(String), expect.any(String)] });
  const [, belowA = '', belowB = '', belowC = ''] = altitudes.ok ? altitudes.value : [];
  expect(['409800', belowA, '328010', belowB, '40700', belowC, '0'].toSorted((a, b) => compareAltitudes(b, a))).toEqual([
    ...['409800', belowA, '328010', belowB, '40700', belowC, '0'],
  ]);
});

test('a volume without filters has one place', () => {
  expect(askingAltitudes([])).toEqual({ ok: true, value: ['1'] });
});

test('neighbours that leave no altitude Windows would take are named', () => {
  const low = `40700.${'0'.repeat(300)}1`;
  expect(askingAltitudes([filter('High', `40700.${'0'.repeat(300)}2`), filter('Low', low)])).toMatchObject({
    ok: false,
    error: {
      kind: 'refused',
      call: 'probe',
      detail: expect.stringMatching(/no free altitude between 40700\.0+\.\.\. and 40700\.0+\.\.\./),
    },
  });
  expect(askingAltitudes([filter('Bottom', '0')])).toMatchObject({
    ok: false,
    error: { detail: 'there is no free altitude between 0 and 0' },
  });
});

const passed: BypassIoAnswer = {
  outFlags: 8,
  opStatus: 0,
  failingDriver: null,
  failureReason: null,
  activeBypassIoCount: null,
  storageDriver: null,
  bytesReturned: 352,
  raw: new Uint8Array(352),
};
const refusal = (driver: string | null, reason = 'no', opStatus = 0xc000_00bb): BypassIoAnswer => ({
  ...passed,
  opStatus,
  failingDriver: driver,
  failureReason: reason,
});

const plain: Judgement = { verdict: 'full', refusals: [], outFlags: 8, failure: null };
const names = (judgement: Judgement): string[] => judgement.refusals.map(({ layer, driver, evidence }) => `${layer} ${driver} ${evidence}`);
const stack = [filter('A', '400'), filter('B', '300'), filter('C', '200')];

test.each([
  ['nobody refuses', [passed, passed, passed, passed], passed, [], 'full'],
  ['the highest', [refusal('A.sys'), passed, passed, passed], passed, ['filter A.sys probe'], 'blocked'],
  ['the lowest', [refusal('C.sys'), refusal('C.sys'), refusal('C.sys'), passed], passed, ['filter C.sys probe'], 'blocked'],
  [
    'first and last',
    [refusal('A.sys'), refusal('C.sys'), refusal('C.sys'), passed],
    passed,
    ['filter A.sys probe', 'filter C.sys probe'],
    'blocked',
  ],
  [
    'everybody, and NTFS',
    [refusal('A.sys'), refusal('B.sys'), refusal('C.sys'), refusal('ntfs.sys')],
    passed,
    ['filter A.sys probe', 'filter B.sys probe', 'filter C.sys probe', 'fileSystem ntfs.sys probe'],
    'blocked',
  ],
  ['one that names nobody', [refusal(null), passed, passed, passed], passed, ['filter null probe'], 'blocked'],
  [
    'NTFS alone',
    [refusal('ntfs.sys'), refusal('ntfs.sys'), refusal('ntfs.sys'), refusal('ntfs.sys')],
    passed,
    ['fileSystem ntfs.sys probe'],
    'blocked',
  ],
  ['a volume driver', [passed, passed, passed, passed], refusal('fvevol.sys'), ['volume fvevol.sys probe'], 'full'],
  ['a storage driver without the flag', [passed, passed, passed, passed], { ...passed, outFlags: 0 }, ['storage null probe'], 'full'],
] as const)('who refuses, by the answers from each place: %s', (_title, answers, lower, expected, verdict) => {
  const probed = judgeProbed(plain, stack, { answers: [...answers], lower }, () => 'volume');
  expect(names(probed.judgement)).toEqual(expected);
  expect([probed.judgement.verdict, probed.complete]).toEqual([verdict, true]);
});

test('of two instances of one filter, the one across which the answer changes is the refuser', () => {
  const twice = [filter('A', '400'), filter('B', '300'), filter('A', '200', { instance: 'A again' })];
  const lowerOnly = judgeProbed(
    plain,
    twice,
    { answers: [refusal('A.sys'), refusal('A.sys'), refusal('A.sys'), passed], lower: passed },
    () => null,
  );
  expect(twice.map((one) => lowerOnly.stateOf(one))).toEqual(['passed', 'passed', 'refused']);
});

test('the filter manager’s own refusal stands at its filter; another one without the bit stays suspected and the list incomplete', () => {
  const filters = [filter('A', '400'), filter('B', '300', { optedIn: false }), filter('C', '200', { optedIn: false })];
  const attach: Judgement = {
    verdict: 'blocked',
    refusals: [{ layer: 'filter', driver: 'B.sys', opStatus: 0xc000_04d2, reason: 'no opt-in', evidence: 'query' }],
    outFlags: 4,
    failure: null,
  };
  const sweep = { answers: [refusal('A.sys'), passed, passed, passed], lower: passed };
  const probed = judgeProbed(attach, filters, sweep, () => null);
  expect(names(probed.judgement)).toEqual(['filter A.sys probe', 'filter B.sys query']);
  expect(filters.map((one) => probed.stateOf(one))).toEqual(['refused', 'refused', 'suspected']);
  expect(probed.complete).toBe(false);
});
