export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Weighted {
  readonly weight: number;
}

export interface Tile<Item> {
  readonly item: Item;
  readonly box: Box;
}

/**
 * Fills `box` with one rectangle for each item, its area in proportion to its weight and as square as can be (Bruls, Huizing and van Wijk,
 * Squarified Treemaps, 2000). Heaviest first. Items without weight get none.
 */
export function layoutTreemap<Item extends Weighted>(items: readonly Item[], box: Box): readonly Tile<Item>[] {
  const heavy = items.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  const total = heavy.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0 || box.width <= 0 || box.height <= 0) return [];
  const scale = (box.width * box.height) / total;
  const tiles: Tile<Item>[] = [];
  let rest = box;
  let at = 0;
  while (at < heavy.length) {
    const side = Math.min(rest.width, rest.height);
    const count = rowLength(heavy, at, side, scale);
    const row = heavy.slice(at, at + count);
    const isLast = at + count === heavy.length;
    const placed = placeRow(row, rest, scale, isLast);
    tiles.push(...placed.tiles);
    rest = placed.rest;
    at += count;
  }
  return tiles;
}

/** As many items as make the row's worst rectangle squarer. */
function rowLength(items: readonly Weighted[], from: number, side: number, scale: number): number {
  let count = 0;
  let sum = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let index = from; index < items.length; index++) {
    const area = (items[index]?.weight ?? 0) * scale;
    const first = (items[from]?.weight ?? 0) * scale;
    sum += area;
    const worst = Math.max((side * side * first) / (sum * sum), (sum * sum) / (side * side * area));
    if (worst > best) break;
    best = worst;
    count += 1;
  }
  return Math.max(1, count);
}

/** Lays a row along the shorter side. The last one takes all that is left, so that rounding leaves no gap. */
function placeRow<Item extends Weighted>(
  row: readonly Item[],
  rest: Box,
  scale: number,
  isLast: boolean,
): { readonly tiles: readonly Tile<Item>[]; readonly rest: Box } {
  const area = row.reduce((sum, { weight }) => sum + weight * scale, 0);
  const isColumn = rest.width >= rest.height;
  const side = isColumn ? rest.height : rest.width;
  const thickness = isLast ? (isColumn ? rest.width : rest.height) : area / side;
  let along = 0;
  const tiles = row.map((item) => {
    const length = (item.weight * scale * side) / area;
    const box = isColumn
      ? { x: rest.x, y: rest.y + along, width: thickness, height: length }
      : { x: rest.x + along, y: rest.y, width: length, height: thickness };
    along += length;
    return { item, box };
  });
  const left = isColumn
    ? { x: rest.x + thickness, y: rest.y, width: rest.width - thickness, height: rest.height }
    : { x: rest.x, y: rest.y + thickness, width: rest.width, height: rest.height - thickness };
  return { tiles, rest: left };
}

/** The tile that an arrow leads to: the nearest one whose middle lies that way; null at the edge. */
export function neighbourOf<Item>(tiles: readonly Tile<Item>[], from: number, key: string): number | null {
  const here = tiles[from];
  const way = WAYS[key];
  if (here === undefined || way === undefined) return null;
  const [x, y] = middleOf(here.box);
  let best: { readonly index: number; readonly cost: number } | null = null;
  for (const [index, { box }] of tiles.entries()) {
    const [otherX, otherY] = middleOf(box);
    const ahead = (otherX - x) * way[0] + (otherY - y) * way[1];
    const aside = Math.abs((otherX - x) * way[1]) + Math.abs((otherY - y) * way[0]);
    if (index === from || ahead <= 0) continue;
    const cost = ahead + 2 * aside; // straight on before near by
    if (best === null || cost < best.cost) best = { index, cost };
  }
  return best?.index ?? null;
}

const WAYS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

const middleOf = ({ x, y, width, height }: Box): readonly [x: number, y: number] => [x + width / 2, y + height / 2];
