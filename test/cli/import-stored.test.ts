import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredEvent } from '../../main/contract/events.ts';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import type { Recording } from '../../main/contract/recordings.ts';
import { readDetail } from '../../main/store/event-pages.ts';
import { FIXTURES } from '../etw/fixtures.ts';
import { OpenDb, TestFolder } from '../store/sample-events.ts';
import { runBpio, runJson } from './run-bpio.ts';

const isRoot = process.getuid?.() === 0;
const never = new Promise<void>(() => {});
const fixture = (name: string): string => join(FIXTURES, name);
let folder: TestFolder;
let db: string;
beforeEach(() => {
  folder = new TestFolder();
  db = folder.database;
});
afterEach(() => folder[Symbol.dispose]());

const bpio = (...argv: string[]) => runBpio(argv, null, never);
async function importJson(...argv: string[]): Promise<{ data: ImportedEvidence; note: string; code: number }> {
  const { out, note, code } = await bpio('import', ...argv, '--json');
  return { data: (JSON.parse(out) as { data: ImportedEvidence }).data, note, code }; // checked key by key below
}
const eventsOf = async (recording: number) =>
  (await runJson<{ events: StoredEvent[]; lost: object }>(['events', '--recording', String(recording), '--db', db])).data;
const recordings = async () => (await runJson<{ recordings: Recording[] }>(['events', '--recordings', '--db', db])).data.recordings;

test.each(['vetoes.etl', 'vetoes-32-bit.etl', 'vetoes-compressed.etl', 'not-stopped.etl', 'cut-off.etl', 'system-log.evtx'])(
  '%s: the events of the answer are those of the recording, with the source they came from',
  async (name) => {
    const bytes = readFileSync(fixture(name));
    const { data, note } = await importJson(fixture(name), '--db', db);
    // Whatever a clock of 1601 says cannot be placed on a timeline.
    const all = [...data.vetoes, ...data.filterEvents];
    const timed = all.filter(({ time }) => time !== null && time >= '1970');
    const left = all.length - timed.length;
    const said = left === 0 ? '' : `; ${left} events have no usable time: they are in the answer and not in the recording`;
    expect(note).toBe(`bpio: stored as recording 1 in ${db}${said}\n`);
    expect(data.recording).toBe(1);
    const stored = await eventsOf(1);
    const key = (event: { time: string | null; filter: string | null; eventId: number }) =>
      [event.time?.slice(0, 26).replace(/Z$/, ''), event.eventId, event.filter].join(' ');
    expect(stored.events.map(key).toSorted()).toEqual(timed.map(key).toSorted());
    const vetoes = stored.events.filter(({ eventId }) => eventId === 12);
    const columns = ({
      processName,
      operation,
      filter,
      reason,
      ntstatus,
    }: Pick<StoredEvent, 'processName' | 'operation' | 'filter' | 'reason' | 'ntstatus'>) => [
      processName,
      operation,
      filter,
      reason,
      ntstatus,
    ];
    const timedVetoes = data.vetoes.filter((veto) => timed.includes(veto));
    expect(vetoes.map(columns)).toEqual(timedVetoes.map(columns));
    expect(vetoes.map(({ path }) => path)).toEqual(timedVetoes.map(({ dosPath, path }) => dosPath ?? path));
    if (data.kind === 'etl') expect(stored.lost).toEqual(data.lost);
    expect(await recordings()).toMatchObject([
      {
        ending: 'imported',
        simulated: false,
        machine: data.source.machine.name ?? 'not known',
        os: data.source.machine.os,
        events: stored.events.length,
        source: {
          kind: data.kind,
          name,
          sizeBytes: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          timeZone: data.source.timeZone,
          machine: data.source.machine,
          warnings: data.warnings,
        },
      },
    ]);
  },
);

test('the bytes of a trace are kept and decoded by position; a log has names and no bytes', async () => {
  await importJson(fixture('vetoes.etl'), '--db', db);
  await importJson(fixture('system-log.evtx'), '--db', db);
  using opened = new OpenDb(db);
  const detailOf = (recording: number) => {
    const seq = opened.db
      .prepare<[number], number>('SELECT e.seq FROM events e JOIN kinds k ON k.id = e.kind WHERE recording = ? AND k.event_id = 12')
      .pluck()
      .get(recording);
    const detail = readDetail(opened.db, seq ?? 0);
    return { decoded: detail?.decoded, bytes: detail?.bytes.includes(Buffer.from('VaultFlt', 'utf16le')), fields: detail?.fields };
  };
  const named = expect.stringContaining('"DeviceName","value":"VaultFlt"');
  expect([1, 2].map(detailOf)).toEqual([
    { decoded: 'positional', bytes: true, fields: named },
    { decoded: 'named', bytes: false, fields: named },
  ]);
});

