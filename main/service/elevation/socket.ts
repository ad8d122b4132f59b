import { chmodSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import type { Failure, Result } from '../../contract/failure.ts';
import type { ByteStream } from '../../domain/byte-stream.ts';
import { fail, ok } from '../../domain/result.ts';
import type { Meeting, Transport } from './transport.ts';

const OWNER_ONLY = 0o600;

/** Where there is no Windows: a socket in the meeting's folder, which nobody but this user may enter. */
export const socketTransport: Transport = {
  connect: ({ address }) =>
    new Promise((resolve) => {
      const socket = createConnection(address);
      socket.once('connect', () => resolve(ok(streamOf(socket))));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(NOT_YET.includes(error.code ?? '') ? null : failed('connect', error)));
    }),
  listen: (meeting, signal) => listen(meeting, signal),
};

const NOT_YET: readonly string[] = ['ENOENT', 'ECONNREFUSED'];

/** Serves the first who comes, and nobody after. */
function listen({ address }: Meeting, signal: AbortSignal): Promise<Result<ByteStream>> {
  return new Promise((resolve) => {
    const server = createServer({ pauseOnConnect: true });
    server.once('connection', (socket) => {
      server.close();
      resolve(ok(streamOf(socket)));
    });
    server.once('error', (error) => resolve(failed('listen', error)));
    signal.addEventListener('abort', () => {
      server.close();
      resolve(fail({ kind: 'refused', call: 'listen', detail: 'nobody came', target: address }));
    });
    server.listen(address, () => chmodSync(address, OWNER_ONLY));
  });
}

function streamOf(socket: Socket): ByteStream {
  let isClosed = false;
  socket.once('close', () => {
    isClosed = true;
  });
  // Said by "close" as well, which always follows.
  socket.on('error', () => undefined);
  socket.once('end', () => socket.destroy());
  return {
    write: (bytes) => void socket.write(bytes),
    onBytes: (listener) => {
      socket.on('data', listener);
      socket.resume();
    },
    onClose: (listener) => {
      if (isClosed) listener();
      else socket.once('close', () => listener());
    },
    close: () => socket.destroy(),
  };
}

const failed = (call: string, error: Error): { readonly ok: false; readonly error: Failure } =>
  fail({ kind: 'refused', call, detail: error.message });
