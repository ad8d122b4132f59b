import type { EventCursor, EventFilter, StoredEvent } from '../../main/contract/events.ts';
import type { Failure } from '../../main/contract/failure.ts';
import { failureOf } from '../asked.ts';
import type { EventsClient } from './events-client.ts';

/** The loaded part of a list that may be millions long: newest first, without gaps. */
export interface WindowState {
  readonly rows: readonly StoredEvent[];
  /** Where older events go on; null at the oldest. */
  readonly older: EventCursor | null;
  /** Whether newer events were let go or have come since. */
  readonly hasNewer: boolean;
  /** Rows above the loaded ones, as far as they are known. */
  readonly above: number;
  readonly total: number | null;
  /** New events push in at the top; false while the user reads further down or has paused. */
  readonly isFollowing: boolean;
  readonly isPaused: boolean;
  readonly busy: 'none' | 'first' | 'older' | 'newer';
  readonly failure: Failure | null;
}

const EMPTY: WindowState = {
  rows: [],
  older: null,
  hasNewer: false,
  above: 0,
  total: null,
  isFollowing: true,
  isPaused: false,
  busy: 'first',
  failure: null,
};
const PAGE_COUNT = 250;
const KEPT_COUNT = 2_000;

/**
 * Pages by key: what was loaded never shifts because something new arrived. At most 2,000 rows are kept; those that leave on one side
 * are asked for again when the user goes back there.
 */
export class EventWindow {
  readonly #client: EventsClient;
  readonly #filter: EventFilter;
  readonly #listeners = new Set<() => void>();
  #state = EMPTY;
  /** An answer to an older question is dropped. */
  #turn = 0;
  #isStale = false;

  constructor(client: EventsClient, filter: EventFilter, isPaused: boolean) {
    this.#client = client;
    this.#filter = filter;
    this.#state = { ...EMPTY, isPaused, isFollowing: !isPaused };
  }

  readonly state = (): WindowState => this.#state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** To the newest events, and on with whatever comes. */
  showNewest(): Promise<void> {
    this.#say({ isFollowing: !this.#state.isPaused });
    return this.#load('first', async () => {
      const page = await this.#client.page({ filter: this.#filter, direction: 'older', limit: PAGE_COUNT });
      return { rows: page.events, older: page.next, hasNewer: false, above: 0, total: page.total };
    });
  }

  showOldest(): Promise<void> {
    this.#say({ isFollowing: false });
    return this.#load('first', async () => {
      const page = await this.#client.page({ filter: this.#filter, direction: 'newer', limit: PAGE_COUNT });
      const rows = page.events.toReversed();
      return { rows, older: null, hasNewer: page.next !== null, above: Math.max(0, (page.total ?? 0) - rows.length), total: page.total };
    });
  }

  loadOlder(): Promise<void> {
    const { older, busy } = this.#state;
    if (older === null || busy !== 'none') return Promise.resolve();
    return this.#load('older', async () => {
      const page = await this.#client.page({ filter: this.#filter, from: older, direction: 'older', limit: PAGE_COUNT });
      const { rows, above } = this.#state;
      const all = [...rows, ...page.events];
      const gone = Math.max(0, all.length - KEPT_COUNT);
      return {
        rows: all.slice(gone),
        older: page.next,
        total: page.total,
        above: above + gone,
        hasNewer: this.#state.hasNewer || gone > 0,
        isFollowing: this.#state.isFollowing && gone === 0,
      };
    });
  }

  loadNewer(): Promise<void> {
    const { hasNewer, busy, rows } = this.#state;
    const [first] = rows;
    if (!hasNewer || busy !== 'none' || first === undefined) return Promise.resolve();
    return this.#load('newer', async () => {
      const from = { timeUs: first.timeUs, seq: first.seq };
      const page = await this.#client.page({ filter: this.#filter, from, direction: 'newer', limit: PAGE_COUNT });
      const all = [...page.events.toReversed(), ...this.#state.rows];
      const kept = all.slice(0, KEPT_COUNT);
      const last = kept.at(-1);
      return {
        rows: kept,
        older: all.length > kept.length && last !== undefined ? { timeUs: last.timeUs, seq: last.seq } : this.#state.older,
        total: page.total,
        above: page.next === null ? 0 : Math.max(0, this.#state.above - page.events.length),
        hasNewer: page.next !== null,
      };
    });
  }

  /** Something was stored: shown at once while following, else only known of. */
  onStored(): void {
    if (!this.#state.isFollowing) {
      if (!this.#state.hasNewer) this.#say({ hasNewer: true });
      return;
    }
    if (this.#state.busy === 'none') void this.showNewest();
    else this.#isStale = true;
  }

  /** The user reads further down (or is back at the top). */
  follow(isAtTop: boolean): void {
    if (this.#state.isPaused || this.#state.hasNewer || this.#state.isFollowing === isAtTop) return;
    this.#say({ isFollowing: isAtTop });
  }

  /** The user looks at one row: it stays where it is. */
  hold(): void {
    if (this.#state.isFollowing) this.#say({ isFollowing: false });
  }

  pause(isPaused: boolean): void {
    this.#say({ isPaused, isFollowing: false });
    if (!isPaused) void this.showNewest();
  }

  async #load(busy: WindowState['busy'], ask: () => Promise<Partial<WindowState>>): Promise<void> {
    this.#turn += 1;
    const mine = this.#turn;
    this.#say({ busy });
    try {
      const loaded = await ask();
      if (this.#turn === mine) this.#say({ ...loaded, busy: 'none', failure: null });
    } catch (error) {
      if (this.#turn === mine) this.#say({ busy: 'none', failure: failureOf(error) });
      return;
    }
    if (this.#turn === mine) this.#goOn();
  }

  /** More arrived meanwhile, or the time for one page went by before a page was full: asked on, until it is. */
  #goOn(): void {
    const { isFollowing, rows, older } = this.#state;
    if (this.#isStale && isFollowing) {
      this.#isStale = false;
      void this.showNewest();
    } else if (older !== null && rows.length < PAGE_COUNT) void this.loadOlder();
  }

  #say(change: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
