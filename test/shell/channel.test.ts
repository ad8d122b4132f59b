import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, expect, test } from 'vitest';
import type { Contract } from '../../main/contract/contract.ts';
import { channelOfPort } from '../../main/shell/electron/port-channel.ts';
import { createChannelServer, createFailedServer, type ServeChannel } from '../../main/shell/rpc.ts';
import { StandInPort } from './electron-stand-in.ts';
import { createSampleRouter, MACHINE } from './sample-router.ts';

let pair = new MessageChannel();
let bugs: unknown[] = [];

afterEach(() => {
  pair.port1.close();
  pair = new MessageChannel();
  bugs = [];
});

const serveSample = createChannelServer(createSampleRouter(), (bug) => bugs.push(bug));

/** The page's end is a web port, the service's an Electron one. */
function connect(serve: ServeChannel): ContractRouterClient<Contract> {
  const port = new StandInPort(pair.port2);
  serve(channelOfPort(port));
  port.start();
  // Node's port is a web port, whose DOM type asks for more than oRPC uses.
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: pair.port1 as unknown as globalThis.MessagePort }));
  pair.port1.start();
  return client;
}

test('a question is answered', async () => {
  expect(await connect(serveSample).machine()).toEqual(MACHINE);
});

test('two windows are answered apart', async () => {
  const other = new MessageChannel();
  serveSample(channelOfPort(new StandInPort(other.port2)));
  const first = connect(serveSample);
  const second = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: other.port1 as unknown as globalThis.MessagePort }));
  other.port1.start();
  expect(await Promise.all([first.machine(), second.volumes()])).toEqual([MACHINE, expect.objectContaining({ volumes: [] })]);
  other.port1.close();
});

test('a failure arrives as data and is no bug', async () => {
  const failure = { kind: 'hresult', call: 'FilterVolumeFindFirst', code: 0x8007_0005 };
  await expect(connect(serveSample).filters()).rejects.toMatchObject({ code: 'FAILED', defined: true, data: failure });
  expect(bugs).toEqual([]);
});

test('bad input is refused and is no bug', async () => {
  await expect(connect(serveSample).query({ paths: [''] })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(bugs).toEqual([]);
});

test('a bug is reported with its stack and shown without it', async () => {
  const asked = connect(serveSample).query({ paths: ['C:\\'] });
  await expect(asked).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' });
  expect(bugs).toEqual([expect.objectContaining({ message: 'a bug in the service', stack: expect.stringContaining('sample-router') })]);
});

test.each([
  ['text that is no JSON', 'volumes, please'],
  ['an object', { kind: 'volumes' }],
  ['null', null],
  ['a request without an address', '{"i":"1","p":{}}'],
])('%s closes the channel, and the service goes on', async (_, message) => {
  connect(serveSample);
  const closed = new Promise((resolve) => pair.port1.on('close', () => resolve('closed')));
  pair.port1.postMessage(message);
  expect(await closed).toBe('closed');
  pair = new MessageChannel();
  expect(await connect(serveSample).machine()).toEqual(MACHINE);
});

test('a service that could not start answers every question with the reason', async () => {
  const failure = { kind: 'library', call: 'LoadLibrary', target: 'fltlib.dll', detail: 'not found' } as const;
  const client = connect(createFailedServer(failure));
  for (const asked of [client.machine(), client.volumes(), client.query({ paths: ['C:\\'] })])
    await expect(asked).rejects.toMatchObject({ code: 'FAILED', defined: true, data: failure });
});
