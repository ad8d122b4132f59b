import { expect, test } from 'vitest';
import type { Connection, ConnectionState } from '../../renderer/connection.ts';
import { follow } from '../../renderer/follow.ts';

/** A connection whose state a test sets, and whose streams it feeds. */
class Wire {
  #state: ConnectionState = 'open';
  readonly #listeners = new Set<() => void>();
  readonly streams: { readonly signal: AbortSignal; readonly next: PromiseWithResolvers<number>[] }[] = [];

  readonly connection: Pick<Connection, 'state' | 'subscribe'> = {
    state: () => this.#state,
    subscribe: (listener) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };

  become(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  readonly open = async (signal: AbortSignal): Promise<AsyncIterable<number>> => {
    const next = [Promise.withResolvers<number>()];
    this.streams.push({ signal, next });
    return (async function* () {
      for (let at = 0; ; at += 1) {
        yield await (next[at]?.promise ?? Promise.reject(new Error('over')));
        next.push(Promise.withResolvers<number>());
      }
    })();
  };

  async say(stream: number, value: number): Promise<void> {
    this.streams[stream]?.next.at(-1)?.resolve(value);
    await settled();
  }

  async fail(stream: number): Promise<void> {
    this.streams[stream]?.next.at(-1)?.reject(new Error('broken'));
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function following() {
  const wire = new Wire();
  const said: string[] = [];
  const stop = follow(wire.connection, {
    open: wire.open,
    onValue: (value: number, isFirst) => said.push(`${value}${isFirst ? ' first' : ''}`),
    onError: () => said.push('failed'),
  });
  return { wire, said, stop };
}

test('what the service tells is heard, and again from the beginning when the connection comes back', async () => {
  const { wire, said } = following();
  await settled();
  await wire.say(0, 1);
  await wire.say(0, 2);
  wire.become('lost');
  await wire.fail(0);
  wire.become('open');
  await settled();
  await wire.say(1, 3);
  expect(said).toEqual(['1 first', '2', '3 first']);
  expect(wire.streams.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});

test('a stream that breaks while the connection is there is a failure', async () => {
  const { wire, said } = following();
  await settled();
  await wire.fail(0);
  expect(said).toEqual(['failed']);
});

test('whoever stops hears nothing any more, not of failures either, and nothing begins again', async () => {
  const { wire, said, stop } = following();
  await settled();
  stop();
  await wire.say(0, 1);
  wire.become('open');
  await settled();
  expect(said).toEqual([]);
  expect(wire.streams.length).toBe(1);
  expect(wire.streams[0]?.signal.aborted).toBe(true);
});
