import type { Failure } from '../../main/contract/failure.ts';
import type { CaptureChange, RecordingSummary } from '../../main/contract/recordings.ts';
import { failureOf } from '../asked.ts';
import type { Connection } from '../connection.ts';
import { follow } from '../follow.ts';

/** What is known of the capture. `unknown` until the service has said. */
export interface CaptureState {
  readonly phase: 'unknown' | 'idle' | 'starting' | 'running' | 'stopping';
  /** The running recording, else null. */
  readonly recording: number | null;
  readonly lastSeq: number;
  readonly lostEvents: number;
  readonly lostBuffers: number;
  readonly active: CaptureChange['active'];
  /** The last one that ended while this window was open. */
  readonly ended: RecordingSummary | null;
  readonly notes: readonly string[];
  /** Why it could not be started or stopped. */
  readonly failure: Failure | null;
}

const NOTHING: CaptureState = {
  phase: 'unknown',
  recording: null,
  lastSeq: 0,
  lostEvents: 0,
  lostBuffers: 0,
  active: [],
  ended: null,
  notes: [],
  failure: null,
};
/** What a case knows of captures: nothing runs in it. */
export const NO_CAPTURE: CaptureState = { ...NOTHING, phase: 'idle' };
const NOTES_MAX = 20;

/**
 * The one place where live data lands, outside of React: the service tells what changed at most five times a second, and this passes it
 * on as one new state each time. Follows the service from the first listener on, and again whenever the connection comes back.
 */
export class CaptureStore {
  readonly #connection: Connection;
  readonly #listeners = new Set<() => void>();
  #state = NOTHING;
  #followers = 0;
  #isToggleOwed = false;
  /** Ends the following; null: nothing is followed. */
  #end: (() => void) | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  readonly state = (): CaptureState => this.#state;
  /** Follows the service for as long as somebody listens, and a running recording to its end. */
  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#followers === 0 && this.#end === null) this.#begin();
    this.#followers += 1;
    const stop = this.peek(listener);
    return () => {
      stop();
      this.#followers -= 1;
      this.#endWhenIdle();
    };
  };
  /** Hears what the others follow; asks for nothing itself, since even that costs the service its database. */
  readonly peek = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Starts what is off, stops what is on; while either is under way, nothing. Asked before the state is known, it waits for it. */
  async toggle(): Promise<void> {
    const { phase } = this.#state;
    this.#isToggleOwed = phase === 'unknown';
    if (phase === 'idle') await this.#start();
    else if (phase === 'running') await this.#stop();
  }

  readNotes(): void {
    this.#say({ notes: [], failure: null });
  }

  async #start(): Promise<void> {
    this.#say({ phase: 'starting', failure: null, ended: null, notes: [] });
    try {
      const { recording, notes } = await this.#connection.client.capture.start({});
      this.#say({ phase: 'running', recording, lostEvents: 0, lostBuffers: 0 });
      this.#note(notes);
    } catch (error) {
      this.#say({ phase: 'idle', failure: failureOf(error) });
    }
  }

  async #stop(): Promise<void> {
    this.#say({ phase: 'stopping', failure: null });
    try {
      const ended = await this.#connection.client.capture.stop();
      this.#say({ phase: 'idle', recording: null, ...(ended === null ? {} : { ended }) });
    } catch (error) {
      this.#say({ phase: 'running', failure: failureOf(error) });
    }
  }

  #begin(): void {
    const unsubscribe = this.#connection.subscribe(() => {
      // What one service was denied the next one may do, and says so itself if not.
      this.#say(this.#connection.state() === 'open' ? { failure: null } : { phase: 'unknown' });
    });
    const stop = follow(this.#connection, {
      open: (signal) => this.#connection.client.capture.changes(undefined, { signal }),
      onValue: (change) => this.#take(change),
      onError: (error) => this.#say({ phase: 'idle', failure: failureOf(error) }),
    });
    this.#end = () => {
      unsubscribe();
      stop();
    };
  }

  #endWhenIdle(): void {
    if (this.#followers > 0 || this.#state.recording !== null) return;
    this.#end?.();
    this.#end = null;
  }

  #take(change: CaptureChange): void {
    const { phase } = this.#state;
    const isBusy = phase === 'starting' || phase === 'stopping';
    this.#say({
      ...(isBusy ? {} : { phase: change.recording === null ? 'idle' : 'running', recording: change.recording }),
      lastSeq: Math.max(this.#state.lastSeq, change.lastSeq),
      lostEvents: change.lostEvents,
      lostBuffers: change.lostBuffers,
      active: change.active,
      ...(change.ended === null ? {} : { ended: change.ended }),
    });
    this.#note(change.notes);
    if (this.#isToggleOwed) void this.toggle();
    this.#endWhenIdle();
  }

  #note(notes: readonly string[]): void {
    if (notes.length > 0) this.#say({ notes: [...new Set([...this.#state.notes, ...notes])].slice(-NOTES_MAX) });
  }

  #say(change: Partial<CaptureState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
