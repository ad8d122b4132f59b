import { describe, expect, test } from 'vitest';
import type { CaseContents, CaseState } from '../../main/contract/case.ts';
import { explainCase, explainTable } from '../../renderer/case/explain-case.ts';
import type { Client, Connection, ConnectionState } from '../../renderer/connection.ts';
import { CaseFollower } from '../../renderer/frame/case-follower.ts';
import { caseSentence, checkText, hashWords } from '../../renderer/text/case.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const CONTENTS: CaseContents = {
  id: '0b6f7a0e-1111-4222-8333-444455556666',
  name: 'customer.bpio',
  sizeBytes: 319_488,
  manifest: {
    tool: { name: 'BypassIO Inspector', version: '0.1.0' },
    form: 4,
    catalogueDate: '2026-11-01',
    createdUs: 1_795_000_000_000_000,
    redacted: false,
    machine: 'DESKTOP-DEMO',
    os: '10.0.26100',
    simulated: false,
    tables: [
      { name: 'events', rows: 79, sha256: 'a'.repeat(64) },
      { name: 'snapshots', rows: 2, sha256: 'b'.repeat(64) },
    ],
  },
  snapshots: [],
  recordings: 0,
  events: 0,
  scans: 0,
  sources: 0,
  notes: [],
  check: { state: 'intact' },
};

const snapshot = (
  id: number,
  takenUs: number,
  verdicts: CaseContents['snapshots'][number]['verdicts'],
): CaseContents['snapshots'][number] => ({
  id,
  takenUs,
  name: null,
  trigger: 'asked',
  machine: 'DESKTOP-DEMO',
  os: '10.0.26100',
  simulated: false,
  elevated: true,
  verdicts,
  pathCount: 0,
});

describe('the first sentence of a case', () => {
  test('is that of its newest snapshot, in whatever order they come', () => {
    const old = snapshot(2, 100, [{ mount: 'D:', verdict: 'full' }]);
    const newest = snapshot(1, 200, [{ mount: 'D:', verdict: 'blocked' }]);
    expect(caseSentence({ ...CONTENTS, snapshots: [old, newest] })).toBe('1 volume blocked');
  });

  test.each([
    [{ recordings: 2, scans: 1 }, '2 recordings and 1 scan, no snapshot'],
    [{ scans: 3 }, '3 scans, no snapshot'],
    [{}, 'Nothing but notes'],
  ])('without one says what there is: %j', (counts, sentence) => {
    expect(caseSentence({ ...CONTENTS, ...counts })).toBe(sentence);
  });
});

describe('how far a case can be trusted', () => {
  test.each([
    [{ state: 'running', fraction: 0.426 }, 'quiet', 'Comparing the contents: 42 %'],
    [{ state: 'intact' }, 'good', 'Contents match'],
    [{ state: 'differs', tables: ['events', 'names'] }, 'bad', 'Contents differ in events, names'],
    [{ state: 'failed', failure: { kind: 'refused', call: 'case file', detail: 'gone' } }, 'bad', 'Contents could not be compared'],
  ] as const)('%j', (check, tone, words) => {
    expect(checkText(check as CaseContents['check'])).toMatchObject({ tone, words });
  });

  test('a table that differs stands out from those that match', () => {
    const check: CaseContents['check'] = { state: 'differs', tables: ['events'] };
    expect([hashWords('events', check), hashWords('snapshots', check)]).toEqual(['differ', 'match']);
    const [events] = CONTENTS.manifest.tables;
    if (events === undefined) throw new Error('the sample has tables');
    expect(explainTable(events, check)).toMatchObject({ mark: { tone: 'refused' }, first: { title: 'events: contents differ' } });
  });

  test('matching hashes are not called a proof of who wrote it', () => {
    expect(explainCase(CONTENTS).first.lead).toContain('Who wrote it is not proved by that');
  });

  test('a redacted case repeats the warning', () => {
    const { first } = explainCase({ ...CONTENTS, manifest: { ...CONTENTS.manifest, redacted: true } });
    expect(first.concluded.join(' ')).toContain('This is not anonymisation: look before you send.');
  });

  test('names in it are shown, not obeyed', () => {
    const hostile = { ...CONTENTS, name: 'a\u202egpj.exe' };
    expect(explainCase(hostile).first.seen[0]).toBe('a\\u202egpj.exe');
  });
});

