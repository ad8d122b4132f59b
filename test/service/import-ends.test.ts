import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ByteSource } from '../../main/etw/byte-source.ts';
import { memorySource } from '../../main/etw/byte-source.ts';
import { importEvidence } from '../../main/service/import.ts';
import { importAndKeep } from '../../main/service/import-kept.ts';
import type { ImportOptions } from '../../main/service/import-options.ts';
import type { RecordingOptions } from '../../main/service/import-recording.ts';
import { listRecordings } from '../../main/store/recordings.ts';
import { OpenDb, TestFolder } from '../store/sample-events.ts';
import { longTrace } from './long-trace.ts';

const VETOES = 2_600;
const trace = longTrace(VETOES);
let folder: TestFolder;
beforeEach(() => {
  folder = new TestFolder();
});
afterEach(() => folder[Symbol.dispose]());

const imported = (reading: ImportOptions = {}, storing: RecordingOptions = {}, source: ByteSource = memorySource(trace)) =>
  importAndKeep((keeper) => importEvidence(source, 'long.etl', { ...reading, keeper }), folder.database, storing);

/** Each recording with its ending, the events it claims, and the events, paths and counts that there are. */
function stored(): unknown {
  using opened = new OpenDb(folder.database);
  const { db } = opened;
  const count = (sql: string): unknown => db.prepare(sql).pluck().get();
  return {
    recordings: listRecordings(db).map(({ ending, events }) => [ending, events]),
    events: count('SELECT count(*) FROM events'),
    paths: count('SELECT count(DISTINCT path) FROM payloads'),
    counted: count('SELECT coalesce(sum(events), 0) FROM bins WHERE level = 0'),
  };
}
const NOTHING = { recordings: [], events: 0, paths: 0, counted: 0 };
const WHOLE = { recordings: [['imported', VETOES]], events: VETOES, paths: VETOES, counted: VETOES };

/** Some, and not all. */
const PART = expect.toSatisfy((events: number) => events > 0 && events < VETOES);

/** Aborts when so many buffers have been put in order: some of their events are stored then, and some are not. */
function cancelling() {
  const stop = new AbortController();
  const { signal } = stop;
  return {
    signal,
    onProgress: ({ pass, readBytes }) => pass === 'order' && readBytes > trace.byteLength / 2 && stop.abort(),
  } satisfies ImportOptions;
}

describe('an import that does not come to its end', () => {
  test('cancelled by its user: what was stored is removed, and the next one is whole', async () => {
    const reading = cancelling();
    let during: unknown;
    const onProgress: typeof reading.onProgress = (progress) => {
      if (progress.pass === 'order') during = stored();
      return reading.onProgress(progress);
    };
    await expect(imported({ ...reading, onProgress }, { signal: reading.signal })).rejects.toThrow('aborted');
    expect(during).toMatchObject({ recordings: [['interrupted', PART]] });
    expect(stored()).toEqual(NOTHING);
    using left = new OpenDb(folder.database);
    expect(left.db.pragma('freelist_count', { simple: true })).toBe(0);
    expect(await imported()).toMatchObject({ ok: true, value: { kept: { ok: true, value: { sinceUs: null } } } });
    expect(stored()).toEqual(WHOLE);
  });

  test('thrown out by a bug: nothing stays either', async () => {
    const cut = importAndKeep(async (keeper) => {
      await importEvidence(memorySource(trace), 'long.etl', { keeper });
      throw new Error('a bug');
    }, folder.database);
    await expect(cut).rejects.toThrow('a bug');
    expect(stored()).toEqual(NOTHING);
  });

  test('killed with its process: an interrupted recording stays, and the next one is whole beside it', async () => {
    const child = spawnSync(process.execPath, [join(import.meta.dirname, 'import-killed.ts'), folder.database], { encoding: 'utf8' });
    expect(child).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    expect(stored()).toMatchObject({ recordings: [['interrupted', PART]], events: PART, counted: PART });
    await imported();
    expect(stored()).toMatchObject({
      recordings: [
        ['imported', VETOES],
        ['interrupted', PART],
      ],
    });
  });

  test('a file that cannot be read on: everything before is kept, in the answer and in the recording, and the place is named', async () => {
    const end = 300_000;
    const broken: ByteSource = {
      ...memorySource(trace),
      read: async (position, target) => {
        if (position + target.byteLength > end) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
        return memorySource(trace).read(position, target);
      },
    };
    const answer = await imported({}, {}, broken);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    const { vetoCount, warnings, recording } = answer.value.evidence;
    expect(warnings).toContainEqual({
      kind: 'unreadable',
      message: 'the file could not be read on from this offset; everything before is kept',
      offset: expect.toSatisfy((offset: number) => offset <= end && offset > end - 4_096),
      detail: 'input/output error (EIO)',
      count: 1,
    });
    expect([vetoCount > 1_000, vetoCount < VETOES, recording]).toEqual([true, true, 1]);
    expect(stored()).toMatchObject({ recordings: [['imported', vetoCount]], events: vetoCount });
  });

  test('a file of which nothing can be read fails with the words of the system', async () => {
    const read = () => Promise.reject(Object.assign(new Error('input/output error'), { code: 'EIO' }));
    const answer = await imported({}, {}, { ...memorySource(trace), read });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'refused', detail: 'input/output error (EIO)' } });
  });
});

