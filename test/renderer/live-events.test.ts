import { describe, expect, test } from 'vitest';
import type { EventPage, EventPageRequest, StoredEvent } from '../../main/contract/events.ts';
import type { CaptureChange, RecordingSummary } from '../../main/contract/recordings.ts';
import type { Client, Connection, ConnectionState } from '../../renderer/connection.ts';
import { CaptureStore } from '../../renderer/events/capture-store.ts';
import { EventWindow } from '../../renderer/events/event-window.ts';
import type { EventsClient } from '../../renderer/events/events-client.ts';

function eventAt(seq: number): StoredEvent {
  return {
    seq,
    timeUs: seq,
    time: '',
    eventId: 12,
    processId: 1,
    threadId: 1,
    processName: null,
    path: null,
    operation: null,
    filter: null,
    reason: null,
    ntstatus: null,
    ntstatusName: null,
    own: false,
  };
}

/** A store of numbered events that pages by key as the service does. */
class FakeStore {
  count: number;
  asked = 0;
  fails = false;
  constructor(count: number) {
    this.count = count;
  }
  readonly page = async ({ from, direction = 'older', limit = 100 }: Partial<EventPageRequest>): Promise<EventPage> => {
    this.asked += 1;
    if (this.fails) throw new Error('gone');
    const step = direction === 'older' ? -1 : 1;
    const first = from === undefined ? (step < 0 ? this.count : 1) : from.seq + step;
    const left = step < 0 ? first : this.count - first + 1;
    const events = Array.from({ length: Math.max(0, Math.min(limit, left)) }, (_, index) => eventAt(first + index * step));
    const last = events.at(-1);
    return { events, next: left > limit && last !== undefined ? { timeUs: last.timeUs, seq: last.seq } : null, total: this.count };
  };
}

const windowOn = (store: FakeStore): EventWindow => new EventWindow(store as unknown as EventsClient, {}, false); // pages are all it asks for
const span = (window: EventWindow): readonly (number | undefined)[] => [window.state().rows[0]?.seq, window.state().rows.at(-1)?.seq];
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the loaded part of a long list', () => {
  test('begins with the newest and follows what comes', async () => {
    const store = new FakeStore(10_000);
    const window = windowOn(store);
    await window.showNewest();
    expect(span(window)).toEqual([10_000, 9_751]);
    store.count = 10_100;
    window.onStored();
    await settled();
    expect(span(window)).toEqual([10_100, 9_851]);
    expect(window.state()).toMatchObject({ isFollowing: true, above: 0, total: 10_100 });
  });

  test('does not move what is read further down; the newest are one step away', async () => {
    const store = new FakeStore(10_000);
    const window = windowOn(store);
    await window.showNewest();
    window.follow(false);
    store.count = 10_100;
    window.onStored();
    await settled();
    expect(span(window)).toEqual([10_000, 9_751]);
    expect(window.state()).toMatchObject({ isFollowing: false, hasNewer: true });
    await window.showNewest();
    expect(span(window)[0]).toBe(10_100);
  });

  test('keeps at most 2,000 rows without a gap, and finds what it let go again', async () => {
    const window = windowOn(new FakeStore(10_000));
    await window.showNewest();
    window.follow(false);
    for (let page = 0; page < 20; page += 1) await window.loadOlder();
    expect(window.state().rows).toHaveLength(2_000);
    expect(span(window)).toEqual([6_750, 4_751]);
    expect(window.state().above).toBe(3_250);
    for (let page = 0; page < 20; page += 1) await window.loadNewer();
    expect(span(window)).toEqual([10_000, 8_001]);
    expect(window.state()).toMatchObject({ above: 0, hasNewer: false });
    const { rows } = window.state();
    expect(rows.every((row, index) => row.seq === 10_000 - index)).toBe(true);
    await window.loadOlder();
    expect(span(window)).toEqual([9_750, 7_751]);
  });

  test('jumps to the oldest and pages up from there', async () => {
    const window = windowOn(new FakeStore(1_000));
    await window.showOldest();
    expect(span(window)).toEqual([250, 1]);
    expect(window.state()).toMatchObject({ older: null, hasNewer: true, above: 750 });
    await window.loadNewer();
    expect(span(window)).toEqual([500, 1]);
  });

  test('paused, it stays still until told to go on', async () => {
    const store = new FakeStore(500);
    const window = windowOn(store);
    await window.showNewest();
    window.pause(true);
    store.count = 600;
    window.onStored();
    window.follow(true);
    await settled();
    expect(span(window)[0]).toBe(500);
    window.pause(false);
    await settled();
    expect(span(window)[0]).toBe(600);
  });

  test('goes on asking while pages come back with less than was asked for', async () => {
    const store = new FakeStore(1_000);
    const short: EventsClient['page'] = async (request) => {
      const page = await store.page({ ...request, limit: 40 });
      return { ...page, total: null };
    };
    const window = new EventWindow({ page: short } as EventsClient, {}, false); // pages are all it asks for
    await window.showNewest();
    for (let turn = 0; turn < 20; turn += 1) await settled();
    expect(window.state().rows.length).toBeGreaterThanOrEqual(250);
    expect(store.asked).toBe(7);
  });

  test('says what failed and keeps what was loaded', async () => {
    const store = new FakeStore(500);
    const window = windowOn(store);
    await window.showNewest();
    store.fails = true;
    await window.loadOlder();
    expect(window.state().failure).toMatchObject({ detail: 'gone' });
    expect(window.state().rows).toHaveLength(250);
  });
});

