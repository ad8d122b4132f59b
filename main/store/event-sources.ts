import type { EventFilter } from '../contract/events.ts';
import type { ReadableDb } from './database.ts';
import { containsText, includes, type Kind, listKinds, matchesKind } from './kinds.ts';
import { indexReach } from './search-index.ts';

/** An event's keys, enough to say whether it matches. */
export interface EventKey {
  readonly seq: number;
  readonly timeUs: number;
  readonly kind: number;
  readonly payload: number;
  readonly recording: number;
}

/**
 * How the events of a filter are found. `all`: every event, by time. `some`: only those of these kinds and these payloads, each of which has
 * its own index by time. `scan`: too many of them to visit one by one, so matches are dense: events are looked at by time.
 */
export interface Sources {
  readonly plan: 'all' | 'some' | 'scan';
  readonly kinds: readonly number[];
  readonly payloads: readonly number[];
  /** Every event that a source yields must also pass this. */
  readonly passes: (key: EventKey) => boolean;
  /** Which kinds can occur at all: what counts by kind may be summed over when no payload decides. */
  readonly kindsAllowed: ReadonlyMap<number, Kind>;
  /** True when kinds alone decide, so that counts by kind are exact. */
  readonly isByKind: boolean;
}

/** Visiting more indexes than this for one page costs more than looking at events one by one, which then match often. */
const SOURCES_MAX = 200;
const TRIGRAM_CHARS = 3;

export function findSources(db: ReadableDb, filter: EventFilter): Sources {
  const kinds = listKinds(db);
  const allowed = new Map(kinds.filter((kind) => matchesKind(filter, kind)).map((kind) => [kind.id, kind]));
  const inRecording = (key: EventKey): boolean => filter.recording === undefined || key.recording === filter.recording;
  const base = { kindsAllowed: allowed, payloads: [] as readonly number[] };
  if (filter.path === undefined && filter.text === undefined) {
    const isAll = allowed.size === kinds.length;
    const plan = isAll ? 'all' : allowed.size <= SOURCES_MAX ? 'some' : 'scan';
    return {
      ...base,
      plan,
      kinds: isAll ? [] : [...allowed.keys()],
      isByKind: true,
      passes: (key) => allowed.has(key.kind) && inRecording(key),
    };
  }
  const paths = new PathTexts(db);
  const { path, text } = filter;
  const said = new Set(text === undefined ? [] : [...allowed.values()].filter((kind) => containsText(kind, text)).map(({ id }) => id));
  const passes = (key: EventKey): boolean =>
    allowed.has(key.kind) &&
    inRecording(key) &&
    (path === undefined || paths.includes(key.payload, path)) &&
    (text === undefined || said.has(key.kind) || paths.includes(key.payload, text));
  // A path's part decides alone; a free text may also be in the kind.
  const payloads = payloadsWithPath(db, path ?? text ?? '', SOURCES_MAX + 1);
  const kindSources = path === undefined ? [...said] : [];
  const isFew = payloads.length + kindSources.length <= SOURCES_MAX;
  return {
    ...base,
    plan: isFew ? 'some' : 'scan',
    kinds: isFew ? kindSources : [],
    payloads: isFew ? payloads : [],
    isByKind: false,
    passes,
  };
}

/** Payloads whose path contains the part, at most `limit` of them. */
function payloadsWithPath(db: ReadableDb, part: string, limit: number): number[] {
  const like = `%${part.replace(/[\\%_]/g, '\\$&')}%`;
  if (part.length < TRIGRAM_CHARS) return db.prepare<[string, number], number>(BY_LIKE_SQL).pluck().all(like, limit);
  const phrase = `"${part.replaceAll('"', '""')}"`; // one phrase of trigrams: the part itself
  return db.prepare<[string, number, string, number], number>(BY_SEARCH_SQL).pluck().all(phrase, indexReach(db).text, like, limit);
}

const BY_LIKE_SQL = "SELECT id FROM payloads WHERE path IN (SELECT id FROM texts WHERE value LIKE ? ESCAPE '\\') LIMIT ?";
/** Texts behind the reach of the search table are few and looked at one by one. */
export const BY_SEARCH_SQL = `SELECT id FROM payloads INDEXED BY payloads_by_path WHERE path IN (
  SELECT rowid FROM text_search WHERE text_search MATCH ?
  UNION ALL SELECT id FROM texts WHERE id > ? AND value LIKE ? ESCAPE '\\') LIMIT ?`;

/** Looks at the paths of payloads as they come, each once a query. */
class PathTexts {
  readonly #find;
  readonly #known = new Map<string, boolean>();

  constructor(db: ReadableDb) {
    this.#find = db.prepare<[number], string>('SELECT t.value FROM payloads p JOIN texts t ON t.id = p.path WHERE p.id = ?').pluck();
  }

  includes(payload: number, part: string): boolean {
    const key = `${payload} ${part}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const path = this.#find.get(payload);
    const is = path !== undefined && includes(path, part);
    this.#known.set(key, is);
    return is;
  }
}
