import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runBpio, runJson } from './run-bpio.ts';

const sim = `--sim=${join(import.meta.dirname, '../fixtures/three-refusers.json')}`;
const path = 'D:\\Games\\pak0.bin';

test('bpio query --probe lists every refuser in stack order and says that the list is complete', async () => {
  const { code, out } = await runBpio(['query', '--probe', sim, path]);
  expect(code).toBe(2);
  expect(out.match(/^ {2}\d\. .*$/gm)).toEqual([
    '  1. Guard.sys refuses this file',
    '  2. Sync.sys refuses this file',
    '  3. Vault.sys refuses this file',
    '  4. ntfs.sys refuses this file',
  ]);
  expect(out).toContain('seen: probe driver');
  expect(out).toContain('Every layer was asked through the probe driver: the list is complete.');
});

test('its JSON: complete is true, each cause has the evidence probe', async () => {
  interface Data {
    readonly results: readonly {
      readonly complete: boolean;
      readonly causes: readonly { readonly evidence: string }[];
      readonly probe: unknown;
    }[];
  }
  const { data } = await runJson<Data>(['query', '--probe', sim, path]);
  expect(data.results[0]).toMatchObject({ complete: true, probe: { used: true, failure: null } });
  expect(data.results[0]?.causes.map(({ evidence }) => evidence)).toEqual(['probe', 'probe', 'probe', 'probe']);
});

test('bpio probe status, install and remove say what is so', async () => {
  expect(await runBpio(['probe', 'status', sim])).toMatchObject({ code: 0, out: expect.stringContaining('installed and not loaded') });
  const installed = await runBpio(['probe', 'install', sim]);
  expect(installed).toMatchObject({ code: 0, out: expect.stringContaining('It watches 1 volume: \\Device\\HarddiskVolume1.') });
  expect(installed.out).toContain('`bpio probe remove` takes it away again.');
  expect(await runBpio(['probe', 'remove', sim])).toMatchObject({ code: 0, out: expect.stringContaining('installed and not loaded') });
});

test('at a terminal the installation is typed out, or does not happen', async () => {
  expect(await runBpio(['probe', 'install', sim], 'no')).toMatchObject({
    code: 6,
    note: expect.stringContaining('not confirmed; nothing was changed'),
  });
  expect(await runBpio(['probe', 'install', sim], 'install')).toMatchObject({ code: 0 });
  expect((await runBpio(['probe', 'install', '--yes', sim], 'never asked')).note).toBe('');
});

test.each([[[]], [['reinstall']], [['status', 'now']]])('bpio probe %j is a bad argument', async (words) => {
  const { code, note } = await runBpio(['probe', ...words, sim]);
  expect(code).toBe(6);
  expect(note).toContain('probe takes one of status, install, remove');
});
