import { EXTENDED_TYPE, hasExtendedItems, walkItems } from './event-record.ts';
import { guidText } from './guid.ts';
import { readProviderTraits } from './trace-logging.ts';
import { TraceLoggingSamples } from './trace-logging-samples.ts';

/** Different kinds of event that are told apart; a trace made to have more gets one total for the rest. */
const KINDS_MAX = 50_000;
/** Providers whose GUIDs begin alike, which are compared one by one; made-up ones can all begin alike. */
const ALIKE_MAX = 256;
const NAMES_MAX = 10_000;
const NAME_MAX_BYTES = 256;

export interface EventCount {
  readonly provider: string;
  readonly id: number;
  readonly version: number;
  readonly opcode: number;
  readonly level: number;
  readonly count: number;
}

interface Kind {
  count: number;
}

/** What was counted of one provider. The GUID is compared as four words: its text is made once. */
interface Provider {
  readonly words: readonly [number, number, number, number];
  readonly guid: string;
  /** By id, version, opcode and level, packed into a number below 2^40. */
  readonly kinds: Map<number, Kind>;
  /** TraceLogging events by name. */
  readonly names: Map<string, number>;
  traits: { readonly name: string; readonly groups: readonly string[] } | null;
  traitsCount: number;
  lastKey: number;
  lastKind: Kind;
}

const NO_KIND: Kind = { count: 0 };

/** Counts manifest and TraceLogging events by what tells them apart, at a rate of millions a second. */
export class EventCounts {
  /** Events of kinds beyond the limit. */
  uncounted = 0;
  /** Self-describing events whose name is beyond the limit, and those whose description is cut off before it. */
  unnamed = { beyond: 0, cutOff: 0 };
  readonly samples = new TraceLoggingSamples();
  readonly extendedItems = new Map<number, number>();
  readonly #providers = new Map<number, Provider[]>();
  #last: Provider | null = null;
  #kinds = 0;
  #names = 0;

  /** The event whose record lies inside the view at [at, end). Gives the provider's GUID. */
  add(view: DataView, bytes: Uint8Array, at: number, end: number): string | null {
    const provider = this.#providerAt(view, at + 0x18);
    if (provider === null) {
      this.uncounted += 1;
      return null;
    }
    const key =
      (view.getUint32(at + 0x28, true) % 0x100_0000) + view.getUint8(at + 0x2d) * 0x100_0000 + view.getUint8(at + 0x2c) * 0x1_0000_0000;
    if (provider.lastKey === key) provider.lastKind.count += 1;
    else this.#addKind(provider, key);
    if (hasExtendedItems(view, at)) this.#addItems(view, bytes, at, end, provider);
    return provider.guid;
  }

  #addKind(provider: Provider, key: number): void {
    let kind = provider.kinds.get(key);
    if (kind === undefined) {
      if (this.#kinds >= KINDS_MAX) {
        this.uncounted += 1;
        return;
      }
      this.#kinds += 1;
      kind = { count: 0 };
      provider.kinds.set(key, kind);
    }
    kind.count += 1;
    provider.lastKey = key;
    provider.lastKind = kind;
  }

  #providerAt(view: DataView, at: number): Provider | null {
    const [a, b, c, d] = [
      view.getUint32(at, true),
      view.getUint32(at + 4, true),
      view.getUint32(at + 8, true),
      view.getUint32(at + 12, true),
    ];
    const last = this.#last;
    if (last !== null && last.words[0] === a && last.words[1] === b && last.words[2] === c && last.words[3] === d) return last;
    const bucket = this.#providers.get(a);
    const known = bucket?.find(({ words }) => words[1] === b && words[2] === c && words[3] === d);
    if (known !== undefined) {
      this.#last = known;
      return known;
    }
    if (this.#kinds >= KINDS_MAX || (bucket?.length ?? 0) >= ALIKE_MAX) return null;
    const fresh: Provider = {
      words: [a, b, c, d],
      guid: guidText(view, at),
      kinds: new Map(),
      names: new Map(),
      traits: null,
      traitsCount: 0,
      lastKey: -1,
      lastKind: NO_KIND,
    };
    if (bucket === undefined) this.#providers.set(a, [fresh]);
    else bucket.push(fresh);
    this.#last = fresh;
    return fresh;
  }

  #addItems(view: DataView, bytes: Uint8Array, at: number, end: number, provider: Provider): void {
    walkItems(view, at, end, (type, dataAt, dataBytes) => {
      this.extendedItems.set(type, (this.extendedItems.get(type) ?? 0) + 1);
      if (type === EXTENDED_TYPE.TRACE_LOGGING && this.#addName(bytes, dataAt, dataAt + dataBytes, provider))
        this.samples.add(view, at, end);
      if (type === EXTENDED_TYPE.PROVIDER_TRAITS) {
        provider.traitsCount += 1;
        provider.traits ??= readProviderTraits(view, dataAt, dataBytes);
      }
    });
  }

  /** The event's name stands after the blob's size and the tag bytes. True when it is met for the first time. */
  #addName(bytes: Uint8Array, at: number, end: number, provider: Provider): boolean {
    let from = at + 2;
    while (from < end && (bytes[from] as number) >= 0x80) from += 1;
    from += 1;
    let to = from;
    while (to < end && to - from < NAME_MAX_BYTES && bytes[to] !== 0) to += 1;
    if (from > to) {
      this.unnamed.cutOff += 1;
      return false;
    }
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
    const count = provider.names.get(name);
    if (count === undefined && this.#names >= NAMES_MAX) {
      this.unnamed.beyond += 1;
      return false;
    }
    if (count === undefined) this.#names += 1;
    provider.names.set(name, (count ?? 0) + 1);
    return count === undefined;
  }

  *#all(): Generator<Provider> {
    for (const bucket of this.#providers.values()) yield* bucket;
  }

  events(): EventCount[] {
    const listed: EventCount[] = [];
    for (const { guid, kinds } of this.#all()) {
      for (const [key, { count }] of kinds) {
        const low = key % 0x1_0000_0000;
        const level = (key - low) / 0x1_0000_0000;
        listed.push({ provider: guid, id: low & 0xffff, version: (low >>> 16) & 0xff, opcode: low >>> 24, level, count });
      }
    }
    return listed.sort(
      (a, b) => order(a.provider, b.provider) || a.id - b.id || a.version - b.version || a.opcode - b.opcode || a.level - b.level,
    );
  }

  traceLogging(): { readonly provider: string; readonly name: string; readonly count: number }[] {
    const listed = [...this.#all()].flatMap(({ guid, names }) => [...names].map(([name, count]) => ({ provider: guid, name, count })));
    return listed.sort((a, b) => order(a.provider, b.provider) || order(a.name, b.name));
  }

  providerTraits(): { readonly provider: string; readonly name: string; readonly groups: readonly string[]; readonly count: number }[] {
    return [...this.#all()]
      .flatMap(({ guid, traits, traitsCount }) =>
        traits === null ? [] : [{ provider: guid, name: traits.name, groups: traits.groups, count: traitsCount }],
      )
      .sort((a, b) => order(a.provider, b.provider));
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
