import { ORPCError, type Router } from '@orpc/server';
import { type StandardHandleResult, StandardRPCHandler, type StandardRPCHandlerOptions } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import { type EncodedMessage, ServerPeer } from '@orpc/standard-server-peer';
import type { Contract } from '../contract/contract.ts';
import type { Failure } from '../contract/failure.ts';

type NoContext = Record<never, never>;
/** The contract with an answer behind every name: what `main/service/router.ts` makes. */
export type ContractRouter = Router<Contract, NoContext>;

/** One connection to one window, whatever carries it. */
export type Channel = {
  send(message: EncodedMessage): void;
  onMessage(listener: (message: EncodedMessage) => void): void;
  onClose(listener: () => void): void;
  /** Closes the connection because of what arrived on it. `reason` fits a WebSocket close frame (123 bytes). */
  refuse(reason: string): void;
};
export type ServeChannel = (channel: Channel) => void;

/** Answers a request in another place; null: it is answered here. */
export type PassOn = (request: Parameters<RootInterceptor>[0]['request']) => Promise<Answered['response']> | null;

/**
 * Makes the function that serves the contract on each new channel. What arrives is not trusted: a message that is no request of oRPC
 * closes its channel with the reason, a name outside the contract is answered with NOT_FOUND. A throw that is no declared failure is a
 * bug: `reportBug` gets it with its stack. Calls still running when the channel closes are aborted.
 */
export function createChannelServer(router: ContractRouter, reportBug: (bug: unknown) => void, passOn: PassOn = () => null): ServeChannel {
  const rootInterceptors = [answerElsewhere(passOn), answerUnknownName];
  const handler = new StandardRPCHandler(router, { rootInterceptors, clientInterceptors: [watchForBugs(reportBug)] });
  return (channel) => serve(handler, channel);
}

/** Answers every call with the one failure that kept the service from starting, so that the window can show it. */
export function createFailedServer(failure: Failure): ServeChannel {
  const error = new ORPCError('FAILED', { defined: true, status: 500, data: failure });
  const answer = async () => answerWith(error);
  const handler = new StandardRPCHandler<NoContext>({}, { rootInterceptors: [answer] });
  return (channel) => serve(handler, channel);
}

function serve(handler: StandardRPCHandler<NoContext>, channel: Channel): void {
  const peer = new ServerPeer(async (message) => channel.send(message));
  channel.onMessage((message) => {
    peer.message(message, createServerPeerHandleRequestFn(handler, {})).catch(() => {
      channel.refuse('Refused: the message is no request of this contract.');
    });
  });
  channel.onClose(() => peer.close());
}

type RootInterceptor = NonNullable<StandardRPCHandlerOptions<NoContext>['rootInterceptors']>[number];
type Answered = Extract<StandardHandleResult, { matched: true }>;
type ClientInterceptor = NonNullable<StandardRPCHandlerOptions<NoContext>['clientInterceptors']>[number];

const answerElsewhere =
  (passOn: PassOn): RootInterceptor =>
  async ({ next, request }) => {
    const answer = passOn(request);
    return answer === null ? next() : { matched: true, response: await answer };
  };

const answerUnknownName: RootInterceptor = async ({ next, request }) => {
  const answered = await next();
  if (answered.matched) return answered;
  const name = request.url.pathname.slice(1).replaceAll('/', '.');
  return answerWith(new ORPCError('NOT_FOUND', { message: `The contract has no procedure "${name}".` }));
};

function watchForBugs(reportBug: (bug: unknown) => void): ClientInterceptor {
  return async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      if (!(thrown instanceof ORPCError)) reportBug(thrown);
      else if (thrown.status >= 500 && !thrown.defined) reportBug(thrown.cause ?? thrown);
      throw thrown;
    }
  };
}

export function answerWith(error: ORPCError<string, unknown>): Answered {
  return { matched: true, response: { status: error.status, headers: {}, body: { json: error.toJSON() } } };
}
