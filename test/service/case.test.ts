import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CaseContents, CaseState } from '../../main/contract/case.ts';
import { OpenCase } from '../../main/service/case/open-case.ts';
import { CaseSession } from '../../main/service/case/session.ts';
import { createRouter } from '../../main/service/router.ts';
import { sendFile } from '../../renderer/case/send-file.ts';
import { fillStore, request, written } from '../store/case/sample-case.ts';
import { randomFrom, TestFolder } from '../store/sample-events.ts';
import { startMachine, type TestMachine } from './machine.ts';
import { GAME, GOOD, snapshotOf } from './snapshots.ts';

const folder = new TestFolder();
const file = join(folder.path, 'customer.bpio');
beforeAll(async () => {
  fillStore(folder.database);
  await written(request(folder.database, file, { snapshots: [snapshotOf(GOOD)], notes: [{ timeUs: 3, text: 'since the update' }] }));
  return () => folder[Symbol.dispose]();
});

let machine: TestMachine;
let cases: CaseSession;
let client: ReturnType<typeof connect>;
beforeEach(() => {
  machine = startMachine(GOOD);
  cases = new CaseSession();
  client = connect();
});
afterEach(async () => {
  await cases.close();
  await machine.service.finish();
  machine[Symbol.dispose]();
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`bpio-${process.pid}-`))).toEqual([]);
});

function connect() {
  const service = {
    ...machine.service,
    scans: () => machine.service.scans(folder.database),
    snapshots: () => machine.service.snapshots(folder.database),
  };
  return createRouterClient(createRouter(service, () => machine.recording(folder.database), undefined, cases));
}

const opened = async (path = file): Promise<CaseContents> => {
  const result = await cases.open({ path });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const never = new AbortController().signal;
const quiet = { signal: never, onSent: () => {}, onRead: () => {} };
const handIn = (name: string, bytes: Uint8Array<ArrayBuffer>) => sendFile(client, new File([bytes], name), quiet);

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function checked(): Promise<CaseContents['check']> {
  for await (const { open } of await client.case.changes()) {
    if (open !== null && open.check.state !== 'running') return open.check;
  }
  throw new Error('the listening ended');
}

describe('a case that a window hands in', () => {
  test('is open, says what it holds, and turns out to be intact', async () => {
    const done = await handIn('customer.bpio', readFileSync(file));
    expect(done).toMatchObject({
      kind: 'case',
      contents: {
        name: 'customer.bpio',
        sizeBytes: readFileSync(file).length,
        manifest: { machine: 'TEST', redacted: false, simulated: true, form: 4 },
        recordings: 2,
        events: 300,
        scans: 1,
        sources: 1,
        notes: [{ timeUs: 3, text: 'since the update' }],
        snapshots: [{ id: 2 }, { id: 1, name: 'before the update' }],
      },
    });
    expect(await checked()).toEqual({ state: 'intact' });
  });

  test('is gone from this computer when it is closed, or cannot be opened', async () => {
    await handIn('customer.bpio', readFileSync(file));
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`bpio-${process.pid}-`)).length).toBeGreaterThan(0);
    await client.case.close();
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`bpio-${process.pid}-`))).toEqual([]);
    const damaged = readFileSync(file);
    damaged.fill(0xff, 100, 200);
    await expect(handIn('damaged.bpio', damaged)).rejects.toMatchObject({ code: 'FAILED', data: { kind: 'refused' } });
  });

  test('takes the place of the one before; one that cannot be opened leaves it open', async () => {
    const first = await opened();
    await expect(handIn('other.db', Buffer.from(`SQLite format 3\0${'x'.repeat(200)}`))).rejects.toMatchObject({
      data: { kind: 'refused', detail: expect.stringContaining('application id') },
    });
    expect((await client.case.view.machine()).name).toBe('TEST');
    const second = await opened();
    expect(second.id).not.toBe(first.id);
  });
});

