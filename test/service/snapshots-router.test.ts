import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SnapshotChange } from '../../main/contract/snapshot.ts';
import { createRouter } from '../../main/service/router.ts';
import { TestFolder } from '../store/sample-events.ts';
import { startMachine, type TestMachine } from './machine.ts';
import { foo, GAME, GOOD } from './snapshots.ts';

let folder: TestFolder;
let machine: TestMachine;
beforeEach(() => {
  folder = new TestFolder();
  machine = startMachine(GOOD);
});
afterEach(async () => {
  await machine.service.finish();
  machine[Symbol.dispose]();
  folder[Symbol.dispose]();
});

function connect() {
  const service = { ...machine.service, snapshots: () => machine.service.snapshots(folder.database) };
  return createRouterClient(createRouter(service, () => machine.recording(folder.database)));
}

async function restart(part: Parameters<typeof startMachine>[0]): Promise<void> {
  await machine.service.finish();
  machine[Symbol.dispose]();
  machine = startMachine(part);
}

test('a window takes snapshots, lists and compares them, sees them on the timeline, and removes one', async () => {
  await connect().snapshots.setSchedule({ everyMinutes: null, paths: [] });
  const first = await connect().snapshots.take({ name: 'before', paths: [GAME] });
  await restart({ ...GOOD, filters: [{ ...foo, version: '3.2.0.0', supportedFeatures: 7 }] });
  const { snapshots } = connect();
  const second = await snapshots.take({ paths: [GAME] });
  expect((await snapshots.list()).map(({ id, name }) => [id, name])).toEqual([
    [2, null],
    [1, 'before'],
  ]);
  expect(await snapshots.get({ id: 1 })).toEqual(first);
  const diff = await snapshots.diff({ before: { of: 'store', id: first.entry.id }, after: { of: 'store', id: second.entry.id } });
  expect(diff.verdicts[0]?.sentence).toBe('D: full → blocked: filter Foo.sys 3.1.0.0 → 3.2.0.0 no longer opts in (0xF → 0x7)');
  expect((await snapshots.timeline()).marks.map(({ kind }) => kind)).toEqual(['verdictChanged', 'driverChanged']);
  expect(await snapshots.remove({ id: 1 })).toBeNull();
  await expect(snapshots.get({ id: 1 })).rejects.toMatchObject({ code: 'FAILED', data: { kind: 'badRequest' } });
});

test('what a window follows: the list changes, and the schedule with the time of the next one', async () => {
  const { snapshots } = connect();
  await snapshots.setSchedule({ everyMinutes: null, paths: [] });
  const closing = new AbortController();
  const told: SnapshotChange[] = [];
  for await (const change of await snapshots.changes(undefined, { signal: closing.signal })) {
    told.push(change);
    if (told.length === 2) break;
    await snapshots.take({ paths: [] });
  }
  closing.abort();
  const [first, second] = told;
  expect(first).toMatchObject({ schedule: { everyMinutes: null, paths: [] }, nextUs: null, failure: null });
  expect(second?.version).toBeGreaterThan(first?.version ?? 0);
});

test('a snapshot of a case that is not open, a schedule that is too dense and a name that is too long are refused', async () => {
  const { snapshots } = connect();
  await snapshots.take({ paths: [] }).catch(() => undefined);
  await expect(snapshots.diff({ before: { of: 'case', id: 1 }, after: { of: 'store', id: 1 } })).rejects.toMatchObject({ code: 'FAILED' });
  await expect(snapshots.setSchedule({ everyMinutes: 1, paths: [] })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(snapshots.take({ name: 'x'.repeat(201), paths: [] })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});
