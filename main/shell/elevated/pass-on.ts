import { ORPCError } from '@orpc/server';
import { ClientPeer } from '@orpc/standard-server-peer';
import type { Contract } from '../../contract/contract.ts';
import type { ElevationState } from '../../contract/elevation.ts';
import type { Failure } from '../../contract/failure.ts';
import type { Elevation } from '../../service/elevation/elevation.ts';
import type { Frames } from '../../service/elevation/frames.ts';
import { answerWith, type PassOn } from '../rpc.ts';
import { channelOfFrames } from './frame-channel.ts';

type Name = keyof Contract;
type Part = Name | `${Name}.${string}`;

/**
 * What an elevated service is asked instead of this one: questions about the machine. All else stays without rights. Foreign files
 * (`import`, `case`) must not be read with any, and a scan tells what the user's own programs, such as games, can open.
 */
const QUESTIONS: readonly Part[] = ['machine', 'volumes', 'filters', 'query', 'probe'];
/**
 * What is asked with rights and then kept. Under the same account both services have the same database; under another what it keeps
 * would lie where the window's user does not see it, and a standard user would have an administrator's program write for them.
 */
const KEPT: readonly Part[] = ['capture', 'snapshots', 'exports'];
/** The other side of a comparison may be the case that is open here. */
const HERE: readonly Part[] = ['snapshots.diff'];

function isPassedOn(state: ElevationState, path: string): boolean {
  const [first = '', second = ''] = path.split('/').slice(1);
  const isIn = (parts: readonly string[]): boolean => parts.includes(first) || parts.includes(`${first}.${second}`);
  return state.kind === 'elevated' && !isIn(HERE) && (isIn(QUESTIONS) || (isIn(KEPT) && !state.otherAccount));
}

/** While there is an elevated service, requests that need it go there and its answers come back as they are. */
export function passOnTo(elevation: Elevation): PassOn {
  const peers = new WeakMap<Frames, ClientPeer>();
  return (request) => {
    const { link, state } = elevation;
    if (link === null || !isPassedOn(state, request.url.pathname)) return null;
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
