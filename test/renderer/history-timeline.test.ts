import { describe, expect, test } from 'vitest';
import type { HistoryTimeline } from '../../main/contract/snapshot.ts';
import {
  historyItems,
  isWithin,
  lanesSummary,
  rangeAround,
  rangeChoices,
  stopsOf,
  stopText,
  timesText,
  verdictsText,
  wholeRange,
} from '../../renderer/history/history-lanes.ts';
import { dayTime } from '../../renderer/text/time.ts';
import { DAY_MS, entry, HOUR_MS, MINUTE_MS, NOON_MS, verdictsOf } from './history-samples.ts';

describe('the timeline', () => {
  const at = (ms: number): number => (NOON_MS + ms) * 1_000;
  const timeline: HistoryTimeline = {
    snapshots: [
      entry(2, NOON_MS, { name: 'After' }),
      entry(1, NOON_MS - DAY_MS, { verdicts: verdictsOf(['C:', 'partial'], ['D:', 'full']) }),
    ],
    recordings: [
      { id: 8, startedUs: at(-HOUR_MS), endedUs: null, vetoes: 0, machine: 'GAME-RIG', imported: false },
      { id: 7, startedUs: at(-3 * HOUR_MS), endedUs: at(-2 * HOUR_MS), vetoes: 1_234, machine: 'DESK-7', imported: true },
    ],
    marks: [
      { timeUs: at(-10 * MINUTE_MS), kind: 'verdictChanged', subject: 'D:', sentence: 'D: full → blocked' },
      { timeUs: at(-20 * MINUTE_MS), kind: 'driverChanged', subject: 'Foo.sys', sentence: 'Foo.sys 3.1 → 3.2' },
      { timeUs: at(-30 * MINUTE_MS), kind: 'filterLoaded', subject: 'Foo', sentence: 'Foo was loaded' },
    ],
    more: false,
  };
  const items = historyItems(timeline, 'store', at(0));

  test('holds everything once, oldest first; a recording that runs ends now', () => {
    expect(items.map(({ key, lane }) => `${lane}: ${key}`)).toEqual([
      'snapshots: snapshot store-1',
      'recordings: recording 7',
      'recordings: recording 8',
      `filters: mark ${at(-30 * MINUTE_MS)} 0`,
      `drivers: mark ${at(-20 * MINUTE_MS)} 0`,
      `verdicts: mark ${at(-10 * MINUTE_MS)} 0`,
      'snapshots: snapshot store-2',
    ]);
    expect(items.find(({ key }) => key === 'recording 8')).toMatchObject({ toUs: at(0), sentence: '0 vetoes so far' });
    expect(items.find(({ key }) => key === 'recording 7')?.sentence).toBe('1,234 vetoes in 60 minutes, imported from DESK-7');
    expect(items[0]?.sentence).toBe('C: Partial, D: Full');
    expect(verdictsText({ verdicts: [] })).toBe('no volume');
  });

  test('what lies together in a lane is one stop; nothing is left out and no lanes are mixed', () => {
    const whole = wholeRange(items, 0);
    for (const nearUs of [0, MINUTE_MS * 1_000, HOUR_MS * 4_000, DAY_MS * 2_000]) {
      const stops = stopsOf(items, whole, () => nearUs);
      expect(stops.flatMap((stop) => stop.items).toSorted((a, b) => items.indexOf(a) - items.indexOf(b))).toEqual(items);
      expect(stops.every((stop) => stop.items.every(({ lane }) => lane === stop.lane))).toBe(true);
      expect(stops.map(({ fromUs }) => fromUs)).toEqual(stops.map(({ fromUs }) => fromUs).toSorted((a, b) => a - b));
    }
    expect(stopsOf(items, whole, () => HOUR_MS * 4_000).find(({ lane }) => lane === 'recordings')?.items.length).toBe(2);
  });

  test('the number of many takes more room than the sign of one: nothing is drawn over it', () => {
    const marks = Array.from({ length: 300 }, (_, index) => ({
      timeUs: at(0) - index * 1_000_000,
      kind: 'filterLoaded' as const,
      subject: 'Foo',
      sentence: '',
    }));
    const many = historyItems({ ...timeline, snapshots: [], recordings: [], marks }, 'store', 0);
    const nearUs = (count: number): number => String(count).length * 6_000_000;
    const stops = stopsOf(many, wholeRange(many, 0), nearUs);
    for (const [index, stop] of stops.entries()) {
      const next = stops[index + 1];
      if (next !== undefined) expect(next.fromUs - stop.fromUs).toBeGreaterThanOrEqual(nearUs(stop.items.length));
    }
    expect(stops.reduce((sum, { items: { length } }) => sum + length, 0)).toBe(300);
  });

  test('a range shows what lies in it, and what only reaches into it', () => {
    const range = { fromUs: at(-2.5 * HOUR_MS), toUs: at(-90 * MINUTE_MS) };
    expect(items.filter((item) => isWithin(item, range)).map(({ key }) => key)).toEqual(['recording 7']);
    expect(lanesSummary(items, range)).toBe('1 recording.');
    expect(lanesSummary(items, { fromUs: 0, toUs: 1 })).toBe('Nothing in this time.');
    expect(lanesSummary(items, wholeRange(items, 0))).toBe('2 snapshots, 2 recordings, 3 changes in 24 hours.');
  });

  test('every stop says its exact times and what happened; of many the first three and how many more', () => {
    const [first] = stopsOf(items, wholeRange(items, 0), () => 0);
    expect(first && stopText(first)).toMatch(/^2026-11-19 12:00:00 UTC[+-]\d\d:\d\d: Snapshot 1: C: Partial, D: Full$/);
    const marks = Array.from({ length: 5 }, (_, index) => ({
      ...timeline.marks[2],
      timeUs: at(index),
      kind: 'filterLoaded' as const,
      subject: 'Foo',
      sentence: `F${index} was loaded`,
    }));
    const [five] = stopsOf(
      historyItems({ ...timeline, snapshots: [], recordings: [], marks }, 'case', 0),
      wholeRange([], at(0)),
      () => 1e9,
    );
    expect(five && stopText(five)).toMatch(
      /: Filter loaded: F0 was loaded; Filter loaded: F1 was loaded; Filter loaded: F2 was loaded; 2 more$/,
    );
  });

  test('several are zoomed into as far as they can be told apart; one, or several of one moment, are not', () => {
    const [first] = stopsOf(items, wholeRange(items, 0), () => 0);
    expect(first && rangeAround(first)).toBeNull();
    const [all] = stopsOf(items.slice(0, 1).concat(items.slice(-1)), wholeRange(items, 0), () => 1e15);
    expect(all && rangeAround(all)).toEqual({ fromUs: at(-1.25 * DAY_MS), toUs: at(0.25 * DAY_MS) });
  });

  test('two moments of one day say the day and the zone once', () => {
    expect(timesText({ fromUs: at(0), toUs: at(HOUR_MS) })).toMatch(/^2026-11-20 12:00:00 to 13:00:00 UTC\S+$/);
    expect(timesText({ fromUs: at(0), toUs: at(DAY_MS) })).toMatch(/^2026-11-20 12:00:00 to 2026-11-21 12:00:00 UTC\S+$/);
  });

  test('one moment alone is drawn in an hour, and nothing at all around now', () => {
    const one = items.slice(0, 1);
    const { fromUs, toUs } = wholeRange(one, 0);
    expect(toUs - fromUs).toBe(HOUR_MS * 1_000);
    expect(wholeRange([], at(0)).toUs).toBeGreaterThan(at(0));
  });

  test('only times that are shorter than everything are offered', () => {
    expect(rangeChoices({ fromUs: at(-40 * DAY_MS), toUs: at(0) }).map(({ id }) => id)).toEqual(['day', 'week', 'month']);
    expect(rangeChoices({ fromUs: at(-HOUR_MS), toUs: at(0) })).toEqual([]);
  });
});

test.each([
  [0, 'today 12:00'],
  [-HOUR_MS, 'today 11:00'],
  [-DAY_MS, 'yesterday 12:00'],
  [-6 * DAY_MS, '2026-11-14 12:00'],
])('%d ms from now is %s', (ms, words) => {
  expect(dayTime(NOON_MS + ms, NOON_MS)).toBe(words);
});
