import { ORPCError } from '@orpc/server';
import { ClientPeer } from '@orpc/standard-server-peer';
import type { Contract } from '../../contract/contract.ts';
import type { Failure } from '../../contract/failure.ts';
import type { Elevation } from '../../service/elevation/elevation.ts';
import type { Frames } from '../../service/elevation/frames.ts';
import { answerWith, type PassOn } from '../rpc.ts';
import { channelOfFrames } from './frame-channel.ts';

/**
 * What an elevated service answers: questions about the machine, and what is recorded of it. The rest stays without rights: foreign files
 * (`import`, `case`) must not be read with any, and a scan tells what the user's own programs, such as games, can open.
 */
const WITH_RIGHTS = {
  machine: true,
  volumes: true,
  filters: true,
  query: true,
  probe: true,
  capture: true,
  events: true,
  snapshots: true,
  exports: true,
  scans: false,
  games: false,
  import: false,
  case: false,
  elevation: false,
} as const satisfies Record<keyof Contract, boolean>;

const isWithRights = (name: string): boolean => name in WITH_RIGHTS && WITH_RIGHTS[name as keyof Contract];

/** While there is an elevated service, requests that need it go there and its answers come back as they are. */
export function passOnTo(elevation: Elevation): PassOn {
  const peers = new WeakMap<Frames, ClientPeer>();
  return (request) => {
    const { link } = elevation;
    if (link === null || !isWithRights(request.url.pathname.split('/')[1] ?? '')) return null;
    const peer = peers.get(link) ?? peerOver(link);
    peers.set(link, peer);
    return (async () => {
      try {
        return await peer.request({ ...request, body: await request.body() });
      } catch (error) {
        return answerWith(new ORPCError('FAILED', { defined: true, status: 500, data: failureOf(error) })).response;
      }
    })();
  };
}

function peerOver(link: Frames): ClientPeer {
  const channel = channelOfFrames(link);
  const peer = new ClientPeer(channel.send);
  channel.onMessage((message) => {
    peer.message(message).catch(() => channel.refuse('It is no answer of this contract.'));
  });
  channel.onClose(() => peer.close({ reason: new Error('it ended before it answered') }));
  return peer;
}

const failureOf = (error: unknown): Failure => ({
  kind: 'refused',
  call: 'elevated service',
  detail: error instanceof Error ? error.message : String(error),
});
