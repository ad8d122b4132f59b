import type { Connection } from './connection.ts';

interface Followed<T> {
  /** Begins a stream of the service; it ends with the signal. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<T>>;
  /** `isFirst`: the first since the stream began anew. */
  readonly onValue: (value: T, isFirst: boolean) => void;
  /** The stream could not begin, or broke, while the connection was there: a broken connection says so itself. */
  readonly onError: (error: unknown) => void;
}

/** Follows what the service tells, from now on and again whenever the connection comes back, until the returned function is called. */
export function follow<T>(connection: Pick<Connection, 'state' | 'subscribe'>, { open, onValue, onError }: Followed<T>): () => void {
  let following = new AbortController();
  async function begin(): Promise<void> {
    following.abort();
    const mine = new AbortController();
    following = mine;
    let isFirst = true;
    try {
      for await (const value of await open(mine.signal)) {
        if (mine.signal.aborted) return;
        onValue(value, isFirst);
        isFirst = false;
      }
    } catch (error) {
      if (!mine.signal.aborted && connection.state() === 'open') onError(error);
    }
  }
  const stop = connection.subscribe(() => {
    if (connection.state() === 'open') void begin();
  });
  void begin();
  return () => {
    stop();
    following.abort();
  };
}
