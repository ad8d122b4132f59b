import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../main/contract/report.ts';
import { REPORT_MAX_COUNTS } from '../../main/contract/report-words.ts';
import { OpenDb } from '../store/sample-events.ts';
import { Evidence, HOSTILE, HOSTILE_EVENTS, MACHINE } from './evidence.ts';

// The evidence is made by a real scan, whose threads start slowly beside other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let evidence: Evidence;
let report: Report;
beforeAll(async () => {
  evidence = await Evidence.make();
  report = await evidence.report();
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
});

const counted = (where: string): number => {
  using opened = new OpenDb(evidence.databaseFile);
  return opened.db.prepare<[], number>(`SELECT count(*) FROM events e JOIN kinds k ON k.id = e.kind WHERE ${where}`).pluck().get() ?? 0;
};

test('the answer comes first: the paths that were named, then the volumes', () => {
  expect(report.summary).toBe('2 targets blocked, 1 full, 1 unknown; 1 volume blocked, 2 partial, 1 full');
});

test('vetoes are counted as they stand in the database, own ones apart', () => {
  const { total, own, events, byReason, byPath } = report.vetoes;
  expect({ total, own, events }).toEqual({
    total: counted('k.event_id = 12 AND k.own = 0'),
    own: counted('k.event_id = 12 AND k.own = 1'),
    events: counted('1'),
  });
  expect(byReason.items.reduce((sum, { vetoes }) => sum + vetoes, 0)).toBe(total);
  expect(byPath.items.reduce((sum, { vetoes }) => sum + vetoes, 0)).toBe(total);
  expect(byPath.total).toBe(byPath.items.length);
});

test('vetoes with one reason have their first and last time, and who asked', () => {
  const hostile = report.vetoes.byReason.items.find(({ reason }) => reason === HOSTILE.reason);
  expect(hostile).toMatchObject({ filter: 'VaultFlt', vetoes: HOSTILE_EVENTS, processes: [HOSTILE.process], operations: ['enable'] });
  expect((hostile?.lastUs ?? 0) - (hostile?.firstUs ?? 0)).toBe((HOSTILE_EVENTS - 1) * 1_000);
});

test('what Windows lost makes every count a lower bound, and the report says so in its sentence and among what is not known', () => {
  expect(report.vetoes.sentence).toMatch(/^At least \d+ vetoes in 2 recordings/);
  expect(report.missing.map(({ sentence }) => sentence)).toContainEqual(expect.stringContaining('5 events and 1 buffer lost by Windows'));
});

test('what was seen and what is concluded can be told apart', () => {
  const library = report.volumes.items.find(({ mount }) => mount === 'E:');
  expect(library?.causes.map(({ driver, evidence: by, concluded }) => [driver, by, concluded])).toEqual([
    ['OldGuard.sys', 'query', false],
    ['Older.sys', 'supportedFeatures', true],
  ]);
});

test('drivers that the first refusal kept from being asked are listed', () => {
  const library = report.volumes.items.find(({ mount }) => mount === 'E:');
  expect(library?.stack?.notAsked.map(({ driver }) => driver)).toContain('WdFilter.sys');
  expect(library?.stack?.complete).toBe(false);
});

test('use of BypassIO is said as far as samples can say it, in UTC', () => {
  expect(report.recordings.items.map(({ imported, useSentence }) => [imported, useSentence])).toEqual([
    [true, expect.stringContaining('is not known')],
    [
      false,
      expect.stringMatching(/^BypassIO was seen in use on D: from \d\d:\d\d:\d\d UTC to \d\d:\d\d:\d\d UTC, at most 2 files at a time/),
    ],
  ]);
});

test('a recording has its vetoes in steps of time, and the sums fit', () => {
  const [, live] = report.recordings.items;
  const drawn = live?.timeline?.bins.reduce((sum, { events }) => sum + events, 0);
  expect(drawn).toBe(counted(`k.event_id = 12 AND k.own = 0 AND e.recording = ${live?.id}`));
});

test('a scan has its sums by verdict, cause and folder, and its files that are not full, largest first', () => {
  const [scan] = report.scans.items;
  expect(scan?.byVerdict.full).toMatchObject({ files: 1, bytes: 1_073_741_824 });
  expect(scan?.byCause.total).toBe(3);
  expect(scan?.folders.items.map(({ path, bytes }) => [path, bytes])).toEqual([['D:\\Games', 1_879_052_288]]);
  expect(scan?.files.items.map(({ path }) => path)).toEqual([
    'D:\\Games\\Title\\pak1.bin',
    'D:\\Games\\Vault\\secret.bin',
    'D:\\Games\\Title\\=cmd.bin',
  ]);
});

test('imported sources keep their warnings, and notes what people wrote', () => {
  expect(report.sources.items.map(({ name, warnings }) => [name, warnings.total])).toEqual([['vetoes.etl', 2]]);
  expect(report.notes.items.map(({ text }) => text)).toEqual([HOSTILE.note]);
});

describe('what is not known', () => {
  test('without elevation the filters of no volume are, and one line says so', async () => {
    await using limited = Evidence.bare({ ...MACHINE, machine: { name: 'LIMITED', os: '10.0.26100', elevated: false } });
    const { missing, volumes } = await limited.report([]);
    expect(missing.find(({ subject }) => subject.startsWith('Filters of'))).toMatchObject({
      subject: 'Filters of C:, D:, E:, F:, G:',
      failure: { kind: 'hresult', code: 0x8007_0005 },
    });
    expect(volumes.items.map(({ verdict }) => verdict)).toEqual(['partial', 'full', 'blocked', 'partial', 'notApplicable']);
  });

  test('a machine on which nothing was recorded or scanned says that, and no more', async () => {
    await using fresh = Evidence.bare();
    const { vetoes, recordings } = await fresh.report([]);
    expect(vetoes).toMatchObject({ sentence: 'Nothing was recorded, so whether a filter refused anybody is not known', total: 0 });
    expect(recordings).toEqual({ total: 0, items: [] });
  });
});

test('long lists are cut, and say of how many they are the first', async () => {
  await using many = Evidence.bare();
  {
    using opened = new OpenDb(many.databaseFile);
    const insert = opened.db.prepare(
      "INSERT INTO recordings (started_us, ended_us, ending, machine, os, simulated, process_id, sample_ms) VALUES (?, ?, 'stopped', 'M', '10.0', 1, 1, 1000)",
    );
    opened.db.transaction(() => {
      for (let index = 0; index < 300; index++) insert.run(index, index + 1);
    })();
  }
  const { recordings } = await many.report([]);
  expect([recordings.total, recordings.items.length]).toEqual([300, REPORT_MAX_COUNTS.recordings]);
  expect(recordings.items[0]?.id).toBe(300);
});
