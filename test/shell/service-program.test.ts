import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, expect, test } from 'vitest';
import type { Contract } from '../../main/contract/contract.ts';

const service = pathToFileURL(join(import.meta.dirname, '..', '..', 'build', 'main', 'service.js')).href;
let worker: Worker | undefined;

afterEach(() => worker?.terminate());

function startService(...args: string[]): Worker {
  worker = new Worker(join(import.meta.dirname, 'service-stand-in.mjs'), { workerData: { service, args } });
  return worker;
}

function connect(to: Worker): { client: ContractRouterClient<Contract>; port: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  to.postMessage(port2, [port2]);
  // Node's port is a web port, whose DOM type asks for more than oRPC uses.
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: port1 as unknown as globalThis.MessagePort }));
  port1.start();
  return { client, port: port1 };
}

test('the service of the window answers for the simulated machine, and again after the page was reloaded', async () => {
  const running = startService('--sim');
  const first = connect(running);
  expect(await first.client.machine()).toMatchObject({ name: 'DESKTOP-DEMO', simulated: true });
  first.port.close();
  const { volumes } = await connect(running).client.volumes();
  expect(volumes.map(({ mount }) => mount)).toContain('C:');
});

test('two pages are answered alike, each on its own port', async () => {
  const running = startService('--sim');
  const [one, two] = [connect(running), connect(running)];
  const paths = ['C:\\'];
  const answers = await Promise.all([one.client.query({ paths }), two.client.query({ paths }), one.client.machine()]);
  expect([answers[0].results, answers[2].simulated]).toEqual([answers[1].results, true]);
});

test('a scenario that cannot be read is what the window then shows', async () => {
  const { client } = connect(startService('--sim=no-such-file.json'));
  const shown = { code: 'FAILED', defined: true, data: { call: expect.any(String), target: expect.stringContaining('no-such-file.json') } };
  await expect(client.machine()).rejects.toMatchObject(shown);
  await expect(client.volumes()).rejects.toMatchObject(shown);
});

test('a page that asks for more gets it from the same program, started again with rights', async () => {
  const scenario = join(import.meta.dirname, '..', 'e2e', 'not-elevated.json');
  const program = join(import.meta.dirname, '..', '..', 'build', 'main', 'elevated.js');
  const { client } = connect(startService(`--sim=${scenario}`, `--program=${program}`, '--window=0'));
  expect((await client.machine()).elevated).toBe(false);
  expect(await client.elevation.enable()).toBe('elevated');
  expect((await client.machine()).elevated).toBe(true);
});

test('a case file that the program was started with, and cannot be opened, is told to the pages', async () => {
  const running = startService('--sim');
  running.postMessage({ openCase: '/no/such/file.bpio' });
  const { client } = connect(running);
  for await (const state of await client.case.changes()) {
    if (state.failure === null) continue;
    expect(state).toMatchObject({ open: null, failure: { target: expect.stringContaining('file.bpio') } });
    break;
  }
});
