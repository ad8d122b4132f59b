import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '../../main/contract/contract.ts';

const root = join(import.meta.dirname, '..', '..');
let data: string;
let program: ChildProcess;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'bpio-serve-'));
});
afterEach(() => {
  program.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

/** Starts `bpio serve` on a machine without rights and gives what its window would talk to. */
async function serve(): Promise<ContractRouterClient<Contract>> {
  const words = ['build/main/bpio.js', 'serve', '--sim', 'test/e2e/not-elevated.json'];
  const env = { ...process.env, XDG_DATA_HOME: data, LOCALAPPDATA: data };
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], env });
  program = child;
  let said = '';
  for await (const part of child.stderr) {
    said += part;
    if (said.includes('\n')) break;
  }
  const url = new URL(said.split('\n', 1)[0] ?? '');
  const websocket = new WebSocket(`ws://${url.host}${url.pathname}rpc`, { headers: { origin: url.origin } });
  websocket.on('error', () => undefined); // the server ends
  return createORPCClient(new RPCLink({ websocket: websocket as unknown as globalThis.WebSocket })); // the same, with Node's events
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a window in the browser that has an elevated service', async (signal) => {
  const client = await serve();
  expect([await client.elevation.enable(), (await client.machine()).elevated]).toEqual(['elevated', true]);
  const ended = once(program, 'exit');
  program.kill(signal);
  expect(await ended).toEqual([0, null]);
});
