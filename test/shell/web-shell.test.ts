import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '../../main/contract/contract.ts';
import { startWebShell, type WebShell } from '../../main/shell/web/server.ts';
import { createSampleRouter, MACHINE } from './sample-router.ts';

const PAGE = '<!doctype html><title>BypassIO Inspector</title>';
const SECRET = 'not part of the window';
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

const folder = mkdtempSync(join(tmpdir(), 'bpio-web-'));
const assets = join(folder, 'renderer');
let shell: WebShell;
let base: URL;

beforeAll(async () => {
  mkdirSync(join(assets, 'assets'), { recursive: true });
  writeFileSync(join(assets, 'index.html'), PAGE);
  writeFileSync(join(assets, 'assets', 'page.js'), 'export {};');
  writeFileSync(join(folder, 'secret.html'), SECRET);
  const started = await startWebShell({ router: createSampleRouter(), assets });
  if (!started.ok) throw new Error(started.error.call);
  shell = started.value;
  base = new URL(shell.url);
});

afterAll(async () => {
  await shell.close();
  rmSync(folder, { recursive: true });
});

type Asked = { readonly method?: string; readonly path?: string; readonly headers?: Record<string, string> };
type Answered = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string };

/** Not `fetch`, which tidies paths and sets Host by itself. */
function ask({ method = 'GET', path = base.pathname, headers = {} }: Asked = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: base.hostname, port: base.port, method, path, headers }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    });
    asked.on('error', reject).end();
  });
}

function connect(headers: Record<string, string> = {}, path = `${base.pathname}rpc`): WebSocket {
  return new WebSocket(`ws://${base.host}${path}`, { headers: { origin: base.origin, ...headers } });
}

/** The status and text of a refused connection. */
async function refusalOf(socket: WebSocket): Promise<{ status: number; body: string }> {
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}

async function closingOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = await once(socket, 'close');
  return { code, reason: String(reason) };
}

/** oRPC wants a browser's WebSocket; the one of `ws` does all that it uses, though its types differ in an option. */
function linkOver(socket: WebSocket): RPCLink<Record<never, never>> {
  return new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
}

async function withClient<T>(use: (client: ContractRouterClient<Contract>) => Promise<T>): Promise<T> {
  const socket = connect();
  try {
    return await use(createORPCClient(linkOver(socket)));
  } finally {
    socket.close();
  }
}

