/** How a name is written, and in how many bytes. */
export interface Length {
  readonly encoding: 'utf8' | 'utf16le';
  readonly bytes: number;
}

/** Called for what may be a name: where it begins, which can be before the first byte, and how long it is. */
type Visit = (at: number, length: Length) => void;

/** Bytes that a name needs to be met, wherever it begins. */
export const SHORTEST_BYTES = 4;
const PLACE_BYTES = 4;
/** Longer names fill a place wherever they begin. */
const FILLING_BYTES = 7;
/** Upper-case ASCII becomes lower-case by it. Other bytes become each other's as well, which only makes a place looked at in vain. */
const FOLD = 0x2020_2020;
const SPREAD = 0x9e37_79b1;

/** What may begin at a place, by what stands there; and a filter over it, in which few of the other numbers are. */
class Entries {
  readonly #entries = new Map<number, { readonly length: Length; readonly before: number }[]>();
  #filter: Filter | null = null;

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** Made with the first use: its size is right for what was added until then. */
  get filter(): Filter {
    this.#filter ??= filterOf(this.#entries);
    return this.#filter;
  }

  add(key: number, length: Length, before: number): void {
    const entries = this.#entries.get(key);
    const isKnown = entries?.some((known) => known.before === before && isEqual(known.length, length)) ?? false;
    if (entries === undefined) this.#entries.set(key, [{ length, before }]);
    else if (!isKnown) entries.push({ length, before });
  }

  meet(key: number, at: number, visit: Visit): void {
    for (const { length, before } of this.#entries.get(key) ?? []) visit(at - before, length);
  }
}

/** One bit for each number, at the place that its product with SPREAD begins with. */
interface Filter {
  readonly bits: Uint32Array;
  readonly shift: number;
}

const FILTER_MIN_BITS = 14;
const FILTER_MAX_BITS = 24;
/** Of so many places one is taken: as a power of two. */
const FILTER_FREE_BITS = 6;

function filterOf(keys: ReadonlyMap<number, unknown>): Filter {
  const wanted = Math.ceil(Math.log2(keys.size + 1)) + FILTER_FREE_BITS;
  const size = Math.min(FILTER_MAX_BITS, Math.max(FILTER_MIN_BITS, wanted));
  const shift = 32 - size;
  const bits = new Uint32Array(2 ** (size - 5));
  for (const key of keys.keys()) {
    const bit = Math.imul(key, SPREAD) >>> shift;
    bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  return { bits, shift };
}

const isEqual = (a: Length, b: Length): boolean => a.encoding === b.encoding && a.bytes === b.bytes;

/**
 * Looks at four bytes at a time, so that most of a file is passed over quickly. A name of seven bytes fills one such place wherever it
 * begins. A shorter one fills the first or the last three bytes of a place, or begins in its last two.
 */
export class Places {
  readonly #whole = new Entries();
  readonly #first = new Entries();
  readonly #last = new Entries();
  readonly #end = new Entries();

  /** At least SHORTEST_BYTES long. */
  add(spelling: Buffer, length: Length): void {
    const key = (from: number, count: number): number => (spelling.readUIntLE(from, count) | FOLD) & maskOf(count);
    if (spelling.length >= FILLING_BYTES) {
      for (let before = 0; before < PLACE_BYTES; before++) this.#whole.add(key(before, 4), length, before);
      return;
    }
    this.#first.add(key(0, 3), length, 0);
    this.#last.add(key(0, 3), length, -1);
    this.#end.add(key(0, 2), length, -2);
    this.#first.add(key(1, 3), length, 1);
  }

  /** Calls `visit` for each name of seven bytes and more that may begin before `end`. */
  visitLong(bytes: Buffer, end: number, visit: Visit): void {
    if (!this.#whole.isEmpty) visitWhole(placesOf(bytes, end), this.#whole, visit);
  }

  /** The same for shorter names. It takes twice as long. */
  visitShort(bytes: Buffer, end: number, visit: Visit): void {
    if (!this.#first.isEmpty) visitParts(placesOf(bytes, end), this.#first, this.#last, this.#end, visit);
  }
}

const maskOf = (count: number): number => (count === PLACE_BYTES ? -1 : 2 ** (count * 8) - 1);

/** The bytes as numbers, first byte lowest. A rest that is no whole place is filled up. */
function placesOf(bytes: Buffer, end: number): Int32Array {
  const count = Math.ceil(Math.min(bytes.length, end + FILLING_BYTES) / PLACE_BYTES);
  if (count * PLACE_BYTES <= bytes.length && bytes.byteOffset % PLACE_BYTES === 0)
    return new Int32Array(bytes.buffer, bytes.byteOffset, count);
  const filled = new Uint8Array(count * PLACE_BYTES);
  filled.set(bytes.subarray(0, filled.length));
  return new Int32Array(filled.buffer);
}

function visitWhole(places: Int32Array, whole: Entries, visit: Visit): void {
  const { bits, shift } = whole.filter;
  for (let index = 0; index < places.length; index++) {
    const key = (places[index] as number) | FOLD; // within its bounds, as all below
    const bit = Math.imul(key, SPREAD) >>> shift;
    if (((bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0) whole.meet(key, index * PLACE_BYTES, visit);
  }
}

function visitParts(places: Int32Array, first: Entries, last: Entries, end: Entries, visit: Visit): void {
  const [a, b, c] = [first.filter, last.filter, end.filter];
  const [aBits, bBits, cBits, aShift, bShift, cShift] = [a.bits, b.bits, c.bits, a.shift, b.shift, c.shift];
  for (let index = 0; index < places.length; index++) {
    const place = (places[index] as number) | FOLD;
    const aBit = Math.imul(place & 0xff_ffff, SPREAD) >>> aShift;
    const bBit = Math.imul(place >>> 8, SPREAD) >>> bShift;
    const cBit = Math.imul(place >>> 16, SPREAD) >>> cShift;
    const isA = ((aBits[aBit >>> 5] as number) >>> (aBit & 31)) & 1;
    const isB = ((bBits[bBit >>> 5] as number) >>> (bBit & 31)) & 1;
    const isC = ((cBits[cBit >>> 5] as number) >>> (cBit & 31)) & 1;
    if ((isA | isB | isC) === 0) continue;
    const at = index * PLACE_BYTES;
    if (isA !== 0) first.meet(place & 0xff_ffff, at, visit);
    if (isB !== 0) last.meet(place >>> 8, at, visit);
    if (isC !== 0) end.meet(place >>> 16, at, visit);
  }
}
