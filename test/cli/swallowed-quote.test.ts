import { expect, test } from 'vitest';
import { runBpio, runJson } from './run-bpio.ts';

test.each([
  ['E:"', 'E:\\'],
  ['D:\\Games\\Title"', 'D:\\Games\\Title\\'],
  ['\\\\?\\D:\\Games"', '\\\\?\\D:\\Games\\'],
])('%s, which Windows makes of "…\\", is asked as %s', async (given, path) => {
  const { data } = await runJson<{ results: unknown[] }>(['query', '--sim', given]);
  expect(data.results).toEqual([expect.objectContaining({ path })]);
});

test('words that the backslash took along are not guessed: the answer says what to type', async () => {
  const { code, note } = await runBpio(['query', '--sim', 'E:" --json']);
  expect([code, note.includes('Leave it out or double it: "E:\\\\"')]).toEqual([6, true]);
});

test('a name of another system may hold a quotation mark', async () => {
  const { code, note } = await runBpio(['import', 'my "best" trace.etl']);
  expect([code, note.includes('my "best" trace.etl')]).toEqual([5, true]);
});