describe('the page', () => {
  test('is served under the address that was printed, with the exact policy and nothing to be framed, guessed or cached', async () => {
    const { status, headers, body } = await ask();
    expect({ status, body }).toEqual({ status: 200, body: PAGE });
    expect(headers).toMatchObject({
      'content-security-policy': CSP,
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  test('comes with its scripts', async () => {
    expect(await ask({ path: `${base.pathname}assets/page.js?v=1` })).toMatchObject({
      status: 200,
      body: 'export {};',
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
  });

  test('is found when the last slash was not typed', async () => {
    const { status, headers } = await ask({ path: base.pathname.slice(0, -1) });
    expect({ status, location: headers.location }).toEqual({ status: 308, location: base.pathname });
  });

  test('answers HEAD without a body', async () => {
    expect(await ask({ method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': String(PAGE.length) } });
  });
});

describe('who does not come from this address', () => {
  const refused = (reason: string) => ({ status: 403, body: expect.stringContaining(reason) });

  test.each([
    ['no token', '/'],
    ['another token', `/${'A'.repeat(43)}/`],
    ['a token that begins like ours', () => `${base.pathname.slice(0, -2)}/`],
    ['a token that goes on after ours', () => `${base.pathname.slice(0, -1)}A/`],
    ['the token somewhere else', () => `/x${base.pathname}`],
    ['the token as a query', () => `/?token=${base.pathname.slice(1, -1)}`],
  ])('is refused with %s', async (_, path) => {
    expect(await ask({ path: typeof path === 'string' ? path : path() })).toMatchObject(refused('token'));
  });

  test.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', '[::1]'])('is refused under the host name %s', async (host) => {
    expect(await ask({ headers: { host } })).toMatchObject(refused('Host'));
  });

  test.each(['http://evil.example', 'null', 'http://localhost', 'https://127.0.0.1'])('is refused from the origin %s', async (origin) => {
    expect(await ask({ headers: { origin } })).toMatchObject(refused('Origin'));
  });

  test('never reads the token in a refusal', async () => {
    const token = base.pathname.slice(1, -1);
    const answers = await Promise.all([ask({ headers: { host: 'evil.example' } }), ask({ path: `/x/${token}/` }), ask({ method: 'POST' })]);
    expect(answers.map(({ status, body, headers }) => [status, JSON.stringify([body, headers]).includes(token)])).toEqual([
      [403, false],
      [403, false],
      [405, false],
    ]);
  });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s is refused: the page is only read', async (method) => {
  expect(await ask({ method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD', 'content-security-policy': CSP } });
});

test.each([
  '../secret.html',
  '..%2fsecret.html',
  '%2e%2e/secret.html',
  '..\\secret.html',
  'assets/../../secret.html',
  '/etc/passwd',
  '//etc/passwd',
  'index.html/../../secret.html',
  'index.html%00.js',
])('%s leads nowhere', async (path) => {
  const { status, body } = await ask({ path: `${base.pathname}${path}` });
  expect({ status, isSecretShown: body.includes(SECRET) }).toEqual({ status: 404, isSecretShown: false });
});

describe('a connection', () => {
  test('carries the contract', async () => {
    expect(await withClient((client) => client.machine())).toEqual(MACHINE);
  });

  test('carries a failure as data, with its call and its code', async () => {
    const failure = { kind: 'hresult', call: 'FilterVolumeFindFirst', code: 0x8007_0005 };
    await expect(withClient((client) => client.filters())).rejects.toMatchObject({ code: 'FAILED', data: failure });
  });

  test('refuses an input that the contract does not allow', async () => {
    await expect(withClient((client) => client.query({ paths: [] }))).rejects.toMatchObject({ code: 'BAD_REQUEST', status: 400 });
  });

  test('says when a page asks for something this version does not have', async () => {
    // A page of another version, with a contract of its own.
    type Newer = { readonly volumes: { readonly erase: () => Promise<unknown> } };
    const socket = connect();
    const client = createORPCClient(linkOver(socket)) as unknown as Newer;
    await expect(client.volumes.erase()).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'The contract has no procedure "volumes.erase".',
    });
    socket.close();
  });

  test.each([
    ['no JSON', 'volumes, please'],
    ['an empty message', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['no payload', '{"i":"1"}'],
    ['no procedure', '{"i":"1","p":{}}'],
    ['an address that is none', '{"i":"1","p":{"u":"http://["}}'],
    ['a form that is none', '{"i":"1","p":{"u":"/query","h":{"content-type":"multipart/form-data; boundary=x"}}}'],
  ])('that sends %s is closed with the reason, and the next one is served', async (_, message) => {
    const socket = connect();
    await once(socket, 'open');
    socket.send(message);
    expect(await closingOf(socket)).toEqual({ code: 1008, reason: 'Refused: the message is no request of this contract.' });
    expect(await withClient((client) => client.machine())).toEqual(MACHINE);
  });

  test('that sends bytes which are no request is closed with the reason', async () => {
    const socket = connect();
    await once(socket, 'open');
    socket.send(Buffer.from([0xff, 0, 1, 2]));
    expect(await closingOf(socket)).toMatchObject({ code: 1008 });
  });

  test('that sends more than 8 MiB at once is closed as too big, and the next one is served', async () => {
    const socket = connect();
    await once(socket, 'open');
    socket.send('x'.repeat(8 * 1024 * 1024 + 1));
    expect(await closingOf(socket)).toMatchObject({ code: 1009 });
    expect(await withClient((client) => client.machine())).toEqual(MACHINE);
  });

  test.each([
    ['another origin', { origin: 'http://evil.example' }, 'Origin'],
    ['another host', { host: 'evil.example' }, 'Host'],
  ])('from %s is refused', async (_, headers, reason) => {
    expect(await refusalOf(connect(headers))).toEqual({ status: 403, body: expect.stringContaining(reason) });
  });

  test('without an origin is refused: no page sent it', async () => {
    const socket = new WebSocket(`ws://${base.host}${base.pathname}rpc`);
    expect(await refusalOf(socket)).toEqual({ status: 403, body: expect.stringContaining('Origin') });
  });

  test('without the token is refused', async () => {
    expect(await refusalOf(connect({}, '/rpc'))).toEqual({ status: 403, body: expect.stringContaining('token') });
  });

  test('to anywhere but rpc is refused', async () => {
    expect(await refusalOf(connect({}, `${base.pathname}index.html`))).toMatchObject({ status: 404 });
  });
});

describe('starting and ending', () => {
  test('a port that another program uses is a failure that says so', async () => {
    expect(await startWebShell({ router: createSampleRouter(), assets, port: Number(base.port) })).toEqual({
      ok: false,
      error: { kind: 'refused', call: 'listen', target: `127.0.0.1:${base.port}`, detail: 'another program uses this port' },
    });
  });

  test.each([-1, 65_536, 80.5])('a port that does not exist is a failure: %d', async (port) => {
    expect(await startWebShell({ router: createSampleRouter(), assets, port })).toMatchObject({
      ok: false,
      error: { kind: 'badRequest', call: 'listen' },
    });
  });

  test('a window that was never built is a failure that names the folder', async () => {
    const started = await startWebShell({ router: createSampleRouter(), assets: join(folder, 'nothing') });
    expect(started).toMatchObject({ ok: false, error: { call: 'read the built window', target: join(folder, 'nothing') } });
  });

  test('every start has a token of its own, of 256 bits', async () => {
    const other = await startWebShell({ router: createSampleRouter(), assets });
    if (!other.ok) throw new Error(other.error.call);
    const tokens = [shell.url, other.value.url].map((url) => new URL(url).pathname.slice(1, -1));
    await other.value.close();
    expect(new Set(tokens).size).toBe(2);
    expect(tokens.map((token) => Buffer.from(token, 'base64url').length)).toEqual([32, 32]);
  });

  test('closing ends open connections and frees the port', async () => {
    const started = await startWebShell({ router: createSampleRouter(), assets });
    if (!started.ok) throw new Error(started.error.call);
    const url = new URL(started.value.url);
    const socket = new WebSocket(`ws://${url.host}${url.pathname}rpc`, { headers: { origin: url.origin } });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await started.value.close();
    await closed;
    const again = await startWebShell({ router: createSampleRouter(), assets, port: Number(url.port) });
    expect(again).toMatchObject({ ok: true });
    if (again.ok) await again.value.close();
  });
});