const IDLE: CaptureChange = { recording: null, lastSeq: 5, lostEvents: 0, lostBuffers: 0, active: [], ended: null, notes: [] };
const RUNNING: CaptureChange = { ...IDLE, recording: 2, lastSeq: 9, notes: ['one thing'] };

/** A service whose changes the test sends, and a connection that it breaks. */
class FakeService implements Connection {
  readonly retry = null;
  #state: ConnectionState = 'open';
  readonly #listeners = new Set<() => void>();
  #send: (change: CaptureChange) => void = () => {};
  starts = 0;
  listens = 0;
  startFails = false;
  readonly client: Client;

  constructor() {
    const capture = {
      start: async () => {
        this.starts += 1;
        if (this.startFails) throw new Error('denied');
        return { recording: 2, notes: ['begun'] };
      },
      stop: async () => null as RecordingSummary | null,
      changes: async () => this.#changes(),
    };
    this.client = { capture, events: {} } as unknown as Client; // the store calls nothing else
  }
  readonly state = (): ConnectionState => this.#state;
  readonly turn = (): number => 0;
  readonly turnOver = (): void => this.become(this.#state);
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  become(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
  async send(change: CaptureChange): Promise<void> {
    this.#send(change);
    await settled();
  }
  async *#changes(): AsyncGenerator<CaptureChange> {
    this.listens += 1;
    yield IDLE;
    for (;;) yield await new Promise<CaptureChange>((resolve) => (this.#send = resolve));
  }
}

describe('the capture as the window knows it', () => {
  async function followed(): Promise<{ service: FakeService; store: CaptureStore; leave: () => void }> {
    const service = new FakeService();
    const store = new CaptureStore(service);
    const leave = store.subscribe(() => {});
    await settled();
    return { service, store, leave };
  }

  test('is asked for by whoever shows it, not by a mere glance', async () => {
    const service = new FakeService();
    const store = new CaptureStore(service);
    store.peek(() => {});
    await settled();
    expect([service.listens, store.state().phase]).toEqual([0, 'unknown']);
    store.subscribe(() => {});
    await settled();
    expect([service.listens, store.state().phase]).toEqual([1, 'idle']);
  });

  test('turns on and off, with what happened meanwhile', async () => {
    const { service, store } = await followed();
    await store.toggle();
    expect(store.state()).toMatchObject({ phase: 'running', recording: 2, notes: ['begun'] });
    await service.send(RUNNING);
    expect(store.state()).toMatchObject({ lastSeq: 9, notes: ['begun', 'one thing'] });
    store.readNotes();
    await store.toggle();
    expect(store.state()).toMatchObject({ phase: 'idle', recording: null, notes: [] });
  });

  test('a recording that another window started is shown too', async () => {
    const { service, store } = await followed();
    await service.send(RUNNING);
    expect(store.state()).toMatchObject({ phase: 'running', recording: 2 });
  });

  test('asked for before the state is known, it starts as soon as it is', async () => {
    const service = new FakeService();
    const store = new CaptureStore(service);
    await store.toggle();
    expect(service.starts).toBe(0);
    store.subscribe(() => {});
    await settled();
    await settled();
    expect([service.starts, store.state().phase]).toEqual([1, 'running']);
  });

  test('why it could not start stays until the next try', async () => {
    const { service, store } = await followed();
    service.startFails = true;
    await store.toggle();
    expect(store.state()).toMatchObject({ phase: 'idle', failure: { detail: 'denied' } });
    service.startFails = false;
    await store.toggle();
    expect(store.state()).toMatchObject({ phase: 'running', failure: null });
  });

  test('a lost connection makes it unknown; it is asked again when the connection is back', async () => {
    const { service, store } = await followed();
    service.become('lost');
    expect(store.state().phase).toBe('unknown');
    service.become('open');
    await settled();
    expect([service.listens, store.state().phase]).toEqual([2, 'idle']);
  });

  test('what was denied is forgotten when a service with rights answers, which is followed from then on', async () => {
    const { service, store } = await followed();
    service.startFails = true;
    await store.toggle();
    service.turnOver();
    await settled();
    expect([service.listens, store.state().failure]).toEqual([2, null]);
  });

  test('a running recording is followed to its end even when its page is left', async () => {
    const { service, store, leave } = await followed();
    await service.send(RUNNING);
    leave();
    await service.send(IDLE);
    expect(store.state().phase).toBe('idle');
    store.subscribe(() => {});
    await settled();
    expect(service.listens).toBe(2);
  });
});
