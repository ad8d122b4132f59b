import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../main/contract/events.ts';
import { drawingOf, lanesOf } from '../../main/contract/text/timeline.ts';
import { clockMs, columnText, moved, stepText, ticksOf, zoomed } from '../../renderer/text/timeline.ts';

const SECOND = 1_000_000;
const START = 1_763_625_600 * SECOND;
const timeline: Timeline = {
  fromUs: START,
  toUs: START + 10 * SECOND,
  binUs: 100_000,
  bins: [
    { fromUs: START, filter: 'ScanLite', events: 2 },
    { fromUs: START, filter: 'VaultFlt', events: 5 },
    { fromUs: START + 100_000, filter: null, events: 1 },
    { fromUs: START + 9_900_000, filter: 'VaultFlt', events: 7 },
  ],
  active: [],
  losses: [],
  complete: true,
};

describe('what is drawn', () => {
  test('has at most as many columns as there is room for, and loses no event', () => {
    for (const room of [1, 7, 50, 1_000]) {
      const { columns } = drawingOf(timeline, room);
      expect(columns.length).toBeLessThanOrEqual(Math.min(room, 100));
      expect(columns.reduce((sum, { total }) => sum + total, 0)).toBe(15);
    }
  });

  test('stays small at a million bins', () => {
    const bins = Array.from({ length: 1_000_000 }, (_, index) => ({ fromUs: START + index * 100_000, filter: 'A', events: 1 }));
    const drawing = drawingOf({ ...timeline, bins, toUs: START + 100_000 * SECOND }, 150);
    expect(drawing.columns.length).toBeLessThanOrEqual(150);
    expect(drawing.columns.reduce((sum, { total }) => sum + total, 0)).toBe(1_000_000);
  });

  test('stacks the busiest filter first and the rest last', () => {
    const { series, columns, highest } = drawingOf(timeline, 10);
    expect(series).toEqual(['VaultFlt', 'ScanLite', null]);
    expect(columns[0]).toEqual({ fromUs: START, toUs: START + SECOND, counts: [5, 2, 1], total: 8 });
    expect(highest).toBe(8);
  });

  test('a time without events is drawn empty, not divided by nothing', () => {
    const { columns, highest, series } = drawingOf({ ...timeline, bins: [], toUs: START }, 0);
    expect([columns.length, highest, series]).toEqual([1, 1, []]);
  });

  test('a bin that began before the range counts in its first column', () => {
    const bins = [{ fromUs: START - 50_000, filter: 'A', events: 3 }];
    expect(drawingOf({ ...timeline, bins }, 10).columns[0]?.total).toBe(3);
  });

  test('each column says its time and who refused how often', () => {
    const { columns, series } = drawingOf(timeline, 10);
    const [first, second] = columns;
    expect(first && columnText(first, series)).toBe(
      `${clockMs(START)} to ${clockMs(START + SECOND)}: VaultFlt 5 events, ScanLite 2 events, other filters 1 event`,
    );
    expect(second && columnText(second, series)).toMatch(/: no event$/);
  });
});

describe('zoom', () => {
  const whole = { fromUs: START, toUs: START + 100 * SECOND };

  test('keeps the moment under the mark in its place', () => {
    expect(zoomed(whole, whole, START + 25 * SECOND, 0.5)).toEqual({ fromUs: START + 12.5 * SECOND, toUs: START + 62.5 * SECOND });
  });

  test('never leaves what was recorded, never shows less than a second, and outermost is the whole', () => {
    const edge = { fromUs: START, toUs: START + 10 * SECOND };
    expect(zoomed(edge, whole, START + 10 * SECOND, 2)).toEqual({ fromUs: START, toUs: START + 20 * SECOND });
    expect(zoomed({ fromUs: START, toUs: START + SECOND }, whole, START, 0.5)).toEqual({ fromUs: START, toUs: START + SECOND });
    expect(zoomed(edge, whole, START, 10)).toBeNull();
  });

  test('moves by its own length and stops at the ends', () => {
    const range = { fromUs: START + 10 * SECOND, toUs: START + 20 * SECOND };
    expect(moved(range, whole, 0.5)).toEqual({ fromUs: START + 15 * SECOND, toUs: START + 25 * SECOND });
    expect(moved(range, whole, -5)).toEqual({ fromUs: START, toUs: START + 10 * SECOND });
    expect(moved(range, whole, 50)).toEqual({ fromUs: START + 90 * SECOND, toUs: START + 100 * SECOND });
  });
});

test.each([
  [0.5 * SECOND, 6],
  [10 * SECOND, 6],
  [3 * 60 * SECOND, 6],
  [5 * 3_600 * SECOND, 8],
  [40 * 86_400 * SECOND, 6],
  [900 * 86_400 * SECOND, 5],
  [20 * 365 * 86_400 * SECOND, 5],
])('a span of %d microseconds has at most %d round marks and one more, each with words of its own', (spanUs, count) => {
  const ticks = ticksOf({ fromUs: START, toUs: START + spanUs }, count);
  expect(ticks.length).toBeLessThanOrEqual(count + 1);
  expect(ticks.length).toBeGreaterThan(1);
  expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
});

test('days begin at midnight of the user’s own clock, on both sides of the night when it is put back', () => {
  const from = new Date(2026, 9, 20).getTime() * 1_000;
  const ticks = ticksOf({ fromUs: from, toUs: new Date(2026, 10, 2, 12).getTime() * 1_000 }, 14);
  expect(ticks.map(({ us }) => new Date(us / 1_000).getHours())).toEqual(ticks.map(() => 0));
  expect(ticks.map(({ text }) => text).slice(0, 3)).toEqual(['10-20', '10-21', '10-22']);
});

test('over months and years the marks say which', () => {
  const texts = (to: Date) =>
    ticksOf({ fromUs: new Date(2025, 10, 20).getTime() * 1_000, toUs: to.getTime() * 1_000 }, 6).map(({ text }) => text);
  expect(texts(new Date(2026, 2, 20))).toEqual(['2025-12', '2026-01', '2026-02', '2026-03']);
  expect(texts(new Date(2029, 2, 20))).toEqual(['2026', '2027', '2028', '2029']);
});

test('hours of several days are told apart: midnight is called by its day', () => {
  const from = new Date(2026, 10, 20, 10).getTime() * 1_000;
  expect(ticksOf({ fromUs: from, toUs: from + 86_400_000_000 }, 4).map(({ text }) => text)).toEqual(['12:00', '18:00', '11-21', '06:00']);
});

test.each([
  [100_000, '0.1 s'],
  [20 * SECOND, '20 s'],
  [180 * SECOND, '3 minutes'],
])('a step of %d microseconds is %s', (us, text) => {
  expect(stepText(us)).toBe(text);
});

test('a volume that never had a file with BypassIO on gets no line, but is named', () => {
  const point = (mount: string, second: number, count: number) => ({ mount, timeUs: START + second * SECOND, count });
  const { lanes, quiet } = lanesOf({ ...timeline, active: [point('D:', 0, 0), point('C:', 0, 0), point('D:', 1, 3)] });
  expect(lanes).toEqual([
    {
      mount: 'D:',
      highest: 3,
      points: [
        { us: START, count: 0 },
        { us: START + SECOND, count: 3 },
      ],
    },
  ]);
  expect(quiet).toEqual(['C:']);
});