test('the same bytes are stored once, whatever the name; other bytes are another recording', async () => {
  const first = await importJson(fixture('vetoes.etl'), '--db', db);
  const copy = join(folder.path, 'copy.etl');
  writeFileSync(copy, readFileSync(fixture('vetoes.etl')));
  const second = await importJson(copy, '--db', db);
  expect([first.data.recording, second.data.recording]).toEqual([1, 1]);
  expect(second.note).toMatch(/^bpio: the same bytes are recording 1 in .* already, imported 20\S+Z\n$/);
  expect(second.data.vetoes).toEqual(first.data.vetoes);
  expect((await importJson(fixture('not-stopped.etl'), '--db', db)).data.recording).toBe(2);
  expect((await recordings()).map(({ id, events }) => [id, events])).toEqual([
    [2, 7],
    [1, 7],
  ]);
  const { out } = await bpio('events', '--recordings', '--db', db);
  expect(out).toContain('imported from vetoes.etl');
});

test('text is a recording without events, and --no-store leaves everything out', async () => {
  const text = join(folder.path, 'answer.txt');
  writeFileSync(text, 'BypassIo on "d:\\" is currently supported\n    Storage Type:   NVMe\n    Driver Name:    stornvme.sys\n');
  expect((await importJson(text, '--no-store')).data.recording).toBeNull();
  expect((await bpio('import', text, '--no-store')).note).toBe('');
  expect((await bpio('import', text, '--no-store', '--db', db)).code).toBe(6);
  expect(readdirSync(folder.path)).toEqual(['answer.txt']);
  expect((await importJson(text, '--db', db)).data.recording).toBe(1);
  expect(await recordings()).toMatchObject([{ events: 0, ending: 'imported', machine: 'not known', source: { kind: 'fsutil' } }]);
  expect((await bpio('import', text, '--db', db, '--quiet')).note).toBe('');
});

test('nothing is stored of what cannot be read', async () => {
  const letter = join(folder.path, 'letter.txt');
  writeFileSync(letter, 'Hello, it does not work. Bob');
  expect((await bpio('import', letter, '--db', db)).code).toBe(5);
  expect(readdirSync(folder.path)).toEqual(['letter.txt']);
});

test('a place that cannot be written leaves the answer as it is, with a warning that names the call and the code', async () => {
  mkdirSync(db);
  const { data, note, code } = await importJson(fixture('vetoes.etl'), '--db', db);
  expect([code, data.vetoCount, data.recording]).toEqual([2, 6, null]);
  expect(data.warnings.at(-1)).toMatchObject({
    kind: 'notKept',
    message: expect.stringMatching(/event database .*events\.db.*SQLITE_CANTOPEN/),
  });
  expect(note).toMatch(/^bpio: not stored as a recording: event database .*SQLITE_CANTOPEN/);
});

test.skipIf(isRoot)('a read-only database leaves the answer as it is', async () => {
  new OpenDb(db)[Symbol.dispose]();
  chmodSync(db, 0o444);
  chmodSync(folder.path, 0o555);
  const { data } = await importJson(fixture('vetoes.etl'), '--db', db);
  chmodSync(folder.path, 0o755);
  expect([data.vetoCount, data.recording]).toEqual([6, null]);
});

test('a damaged database is set aside and said, and a new one takes the import', async () => {
  writeFileSync(db, 'this is a letter to somebody'.repeat(300));
  const { data, note } = await importJson(fixture('vetoes.etl'), '--db', db);
  expect(data.recording).toBe(1);
  expect(note).toMatch(/stored as recording 1 in .*; the database was damaged and set aside as .*damaged-/);
  expect(readdirSync(folder.path).some((name) => name.startsWith('events.db.damaged-'))).toBe(true);
});

test('evidence older than what the user keeps says that it will go', async () => {
  new OpenDb(db)[Symbol.dispose]();
  await bpio('events', '--keep-days', '30', '--db', db);
  expect((await importJson(fixture('vetoes.etl'), '--db', db)).note).toContain('older than the 30 days that you chose to keep');
});
