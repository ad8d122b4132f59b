import { expect, test } from 'vitest';
import { clockText, microsText } from '../../main/domain/micros.ts';
import { sentenceOnUse } from '../../main/domain/use-sentence.ts';

const clock = (timeUs: number): string => `at ${timeUs}`.slice(3);
const used = (mount: string, highest: number, firstUs: number, lastUs: number) => ({ mount, samples: 9, highest, firstUs, lastUs });
const unused = (mount: string) => ({ mount, samples: 9, highest: 0, firstUs: null, lastUs: null });
const COARSE = 'volumes were asked every 1 s, so a shorter use can be missed and "not seen" is not "not used".';

test.each([
  [[], 'Whether BypassIO was in use is not known: no volume answered when it was asked every 1 s.'],
  [[unused('C:')], `BypassIO was not seen in use on C:; ${COARSE}`],
  [[used('D:', 1, 5, 5)], `BypassIO was seen in use on D: at 5, at most 1 file at a time; ${COARSE}`],
  [
    [unused('C:'), used('D:', 3, 5, 9), used('E:', 1, 6, 7)],
    `BypassIO was seen in use on D: from 5 to 9, at most 3 files at a time; on E: from 6 to 7, at most 1 file at a time; not seen on C:; ${COARSE}`,
  ],
])('%j', (volumes, sentence) => {
  expect(sentenceOnUse(volumes, 1_000, clock)).toBe(sentence);
});

test('samples that are not whole seconds are said in milliseconds', () => {
  expect(sentenceOnUse([unused('C:')], 250, clock)).toContain('every 250 ms');
});

test('microseconds keep all six digits, and the time of day is that of this zone', () => {
  expect(microsText(1_795_161_600_000_007)).toBe('2026-11-20T08:00:00.000007Z');
  const date = new Date(2026, 10, 20, 7, 5, 9);
  expect(clockText(date.getTime() * 1_000)).toBe('07:05:09');
});
