import { describe, expect, test } from 'vitest';
import { type Box, layoutTreemap, neighbourOf, type Tile } from '../../renderer/files/treemap-layout.ts';

const FRAME: Box = { x: 0, y: 0, width: 684, height: 300 };
const weights = (...all: number[]) => all.map((weight, id) => ({ weight, id }));
const areaOf = ({ width, height }: Box): number => width * height;

/** The same numbers on every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

describe('tiles fill their frame', () => {
  const cases: readonly (readonly [name: string, all: readonly { weight: number; id: number }[], frame: Box])[] = [
    ['one', weights(5), FRAME],
    ['two', weights(1, 3), FRAME],
    ['equal ones', weights(...Array.from({ length: 17 }, () => 4)), FRAME],
    ['one giant among dwarfs', weights(84e9, ...Array.from({ length: 60 }, (_, index) => index + 1)), FRAME],
    ['a narrow frame', weights(6, 6, 4, 3, 2, 2, 1), { x: 10, y: 20, width: 90, height: 300 }],
    ...[1, 2, 3, 4, 5].map((seed): [string, { weight: number; id: number }[], Box] => {
      const next = pseudoRandom(seed);
      return [`random ${seed}`, weights(...Array.from({ length: 80 }, () => Math.ceil(next() ** 6 * 1e11))), FRAME];
    }),
  ];
  test.each(cases)('%s: areas sum to the whole in proportion, nothing overlaps, nothing sticks out', (_, items, frame) => {
    const tiles = layoutTreemap(items, frame);
    const total = items.reduce((sum, { weight }) => sum + weight, 0);
    expect(tiles.length).toBe(items.length);
    expect(tiles.reduce((sum, { box }) => sum + areaOf(box), 0)).toBeCloseTo(areaOf(frame), 3);
    for (const { item, box } of tiles) {
      expect(Math.abs(areaOf(box) - (item.weight / total) * areaOf(frame))).toBeLessThan(areaOf(frame) * 1e-6);
      expect(box.x >= frame.x - 1e-6 && box.y >= frame.y - 1e-6).toBe(true);
      expect(box.x + box.width <= frame.x + frame.width + 1e-6 && box.y + box.height <= frame.y + frame.height + 1e-6).toBe(true);
    }
    let overlapped = 0;
    for (const [index, a] of tiles.entries()) for (const b of tiles.slice(index + 1)) overlapped += overlap(a.box, b.box);
    expect(overlapped).toBeLessThan(1e-3);
  });
});

test('equal weights come out nearly square', () => {
  const tiles = layoutTreemap(weights(...Array.from({ length: 12 }, () => 1)), { x: 0, y: 0, width: 400, height: 300 });
  expect(Math.max(...tiles.map(({ box }) => Math.max(box.width / box.height, box.height / box.width)))).toBeLessThan(1.5);
});

test.each([
  ['nothing', []],
  ['only empty folders', weights(0, 0)],
])('%s has no tiles', (_, items) => {
  expect(layoutTreemap(items, FRAME)).toEqual([]);
});

test('an empty folder among others has none, and a frame without room has none at all', () => {
  expect(layoutTreemap(weights(1, 0, 2), FRAME).map(({ item }) => item.id)).toEqual([2, 0]);
  expect(layoutTreemap(weights(1), { ...FRAME, width: 0 })).toEqual([]);
});

describe('arrows', () => {
  const grid: readonly Tile<string>[] = [
    { item: 'top left', box: { x: 0, y: 0, width: 10, height: 10 } },
    { item: 'top right', box: { x: 10, y: 0, width: 10, height: 10 } },
    { item: 'bottom left', box: { x: 0, y: 10, width: 10, height: 10 } },
    { item: 'bottom right', box: { x: 10, y: 10, width: 10, height: 10 } },
  ];
  test.each([
    ['ArrowRight', 0, 1],
    ['ArrowDown', 0, 2],
    ['ArrowUp', 3, 1],
    ['ArrowLeft', 3, 2],
    ['ArrowLeft', 0, null],
    ['ArrowUp', 1, null],
    ['Enter', 0, null],
  ])('%s from tile %i leads to %s', (key, from, to) => {
    expect(neighbourOf(grid, from, key)).toBe(to);
  });

  test('every tile of a real layout can be reached', () => {
    const next = pseudoRandom(7);
    const tiles = layoutTreemap(weights(...Array.from({ length: 40 }, () => Math.ceil(next() * 1e9))), FRAME);
    const reached = new Set([0]);
    for (const from of reached)
      for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp']) {
        const to = neighbourOf(tiles, from, key);
        if (to !== null) reached.add(to);
      }
    expect(reached.size).toBe(tiles.length);
  });
});
