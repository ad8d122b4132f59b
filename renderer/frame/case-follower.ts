import type { CaseContents, CaseState } from '../../main/contract/case.ts';
import type { Failure } from '../../main/contract/failure.ts';
import { failureOf } from '../asked.ts';
import type { Connection } from '../connection.ts';
import { follow } from '../follow.ts';

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
  #stop: (() => void) | null = null;
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
      if (this.#listeners.size === 0) this.#stop?.();
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
    this.#stop = follow(this.#connection, {
      open: (signal) => this.#connection.client.case.changes(undefined, { signal }),
      onValue: (state, isFirst) => this.#take(state, isFirst),
      onError: (error) => this.#say({ isKnown: true, failure: failureOf(error) }),
    });
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
