import { describe, expect, test } from 'vitest';
import type { EventDetail, StoredEvent } from '../../main/contract/events.ts';
import type { Failure } from '../../main/contract/failure.ts';
import { endingText, lossesOf, lossText, spanText, vetoHeadline } from '../../main/contract/text/events.ts';
import { chipsOf, EVERYTHING, type EventChoice, filterOf, valueWords, withList } from '../../renderer/events/event-choice.ts';
import { percent } from '../../renderer/events/group-table.tsx';
import { pageText } from '../../renderer/events/save-events.ts';
import { recordedUs, wholeRange } from '../../renderer/events/use-recordings.ts';
import { formatRoute, parseRoute, type Route } from '../../renderer/route.ts';
import { lacksCaptureRights } from '../../renderer/text/capture.ts';
import { adviceOn, explainEvent, historyEvents } from '../../renderer/text/event-explanation.ts';
import { eventWords, shownCountText } from '../../renderer/text/events.ts';
import { choiceOf, limitsText } from '../../renderer/text/retention.ts';
import { bitLocker, stack } from './samples.ts';

const veto: StoredEvent = {
  seq: 7,
  timeUs: 1_763_625_600_123_456,
  time: '2025-11-20T08:00:00.123456Z',
  eventId: 12,
  processId: 4242,
  threadId: 8,
  processName: 'game.exe',
  path: 'D:\\Games\\pak0.bin',
  operation: 'enable',
  filter: 'VaultFlt',
  reason: 'Encrypted file not supported',
  ntstatus: '0xC00004C9',
  ntstatusName: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION',
  own: false,
};
const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

test.each([
  [0, 'less than a second'],
  [900_000, 'less than a second'],
  [SECOND, '1 second'],
  [59 * SECOND, '59 seconds'],
  [MINUTE, '1 minute'],
  [90 * SECOND, '90 seconds'],
  [3 * MINUTE, '3 minutes'],
  [90 * MINUTE, '90 minutes'],
  [125 * MINUTE, '2 hours'],
  [3 * 24 * 60 * MINUTE, '3 days'],
])('%d microseconds are %s', (us, text) => {
  expect(spanText(us)).toBe(text);
});

describe('the headline', () => {
  const counts = (...byFilter: [string | null, number][]) => ({
    byFilter: byFilter.map(([value, events]) => ({ value, events })),
    own: 0,
    events: 0,
    complete: true,
  });
  const ended = { us: 3 * MINUTE, recordings: 1, isRunning: false };
  test.each([
    [counts(['VaultFlt', 12]), ended, false, '12 vetoes in 3 minutes, all by VaultFlt'],
    [counts(['VaultFlt', 1]), ended, false, '1 veto in 3 minutes, by VaultFlt'],
    [counts(['VaultFlt', 2]), ended, false, '2 vetoes in 3 minutes, both by VaultFlt'],
    [counts(['VaultFlt', 3000], ['ScanLite', 800]), ended, false, '3,800 vetoes in 3 minutes, most by VaultFlt'],
    [counts(['A', 2], ['B', 2], ['C', 1]), ended, false, '5 vetoes in 3 minutes, by 3 filters'],
    [counts([null, 3]), ended, false, '3 vetoes in 3 minutes, all by a filter without a name'],
    [counts(), ended, false, 'No veto in 3 minutes'],
    [counts(), { ...ended, isRunning: true }, false, 'No veto so far, in 3 minutes'],
    [counts(), ended, true, 'No veto seen in 3 minutes, but events were lost'],
    [counts(['VaultFlt', 12]), ended, true, 'At least 12 vetoes in 3 minutes, all by VaultFlt'],
    [{ ...counts(['VaultFlt', 12]), complete: false }, ended, false, 'At least 12 vetoes in 3 minutes, all by VaultFlt'],
    [counts(['VaultFlt', 12]), { ...ended, recordings: 4 }, false, '12 vetoes in 4 recordings, all by VaultFlt'],
  ])('%#', (vetoes, span, isLossy, sentence) => {
    expect(vetoHeadline(vetoes, span, isLossy)).toBe(sentence);
  });
});

test.each([
  [0, 0, 'nothing lost'],
  [1, 0, '1 event lost'],
  [0, 2, '2 buffers lost'],
  [1200, 1, '1,200 events and 1 buffer lost'],
])('%d events and %d buffers: %s', (lostEvents, lostBuffers, text) => {
  expect(lossText({ lostEvents, lostBuffers })).toBe(text);
});

test('losses of several recordings are added up', () => {
  expect(
    lossesOf([
      { lostEvents: 1, lostBuffers: 2 },
      { lostEvents: 10, lostBuffers: 20 },
    ]),
  ).toEqual({ lostEvents: 11, lostBuffers: 22 });
});

test.each([
  [{ loaded: 250, total: 3843, isLossy: false, isHeld: false }, '3,843 events'],
  [{ loaded: 250, total: 3843, isLossy: true, isHeld: false }, 'at least 3,843 events'],
  [{ loaded: 250, total: null, isLossy: false, isHeld: false }, '250 shown so far'],
  [{ loaded: 250, total: 300, isLossy: false, isHeld: true }, '300 events, newer ones held back'],
])('the table says how many there are: %o', (shown, text) => {
  expect(shownCountText(shown)).toBe(text);
});

