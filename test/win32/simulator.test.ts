import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Scenario } from '../../main/contract/scenario.ts';
import { bind, type Libraries, simulatedLibraries } from '../../main/win32/library.ts';
import { openSystem } from '../../main/win32/system.ts';

test('the scenario that ships is valid and has every default written out, since it is read without the schema', () => {
  const shipped: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../main/win32/scenarios/demo.json'), 'utf8'));
  expect(Scenario.parse(shipped)).toEqual(shipped);
});

test('a library that lacks an export is a failure that names it', () => {
  const bound = bind(simulatedLibraries(), 'kernel32', { NoSuchFunction: 'int32_t NoSuchFunction(void *handle)' });
  expect(bound).toMatchObject({ ok: false, error: { kind: 'library', call: 'NoSuchFunction', target: 'kernel32' } });
});

test('a library that is not there is a failure that names it, and the system does not start', () => {
  const libraries: Libraries = {
    simulated: false,
    load: (dll) => {
      const missing = { kind: 'library' as const, call: 'LoadLibrary', detail: 'not found', target: `${dll}.dll` };
      return dll === 'fltlib' ? { ok: false, error: missing } : simulatedLibraries().load(dll);
    },
  };
  expect(openSystem(libraries)).toEqual({
    ok: false,
    error: { kind: 'library', call: 'LoadLibrary', detail: 'not found', target: 'fltlib.dll' },
  });
});
