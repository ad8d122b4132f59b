import { describe, expect, test } from 'vitest';
import { CHANGE_KINDS } from '../../main/contract/case-words.ts';
import { formatBytes } from '../../main/contract/numbers.ts';
import type { HistoryTimeline } from '../../main/contract/snapshot.ts';
import { whyOf } from '../../main/contract/text/changes.ts';
import { diffSnapshots } from '../../main/domain/diff/diff.ts';
import type { Compared } from '../../renderer/history/explain-history.ts';
import { explainKey, firstKey } from '../../renderer/history/explain-key.ts';
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
import { historyReport } from '../../renderer/history/history-report.ts';
import { byPlace, CHANGE_WORDS, everyWords, headline, scheduleCost, whereOf } from '../../renderer/history/history-words.ts';
import { chosenOf, held, newestPair, pairUntil, withToggled } from '../../renderer/history/pair.ts';
import { scheduleOf } from '../../renderer/history/schedule-draft.ts';
import { formatRoute, parseRoute, type Route } from '../../renderer/route.ts';
import { explanationText } from '../../renderer/text/explain.ts';
import { dayTime } from '../../renderer/text/time.ts';
import { blockedVolume, DAY_MS, entry, fullVolume, HOUR_MS, MINUTE_MS, NOON_MS, snapshot, verdictsOf, volume } from './history-samples.ts';
import { below, filter } from './samples.ts';

const before = snapshot(entry(1, NOON_MS - DAY_MS, { name: 'Before the update' }), [fullVolume('D:'), fullVolume('E:')]);
const after = snapshot(entry(2, NOON_MS - MINUTE_MS), [blockedVolume('D:'), fullVolume('E:')]);
const diff = diffSnapshots(before, after);
const compared: Compared = { diff, before: before.content, after: after.content };

describe('the sentence', () => {
  test('of the newest two says since when, what went from what to what, and why', () => {
    expect(headline(diff, true, NOON_MS)).toBe(
      'Since yesterday D: went from full to blocked: filter OldGuard.sys 3.1 → 3.2 no longer opts in (0xF → 0x7)',
    );
  });

  test('of any other two says no since', () => {
    expect(headline(diff, false, NOON_MS)).toMatch(/^D: went from full to blocked: filter OldGuard\.sys/);
  });

  test('of the same day says the time', () => {
    const today = diffSnapshots({ ...before, entry: entry(1, NOON_MS - 2 * HOUR_MS) }, after);
    expect(headline(today, true, NOON_MS)).toMatch(/^Since 10:00 D: went/);
  });

  test('of several with one reason tells it once; a file is called by its name', () => {
    const twice = diff.verdicts.flatMap((change) => [
      change,
      {
        ...change,
        targetKind: 'path' as const,
        target: 'D:\\Games\\pak0.bin',
        sentence: change.sentence.replace('D:', 'D:\\Games\\pak0.bin'),
      },
    ]);
    expect(headline({ ...diff, verdicts: twice }, false, NOON_MS)).toMatch(
      /^D: and pak0\.bin went from full to blocked: filter OldGuard\.sys 3\.1/,
    );
  });

  test('counts several, and names the first of them', () => {
    const mounts = ['D:', 'E:', 'F:', 'G:', 'H:'];
    const many = diffSnapshots(
      snapshot(
        entry(1, NOON_MS - 9 * DAY_MS),
        mounts.map((mount) => (mount === 'E:' ? blockedVolume(mount) : fullVolume(mount))),
      ),
      snapshot(
        entry(2, NOON_MS),
        mounts.map((mount) => (mount === 'E:' ? fullVolume(mount) : blockedVolume(mount))),
      ),
    );
    expect(headline(many, true, NOON_MS)).toBe(
      'Since 2026-11-11 5 verdicts changed: D: full → blocked, E: blocked → full, F: full → blocked and 2 others',
    );
  });

  test('of a change without a verdict says that no verdict changed', () => {
    const updated = volume('D:', { verdict: 'full', filters: [{ ...filter('OldGuard', '321000', 0xf, 'passed'), version: '3.3' }] });
    const other = diffSnapshots(before, snapshot(entry(2, NOON_MS), [updated, fullVolume('E:')]));
    expect(headline(other, true, NOON_MS)).toBe('Since yesterday no verdict changed, 1 other thing did');
    expect(headline(other, false, NOON_MS)).toBe('No verdict changed, 1 other thing did');
  });

  test('of no change says so, and does not claim more than both know', () => {
    const same = diffSnapshots(before, { ...before, entry: { ...before.entry, id: 2, takenUs: NOON_MS * 1_000 } });
    expect(headline(same, true, NOON_MS)).toBe('Nothing changed between the last two snapshots');
    expect(headline(same, false, NOON_MS)).toBe('Nothing changed between these two snapshots');
    const edition = { state: 'notElevated', call: 'RegGetValueW' } as const;
    const less = diffSnapshots(before, { entry: { ...before.entry, id: 2 }, content: { ...before.content, edition } });
    expect(headline(less, true, NOON_MS)).toBe('Nothing that both know changed between the last two snapshots');
  });

  test('of two machines names both', () => {
    const two = diffSnapshots(before, { ...after, entry: { ...after.entry, machine: 'DESK-7' } });
    expect(headline(two, false, NOON_MS)).toContain('GAME-RIG, DESK-7');
  });

  test('a reason that does not begin with the verdict is told whole', () => {
    const [change] = diff.verdicts;
    expect(change && whyOf(change)).toBe('filter OldGuard.sys 3.1 → 3.2 no longer opts in (0xF → 0x7)');
    expect(change && whyOf({ ...change, sentence: 'nobody knows' })).toBe('nobody knows');
  });
});

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

