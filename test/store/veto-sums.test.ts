import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VetoSums } from '../../main/domain/veto-sums.ts';
import { sumVetoes } from '../../main/store/veto-sums.ts';
import { newRecording, OpenDb, randomSamples, type Sample, TestFolder, writeSamples } from './sample-events.ts';

const VETO = 12;
let folder: TestFolder;
let opened: OpenDb;
beforeEach(() => {
  folder = new TestFolder();
  opened = new OpenDb(folder.database);
});
afterEach(() => {
  opened[Symbol.dispose]();
  folder[Symbol.dispose]();
});

function sums(limit = 1_000, pathsMaxCount?: number): { readonly steps: number[]; readonly value: VetoSums } {
  const summing = sumVetoes(opened.db, VETO, limit, pathsMaxCount);
  const steps: number[] = [];
  for (;;) {
    const step = summing.next();
    if (step.done === true) return { steps, value: step.value };
    steps.push(step.value);
  }
}

const write = (samples: readonly Sample[]): void => writeSamples(opened.db, newRecording(opened.db), samples);

test('sums by kind and by path are those of counting each event by hand', () => {
  const samples = randomSamples(3_000, 11);
  write(samples);
  const vetoes = samples.filter(({ eventId, own }) => eventId === VETO && own !== true);
  const { kinds, paths, pathCount, own } = sums().value;
  const byHand = new Map<string, number[]>();
  for (const { path, timeUs } of vetoes) byHand.set(path, [...(byHand.get(path) ?? []), timeUs]);
  expect(new Map(paths.map(({ path, ...rest }) => [path, [rest.vetoes, rest.firstUs, rest.lastUs]]))).toEqual(
    new Map([...byHand].map(([path, times]) => [path, [times.length, Math.min(...times), Math.max(...times)]])),
  );
  expect(pathCount).toBe(byHand.size);
  expect(kinds.reduce((sum, each) => sum + each.vetoes, 0)).toBe(vetoes.length);
  expect(own).toBe(samples.filter((sample) => sample.eventId === VETO && sample.own === true).length);
});

test('the paths with most vetoes come first, as many as are asked for, each with its filters', () => {
  const at = (path: string, filter: string, timeUs: number): Sample => ({ path, filter, timeUs, processName: 'a.exe', reason: 'r' });
  write([at('D:\\a', 'One', 3), at('D:\\b', 'One', 4), at('D:\\b', 'Two', 2), at('D:\\c', 'One', 1)]);
  const { paths, pathCount } = sums(2).value;
  expect([paths, pathCount]).toEqual([
    [
      { path: 'D:\\b', filters: ['One', 'Two'], vetoes: 2, firstUs: 2, lastUs: 4 },
      { path: 'D:\\c', filters: ['One'], vetoes: 1, firstUs: 1, lastUs: 1 },
    ],
    3,
  ]);
});

test('more different paths than are counted: what was counted is right, and it says that it is not all', () => {
  const samples = randomSamples(2_000, 5);
  write(samples);
  const { kinds, pathCount, pathsComplete } = sums(1_000, 10).value;
  expect([pathCount, pathsComplete, sums().value.pathsComplete]).toEqual([10, false, true]);
  expect(kinds).toEqual(sums().value.kinds);
});

test('gaps between numbers cost nothing, however wide somebody made them', () => {
  write(randomSamples(100, 3));
  opened.db.exec('UPDATE events SET seq = seq * 80000000000000'); // up to 8 * 10^15
  const { steps, value } = sums();
  expect(steps.length).toBeLessThanOrEqual(100);
  expect(steps.at(-1)).toBe(1);
  expect(value.kinds.reduce((sum, { vetoes }) => sum + vetoes, value.own)).toBe(
    opened.db.prepare('SELECT count(*) FROM events e JOIN kinds k ON k.id = e.kind WHERE k.event_id = 12').pluck().get(),
  );
});

test('nothing recorded: nothing summed', () => {
  expect(sums()).toEqual({ steps: [], value: { kinds: [], paths: [], pathCount: 0, pathsComplete: true, own: 0 } });
});
