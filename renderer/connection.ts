import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../main/contract/contract.ts';

export type Client = ContractRouterClient<Contract>;
/** `lost` tries again by itself, `givenUp` only when told to. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'givenUp';

/** The way to the service. Calls wait for it to open and fail with `ConnectionLost` when it breaks. */
export interface Connection {
  readonly client: Client;
  readonly state: () => ConnectionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Grows whenever what was said before may no longer hold: the service was started again, or another one answers for it. */
  readonly turn: () => number;
  /** Another service answers from now on: everything is to be asked again. */
  readonly turnOver: () => void;
  /** Null where whoever runs the service brings it back. */
  readonly retry: (() => void) | null;
}

export class ConnectionLost extends Error {
  constructor() {
    super('The service stopped answering.');
  }
}

type Link = ClientLink<ClientContext>;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;
const TRIES_COUNT = 10;

/** One link at a time. What is asked before the first one waits for it; what a broken link still owed is refused. */
class LinkSlot {
  #state: ConnectionState = 'connecting';
  #link: Link | null = null;
  #turn = 0;
  #wasOpen = false;
  #opened = Promise.withResolvers<void>();
  #broken = Promise.withResolvers<never>();
  readonly #listeners = new Set<() => void>();

  readonly state = (): ConnectionState => this.#state;
  readonly turn = (): number => this.#turn;
  readonly turnOver = (): void => {
    this.#turn += 1;
    this.#say(this.#state);
  };
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  open(link: Link): void {
    this.#abandon();
    this.#link = link;
    if (this.#wasOpen) this.#turn += 1;
    this.#wasOpen = true;
    this.#opened.resolve();
    this.#say('open');
  }

  lose(state: 'lost' | 'givenUp'): void {
    this.#abandon();
    this.#opened.promise.catch(() => {});
    this.#opened.reject(new ConnectionLost());
    this.#opened = Promise.withResolvers<void>();
    this.#say(state);
  }

  connecting(): void {
    this.#say('connecting');
  }

  async call(...args: Parameters<Link['call']>): Promise<unknown> {
    if (this.#state === 'lost' || this.#state === 'givenUp') throw new ConnectionLost();
    if (this.#link === null) await this.#opened.promise;
    if (this.#link === null) throw new ConnectionLost();
    return Promise.race([this.#link.call(...args), this.#broken.promise]);
  }

  #abandon(): void {
    this.#link = null;
    this.#broken.promise.catch(() => {});
    this.#broken.reject(new ConnectionLost());
    this.#broken = Promise.withResolvers<never>();
  }

  #say(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function connectionOver(slot: LinkSlot, retry: (() => void) | null): Connection {
  const link: Link = { call: (...args) => slot.call(...args) };
  return {
    client: createORPCClient<Client>(link),
    state: slot.state,
    subscribe: slot.subscribe,
    turn: slot.turn,
    turnOver: slot.turnOver,
    retry,
  };
}

/** Electron: the preload posts a port to this window, and another one whenever the service was started again. */
export function connectByPort(target: Window): Connection {
  const slot = new LinkSlot();
  let current: MessagePort | null = null;
  target.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source !== target || event.data !== 'port' || port === undefined) return;
    const before = current;
    current = port;
    port.addEventListener('close', () => {
      if (current === port) slot.lose('lost');
    });
    slot.open(new MessagePortLink({ port }));
    port.start();
    before?.close();
  });
  return connectionOver(slot, null);
}

/** Browser: a WebSocket beside the page, opened again with growing pauses, a bounded number of times. */
export function connectByWebSocket(url: URL): Connection {
  const slot = new LinkSlot();
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: WebSocket | null = null;

  function open(): void {
    clearTimeout(timer);
    const websocket = new WebSocket(url);
    current = websocket;
    websocket.addEventListener('open', () => {
      tries = 0;
      slot.open(new WebSocketLink({ websocket }));
    });
    websocket.addEventListener('close', () => {
      if (current !== websocket) return;
      tries += 1;
      const again = tries < TRIES_COUNT;
      slot.lose(again ? 'lost' : 'givenUp');
      if (again) timer = setTimeout(open, Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1)));
    });
  }

  open();
  return connectionOver(slot, () => {
    const before = current;
    tries = 0;
    slot.connecting();
    open();
    before?.close();
  });
}

export function connect(): Connection {
  if (window.location.protocol === 'app:') return connectByPort(window);
  const url = new URL('rpc', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return connectByWebSocket(url);
}