describe('what is said about a change', () => {
  const context = { compared, snapshots: held('store', [after.entry, before.entry]), snapshot: after, items: [] };
  const said = (key: string): string => {
    const explanation = explainKey(key, context);
    return explanation === null ? '' : explanationText(explanation);
  };

  test('a verdict that changed: both verdicts with their times, the reason, and what helps against what is in the way now', () => {
    expect(firstKey(compared)).toBe('verdict 0');
    const text = said('verdict 0');
    expect(text).toContain('D: went from full to blocked');
    expect(text).toContain('Filter OldGuard.sys 3.1 → 3.2 no longer opts in (0xF → 0x7).');
    expect(text).toMatch(/Full 2026-11-19 12:00:00[\s\S]*Blocked 2026-11-20 11:59:00/);
    expect(text).toContain('That the one led to the other is concluded');
    expect(text).toContain('1. Install the vendor’s current version.');
  });

  test('the change that explains it: what such a change means, before and after, and the filter’s own facts', () => {
    const text = said('because 0 0');
    expect(text).toContain('Bit 0x8 of SupportedFeatures is the opt-in to BypassIO.');
    expect(text).toMatch(/Before: 0xF[\s\S]*After: 0x7/);
    expect(text).toContain('SupportedFeatures 0x00000007 (0x8 clear)');
    expect(text).toContain('1. Install the vendor’s current version.');
  });

  test('a verdict that the two do not explain claims no cause', () => {
    const silent = volume('D:', { verdict: 'blocked', filters: [{ ...filter('OldGuard', '321000', 0xf, 'passed'), version: '3.1' }] });
    const other = snapshot(after.entry, [silent, fullVolume('E:')]);
    const unexplained = diffSnapshots(before, other);
    expect(unexplained.verdicts[0]?.explanation).toEqual([]);
    const explanation = explainKey('verdict 0', {
      ...context,
      compared: { diff: unexplained, before: before.content, after: other.content },
    });
    expect(explanation?.first.concluded[0]).toBe('The two snapshots do not show why. Nothing is claimed as its cause.');
  });

  test('a filter that is gone is shown as it was, without a judgement', () => {
    const bare = snapshot(after.entry, [volume('D:', { verdict: 'full', filters: [] }), fullVolume('E:')]);
    const gone = diffSnapshots(before, bare);
    const explanation = explainKey('change 0', { ...context, compared: { diff: gone, before: before.content, after: bare.content } });
    expect(explanation?.mark).toBeNull();
    expect(explanation?.first.title).toMatch(/^Filter OldGuard\.sys 3\.1 at altitude 321000, .* is gone$/);
    expect(explanation?.first.seen).toContain('After: not there');
    expect(explanation?.first.seen).toContain('Altitude 321000');
  });

  test('what one of the two does not know is said to be neither the same nor another', () => {
    const edition = { state: 'notElevated', call: 'RegGetValueW' } as const;
    const less = diffSnapshots(before, { entry: after.entry, content: { ...before.content, edition } });
    const explanation = explainKey('unknown 0', { ...context, compared: { diff: less, before: null, after: null } });
    expect(explanation?.first.title).toBe('Edition of Windows could not be compared');
    expect(explanation?.first.lead).toBe('The second does not know: needs administrator rights (RegGetValueW).');
  });

  test('a snapshot lists what it knows and why it does not know the rest; its worst verdict marks it', () => {
    const edition = { state: 'failed', failure: { kind: 'win32', call: 'RegGetValueW', code: 2 } } as const;
    const explanation = explainKey('snapshot store-2', { ...context, snapshot: { ...after, content: { ...after.content, edition } } });
    expect(explanation?.mark).toEqual({ kind: 'verdict', verdict: 'blocked' });
    expect(explanation?.unknown).toEqual(['Edition of Windows: RegGetValueW: error 2']);
    expect(explanation?.first.seen).toContain('D: NTFS: Blocked, 1 filter');
    const other = explainKey('snapshot store-1', context);
    expect(other?.first.title).toBe('Before the update');
    expect(other?.first.seen).toContain('D: Full, E: Full');
  });

  test('names from another machine can hide nothing and pose as nothing', () => {
    const hostile = snapshot({ ...after.entry, name: 'a\u202Eb\u0007' }, [fullVolume('D:')]);
    const explanation = explainKey('snapshot store-2', { ...context, snapshots: held('store', [hostile.entry]), snapshot: hostile });
    expect(explanation?.first.title).toBe('a\\u202eb\\u0007');
  });

  test.each(['verdict 7', 'because 0 9', 'change 99', 'noise 0', 'unknown 3', 'snapshot store-77', 'mark 4', 'recording 1', ''])(
    'there is nothing to say about %o',
    (key) => {
      expect(explainKey(key, context)).toBeNull();
    },
  );

  test('every kind of change has a name and a meaning', () => {
    expect(CHANGE_KINDS.filter((kind) => CHANGE_WORDS[kind].label === '' || !CHANGE_WORDS[kind].meaning.endsWith('.'))).toEqual([]);
  });
});

