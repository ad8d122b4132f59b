import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Contract } from '../../main/contract/contract.ts';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import { IMPORT_CHUNK_MAX_BYTES, IMPORT_TEXT_MAX_CHARS } from '../../main/contract/import-words.ts';
import { createRouter } from '../../main/service/router.ts';
import { channelOfPort } from '../../main/shell/electron/port-channel.ts';
import { createChannelServer } from '../../main/shell/rpc.ts';
import { sendFile } from '../../renderer/case/send-file.ts';
import { startMachine, type TestMachine } from '../service/machine.ts';
import { TestFolder } from '../store/sample-events.ts';
import { StandInPort } from './electron-stand-in.ts';

const trace = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'evidence', 'vetoes.etl'));
const bugs: unknown[] = [];
let machine: TestMachine;
let folder: TestFolder;
let pair: MessageChannel;
let client: ContractRouterClient<Contract>;

beforeEach(() => {
  machine = startMachine();
  folder = new TestFolder();
  pair = new MessageChannel();
  const port = new StandInPort(pair.port2);
  createChannelServer(
    createRouter(machine.service, () => machine.recording(folder.database)),
    (bug) => bugs.push(bug),
  )(channelOfPort(port));
  port.start();
  // Node's port is a web port, whose DOM type asks for more than oRPC uses.
  client = createORPCClient(new RPCLink({ port: pair.port1 as unknown as globalThis.MessagePort }));
  pair.port1.start();
});
afterEach(() => {
  pair.port1.close();
  machine[Symbol.dispose]();
  folder[Symbol.dispose]();
  expect(bugs.splice(0)).toEqual([]);
});

const quiet = { signal: new AbortController().signal, onSent: () => {}, onRead: () => {} };

const evidenceOf = async (...sending: Parameters<typeof sendFile>): Promise<ImportedEvidence> => {
  const handed = await sendFile(...sending);
  if (handed.kind !== 'done') throw new Error('that was a case file');
  return handed.evidence;
};

test('a trace handed over by the window is understood', async () => {
  let sent = 0;
  const evidence = await evidenceOf(client, new File([trace], 'vetoes.etl'), { ...quiet, onSent: (bytes) => (sent = bytes) });
  expect(evidence).toMatchObject({ kind: 'etl', vetoCount: 6, source: { name: 'vetoes.etl', sizeBytes: trace.byteLength } });
  expect(sent).toBe(trace.byteLength);
  expect(await client.events.page({ filter: { recording: evidence.recording ?? 0 } })).toMatchObject({ total: 7 });
  expect(await client.events.recordings()).toMatchObject([{ id: evidence.recording, ending: 'imported', source: { name: 'vetoes.etl' } }]);
});

test('a file of several chunks arrives whole', async () => {
  const bytes = new Uint8Array(2.5 * IMPORT_CHUNK_MAX_BYTES);
  bytes.set(trace);
  const evidence = await evidenceOf(client, new File([bytes], 'long.etl'), quiet);
  expect(evidence).toMatchObject({ vetoCount: 6, source: { sizeBytes: bytes.byteLength } });
});

test('a file that is no evidence fails with what it is', async () => {
  const sent = sendFile(client, new File(['PK\x03\x04zip'], 'all.zip'), quiet);
  await expect(sent).rejects.toMatchObject({ code: 'FAILED', data: { kind: 'refused', call: 'import', target: 'all.zip' } });
});

test('pasted text is read in one call, up to a limit', async () => {
  const evidence = await client.import.text({ text: 'BypassIo on "d:\\" is currently supported\n    Driver Name:    stornvme.sys\n' });
  expect(evidence).toMatchObject({ kind: 'fsutil', results: [{ verdict: 'full' }], source: { name: 'pasted text' } });
  await expect(client.import.text({ text: 'x'.repeat(IMPORT_TEXT_MAX_CHARS + 1) })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('a chunk that is too large, or of no file that is being received, is refused', async () => {
  const upload = '00000000-0000-4000-8000-000000000000';
  const large = new File([new Uint8Array(IMPORT_CHUNK_MAX_BYTES + 1)], 'chunk');
  await expect(client.import.chunk({ upload, offset: 0, bytes: large })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  const small = new File(['x'], 'chunk');
  await expect(client.import.chunk({ upload, offset: 0, bytes: small })).rejects.toMatchObject({ code: 'FAILED' });
});

test('a window that stops listening cancels its file', async () => {
  const stop = new AbortController();
  const steps = await client.import.file({ name: 'a.etl', sizeBytes: 10 }, { signal: stop.signal });
  const first = await steps.next();
  if (first.done === true || first.value.kind !== 'ready') throw new Error('not ready');
  const { upload } = first.value;
  stop.abort();
  await expect
    .poll(() => client.import.chunk({ upload, offset: 0, bytes: new File(['x'], 'chunk') }).catch((error: unknown) => error))
    .toMatchObject({ data: { detail: 'this file is not being received any more' } });
});
