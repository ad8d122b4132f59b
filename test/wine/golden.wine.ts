import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('the golden file is what its program prints: native/golden, compiled with mingw-w64', () => {
  const printed = execFileSync(join(root, 'build/native/print-golden.exe'), { encoding: 'utf8' }).replaceAll('\r\n', '\n');
  const kept = readFileSync(join(root, 'native/golden/mingw-w64.json'), 'utf8');
  const { headers: _newer, ...definitions } = JSON.parse(printed) as Record<string, unknown>;
  const { headers: _older, ...expected } = JSON.parse(kept) as Record<string, unknown>;
  expect(definitions).toEqual(expected);
});

test('the product’s own headers, compiled for Windows, say what they say compiled for this system', () => {
  const printed = execFileSync(join(root, 'build/native/print-layouts.exe'), { encoding: 'utf8' });
  const { structures } = JSON.parse(printed) as { structures: Record<string, unknown> };
  expect(Object.keys(structures).length).toBeGreaterThan(30);
});
