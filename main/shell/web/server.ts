import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Result } from '../../contract/failure.ts';
import { reportBug } from '../bugs.ts';
import { type Channel, type ContractRouter, createChannelServer, type PassOn } from '../rpc.ts';
import { Doorkeeper, type Knock } from './admission.ts';
import { type Assets, findAsset, loadAssets } from './assets.ts';
import { SECURITY_HEADERS } from './headers.ts';

export type WebShell = { /** To open in a browser; carries the token. */ readonly url: string; close(): Promise<void> };
export type WebShellOptions = {
  readonly router: ContractRouter;
  /** What is answered elsewhere; absent: nothing. */
  readonly passOn?: PassOn;
  /** Folder of the built window. */
  readonly assets: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
};

/** Only this machine's own programs reach it; which of them may in is the doorkeeper's question. */
const LOOPBACK = '127.0.0.1';
const PORT_MAX = 65_535;
const RPC_PATH = 'rpc';
const HEADERS_TIMEOUT_MS = 10_000;
/** Room for a thousand long paths in one call; more is no page of ours. */
const MESSAGE_MAX_BYTES = 8 * 1024 * 1024;
/** WebSocket close code "policy violation". */
const POLICY_VIOLATION = 1008;

/**
 * Serves the window and the contract to a browser on this machine, under an address that carries a random token.
 * Fails with `refused` when the window was not built or the port is taken, `badRequest` when there is no such port.
 */
export async function startWebShell({ router, passOn, assets, port = 0 }: WebShellOptions): Promise<Result<WebShell>> {
  const loaded = loadAssets(assets);
  if (!loaded.ok) return loaded;
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS });
  const listening = await listen(server, port);
  if (!listening.ok) return listening;

  const door = new Doorkeeper(listening.value);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX_BYTES, clientTracking: true });
  const serveChannel = createChannelServer(router, reportBug, passOn);
  server.on('request', (request, response) => answer(door, loaded.value, request, response));
  server.on('upgrade', (request, socket, head) => {
    const refusal = refuseUpgrade(door, request);
    if (refusal !== null) return endSocket(socket, refusal.status, refusal.reason);
    sockets.handleUpgrade(request, socket, head, (connection) => {
      // A broken or oversized frame: ws closes the connection by itself, saying why, and only wants the error heard.
      connection.on('error', () => {});
      serveChannel(channelOf(connection));
    });
  });
  return { ok: true, value: { url: door.url, close: () => close(server, sockets) } };
}

function answer(door: Doorkeeper, assets: Assets, request: IncomingMessage, response: ServerResponse): void {
  const admission = door.admit(knockOf(request, 'read'));
  if (!('ok' in admission)) {
    response.writeHead(admission.status, { ...TEXT_HEADERS, ...(admission.status === 405 && { allow: 'GET, HEAD' }) });
    response.end(request.method === 'HEAD' ? undefined : `${admission.reason}\n`);
    return;
  }
  if (admission.path === null) {
    response.writeHead(308, { ...TEXT_HEADERS, location: new URL(door.url).pathname }).end();
    return;
  }
  const asset = findAsset(assets, admission.path);
  // Not cached: the address changes with every start. Not compressed: nothing leaves this machine.
  const headers = { ...TEXT_HEADERS, ...(asset && { 'content-type': asset.type, 'content-length': asset.body.byteLength }) };
  response.writeHead(asset ? 200 : 404, headers);
  response.end(request.method === 'HEAD' ? undefined : (asset?.body ?? 'Not found.\n'));
}

function refuseUpgrade(door: Doorkeeper, request: IncomingMessage): { status: number; reason: string } | null {
  const admission = door.admit(knockOf(request, 'connect'));
  if (!('ok' in admission)) return admission;
  return admission.path === RPC_PATH ? null : { status: 404, reason: 'Refused: connections are made to "rpc" only.' };
}

function channelOf(connection: WebSocket): Channel {
  return {
    send: (message) => connection.send(message),
    // ws gives one Buffer for a whole message unless told otherwise.
    onMessage: (listener) => connection.on('message', (data, isBinary) => listener(isBinary ? (data as Buffer) : data.toString())),
    onClose: (listener) => connection.on('close', listener),
    refuse: (reason) => connection.close(POLICY_VIOLATION, reason),
  };
}

function knockOf(request: IncomingMessage, purpose: Knock['purpose']): Knock {
  return { method: request.method, url: request.url, host: request.headers.host, origin: request.headers.origin, purpose };
}

const TEXT_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
};

/** Answers an upgrade in plain HTTP, which is all that this end of the connection speaks yet. */
function endSocket(socket: Duplex, status: number, reason: string): void {
  const headers = { ...TEXT_HEADERS, connection: 'close', 'content-length': `${Buffer.byteLength(reason) + 1}` };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\n${head.join('')}\r\n${reason}\n`);
}

function listen(server: Server, port: number): Promise<Result<number>> {
  const target = `${LOOPBACK}:${port}`;
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX)
    return Promise.resolve({ ok: false, error: { kind: 'badRequest', call: 'listen', target, detail: `ports go from 1 to ${PORT_MAX}` } });
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const detail = error.code === 'EADDRINUSE' ? 'another program uses this port' : error.message;
      resolve({ ok: false, error: { kind: 'refused', call: 'listen', target, detail } });
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve({ ok: true, value: typeof address === 'object' && address !== null ? address.port : port });
    });
  });
}

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const connection of sockets.clients) connection.terminate();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