describe('every page of a case shows what the live one would', () => {
  beforeEach(async () => void (await opened()));

  test('events', async () => {
    const [live, shown] = [client.events, client.case.view.events];
    for (const filter of [{}, { path: 'pak3' }, { text: 'WdFilter' }, { recording: 1, own: false }, { path: 'rg' }, { path: '100%' }]) {
      expect(await shown.page({ filter, limit: 50 })).toEqual(await live.page({ filter, limit: 50 }));
      expect(await shown.groups({ filter, by: 'reason' })).toEqual(await live.groups({ filter, by: 'reason' }));
      expect(await shown.timeline({ filter, bins: 60 })).toEqual(await live.timeline({ filter, bins: 60 }));
    }
    expect(await shown.recordings()).toEqual(await live.recordings());
    expect(await shown.summary({ recording: 1 })).toEqual(await live.summary({ recording: 1 }));
    expect(await shown.detail({ seq: 7 })).toEqual(await live.detail({ seq: 7 }));
    expect(await shown.since({ seq: 290, limit: 5 })).toEqual(await live.since({ seq: 290, limit: 5 }));
    expect((await shown.retention()).removals).toEqual((await live.retention()).removals);
  });

  test('scans', async () => {
    const [live, shown] = [client.scans, client.case.view.scans];
    expect(await shown.list()).toEqual(await live.list());
    expect(await shown.result({ scan: 1 })).toEqual(await live.result({ scan: 1 }));
    expect(await shown.folders({ scan: 1 })).toEqual(await live.folders({ scan: 1 }));
    expect(await shown.folders({ scan: 1, parent: 'D:\\Games' })).toEqual(await live.folders({ scan: 1, parent: 'D:\\Games' }));
    expect(await shown.errors({ scan: 1 })).toEqual(await live.errors({ scan: 1 }));
    expect(await shown.compare({ before: 1, after: 1 })).toEqual(await live.compare({ before: 1, after: 1 }));
    for (const select of [{ by: 'all' }, { by: 'verdict', verdict: 'blocked' }, { by: 'folder', path: 'D:\\Games\\Title' }] as const) {
      expect(await shown.files({ scan: 1, select, limit: 2 })).toEqual(await live.files({ scan: 1, select, limit: 2 }));
    }
    const text = async (pieces: AsyncIterable<string>) => (await all(pieces)).join('');
    expect(await text(await shown.export({ scan: 1, format: 'csv' }))).toBe(await text(await live.export({ scan: 1, format: 'csv' })));
  });

  test('machine, volumes, filters and paths, as they were when the snapshot was taken', async () => {
    const [live, shown] = [client, client.case.view];
    expect(await shown.machine()).toEqual(await live.machine());
    expect((await shown.volumes()).volumes).toEqual((await live.volumes()).volumes);
    expect((await shown.filters()).volumes).toEqual((await live.filters()).volumes);
    expect((await shown.query({ paths: [GAME] })).results).toEqual((await live.query({ paths: [GAME] })).results);
    const [newest] = await shown.snapshots.list();
    expect((await shown.volumes()).askedAt).toBe(new Date((newest?.takenUs ?? 0) / 1_000).toISOString());
    expect((await shown.query({ paths: ['D:\\never\\asked'] })).results).toMatchObject([
      {
        path: 'D:\\never\\asked',
        verdict: 'unknown',
        failure: { kind: 'refused', detail: expect.stringContaining('a case file can ask nobody') },
      },
    ]);
  });

  test('snapshots, which compare with this machine', async () => {
    const { snapshots } = client.case.view;
    expect((await snapshots.list()).map(({ id }) => id)).toEqual([2, 1]);
    expect((await snapshots.get({ id: 1 })).entry.name).toBe('before the update');
    expect((await snapshots.timeline()).snapshots).toHaveLength(2);
    const diff = await client.snapshots.diff({ before: { of: 'case', id: 2 }, after: { of: 'store', id: 1 } });
    expect([diff.verdicts, diff.changes]).toEqual([[], []]);
  });
});

