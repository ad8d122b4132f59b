import { afterAll, describe, expect, test } from 'vitest';
import type { EventCursor, EventFilter } from '../../main/contract/events.ts';
import { BIN_WIDTHS_US } from '../../main/store/bins.ts';
import { countByKind, countByTime } from '../../main/store/event-counts.ts';
import { type Direction, keysSql, readPage, readSince, TAIL_SQL } from '../../main/store/event-pages.ts';
import { BY_SEARCH_SQL } from '../../main/store/event-sources.ts';
import { listRecordings } from '../../main/store/recordings.ts';
import { applyRetention, chooseRetention, listRemovals, usedBytes } from '../../main/store/retention.ts';
import { indexNew } from '../../main/store/search-index.ts';
import { newRecording, OpenDb, randomSamples, type Sample, writeSamples } from './sample-events.ts';

const COUNT = 3_000;
const samples = randomSamples(COUNT, 42);
const stored = samples.map((sample, index) => ({ ...sample, seq: index + 1 }));
type Stored = (typeof stored)[number];

/** Half of the events are in the search tables, half are not yet: as in the middle of a recording. */
function openFilled(): OpenDb {
  const opened = new OpenDb(':memory:');
  const recording = newRecording(opened.db);
  writeSamples(opened.db, recording, samples.slice(0, COUNT / 2));
  indexNew(opened.db);
  writeSamples(opened.db, recording, samples.slice(COUNT / 2));
  return opened;
}

/** Filled once for all that only read. */
const opened = openFilled();
afterAll(() => opened[Symbol.dispose]());

const has = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

/** The filter's meaning, said without any index. */
function matches(filter: EventFilter, sample: Sample): boolean {
  return (
    (filter.filters?.includes(sample.filter) ?? true) &&
    (filter.processes?.includes(sample.processName) ?? true) &&
    (filter.reasons?.includes(sample.reason) ?? true) &&
    (filter.operations?.includes(sample.operation ?? '') ?? true) &&
    (filter.eventIds?.includes(sample.eventId ?? 0) ?? true) &&
    (filter.ntstatuses?.some((status) => Number(status) === sample.ntstatus) ?? true) &&
    (filter.own === undefined || filter.own === sample.own) &&
    sample.timeUs >= (filter.fromUs ?? 0) &&
    sample.timeUs < (filter.toUs ?? Number.MAX_SAFE_INTEGER) &&
    (filter.path === undefined || has(sample.path, filter.path)) &&
    (filter.text === undefined ||
      [sample.path, sample.filter, sample.processName, sample.reason].some((text) => has(text, filter.text ?? '')))
  );
}

const FILTERS: readonly (readonly [string, EventFilter])[] = [
  ['everything', {}],
  ['one filter', { filters: ['CldFlt'] }],
  ['two filters and a process', { filters: ['CldFlt', 'Kryptowächter'], processes: ['game.exe'] }],
  ['own only', { own: true }],
  ['not own, queries', { own: false, operations: ['query'] }],
  ['a reason and a status', { reasons: ['Not on this layer'], ntstatuses: ['0xC00004D0'] }],
  ['loads', { eventIds: [6] }],
  ['a time', { fromUs: 1_020_000_000, toUs: 1_040_000_000 }],
  ['a filter in a time', { filters: ['WdFilter'], fromUs: 1_020_000_000 }],
  ['one file', { path: 'pak7.bin' }],
  ['part of a path in another case', { path: 'ÄRGER\\PAK1' }],
  ['a wildcard that is none', { path: '100%_' }],
  ['two letters', { path: 'r\\' }],
  ['a path and a process', { path: 'pak3', processes: ['launcher.exe'], own: false }],
  ['text in a filter', { text: 'wächter' }],
  ['text in a path or a reason', { text: 'layer' }],
  ['text anywhere with a filter', { text: 'title', filters: ['CldFlt'] }],
  ['nothing', { text: 'no such text' }],
  ['a filter that never was', { filters: ['Nobody'] }],
];

const newestFirst = (a: Stored, b: Stored): number => b.timeUs - a.timeUs || b.seq - a.seq;

describe.each(['older', 'newer'] as const)('going %s', (direction: Direction) => {
  test.each(FILTERS)('pages of %s, put together, are every match once and in order', (_, filter) => {
    const found: number[] = [];
    let from: EventCursor | null = null;
    do {
      const page = readPage(opened.db, filter, from, direction, 70);
      found.push(...page.rows.map(({ seq }) => seq));
      from = page.next;
    } while (from !== null);
    const expected = stored.filter((sample) => matches(filter, sample)).sort(newestFirst);
    expect(found).toEqual((direction === 'older' ? expected : expected.reverse()).map(({ seq }) => seq));
  });
});

test.each(FILTERS)('counts of %s by kind agree with the events', (_, filter) => {
  const { byKind, complete } = countByKind(opened.db, filter, Number.POSITIVE_INFINITY);
  const total = [...byKind.values()].reduce((sum, events) => sum + events, 0);
  const hasTime = filter.fromUs !== undefined || filter.toUs !== undefined;
  const expected = stored.filter((sample) => matches(filter, sample)).length;
  // A time range counts whole steps: the two at its edges may hold more.
  expect([complete, hasTime ? Math.abs(total - expected) < COUNT / 20 : total === expected]).toEqual([true, true]);
});

