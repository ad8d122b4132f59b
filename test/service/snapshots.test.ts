import { readdirSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../main/contract/snapshot.ts';
import { Snapshots } from '../../main/service/snapshots.ts';
import { insertSnapshot } from '../../main/store/snapshots.ts';
import { OpenDb, TestFolder } from '../store/sample-events.ts';
import { FakeClock } from './fake-clock.ts';
import { startMachine, type TestMachine } from './machine.ts';
import { foo, GAME, GOOD, TAKEN_US } from './snapshots.ts';

const MINUTE_US = 60_000_000;
let folder: TestFolder;
let machine: TestMachine;
let clock: FakeClock;
let snapshots: Snapshots;

beforeEach(() => {
  folder = new TestFolder();
  machine = startMachine(GOOD);
  clock = new FakeClock(TAKEN_US);
  snapshots = new Snapshots(machine.system, folder.database, clock);
});
afterEach(async () => {
  await snapshots.close();
  machine[Symbol.dispose]();
  folder[Symbol.dispose]();
});

async function take(name?: string, paths: string[] = []): Promise<Snapshot> {
  const taken = await snapshots.take({ paths, ...(name === undefined ? {} : { name }) });
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  clock.advance(1);
  return taken.value;
}

describe('what is kept', () => {
  test('a snapshot comes back as it was taken, after a restart too', async () => {
    const taken = await take('before the update', [GAME, 'Q:\\nothing']);
    expect(taken.entry).toEqual({
      id: 1,
      takenUs: TAKEN_US,
      name: 'before the update',
      trigger: 'asked',
      machine: 'TEST',
      os: '10.0.26100',
      simulated: true,
      elevated: true,
      verdicts: [{ mount: 'D:', verdict: 'full' }],
      pathCount: 2,
    });
    await snapshots.close();
    snapshots = new Snapshots(machine.system, folder.database, clock);
    expect(snapshots.get(1)).toEqual({ ok: true, value: taken });
    expect(snapshots.list()).toEqual({ ok: true, value: [taken.entry] });
    expect(readdirSync(folder.path).filter((name) => !name.startsWith('events.db'))).toEqual([]);
  });

  test('several that are asked for at once are taken one after the other', async () => {
    const all = await Promise.all([1, 2, 3].map(() => snapshots.take({ paths: [] })));
    expect(all.map((taken) => (taken.ok ? taken.value.entry.id : taken.error))).toEqual([1, 2, 3]);
  });

  test('one is found by its number, its name, and as the latest or the one before', async () => {
    await take('first');
    await take('2');
    await take();
    const found = (word: string) => {
      const snapshot = snapshots.find(word);
      return snapshot.ok ? snapshot.value.entry.id : snapshot.error;
    };
    expect(['1', 'first', 'latest', 'previous', '3'].map(found)).toEqual([1, 1, 3, 2, 3]);
    expect(found('2')).toBe(2);
    await take('first');
    expect(found('first')).toMatchObject({ kind: 'badRequest', detail: 'several have this name: say the number' });
    expect(found('nothing')).toMatchObject({ kind: 'badRequest', detail: expect.stringContaining('there is none') });
    expect(found('99')).toMatchObject({ kind: 'badRequest', target: '99' });
  });

  test('one that is removed is gone, and removing it again says that there is none', async () => {
    await take();
    expect(await snapshots.remove(1)).toEqual({ ok: true, value: null });
    expect(await snapshots.remove(1)).toMatchObject({ ok: false, error: { kind: 'badRequest', target: '1' } });
    expect(snapshots.list()).toEqual({ ok: true, value: [] });
  });

  test('a database that is damaged is set aside, and that is told', async () => {
    writeFileSync(folder.database, 'no database');
    await take();
    const closing = new AbortController();
    for await (const { failure } of snapshots.changes(closing.signal)) {
      expect(failure).toMatchObject({ detail: expect.stringMatching(/damaged and set aside as .*\.damaged-/) });
      closing.abort();
    }
  });

  test('nothing can be kept where nothing can be written, and the reason is given', async () => {
    writeFileSync(`${folder.path}/file`, '');
    const nowhere = new Snapshots(machine.system, `${folder.path}/file/events.db`, clock);
    expect(await nowhere.take({ paths: [] })).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(nowhere.list()).toMatchObject({ ok: false, error: { kind: 'refused' } });
    await nowhere.close();
  });
});

/** What a database from elsewhere may hold. */
function insertRaw(more: { readonly content?: string; readonly verdicts?: string }): void {
  using opened = new OpenDb(folder.database);
  const row = { takenUs: 1, name: null, trigger: 'asked' as const, machine: 'X', os: '1', simulated: 0, elevated: null, pathCount: 0 };
  insertSnapshot(opened.db, { ...row, verdicts: '[]', content: '{}', ...more });
}

describe('a snapshot that is none', () => {
  test.each([
    ['no JSON', 'no JSON', 'it is no JSON'],
    ['JSON of another form', '{"machine":{"name":7}}', 'machine.name'],
    ['a list', '[]', 'expected object'],
  ])('%s is refused with the reason', (_, content, why) => {
    insertRaw({ content });
    expect(snapshots.get(1)).toMatchObject({ ok: false, error: { kind: 'refused', detail: expect.stringContaining(why) } });
  });

  test('verdicts of another form keep the list from being shown, with the number of the snapshot', () => {
    insertRaw({ verdicts: '[{"mount":"D:","verdict":"splendid"}]' });
    expect(snapshots.list()).toMatchObject({ ok: false, error: { detail: expect.stringContaining('snapshot 1 cannot be read') } });
  });

  test('more paths than any snapshot has are refused before anybody compares them', async () => {
    const { content } = await take();
    const [path] = (await take(undefined, [GAME])).content.paths;
    insertRaw({ content: JSON.stringify({ ...content, paths: Array.from({ length: 1_001 }, () => path) }) });
    expect(snapshots.get(3)).toMatchObject({
      ok: false,
      error: { detail: expect.stringContaining('it holds 1001 paths, more than 1000') },
    });
  });

  test('a name of megabytes keeps the list from being read', async () => {
    await take();
    const db = new Database(folder.database);
    db.prepare('UPDATE snapshots SET name = ?').run('x'.repeat(2_000_000));
    db.close();
    expect(snapshots.list()).toMatchObject({ ok: false, error: { detail: expect.stringContaining('more than 1048576 bytes') } });
  });

  test('a content of many megabytes is not read', async () => {
    await take();
    const db = new Database(folder.database);
    db.exec('UPDATE snapshots SET content = CAST(zeroblob(64 * 1024 * 1024 + 1) AS TEXT)');
    db.close();
    expect(snapshots.get(1)).toMatchObject({ ok: false, error: { detail: expect.stringContaining('larger than') } });
  });
});

describe('the timeline', () => {
  test('verdicts and drivers that changed stand where they were first seen, newest first', async () => {
    await take();
    await snapshots.close();
    machine[Symbol.dispose]();
    machine = startMachine({ ...GOOD, filters: [{ ...foo, version: '3.2.0.0', supportedFeatures: 3 }] });
    snapshots = new Snapshots(machine.system, folder.database, clock);
    await take();
    await take();
    const timeline = snapshots.timeline();
    if (!timeline.ok) throw new Error(JSON.stringify(timeline.error));
    const { marks, more, snapshots: listed, recordings } = timeline.value;
    expect(marks).toEqual([
      { timeUs: TAKEN_US + MINUTE_US, kind: 'verdictChanged', subject: 'D:', sentence: 'D: full → blocked, some time after snapshot 1' },
      {
        timeUs: TAKEN_US + MINUTE_US,
        kind: 'driverChanged',
        subject: 'Foo.sys',
        sentence: 'Foo.sys 3.1.0.0 → 3.2.0.0, some time after snapshot 1',
      },
    ]);
    expect([more, listed.map(({ id }) => id), recordings]).toEqual([false, [3, 2, 1], []]);
  });

  test('another machine in between is no change of this one', async () => {
    await take();
    await snapshots.close();
    machine[Symbol.dispose]();
    machine = startMachine({ ...GOOD, machine: { name: 'OTHER', os: '10.0.22631.1', elevated: true }, filters: [] });
    snapshots = new Snapshots(machine.system, folder.database, clock);
    await take();
    expect(snapshots.timeline()).toMatchObject({ ok: true, value: { marks: [] } });
  });

  test('filters that came and went while something was recorded stand on it, with the recording', async () => {
    const recording = await machine.recording(folder.database);
    expect(await recording.recorder.start(1_000, () => undefined)).toMatchObject({ ok: true });
    const probe = machine.service.installProbe();
    expect(probe).toMatchObject({ ok: true });
    machine.service.removeProbe();
    await recording.recorder.stop();
    await recording.finish();
    const timeline = snapshots.timeline();
    if (!timeline.ok) throw new Error(JSON.stringify(timeline.error));
    const { marks, recordings } = timeline.value;
    expect(recordings).toMatchObject([{ id: 1, machine: 'TEST', imported: false, vetoes: 0, endedUs: expect.any(Number) }]);
    expect(marks.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['filterUnloaded', 'bpioprobe'],
      ['filterLoaded', 'bpioprobe'],
    ]);
    expect(marks[0]?.sentence).toMatch(/^bpioprobe was unloaded/);
  });
});