test('what a case cannot do is refused, and says why', async () => {
  await opened();
  const { view } = client.case;
  const calls: readonly (() => Promise<unknown>)[] = [
    () => view.events.history({}),
    () => view.events.setRetention({ maxAgeDays: 1, maxBytes: null }),
    () => view.scans.start({ roots: ['D:\\'] }),
    () => view.scans.resume({ scan: 1 }),
    () => view.scans.remove({ scan: 1 }),
    () => view.games.list(),
    () => view.snapshots.take({}),
    () => view.snapshots.remove({ id: 1 }),
    () => view.snapshots.setSchedule({ everyMinutes: 5, paths: [] }),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({ code: 'FAILED', data: { kind: 'refused', detail: expect.stringMatching(/\w+ \w+/) } });
  }
  expect(await view.scans.cancel({ scan: 1 })).toBeNull();
  expect(await all(await view.scans.progress({ scan: 1 }))).toEqual([]);
});

test('without a case there is no view of one', async () => {
  await expect(client.case.view.machine()).rejects.toMatchObject({ code: 'FAILED', data: { detail: 'no case file is open' } });
  await expect(client.case.view.scans.list()).rejects.toMatchObject({ code: 'FAILED', data: { detail: 'no case file is open' } });
  expect(await client.case.close()).toBeNull();
});

test('every window is told: what is open, how far its comparison is, and why a file from the command line was not opened', async () => {
  const leaving = new AbortController();
  const told: CaseState[] = [];
  const listening = (async () => {
    for await (const state of await client.case.changes(undefined, { signal: leaving.signal })) told.push(state);
  })();
  expect(await cases.openNamed(join(folder.path, 'missing.bpio'))).toMatchObject({ ok: false });
  await expect
    .poll(() => told.at(-1))
    .toMatchObject({ open: null, failure: { kind: 'refused', target: expect.stringContaining('missing.bpio') } });
  await cases.openNamed(file);
  await expect.poll(() => told.at(-1)).toMatchObject({ open: { name: 'customer.bpio', check: { state: 'intact' } }, failure: null });
  await client.case.close();
  await expect.poll(() => told.at(-1)).toEqual({ open: null, failure: null });
  leaving.abort();
  await listening;
});

test('whoever stops waiting for a case does not get it', async () => {
  const leaving = new AbortController();
  const opening = cases.open({ path: file }, leaving.signal);
  leaving.abort();
  expect(await opening).toMatchObject({ ok: false, error: { kind: 'refused', detail: 'cancelled' } });
  expect(cases.current()).toMatchObject({ ok: false });
});

/** Asks for everything that pages show. Gives the failures' words; throws what is no failure. */
async function askEverything(): Promise<string[]> {
  const { view } = client.case;
  const failures: string[] = [];
  const ask = async (call: () => Promise<unknown>): Promise<void> => {
    try {
      await call();
    } catch (error) {
      const { code, data } = error as { code?: string; data?: { detail?: string; call?: string } }; // an ORPCError, or a bug that is thrown on
      if (code !== 'FAILED' || data === undefined) throw error;
      failures.push(data.detail ?? data.call ?? '');
    }
  };
  await ask(() => view.machine());
  await ask(() => view.volumes());
  await ask(() => view.filters());
  await ask(() => view.query({ paths: [GAME] }));
  await ask(() => view.events.page({ limit: 1_000 }));
  await ask(() => view.events.page({ filter: { text: 'pak' }, limit: 100 }));
  await ask(() => view.events.groups({ by: 'filter' }));
  await ask(() => view.events.timeline({ bins: 100 }));
  await ask(() => view.events.recordings());
  await ask(() => view.events.summary({ recording: 1 }));
  await ask(() => view.events.retention());
  for (const seq of [1, 150, 300]) await ask(() => view.events.detail({ seq }));
  await ask(() => view.scans.list());
  await ask(() => view.scans.result({ scan: 1 }));
  await ask(() => view.scans.folders({ scan: 1 }));
  await ask(() => view.scans.errors({ scan: 1 }));
  await ask(() => view.scans.files({ scan: 1, select: { by: 'all' } }));
  await ask(() => view.scans.compare({ before: 1, after: 1 }));
  await ask(() => view.snapshots.list());
  for (const id of [1, 2]) await ask(() => view.snapshots.get({ id }));
  await ask(() => view.snapshots.timeline());
  return failures;
}

