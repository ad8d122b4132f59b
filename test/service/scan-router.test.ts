import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRouter } from '../../main/service/router.ts';
import { gameVolume, startMachine, type TestMachine } from './machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpio-scan-router-'));
let machine: TestMachine;
beforeAll(() => {
  const files = Array.from({ length: 30 }, (_, index) => ({
    path: `\\Games\\${index}.pak`,
    size: index,
    attributes: index % 5 === 0 ? ['sparse' as const] : [],
  }));
  machine = startMachine({
    volumes: [
      { ...gameVolume, mount: 'C:' },
      { ...gameVolume, files },
    ],
  });
});
afterAll(() => {
  machine[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('a window starts a scan, follows it, and reads everything about it', async () => {
  const service = { ...machine.service, scans: () => machine.service.scans(join(folder, 'scans.db')) };
  const client = createRouterClient(createRouter(service, machine.recording));
  const { id: scan } = await client.scans.start({ roots: ['D:\\Games'] });
  const states: string[] = [];
  for await (const { state } of await client.scans.progress({ scan })) states.push(state);
  expect(states.at(-1)).toBe('finished');
  const { byCause, byVerdict } = await client.scans.result({ scan });
  const [cause] = byCause;
  expect([byVerdict.blocked.files, cause?.files]).toEqual([6, 6]);
  const { files, next } = await client.scans.files({ scan, select: { by: 'cause', key: cause?.key ?? '' }, limit: 4 });
  const rest = await client.scans.files({ scan, select: { by: 'cause', key: cause?.key ?? '' }, after: next, limit: 4 });
  expect([...files, ...rest.files].map(({ bytes }) => bytes)).toEqual([25, 20, 15, 10, 5, 0]);
  expect((await client.scans.files({ scan, select: { by: 'folder', path: 'D:\\Games' } })).files.length).toBe(30);
  expect((await client.scans.files({ scan, select: { by: 'fact', fact: 'sparse' } })).files.length).toBe(6);
  expect((await client.scans.files({ scan, select: { by: 'verdict', verdict: 'full' } })).files.length).toBe(24);
  expect((await client.scans.folders({ scan })).folders.map(({ path, files: count }) => [path, count])).toEqual([['D:\\Games', 30]]);
  let text = '';
  for await (const piece of await client.scans.export({ scan, format: 'json' })) text += piece;
  expect(JSON.parse(text).files.length).toBe(30);
  expect((await client.scans.list()).map(({ id, state }) => [id, state])).toEqual([[scan, 'finished']]);
  expect((await client.scans.compare({ before: scan, after: scan })).changes).toEqual([]);
  expect(await client.scans.errors({ scan })).toEqual([]);
  await client.scans.remove({ scan });
  await expect(client.scans.result({ scan })).rejects.toMatchObject({ code: 'FAILED', data: { kind: 'badRequest' } });
  expect((await client.games.list()).games).toEqual([]);
  await service.finish();
});
