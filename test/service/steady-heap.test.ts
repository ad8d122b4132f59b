import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const youngBytes = (mode: string): number => {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'heap-churn.ts'), mode], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr, { cause: child.error });
  return Number(child.stdout);
};

test('the young generation stays small while many short-lived objects are made, and would not have', () => {
  const [steady, free] = [youngBytes('steady'), youngBytes('free')];
  expect(steady).toBeGreaterThan(0);
  expect(steady).toBeLessThan(free / 4);
});
