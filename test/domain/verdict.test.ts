import { describe, expect, test } from 'vitest';
import type { Failure } from '../../main/contract/failure.ts';
import type { BypassIoAnswer } from '../../main/domain/bypass-io.ts';
import { fail, ok } from '../../main/domain/result.ts';
import { type Judgement, judge, type LayerOf, unanswered, worstFirst } from '../../main/domain/verdict.ts';

const COMPATIBLE = 0x8;
const ATTACH_BLOCKED = 0x4;
const STREAM_PAUSED = 0x2;
const VOLUME_PAUSED = 0x1;
const NO_OPT_IN = 0xc000_04d2;
const ENCRYPTION = 0xc000_04c9;
const COMPRESSION = 0xc000_04ca;

const layers: LayerOf = (driver) => ({ 'fvevol.sys': 'volume' as const, 'stornvme.sys': 'storage' as const })[driver] ?? null;

function answer(fields: Partial<BypassIoAnswer> = {}): BypassIoAnswer {
  return {
    outFlags: COMPATIBLE,
    opStatus: 0,
    failingDriver: null,
    failureReason: null,
    activeBypassIoCount: null,
    storageDriver: null,
    bytesReturned: 352,
    raw: new Uint8Array(352),
    ...fields,
  };
}

const pass = ok(answer());
const refused = (driver: string, opStatus: number, outFlags = COMPATIBLE) =>
  ok(answer({ opStatus, failingDriver: driver, failureReason: 'because', outFlags }));
const failed = (code: number) => fail({ kind: 'win32', call: 'DeviceIoControl', code } satisfies Failure);

/** Verdict, then each refusal as layer, driver and evidence. */
const short = ({ verdict, refusals }: Judgement): string =>
  [verdict, ...refusals.map(({ layer, driver, evidence }) => `${layer} ${driver ?? '?'} (${evidence})`)].join(': ');

describe('the table of two queries and their flags', () => {
  test.each([
    ['both pass, storage compatible', pass, pass, 'full'],
    ['filters pass, a volume driver refuses', pass, refused('fvevol.sys', ENCRYPTION), 'partial: volume fvevol.sys (query)'],
    ['filters pass, the storage driver refuses', pass, refused('stornvme.sys', 0xc000_00bb), 'partial: storage stornvme.sys (query)'],
    ['filters pass, an unknown driver refuses below', pass, refused('mystery.sys', 0xc000_04c8), 'partial: volume mystery.sys (query)'],
    ['filters pass, a refuser without a name', pass, ok(answer({ opStatus: 0xc000_00bb })), 'partial: volume ? (query)'],
    ['both pass, compatible bit missing', pass, ok(answer({ outFlags: 0 })), 'partial: storage ? (query)'],
    [
      'a filter refuses both',
      refused('VaultFlt.sys', ENCRYPTION),
      refused('VaultFlt.sys', ENCRYPTION),
      'blocked: filter VaultFlt.sys (query)',
    ],
    ['NTFS refuses both', refused('ntfs.sys', COMPRESSION), refused('NTFS.SYS', COMPRESSION), 'blocked: fileSystem ntfs.sys (query)'],
    ['only the filter-stack query is refused', refused('a.sys', ENCRYPTION), pass, 'blocked: filter a.sys (queryFilterStackOnly)'],
    [
      'no opt-in',
      refused('wof.sys', NO_OPT_IN, ATTACH_BLOCKED),
      refused('wof.sys', NO_OPT_IN, ATTACH_BLOCKED),
      'blocked: filter wof.sys (query)',
    ],
    ['attach blocked without a refusal', pass, ok(answer({ outFlags: COMPATIBLE | ATTACH_BLOCKED })), 'blocked: filter ? (query)'],
    ['volume stack paused', pass, ok(answer({ outFlags: COMPATIBLE | VOLUME_PAUSED })), 'paused: volume ? (query)'],
    ['stream paused', pass, ok(answer({ outFlags: COMPATIBLE | STREAM_PAUSED })), 'paused: fileSystem ? (query)'],
    [
      'paused, and a volume driver says why',
      pass,
      refused('volsnap.sys', 0xc000_04cf, COMPATIBLE | VOLUME_PAUSED),
      'paused: volume volsnap.sys (query)',
    ],
    [
      'a filter refuses while paused',
      refused('a.sys', ENCRYPTION),
      refused('a.sys', ENCRYPTION, VOLUME_PAUSED),
      'blocked: filter a.sys (query)',
    ],
    ['attach blocked and paused', pass, ok(answer({ outFlags: ATTACH_BLOCKED | VOLUME_PAUSED })), 'blocked: filter ? (query)'],
    ['an answer too short to hold a status', ok(answer({ opStatus: null })), ok(answer({ opStatus: null })), 'full'],
    ['the flag is not known here, the plain query passes', failed(87), pass, 'full'],
    ['the flag is not known here, a filter refuses', failed(87), refused('a.sys', ENCRYPTION), 'blocked: filter a.sys (query)'],
    [
      'the flag is not known here, a volume driver refuses',
      failed(87),
      refused('fvevol.sys', ENCRYPTION),
      'partial: volume fvevol.sys (query)',
    ],
  ])('%s', (_title, filterStack, whole, expected) => {
    expect(short(judge({ filterStack, whole }, layers))).toBe(expected);
  });
});

test.each([
  [1, 'notApplicable'],
  [50, 'notApplicable'],
  [5, 'unknown'],
  [87, 'unknown'],
  [122, 'unknown'],
  [1784, 'unknown'],
])('DeviceIoControl fails with %i: %s, and the failure is kept', (code, verdict) => {
  const judgement = judge({ filterStack: failed(code), whole: failed(code) }, layers);
  expect(judgement).toEqual({ verdict, refusals: [], outFlags: 0, failure: { kind: 'win32', call: 'DeviceIoControl', code } });
});

test('a file that cannot be opened is unknown even where its code is 1 or 50: nobody answered', () => {
  expect(unanswered({ kind: 'win32', call: 'CreateFileW', code: 50 }).verdict).toBe('unknown');
});

test('a success status above zero is no refusal', () => {
  expect(judge({ filterStack: ok(answer({ opStatus: 0x102 })), whole: ok(answer({ opStatus: 0x102 })) }, layers).verdict).toBe('full');
});

test('of several verdicts the worst is first; not applicable is no degree of bad', () => {
  const verdicts = ['full', 'notApplicable', 'unknown', 'partial', 'blocked', 'paused'] as const;
  expect(verdicts.toSorted(worstFirst)).toEqual(['unknown', 'blocked', 'paused', 'partial', 'notApplicable', 'full']);
});
