import { describe, expect, test } from 'vitest';
import { CHANGE_KINDS } from '../../main/contract/case-words.ts';
import { whyOf } from '../../main/contract/text/changes.ts';
import { diffSnapshots } from '../../main/domain/diff/diff.ts';
import type { Compared } from '../../renderer/history/explain-history.ts';
import { explainKey, firstKey } from '../../renderer/history/explain-key.ts';
import { historyReport } from '../../renderer/history/history-report.ts';
import { byPlace, CHANGE_WORDS, headline, whereOf } from '../../renderer/history/history-words.ts';
import { held } from '../../renderer/history/pair.ts';
import { explanationText } from '../../renderer/text/explain.ts';
import { blockedVolume, DAY_MS, entry, fullVolume, HOUR_MS, MINUTE_MS, NOON_MS, snapshot, volume } from './history-samples.ts';
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

test('the report holds what the console prints as JSON, and in words the verdicts before everything else', () => {
  const report = historyReport(diff, []);
  expect(report).toMatchObject({ command: 'diff', data: { ...diff, warnings: [] }, machine: { name: 'GAME-RIG', elevated: true } });
  expect(historyReport(diff, ['Changed.']).lines[0]).toBe('Changed.');
  const lines = report.lines.join('\n');
  expect(lines).toMatch(/From Before the update, 2026-11-19 12:00:00 \S+, GAME-RIG/);
  expect(lines).toContain('  D: full → blocked: filter OldGuard.sys 3.1 → 3.2 no longer opts in (0xF → 0x7)');
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
