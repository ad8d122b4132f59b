import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importFile } from '../../main/service/import.ts';
import { FIXTURES, fixtures } from './fixtures.ts';

test.each(Object.entries(fixtures))('%s is what its writer makes (node test/etw/write-fixtures.ts writes it anew)', (name, make) => {
  expect(readFileSync(join(FIXTURES, name)).equals(make())).toBe(true);
});

test('nothing else lies among the fixtures', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(Object.keys(fixtures).sort());
});

test.each([
  ['vetoes.etl', 6, []],
  ['vetoes-32-bit.etl', 6, []],
  ['vetoes-compressed.etl', 6, []],
  ['not-stopped.etl', 6, ['notClosed']],
  ['cut-off.etl', 5, ['cutOff']],
  ['system-log.evtx', 2, []],
])('%s: %i vetoes, and warnings for nothing but what is wrong with it', async (name, vetoes, kinds) => {
  const imported = await importFile(join(FIXTURES, name));
  if (!imported.ok) throw new Error('expected evidence');
  const { vetoCount, warnings, results } = imported.value;
  expect(vetoCount).toBe(vetoes);
  expect(results.length).toBe(vetoes);
  expect(warnings.map(({ kind }) => kind).filter((kind) => kind !== 'lost' && kind !== 'notSupported')).toEqual(kinds);
});