describe('contents that lie', () => {
  const lying = (sql: string): string => {
    const path = join(folder.path, 'lying.bpio');
    copyFileSync(file, path);
    const db = new Sqlite(path);
    db.pragma('journal_mode = OFF');
    db.pragma('foreign_keys = OFF');
    db.pragma('ignore_check_constraints = ON');
    db.exec(sql);
    db.close();
    return path;
  };

  test('nothing is wrong with the one that is changed here', async () => {
    await opened();
    expect(await askEverything()).toEqual([]);
  });

  test.each([
    ['a snapshot that is no JSON', "UPDATE snapshots SET content = 'hello'"],
    ['a snapshot of another form', "UPDATE snapshots SET content = '{}'"],
    ['a snapshot that nests without end', "UPDATE snapshots SET content = printf('%.*c', 900000, '[')"],
    ['verdicts that are none', 'UPDATE snapshots SET verdicts = \'[{"mount":1}]\''],
    ['a finding that is no JSON', "UPDATE scan_findings SET content = 'x'"],
    ['a finding of another form', 'UPDATE scan_findings SET content = \'{"causes":[null]}\''],
    ['roots that are none', "UPDATE scans SET roots = '{}'"],
    ['a scan that never was', "UPDATE scans SET state = 'gone', mode = ''"],
    ['a failure that is none', "UPDATE scans SET failure = '[]'"],
    ['warnings that are none', "UPDATE sources SET warnings = '{'"],
    ['a kind of evidence that is none', "UPDATE sources SET kind = 'exe'"],
    ['fields that are none', "UPDATE payloads SET fields = 'null', decoded = 'magic'"],
    ['times beyond time', 'UPDATE events SET time_us = 9223372036854775807; UPDATE recordings SET started_us = -5'],
    ['events of nothing', 'DELETE FROM payloads; DELETE FROM kinds'],
    ['folders of nothing', 'DELETE FROM scan_folders'],
    ['texts that are no text', "UPDATE texts SET value = CAST(x'ff00fe' || id AS TEXT)"],
  ])('%s: a failure with its reason, or nothing of it, and never a bug', async (_, sql) => {
    await opened(lying(sql));
    for (const detail of await askEverything()) expect(detail).toMatch(/damaged|cannot be read|there is no|has no such/);
    expect(await checked()).toMatchObject({ state: 'differs' });
  });
});

test('whatever bytes are changed, a case is refused or shown, and never changed or hung on', { timeout: 120_000 }, async () => {
  const random = randomFrom(11);
  const whole = readFileSync(file);
  const path = join(folder.path, 'changed.bpio');
  const outcomes = { refused: 0, shown: 0, differs: 0 };
  for (let round = 0; round < 60; round++) {
    const bytes = Buffer.from(whole);
    const changes = 1 + random(8);
    for (let change = 0; change < changes; change++) {
      const at = random(3) === 0 ? random(4_096) : random(bytes.length);
      if (random(4) === 0) bytes.fill(random(256), at, at + random(64));
      else bytes[at] = random(256);
    }
    writeFileSync(path, bytes);
    const result = await cases.open({ path });
    if (!result.ok) {
      expect(result.error).toMatchObject({ kind: 'refused', target: 'changed.bpio' });
      outcomes.refused += 1;
      continue;
    }
    await askEverything();
    outcomes.shown += 1;
    if ((await checked()).state !== 'intact') outcomes.differs += 1;
    await cases.close();
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
  expect(outcomes.refused).toBeGreaterThan(5);
  expect(outcomes.differs).toBeGreaterThan(5);
});

test('a case is read by several at a time, each on a connection of its own', async () => {
  await using open = await (async () => {
    const result = await OpenCase.open({ path: file }, () => {});
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  })();
  const connections = [open.connect(), open.connect()];
  for (const connection of connections) {
    if (!connection.ok) throw new Error(JSON.stringify(connection.error));
    expect(connection.value.prepare('SELECT count(*) FROM events').pluck().get()).toBe(300);
    expect(() => connection.value.exec('DELETE FROM events')).toThrow(/readonly|query_only|attempt to write/);
    connection.value.close();
  }
});