/** A service whose case the test opens and closes, and a connection that it breaks. */
class FakeService implements Connection {
  readonly retry = null;
  #state: ConnectionState = 'open';
  readonly #listeners = new Set<() => void>();
  #send: (state: CaseState) => void = () => {};
  now: CaseState = { open: null, failure: null };
  listens = 0;
  closeFails = false;
  readonly client: Client;

  constructor() {
    const close = async (): Promise<null> => {
      if (this.closeFails) throw new Error('busy');
      await this.become({ open: null, failure: null });
      return null;
    };
    this.client = { case: { changes: async () => this.#changes(), close } } as unknown as Client; // the follower calls nothing else
  }
  readonly state = (): ConnectionState => this.#state;
  readonly turn = (): number => 0;
  readonly turnOver = (): void => this.connect(this.#state);
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  connect(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
  async become(state: CaseState): Promise<void> {
    this.now = state;
    this.#send(state);
    await settled();
  }
  async *#changes(): AsyncGenerator<CaseState> {
    this.listens += 1;
    yield this.now;
    for (;;) yield await new Promise<CaseState>((resolve) => (this.#send = resolve));
  }
}

describe('the open case as the window knows it', () => {
  async function followed(open: CaseContents | null): Promise<{ service: FakeService; follower: CaseFollower; leave: () => void }> {
    const service = new FakeService();
    service.now = { open, failure: null };
    const follower = new CaseFollower(service);
    const leave = follower.subscribe(() => {});
    await settled();
    return { service, follower, leave };
  }

  test('is known after the first word of the service', async () => {
    const service = new FakeService();
    const follower = new CaseFollower(service);
    expect(follower.state().isKnown).toBe(false);
    follower.subscribe(() => {});
    await settled();
    expect(follower.state()).toEqual({ isKnown: true, open: null, failure: null, gone: null });
  });

  test('closed here: nothing needs to be said', async () => {
    const { follower } = await followed(CONTENTS);
    await follower.close();
    expect(follower.state()).toMatchObject({ open: null, gone: null });
  });

  test('closed by another window: its name and why is said until it is read', async () => {
    const { service, follower } = await followed(CONTENTS);
    await service.become({ open: null, failure: null });
    expect(follower.state().gone).toEqual({ name: 'customer.bpio', why: 'closed' });
    follower.read();
    expect(follower.state().gone).toBeNull();
  });

  test('stays in sight while the service is away, and is said to be gone when it comes back without it', async () => {
    const { service, follower } = await followed(CONTENTS);
    service.connect('lost');
    expect(follower.state().open?.name).toBe('customer.bpio');
    service.now = { open: null, failure: null };
    service.connect('open');
    await settled();
    expect(follower.state()).toMatchObject({ open: null, gone: { name: 'customer.bpio', why: 'restarted' } });
  });

  test('a connection that only broke finds it again and says nothing', async () => {
    const { service, follower } = await followed(CONTENTS);
    service.connect('lost');
    service.connect('open');
    await settled();
    expect(service.listens).toBe(2);
    expect(follower.state()).toMatchObject({ open: { id: CONTENTS.id }, gone: null });
  });

  test('one that cannot be closed stays open and says why', async () => {
    const { service, follower } = await followed(CONTENTS);
    service.closeFails = true;
    await follower.close();
    expect(follower.state()).toMatchObject({ open: { id: CONTENTS.id }, failure: { detail: 'busy' } });
    await service.become({ open: null, failure: null });
    expect(follower.state().gone).toEqual({ name: 'customer.bpio', why: 'closed' });
  });

  test('why one from the command line did not open reaches the window', async () => {
    const { service, follower } = await followed(null);
    const failure = { kind: 'refused', call: 'case file', detail: 'this is no case file' } as const;
    await service.become({ open: null, failure });
    expect(follower.state().failure).toEqual(failure);
  });
});
