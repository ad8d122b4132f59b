import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Contract } from '../../main/contract/contract.ts';
import type { CaptureChange } from '../../main/contract/recordings.ts';
import { createRouter } from '../../main/service/router.ts';
import { channelOfPort } from '../../main/shell/electron/port-channel.ts';
import { createChannelServer } from '../../main/shell/rpc.ts';
import { StandInPort } from '../shell/electron-stand-in.ts';
import { TestFolder } from '../store/sample-events.ts';
import { gameVolume, startMachine, type TestMachine } from './machine.ts';

const veto = { path: 'D:\\Secret\\*', status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'Encrypted file not supported' };
const bugs: unknown[] = [];
let folder: TestFolder;
let machine: TestMachine;
let pair: MessageChannel;
let client: ContractRouterClient<Contract>;
const recording = () => made;
let made: ReturnType<TestMachine['recording']>;

beforeEach(() => {
  folder = new TestFolder();
  machine = startMachine({
    filters: [{ name: 'WdFilter', driver: 'WdFilter.sys', altitude: '328010', supportedFeatures: 15, volumes: ['D:'], vetoes: [veto] }],
    volumes: [{ ...gameVolume, files: [{ path: '\\Secret\\a.bin' }] }],
  });
  made = machine.recording(folder.database);
  pair = new MessageChannel();
  const port = new StandInPort(pair.port2);
  createChannelServer(createRouter(machine.service, recording), (bug) => bugs.push(bug))(channelOfPort(port));
  port.start();
  // Node's port is a web port, whose DOM type asks for more than oRPC uses.
  client = createORPCClient(new RPCLink({ port: pair.port1 as unknown as globalThis.MessagePort }));
  pair.port1.start();
});
afterEach(async () => {
  await (await made).finish();
  pair.port1.close();
  machine[Symbol.dispose]();
  folder[Symbol.dispose]();
  expect(bugs.splice(0)).toEqual([]);
});

function meetVeto(): void {
  const opened = machine.system.targets.open('D:\\Secret\\a.bin');
  if (!opened.ok) throw new Error('the file does not open');
  using target = opened.value;
  target.manage('query');
}

test('a window starts a capture, is told of changes, stops it, and pages through what came', async () => {
  const { notes } = await client.capture.start({ sampleMs: 1_000 });
  expect(notes).toEqual([]);
  const leaving = new AbortController();
  const changes: CaptureChange[] = [];
  const listening = (async () => {
    for await (const change of await client.capture.changes(undefined, { signal: leaving.signal })) {
      changes.push(change);
      if (change.ended !== null) return;
    }
  })();
  await expect.poll(() => changes.length).toBeGreaterThan(0);
  meetVeto();
  meetVeto();
  const summary = await client.capture.stop();
  expect(summary).toMatchObject({ problem: null, recording: { events: 2, ending: 'stopped', lostEvents: 0 } });
  await listening;
  leaving.abort();
  expect(changes.at(-1)).toMatchObject({ recording: null, lastSeq: 2, ended: { recording: { events: 2 } } });

  const first = await client.events.page({ limit: 1 });
  expect(first).toMatchObject({ events: [{ seq: 2, own: true, path: 'D:\\Secret\\a.bin' }], total: 2 });
  if (first.next === null) throw new Error('there is more');
  expect(await client.events.page({ limit: 1, from: first.next })).toMatchObject({ events: [{ seq: 1 }], next: null });
  expect(await client.events.since({ seq: 1, limit: 10 })).toMatchObject([{ seq: 2 }]);
  expect(await client.events.groups({ by: 'filter' })).toEqual({ groups: [{ value: 'WdFilter', events: 2 }], complete: true });
  const timeline = await client.events.timeline({ bins: 100 });
  expect(timeline.bins.reduce((sum, { events }) => sum + events, 0)).toBe(2);
  expect(timeline.bins[0]).toMatchObject({ filter: 'WdFilter' });
  const { active } = await client.events.timeline({ bins: 100, filter: { recording: 1 } });
  expect(new Set(active.map(({ mount, count }) => `${mount} ${count}`))).toEqual(new Set(['D: 0']));
  expect(await client.events.detail({ seq: 1 })).toMatchObject({ decoded: 'named', event: { seq: 1 } });
  expect(await client.events.recordings()).toMatchObject([{ id: 1, machine: 'TEST', simulated: true }]);
  expect(await client.events.summary({ recording: 1 })).toMatchObject({ volumes: [{ mount: 'D:', highest: 0 }] });
  expect((await client.events.history({})).vetoes).toHaveLength(2);
});

test('nothing runs: stopping is no error, and a listener hears the state at once', async () => {
  const { events } = await made;
  await client.capture.start({});
  await client.capture.stop();
  expect(await client.capture.stop()).toBeNull();
  const changes = await client.capture.changes();
  expect((await changes.next()).value).toMatchObject({ recording: null, lastSeq: 0, ended: null });
  await changes.return();
  events[Symbol.dispose]();
});

test('input that the contract does not allow is refused before anything is asked', async () => {
  await expect(client.events.page({ limit: 1_000_000 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(client.events.page({ filter: { ntstatuses: ['nonsense'] } })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(client.capture.start({ sampleMs: 1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(client.events.setRetention({ maxAgeDays: 0, maxBytes: null })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('a database that is not there is a declared failure with its name', async () => {
  await expect(client.events.page({})).rejects.toMatchObject({ code: 'FAILED', data: { kind: 'refused', target: folder.database } });
});

test('the choice of what to keep is stored and given back', async () => {
  await client.capture.start({});
  await client.capture.stop();
  const choice = { maxAgeDays: 14, maxBytes: 10_485_760 };
  expect(await client.events.setRetention(choice)).toMatchObject({ choice, removals: [] });
  expect(await client.events.retention()).toMatchObject({ choice });
});