test.each(FILTERS)('steps of time of %s add up to the events in them', (_, filter) => {
  const { bins, widthUs, complete } = countByTime(
    opened.db,
    { ...filter, fromUs: 900_000_000, toUs: 1_200_000_000 },
    100,
    Number.POSITIVE_INFINITY,
  );
  const expected = new Map<number, number>();
  for (const sample of stored.filter((each) => matches({ ...filter, fromUs: 900_000_000, toUs: 1_200_000_000 }, each))) {
    const at = Math.floor(sample.timeUs / widthUs) * widthUs;
    expected.set(at, (expected.get(at) ?? 0) + 1);
  }
  const actual = new Map<number, number>();
  for (const { fromUs, events } of bins) actual.set(fromUs, (actual.get(fromUs) ?? 0) + events);
  expect(complete).toBe(true);
  expect([...actual].sort()).toEqual([...expected].sort());
});

test('the steps are as wide as they may be to show what was asked for', () => {
  const hour = { fromUs: 0, toUs: 3_600_000_000 };
  expect([10, 60, 61, 1_000_000].map((wanted) => countByTime(opened.db, hour, wanted).widthUs)).toEqual([
    60_000_000,
    60_000_000,
    10_000_000,
    BIN_WIDTHS_US[0],
  ]);
});

test('what was recorded since is read in the order it was delivered, whatever its times', () => {
  expect(readSince(opened.db, COUNT - 5, 3).map(({ seq }) => seq)).toEqual([COUNT - 4, COUNT - 3, COUNT - 2]);
});

const PLANS: readonly (readonly [string, string, string])[] = [
  ...(['older', 'newer'] as const).flatMap((direction) => [
    [`${direction} by time`, keysSql('time', direction), 'USING INDEX events_by_time'] as const,
    [`${direction} by kind`, keysSql('kind', direction), 'USING INDEX events_by_kind (kind=?'] as const,
    [`${direction} by payload`, keysSql('payload', direction), 'p USING PRIMARY KEY (payload=?'] as const,
  ]),
  ['events behind the search table', TAIL_SQL, 'USING INTEGER PRIMARY KEY (rowid>?)'],
  ['payloads of a path', BY_SEARCH_SQL, 'USING COVERING INDEX payloads_by_path (path=?)'],
  ['counts in a time', 'SELECT kind, events FROM bins WHERE level = 1 AND bin >= 1 AND bin < 2', 'USING PRIMARY KEY (level=? AND bin>?'],
  [
    'samples of a volume',
    'SELECT count FROM active_counts WHERE mount = ? AND time_us >= ? AND time_us < ?',
    'USING PRIMARY KEY (mount=? AND time_us>?',
  ],
];

test.each(PLANS)('%s: its plan uses its index and sorts nothing', (_, sql, index) => {
  const named = Object.fromEntries(['id', 'timeUs', 'seq', 'fromUs', 'toUs'].map((name) => [name, 0]));
  const bound = sql.includes('@') ? [named] : Array.from({ length: sql.split('?').length - 1 }, () => (sql === TAIL_SQL ? '[]' : 0));
  const plan = opened.db
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...bound)
    .map(({ detail }) => detail)
    .join('\n');
  expect(plan).toContain(index);
  expect(plan).not.toContain('TEMP B-TREE');
  expect(plan).not.toMatch(/SCAN (e|events|p)\b(?! USING)/);
});

test('without a choice nothing is ever removed', () => {
  using opened = openFilled();
  expect(applyRetention(opened.db, Number.MAX_SAFE_INTEGER)).toEqual([]);
  expect(listRecordings(opened.db)[0]).toMatchObject({ events: COUNT, removed: 0 });
});

/** Every count there is, beside the events it counts. */
function expectCountsToAgree(opened: OpenDb): void {
  const { db } = opened;
  const rows = (sql: string): unknown[] => db.prepare(sql).raw().all();
  expect(rows('SELECT recording, kind, count(*) FROM events GROUP BY 1, 2 ORDER BY 1, 2')).toEqual(
    rows('SELECT bin, kind, events FROM bins WHERE level = 0 ORDER BY 1, 2'),
  );
  for (const [index, widthUs] of BIN_WIDTHS_US.entries()) {
    expect(rows(`SELECT time_us / ${widthUs}, kind, count(*) FROM events GROUP BY 1, 2 ORDER BY 1, 2`)).toEqual(
      rows(`SELECT bin, kind, events FROM bins WHERE level = ${index + 1} ORDER BY 1, 2`),
    );
  }
  expect(db.prepare("INSERT INTO text_search (text_search) VALUES ('integrity-check')").run().changes).toBeGreaterThanOrEqual(0);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('foreign_key_check')).toEqual([]);
}

test('events older than the user wants go, with their share of every count, and the removal is written down', () => {
  using opened = openFilled();
  const day = 86_400_000_000;
  const cutUs = 1_030_000_000;
  chooseRetention(opened.db, { maxAgeDays: 1, maxBytes: null });
  const kept = stored.filter(({ timeUs }) => timeUs >= cutUs).length;
  expect(applyRetention(opened.db, cutUs + day)).toEqual([{ timeUs: cutUs + day, events: COUNT - kept, reason: 'older than 1 days' }]);
  expect(listRemovals(opened.db)).toHaveLength(1);
  expect(listRecordings(opened.db)[0]).toMatchObject({ events: COUNT, removed: COUNT - kept });
  expectCountsToAgree(opened);
});

test('events beyond the size the user wants go, oldest first, until the rest fits', () => {
  using opened = openFilled();
  const before = usedBytes(opened.db);
  chooseRetention(opened.db, { maxAgeDays: null, maxBytes: Math.floor(before * 0.6) });
  const [removal] = applyRetention(opened.db, 1);
  expect(removal?.events).toBeGreaterThan(0);
  expect(usedBytes(opened.db)).toBeLessThanOrEqual(before * 0.6);
  expectCountsToAgree(opened);
});
