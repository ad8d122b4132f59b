import type { CaseContents, CaseState } from '../../main/contract/case.ts';
import type { Failure } from '../../main/contract/failure.ts';
import { failureOf } from '../asked.ts';
import type { Connection } from '../connection.ts';

export interface FollowedCase {
  /** False until the service has said for the first time. */
  readonly isKnown: boolean;
  readonly open: CaseContents | null;
  /** Why the last one could not be opened or closed; null once it was read. */
  readonly failure: Failure | null;
  /** A case that went away without this window asking for it: the pages changed under the user. */
  readonly gone: { readonly name: string; readonly why: 'closed' | 'restarted' } | null;
}

const NOTHING: FollowedCase = { isKnown: false, open: null, failure: null, gone: null };

/**
 * The case file that is open in the service, for every window alike. Followed for as long as somebody listens, and again whenever the
 * connection comes back; what was known stays until the service says otherwise.
 */
export class CaseFollower {
  readonly #connection: Connection;
  readonly #listeners = new Set<() => void>();
  #state = NOTHING;
  #following: AbortController | null = null;
  #unsubscribe: (() => void) | null = null;
  #isClosing = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  readonly state = (): FollowedCase => this.#state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#begin();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  };

  readonly close = async (): Promise<void> => {
    this.#isClosing = true;
    try {
      await this.#connection.client.case.close();
    } catch (error) {
      this.#isClosing = false;
      this.#say({ failure: failureOf(error) });
    }
  };

  /** What was said of a case that is gone or did not open has been read. */
  readonly read = (): void => this.#say({ failure: null, gone: null });

  #begin(): void {
    this.#unsubscribe = this.#connection.subscribe(() => {
      if (this.#connection.state() === 'open') void this.#follow();
    });
    void this.#follow();
  }

  #end(): void {
    this.#unsubscribe?.();
    this.#following?.abort();
  }

  async #follow(): Promise<void> {
    this.#following?.abort();
    const mine = new AbortController();
    this.#following = mine;
    let isFirst = true;
    try {
      for await (const state of await this.#connection.client.case.changes(undefined, { signal: mine.signal })) {
        if (mine.signal.aborted) return;
        this.#take(state, isFirst);
        isFirst = false;
      }
    } catch (error) {
      // A broken connection says so itself, and following begins again when it is back.
      if (!mine.signal.aborted && this.#connection.state() === 'open') this.#say({ isKnown: true, failure: failureOf(error) });
    }
  }

  #take({ open, failure }: CaseState, isFirst: boolean): void {
    const before = this.#state;
    const isGone = before.open !== null && open === null;
    const gone = isGone && !this.#isClosing ? ({ name: before.open.name, why: isFirst ? 'restarted' : 'closed' } as const) : null;
    if (open === null) this.#isClosing = false;
    this.#say({ isKnown: true, open, failure, gone: gone ?? (open === null ? before.gone : null) });
  }

  #say(change: Partial<FollowedCase>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
