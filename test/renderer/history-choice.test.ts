import { describe, expect, test } from 'vitest';
import { formatBytes } from '../../main/contract/numbers.ts';
import { everyWords, scheduleCost } from '../../renderer/history/history-words.ts';
import { chosenOf, held, newestPair, pairUntil, withToggled } from '../../renderer/history/pair.ts';
import { scheduleOf } from '../../renderer/history/schedule-draft.ts';
import { formatRoute, parseRoute, type Route } from '../../renderer/route.ts';
import { entry, HOUR_MS, NOON_MS } from './history-samples.ts';

describe('which two are compared', () => {
  const rows = held('store', [
    entry(4, NOON_MS, { machine: 'DESK-7' }),
    entry(3, NOON_MS - HOUR_MS),
    entry(2, NOON_MS - 2 * HOUR_MS, { simulated: true }),
    entry(1, NOON_MS - 3 * HOUR_MS),
  ]);
  const keys = (pair: ReturnType<typeof newestPair>) => (pair === null ? null : [pair.before.key, pair.after.key]);

  test('without a choice the newest two of one machine; the simulated one is another machine', () => {
    expect(keys(newestPair(rows))).toEqual(['store-1', 'store-3']);
    expect(keys(newestPair(rows.slice(0, 3)))).toBeNull();
    expect(newestPair([])).toBeNull();
  });

  test('two are chosen, the earlier first; a third takes the place of the first; chosen again it is left out', () => {
    const [desk, third, second, first] = rows;
    if (desk === undefined || third === undefined || second === undefined || first === undefined) throw new Error('four rows');
    const one = withToggled([], third);
    expect(one).toEqual([third]);
    expect(withToggled(one, first)).toEqual([first, third]);
    expect(withToggled([first, third], second)).toEqual([second, third]);
    expect(withToggled([first, third], desk)).toEqual([third, desk]);
    expect(withToggled([first, third], third)).toEqual([first]);
  });

  test('a snapshot is compared with the one of the same machine before it', () => {
    expect(keys(pairUntil((NOON_MS - HOUR_MS) * 1_000, rows))).toEqual(['store-1', 'store-3']);
    expect(pairUntil(NOON_MS * 1_000, rows)).toBeNull();
    expect(pairUntil(1, rows)).toBeNull();
  });

  test('of the choice in the address only what is still there counts', () => {
    expect(
      chosenOf(
        [
          { of: 'store', id: 9 },
          { of: 'case', id: 1 },
          { of: 'store', id: 3 },
        ],
        rows,
      ).map(({ key }) => key),
    ).toEqual(['store-3']);
  });
});

test.each([
  [{ page: 'history', chosen: [] }, '#history'],
  [{ page: 'history', chosen: [{ of: 'store', id: 3 }] }, '#history/store-3'],
  [
    {
      page: 'history',
      chosen: [
        { of: 'case', id: 1 },
        { of: 'store', id: 12 },
      ],
    },
    '#history/case-1/store-12',
  ],
] satisfies [Route, string][])('the address keeps what is compared: %o', (route, hash) => {
  expect(formatRoute(route)).toBe(hash);
  expect(parseRoute(hash)).toEqual(route);
});

test.each(['#history/nonsense', '#history/store-0', '#history/store-1e3', '#history/case--1', '#history/store-99999999999999999999'])(
  '%s chooses nothing',
  (hash) => {
    expect(parseRoute(hash)).toEqual({ page: 'history', chosen: [] });
  },
);

describe('the schedule', () => {
  test.each([
    [
      { isOn: true, minutes: '30', paths: 'D:\\Games\n"E:\\x y"' },
      { everyMinutes: 30, paths: ['D:\\Games', 'E:\\x y'] },
    ],
    [
      { isOn: false, minutes: 'nonsense', paths: '' },
      { everyMinutes: null, paths: [] },
    ],
    [
      { isOn: true, minutes: ' 10080 ', paths: '' },
      { everyMinutes: 10_080, paths: [] },
    ],
  ])('%j is a schedule', (draft, schedule) => {
    expect(scheduleOf(draft)).toEqual({ ok: true, schedule });
  });

  test.each(['4', '10081', '', '1.5', '-30', '1e2'])('%o minutes are refused with the bounds', (minutes) => {
    expect(scheduleOf({ isOn: true, minutes, paths: '' })).toEqual({
      ok: false,
      why: 'From 5 minutes to 10,080 minutes, which is a week.',
    });
  });

  test('more paths than are asked each time are refused', () => {
    const paths = Array.from({ length: 101 }, (_, index) => `D:\\${index}`).join('\n');
    expect(scheduleOf({ isOn: true, minutes: '60', paths })).toMatchObject({ ok: false, why: expect.stringContaining('100 paths') });
  });

  test.each([
    [5, 'every 5 minutes'],
    [60, 'every hour'],
    [90, 'every 90 minutes'],
    [120, 'every 2 hours'],
    [1_440, 'every day'],
    [10_080, 'every 7 days'],
  ])('%d minutes are %s', (minutes, words) => {
    expect(everyWords(minutes)).toBe(words);
  });

  test('its cost is told in snapshots and, once one is known, in bytes', () => {
    expect(scheduleCost(60, null, formatBytes)).toBe('at most 24 snapshots a day');
    expect(scheduleCost(30, 102_400, formatBytes)).toBe('at most 48 snapshots a day, each about 100 KB, together 4.69 MB a day');
    expect(scheduleCost(10_080, 102_400, formatBytes)).toBe('less than one a day, each about 100 KB');
  });
});
