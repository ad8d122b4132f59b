import type { EncodedMessage } from '@orpc/standard-server-peer';
import type { Frames } from '../../service/elevation/frames.ts';
import type { Channel } from '../rpc.ts';

/** The first byte of a frame: oRPC tells text and bytes apart. */
const TEXT = Uint8Array.of(0);
const BYTES = Uint8Array.of(1);

/** Makes a channel of a connection that has been proved. */
export function channelOfFrames(frames: Frames): Channel {
  return {
    send: (message) => frames.send(...partsOf(message)),
    onMessage: (listener) =>
      frames.onFrame((frame) => {
        const body = frame.subarray(1);
        listener(frame[0] === TEXT[0] ? body.toString('utf8') : body);
      }),
    onClose: (listener) => frames.onClose(listener),
    refuse: () => frames.close(),
  };
}

function partsOf(message: EncodedMessage): readonly [Uint8Array, Uint8Array] {
  if (typeof message === 'string') return [TEXT, Buffer.from(message)];
  return [BYTES, message instanceof Uint8Array ? message : new Uint8Array(message)];
}