test('changes stand by place: volumes, then what is on several, then the machine', () => {
  const change = { subject: '', before: null, after: null, sentence: '' };
  const changes = [
    { ...change, kind: 'os' as const, mount: null },
    { ...change, kind: 'filterVersion' as const, mount: null },
    { ...change, kind: 'filterAdded' as const, mount: 'E:' },
    { ...change, kind: 'volumeFact' as const, mount: 'C:' },
  ];
  expect(changes.toSorted(byPlace).map(whereOf)).toEqual(['C:', 'E:', 'Several', 'Machine']);
});

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

test('the report holds what the console prints as JSON, and in words the verdicts before everything else', () => {
  const report = historyReport(diff, []);
  expect(report).toMatchObject({ command: 'diff', data: { ...diff, warnings: [] }, machine: { name: 'GAME-RIG', elevated: true } });
  expect(historyReport(diff, ['Changed.']).lines[0]).toBe('Changed.');
  const lines = report.lines.join('\n');
  expect(lines).toMatch(/From Before the update, 2026-11-19 12:00:00 \S+, GAME-RIG/);
  expect(lines).toContain('  D: full → blocked: filter OldGuard.sys 3.1 → 3.2 no longer opts in (0xF → 0x7)');
});

test.each([
  [0, 'today 12:00'],
  [-HOUR_MS, 'today 11:00'],
  [-DAY_MS, 'yesterday 12:00'],
  [-6 * DAY_MS, '2026-11-14 12:00'],
])('%d ms from now is %s', (ms, words) => {
  expect(dayTime(NOON_MS + ms, NOON_MS)).toBe(words);
});

test('a storage driver below is found by a change of its version, on whichever volume it stands', () => {
  const [driver] = [below('storage', 'stornvme.sys', 'passed')];
  const withDriver = (id: number) =>
    snapshot(entry(id, NOON_MS), [volume('D:', { verdict: 'full', below: driver === undefined ? [] : [driver] })]);
  const change = {
    kind: 'driverVersion' as const,
    mount: null,
    subject: 'stornvme.sys',
    before: '1',
    after: '2',
    sentence: 'driver stornvme.sys 1 → 2',
  };
  const content = withDriver(1).content;
  const explanation = explainKey('change 0', {
    compared: { diff: { ...diff, verdicts: [], changes: [change] }, before: content, after: content },
    snapshots: [],
    snapshot: null,
    items: [],
  });
  expect(explanation?.about).toBe('Driver version, machine');
  expect(explanation?.first.title).toBe('Driver stornvme.sys 1 → 2');
});
