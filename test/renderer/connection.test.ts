import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, expect, test } from 'vitest';
import { contract } from '../../main/contract/contract.ts';
import { failureOf } from '../../renderer/asked.ts';
import { type Connection, connectByPort } from '../../renderer/connection.ts';

/** What the page hears of its window: messages, posted by the test as the preload would. */
class FakeWindow extends EventTarget {
  handOver(port: MessagePort, source: unknown = this): void {
    this.dispatchEvent(Object.assign(new Event('message'), { source, data: 'port', ports: [port] }));
  }
}

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A service on the other end of a new port; `null` never answers. */
function serve(name: string | null): MessagePort {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  if (name === null) return port2;
  const os = implement(contract);
  const machine = { name, os: '10.0.26100', revision: null, release: null, simulated: true, elevated: true };
  const failed = os.volumes.handler(({ errors }) => {
    throw errors.FAILED({ data: { kind: 'win32', call: 'FindFirstVolumeW', code: 5 } });
  });
  new RPCHandler({ machine: os.machine.handler(() => machine), volumes: failed }).upgrade(port1);
  port1.start();
  return port2;
}

function connected(): readonly [FakeWindow, Connection] {
  const page = new FakeWindow();
  return [page, connectByPort(page as unknown as Window)]; // of a window only its messages are used
}

test('what is asked before the port is there waits for it', async () => {
  const [page, { client, state }] = connected();
  const asked = client.machine();
  expect(state()).toBe('connecting');
  page.handOver(serve('first'));
  expect((await asked).name).toBe('first');
  expect(state()).toBe('open');
});

test('a port from anywhere but this window is not taken', () => {
  const [page, { state }] = connected();
  page.handOver(serve('foreign'), {});
  expect(state()).toBe('connecting');
});

test('a service that was started again takes over, and what the old one owed is refused', async () => {
  const [page, { client }] = connected();
  page.handOver(serve(null));
  const owed = client.machine();
  page.handOver(serve('second'));
  await expect(owed).rejects.toThrow('The service stopped answering.');
  expect((await client.machine()).name).toBe('second');
});

test('a failure of the service arrives as data', async () => {
  const [page, { client }] = connected();
  page.handOver(serve('any'));
  const error = await client.volumes().catch((thrown: unknown) => thrown);
  expect(failureOf(error)).toEqual({ kind: 'win32', call: 'FindFirstVolumeW', code: 5 });
});

test('whoever asked is told when another service answers: one that was started again, or one with rights', () => {
  const [page, { turn, turnOver, subscribe }] = connected();
  const turns: number[] = [];
  subscribe(() => turns.push(turn()));
  page.handOver(serve('first'));
  page.handOver(serve('again'));
  turnOver();
  expect(turns).toEqual([0, 1, 2]);
});