test.each([
  [1, 'Filter unloaded'],
  [6, 'Filter loaded'],
  [11, 'Supported features'],
  [12, 'Veto'],
  [99, 'Event 99'],
])('event %d is called %s', (id, words) => {
  expect(eventWords(id)).toBe(words);
});

test('each ending of a recording is said; a running one has none', () => {
  expect((['stopped', 'interrupted', 'sessionEnded', 'storeFailed', null] as const).map(endingText)).toEqual([
    'stopped',
    'interrupted: the program ended before it could close it',
    'ended by another program',
    'ended: nothing more could be written',
    null,
  ]);
});

describe('what is shown', () => {
  const choice: EventChoice = {
    lists: { filter: ['VaultFlt', 'ScanLite'], eventId: ['12'] },
    path: 'pak',
    text: 'game',
    range: { fromUs: 1, toUs: 2 },
  };

  test('becomes the filter of the question', () => {
    expect(filterOf(choice, 3)).toEqual({
      recording: 3,
      fromUs: 1,
      toUs: 2,
      filters: ['VaultFlt', 'ScanLite'],
      eventIds: [12],
      path: 'pak',
      text: 'game',
    });
    expect(filterOf(EVERYTHING, 'all')).toEqual({});
  });

  test('is listed part by part, each with what remains without it', () => {
    const chips = chipsOf(choice);
    expect(chips.map(({ key }) => key)).toEqual(['range', 'filter', 'eventId', 'path', 'text']);
    expect(chips.map(({ text }) => text).slice(1)).toEqual(['Filter: VaultFlt, ScanLite', 'Event: Veto', 'Path with “pak”', 'With “game”']);
    expect(chips[1]?.without).toEqual({ ...choice, lists: { eventId: ['12'] } });
    expect(chipsOf(EVERYTHING)).toEqual([]);
  });

  test('a list without values lets its column go', () => {
    expect(withList(choice, 'filter', [])).toEqual({ ...choice, lists: { eventId: ['12'] } });
    expect(withList(EVERYTHING, 'process', ['a.exe']).lists).toEqual({ process: ['a.exe'] });
  });

  test('what an event does not have is called none', () => {
    expect([valueWords('process', null), valueWords('reason', ''), valueWords('eventId', '6')]).toEqual(['none', 'none', 'Filter loaded']);
  });

  test.each([
    [0, '0 %'],
    [0.0001, '<1 %'],
    [0.5, '50 %'],
    [1, '100 %'],
  ])('a share of %d is %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });
});

describe('one event explained', () => {
  const detail: EventDetail = {
    event: veto,
    version: 0,
    decoded: 'positional',
    fields: [{ name: 'DeviceName', value: 'VaultFlt' }],
    raw: '5600',
  };

  test('a veto: what it means, what was logged, the bytes', () => {
    const { mark, first, bytes } = explainEvent(veto, detail, null);
    expect(mark).toEqual({ kind: 'tone', tone: 'refused' });
    expect(first.title).toBe('VaultFlt refused enable');
    expect(first.lead).toBe('VaultFlt refused to let game.exe (4242) use BypassIO on D:\\Games\\pak0.bin.');
    expect(first.seen).toEqual([
      'FilterManager event 12 version 0',
      'Time 2025-11-20T08:00:00.123456Z',
      'Process game.exe (4242), thread 8',
      'Status 0xC00004C9 STATUS_NOT_SUPPORTED_WITH_ENCRYPTION',
      'Reason “Encrypted file not supported”',
      'DeviceName VaultFlt',
    ]);
    expect(bytes).toEqual({ hex: '5600', source: 'FilterManager event 12 version 0 · 2 bytes · fields by their place in a known layout' });
  });

  test('a veto of this program’s own query is quiet and says so', () => {
    const { mark, first } = explainEvent({ ...veto, operation: 'query', own: true }, null, null);
    expect(mark).toEqual({ kind: 'tone', tone: 'quiet' });
    expect(first.concluded).toEqual([
      'This program’s own query caused it.',
      'It was only a question: no read changed its way because of it.',
      'Filters below VaultFlt were not asked by this request.',
    ]);
  });

  test.each([
    [1, 'VaultFlt was unloaded'],
    [3, 'VaultFlt could not attach'],
    [6, 'VaultFlt was loaded'],
    [11, 'VaultFlt declared its features'],
    [40, 'Event 40 of VaultFlt'],
  ])('event %d: %s', (eventId, title) => {
    const { first, bytes } = explainEvent({ ...veto, eventId }, null, null);
    expect(first.title).toBe(title);
    expect(first.concluded).toEqual([]);
    expect(bytes).toBeUndefined();
  });

  test('what is missing is said, not left out', () => {
    const { first } = explainEvent({ ...veto, processName: null, path: null, reason: null, ntstatus: null }, null, null);
    expect(first.lead).toBe('VaultFlt refused to let process 4242 use BypassIO on a file without a name.');
  });

  test('remedies come from where the machine’s own stack met the same driver', () => {
    const stacks = [stack({ causes: [bitLocker] })];
    expect(adviceOn({ ...veto, filter: 'fvevol' }, stacks)?.id).toBe('bitlocker');
    expect(adviceOn(veto, stacks)).toBeNull();
    expect(adviceOn({ ...veto, filter: 'fvevol', eventId: 6 }, stacks)).toBeNull();
  });
});

test('the System log’s vetoes and filter events become one list, in the log’s order', () => {
  const past = {
    seq: 2,
    time: null,
    eventId: 12,
    processId: null,
    processName: null,
    path: '\\Device\\X',
    dosPath: 'D:\\x',
    operation: 'query',
  };
  const rows = historyEvents({
    vetoes: [{ ...past, filter: 'F', reason: null, ntstatus: '0xC00004C9', ntstatusName: null, own: false }],
    filterEvents: [
      {
        seq: 1,
        time: '2025-11-20T08:00:00.1234567Z',
        eventId: 6,
        version: 1,
        action: 'loaded',
        filter: 'F',
        driverVersion: null,
        status: null,
        statusName: null,
        altitudes: [],
        group: null,
        supportedFeatures: null,
        optedIn: null,
        detail: 'late',
      },
    ],
    unread: 0,
    more: false,
  });
  expect(rows.map(({ key, eventId, path, time, timeUs, reason }) => [key, eventId, path, time, timeUs, reason])).toEqual([
    ['past 1', 6, null, '2025-11-20T08:00:00.1234567Z', 1_763_625_600_123_000, 'late'],
    ['past 2', 12, 'D:\\x', '', 0, null],
  ]);
});

describe('what is kept', () => {
  test.each([
    ['30', '1024', { maxAgeDays: 30, maxBytes: 1_073_741_824 }],
    ['1', '1', { maxAgeDays: 1, maxBytes: 1_048_576 }],
    ['0', '1', null],
    ['1.5', '1', null],
    ['', '1', null],
    ['1', '-1', null],
    ['99999999', '1', null],
  ])('%s days and %s MB', (age, size, choice) => {
    expect(choiceOf({ age: { isOn: true, text: age }, size: { isOn: true, text: size } })).toEqual(choice);
  });

  test('what is off keeps everything, whatever stands in its field', () => {
    expect(choiceOf({ age: { isOn: false, text: 'x' }, size: { isOn: false, text: '' } })).toEqual({ maxAgeDays: null, maxBytes: null });
  });

  test('a stored choice comes back as it was', () => {
    const stored = { maxAgeDays: 90, maxBytes: 5 * 1_048_576 };
    expect(choiceOf(limitsText(stored))).toEqual(stored);
    expect(choiceOf(limitsText({ maxAgeDays: null, maxBytes: null }))).toEqual({ maxAgeDays: null, maxBytes: null });
  });
});

test('saved rows are the console’s: CSV quotes, JSON one event a line', () => {
  expect(pageText([{ ...veto, reason: 'a, b' }], 'csv', true)).toBe(
    '7,2025-11-20T08:00:00.123456Z,12,4242,game.exe,D:\\Games\\pak0.bin,enable,VaultFlt,"a, b",0xC00004C9,STATUS_NOT_SUPPORTED_WITH_ENCRYPTION,false\r\n',
  );
  expect(JSON.parse(`[${pageText([veto], 'json', true)}${pageText([veto, veto], 'json', false)}]`)).toEqual([veto, veto, veto]);
});

test('recorded time leaves gaps out; the axis does not; a running recording reaches until now', () => {
  const recordings = [
    { startedUs: 100, endedUs: null },
    { startedUs: 10, endedUs: 30 },
  ];
  expect(recordedUs(recordings, 150)).toBe(70);
  expect(wholeRange(recordings, 150)).toEqual({ fromUs: 10, toUs: 150 });
});

test.each<[Route, string]>([
  [{ page: 'events', source: null }, '#events/'],
  [{ page: 'events', source: 'all' }, '#events/all'],
  [{ page: 'events', source: 'log' }, '#events/log'],
  [{ page: 'events', source: 12 }, '#events/12'],
])('the address keeps which recording is shown: %o', (route, hash) => {
  expect(formatRoute(route)).toBe(hash);
  expect(parseRoute(hash)).toEqual(route);
});

test('an address that names no recording shows the newest', () => {
  expect(parseRoute('#events/12x')).toEqual({ page: 'events', source: null });
});

test.each<[Failure, boolean]>([
  [{ kind: 'win32', call: 'StartTraceW', code: 5 }, true],
  [{ kind: 'notElevated', call: 'StartTraceW', detail: '' }, true],
  [{ kind: 'win32', call: 'StartTraceW', code: 1450 }, false],
  [{ kind: 'refused', call: 'capture', detail: 'events are being recorded already' }, false],
])('%o lacks rights: %s', (failure, lacks) => {
  expect(lacksCaptureRights(failure)).toBe(lacks);
});