const LOCKED = expect.objectContaining({ kind: 'notKept', message: expect.stringContaining('(SQLITE_BUSY)') });

describe('while another program keeps the database locked', () => {
  let other: Database.Database;
  beforeEach(() => {
    new OpenDb(folder.database)[Symbol.dispose](); // made before it is locked
    other = new Database(folder.database);
    other.exec('BEGIN IMMEDIATE');
  });
  afterEach(() => other.close());

  test('the import waits without holding up anything else, and is whole when the lock is gone', async () => {
    let turns = 0;
    const importing = imported();
    while (turns < 20) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      turns += 1;
    }
    other.exec('ROLLBACK');
    expect(await importing).toMatchObject({ ok: true, value: { kept: { ok: true } } });
    expect(stored()).toEqual(WHOLE);
  });

  test('it can be cancelled meanwhile', async () => {
    const stop = new AbortController();
    const importing = imported({ signal: stop.signal }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(importing).rejects.toThrow('aborted');
    other.exec('ROLLBACK');
    expect(stored()).toEqual(NOTHING);
  });

  test('for too long: the answer stands, and says why it is not stored', async () => {
    const answer = await imported({}, { patienceMs: 100 });
    other.exec('ROLLBACK');
    expect(answer).toMatchObject({
      ok: true,
      value: {
        evidence: { vetoCount: VETOES, recording: null, warnings: expect.arrayContaining([LOCKED]) },
      },
    });
    expect(stored()).toEqual(NOTHING);
  });
});

test('locked in the middle, for good: what is stored stays as an interrupted recording, and the answer says which', async () => {
  new OpenDb(folder.database)[Symbol.dispose]();
  const other = new Database(folder.database);
  const lock = ({ pass, readBytes }: { pass: string; readBytes: number }): void => {
    if (pass === 'order' && readBytes > trace.byteLength / 2 && !other.inTransaction) other.exec('BEGIN IMMEDIATE');
  };
  const answer = await imported({ onProgress: lock }, { patienceMs: 50 });
  other.exec('ROLLBACK');
  other.close();
  expect(answer).toMatchObject({
    ok: true,
    value: {
      evidence: {
        vetoCount: VETOES,
        recording: null,
        warnings: expect.arrayContaining([
          LOCKED,
          expect.objectContaining({ message: 'recording 1 holds the first part of it, as an interrupted one: it could not be removed' }),
        ]),
      },
    },
  });
  expect(stored()).toMatchObject({ recordings: [['interrupted', PART]], events: PART });
});
