import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SnapshotChange } from '../../main/contract/snapshot.ts';
import { fail } from '../../main/domain/result.ts';
import { Snapshots } from '../../main/service/snapshots.ts';
import { TestFolder } from '../store/sample-events.ts';
import { FakeClock } from './fake-clock.ts';
import { startMachine, type TestMachine } from './machine.ts';
import { GAME, GOOD, TAKEN_US } from './snapshots.ts';

const MINUTE_US = 60_000_000;
let folder: TestFolder;
let machine: TestMachine;
let clock: FakeClock;
let snapshots: Snapshots;

beforeEach(async () => {
  folder = new TestFolder();
  machine = startMachine(GOOD);
  clock = new FakeClock(TAKEN_US);
  snapshots = new Snapshots(machine.system, folder.database, clock);
  await snapshots.setSchedule({ everyMinutes: 30, paths: [GAME] });
});
afterEach(async () => {
  await snapshots.close();
  machine[Symbol.dispose]();
  folder[Symbol.dispose]();
});

/** A window that is open: it follows the snapshots until it is closed. */
class Window {
  readonly #closing = new AbortController();
  readonly #changes: AsyncIterator<SnapshotChange>;

  constructor(of: Snapshots) {
    this.#changes = of.changes(this.#closing.signal)[Symbol.asyncIterator]();
  }

  /** The first change that the window is told and that fits. */
  async until(fits: (change: SnapshotChange) => boolean): Promise<SnapshotChange> {
    for (;;) {
      const { value, done } = await this.#changes.next();
      if (done === true) throw new Error('nothing more is told');
      if (fits(value)) return value;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#changes.return?.();
  }
}

const listed = () => {
  const list = snapshots.list();
  if (!list.ok) throw new Error(JSON.stringify(list.error));
  return list.value.map(({ takenUs, name, trigger, pathCount }) => ({
    minute: (takenUs - TAKEN_US) / MINUTE_US,
    name,
    trigger,
    pathCount,
  }));
};
const scheduled = (minute: number) => ({ minute, name: 'Scheduled, every 30 minutes', trigger: 'schedule', pathCount: 1 });

describe('while a window is open', () => {
  test('one is taken at once, and one every so many minutes', async () => {
    const window = new Window(snapshots);
    const first = await window.until(({ nextUs }) => nextUs !== null);
    expect(first).toMatchObject({ schedule: { everyMinutes: 30, paths: [GAME] }, nextUs: TAKEN_US, failure: null });
    clock.advance(0);
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 30 * MINUTE_US);
    expect(listed()).toEqual([scheduled(0)]);
    clock.advance(29);
    expect(listed()).toHaveLength(1);
    clock.advance(1);
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 60 * MINUTE_US);
    expect(listed()).toEqual([scheduled(30), scheduled(0)]);
    await window.close();
  });

  test('none is taken without one, and none after it has closed', async () => {
    clock.advance(120);
    expect([listed(), clock.nextUs]).toEqual([[], null]);
    const window = new Window(snapshots);
    await window.until(({ nextUs }) => nextUs !== null);
    await window.close();
    expect(clock.nextUs).toBeNull();
  });

  test('two windows of one service take one, and it goes on until the last has closed', async () => {
    const [first, second] = [new Window(snapshots), new Window(snapshots)];
    await first.until(({ nextUs }) => nextUs !== null);
    await second.until(({ nextUs }) => nextUs !== null);
    clock.advance(0);
    await first.until(({ version }) => version > 0);
    await first.close();
    await second.until(({ nextUs }) => nextUs === TAKEN_US + 30 * MINUTE_US);
    expect(listed()).toEqual([scheduled(0)]);
    await second.close();
  });

  test('what another program has taken meanwhile counts: nothing is taken twice', async () => {
    const window = new Window(snapshots);
    await window.until(({ nextUs }) => nextUs !== null);
    clock.advance(0);
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 30 * MINUTE_US);
    const other = new Snapshots(machine.system, folder.database, new FakeClock(TAKEN_US + 29 * MINUTE_US));
    const others = new Window(other);
    await others.until(({ nextUs }) => nextUs === TAKEN_US + 30 * MINUTE_US);
    await others.close();
    await other.close();
    clock.advance(30);
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 60 * MINUTE_US);
    expect(listed()).toEqual([scheduled(30), scheduled(0)]);
    await window.close();
  });

  test('an hour that the computer slept is made up for by one, not by two', async () => {
    const window = new Window(snapshots);
    await window.until(({ nextUs }) => nextUs !== null);
    clock.advance(0);
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 30 * MINUTE_US);
    const slept = new FakeClock(TAKEN_US + 200 * MINUTE_US);
    const woken = new Snapshots(machine.system, folder.database, slept);
    const next = new Window(woken);
    await next.until(({ nextUs }) => nextUs === TAKEN_US + 200 * MINUTE_US);
    slept.advance(0);
    await next.until(({ nextUs }) => nextUs === TAKEN_US + 230 * MINUTE_US);
    await next.close();
    await woken.close();
    expect(listed()).toEqual([scheduled(200), scheduled(0)]);
    await window.close();
  });

  test('a new choice takes effect at once, and none at all ends it', async () => {
    const window = new Window(snapshots);
    await window.until(({ nextUs }) => nextUs !== null);
    clock.advance(0);
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 30 * MINUTE_US);
    expect(await snapshots.setSchedule({ everyMinutes: 5, paths: [] })).toEqual({ ok: true, value: { everyMinutes: 5, paths: [] } });
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 5 * MINUTE_US);
    clock.advance(5);
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 10 * MINUTE_US);
    expect(listed()[0]).toEqual({ minute: 5, name: 'Scheduled, every 5 minutes', trigger: 'schedule', pathCount: 0 });
    await snapshots.setSchedule({ everyMinutes: null, paths: [] });
    await window.until(({ nextUs, schedule }) => nextUs === null && schedule.everyMinutes === null);
    expect(clock.nextUs).toBeNull();
    await window.close();
  });

  test('one that cannot be taken is told with its reason, and tried again when the next is due', async () => {
    const denied = fail({ kind: 'win32', call: 'RtlGetVersion', code: 5 });
    let answers = false;
    const facts = () => (answers ? machine.system.machine.facts() : denied);
    await snapshots.close();
    snapshots = new Snapshots({ ...machine.system, machine: { facts } }, folder.database, clock);
    const window = new Window(snapshots);
    await window.until(({ nextUs }) => nextUs !== null);
    clock.advance(0);
    expect((await window.until(({ failure }) => failure !== null)).failure).toMatchObject({ call: 'RtlGetVersion', code: 5 });
    await window.until(({ nextUs }) => nextUs === TAKEN_US + 30 * MINUTE_US);
    answers = true;
    clock.advance(30);
    await window.until(({ failure }) => failure === null);
    expect(listed()).toEqual([scheduled(30)]);
    await window.close();
  });
});
