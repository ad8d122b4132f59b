import type { Channel } from '../rpc.ts';

/** Electron's MessagePortMain, as far as a channel needs it. */
export type EventPort = {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
};

/** Makes a channel of a port. Electron's ports hold their messages until started: do that after the channel is served. */
export function channelOfPort(port: EventPort): Channel {
  const refuse = () => port.close();
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) =>
      port.on('message', ({ data }) => {
        if (typeof data === 'string' || data instanceof Uint8Array || data instanceof ArrayBuffer) listener(data);
        else refuse();
      }),
    onClose: (listener) => port.on('close', listener),
    refuse,
  };
}
