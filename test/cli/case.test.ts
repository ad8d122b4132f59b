import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { CaseEvidence } from '../../main/service/case/import-case.ts';
import { fillStore } from '../store/case/sample-case.ts';
import { TestFolder } from '../store/sample-events.ts';
import { runBpio, runJson } from './run-bpio.ts';

// Threads that read and write whole case files start slowly beside other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const GAME = 'D:\\Games\\Title\\pak0.bin';
const MISSING = 'D:\\nothing.bin';
const folder = new TestFolder();
const place = (name: string): string => join(folder.path, name);
const never = new Promise<void>(() => {});
const bpio = (...words: string[]) => runBpio(words, null, never);

beforeAll(async () => {
  fillStore(folder.database);
  const { code } = await bpio(
    'report',
    place('case.bpio'),
    '--db',
    folder.database,
    '--path',
    GAME,
    '--path',
    MISSING,
    '--note',
    'slow since Tuesday',
    '--sim',
  );
  expect(code).toBe(5); // one of the paths is not there
  return () => folder[Symbol.dispose]();
});

/** Another process, as another person starts it. */
function elsewhere(...words: string[]): { readonly status: number | null; readonly data: unknown; readonly machine: unknown } {
  const program = join(import.meta.dirname, '..', '..', 'main', 'shell', 'cli', 'entry.ts');
  const { stdout, status } = spawnSync(process.execPath, [program, ...words, '--json'], { encoding: 'utf8' });
  const { data, machine } = JSON.parse(stdout) as { data: unknown; machine: unknown }; // the console's own JSON
  return { status, data, machine };
}

describe('a case that another process reads', () => {
  test('gives the answers that the machine gave', async () => {
    const live = await runJson<{ results: unknown[] }>(['query', GAME, MISSING, '--sim']);
    const volumes = await runJson<{ volumes: unknown[] }>(['volumes', '--sim']);
    const { data, machine, status } = elsewhere('import', place('case.bpio'));
    expect(machine).toMatchObject({ name: 'DESKTOP-DEMO', os: '10.0.26100', simulated: true, elevated: true });
    expect(data).toMatchObject({
      kind: 'bpio',
      recording: null,
      source: { name: 'case.bpio', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), machine: { name: 'DESKTOP-DEMO' } },
      case: {
        check: { state: 'intact' },
        manifest: { redacted: false },
        recordings: 2,
        events: 300,
        notes: [{ text: 'slow since Tuesday' }],
      },
      warnings: [],
    });
    const { results, volumes: stored, vetoes, vetoCount } = data as CaseEvidence;
    expect(results).toEqual(live.data.results);
    expect(stored).toEqual(volumes.data.volumes);
    expect(vetoes[0]).toMatchObject({
      eventId: 12,
      filter: expect.any(String),
      path: expect.stringContaining('D:\\'),
      dosPath: expect.stringContaining('D:\\'),
    });
    expect(vetoes.length).toBe(vetoCount);
    expect(status).toBe(5); // one of the paths is not there
  });

  test('lists the events that the machine recorded', async () => {
    for (const choice of [
      ['--limit', '20'],
      ['--path', 'pak3'],
      ['--filter', 'WdFilter', '--not-own'],
      ['--group', 'reason'],
      ['--recordings'],
    ]) {
      const live = await runJson<object>(['events', ...choice, '--db', folder.database, '--sim']);
      const { retention: _here, ...there } = elsewhere('events', ...choice, '--case', place('case.bpio')).data as { retention?: unknown };
      const { retention: _too, ...here } = live.data as { retention?: unknown };
      expect(there).toEqual(here);
    }
  });
});

test('a person reads whose case it is, when it was made, whether it is as it was, and the newest snapshot', async () => {
  const { out } = await bpio('import', place('case.bpio'));
  expect(out).toMatch(
    /^SIMULATED MACHINE case\.bpio: case file of DESKTOP-DEMO · Windows 10\.0\.26100\n {2}made {5}\d{4}-\d\d-\d\d .* by bpio \S+\n {2}checked {2}as it was written\n/,
  );
  expect(out).toContain('holds    2 snapshots, 2 recordings, 300 events, 1 scan, 1 imported file');
  expect(out).toContain('slow since Tuesday');
  expect(out).toContain('x blocked');
  const { out: events } = await bpio('events', '--case', place('case.bpio'), '--limit', '2');
  expect(events).toMatch(/^SIMULATED MACHINE case\.bpio: case file of DESKTOP-DEMO/);
});

test('a redacted case says so, holds no name, and gives the same verdicts', async () => {
  const { note } = await bpio(
    'report',
    place('redacted.bpio'),
    '--redact',
    '--db',
    folder.database,
    '--path',
    GAME,
    '--note',
    'on DESKTOP-DEMO',
    '--sim',
  );
  expect(note).toContain('This is not anonymisation: look before you send.');
  expect(readFileSync(place('redacted.bpio')).includes('DESKTOP-DEMO')).toBe(false);
  const { data, code } = await runJson<CaseEvidence>(['import', place('redacted.bpio')]);
  expect(data.case.manifest).toMatchObject({ redacted: true, machine: expect.stringMatching(/^machine-/) });
  expect(data.results.map(({ path, verdict }) => [path, verdict])).toEqual([[GAME, 'full']]);
  expect(code).toBe(2);
  expect((await bpio('import', place('redacted.bpio'))).out).toContain('names replaced');
});

describe('a case that somebody changed', () => {
  const changed = (name: string, sql: string): string => {
    copyFileSync(place('case.bpio'), place(name));
    const db = new Sqlite(place(name));
    db.pragma('journal_mode = OFF');
    db.exec(sql);
    db.close();
    return place(name);
  };

  test('is shown with that said first', async () => {
    const file = changed('changed.bpio', "UPDATE removals SET reason = 'other'");
    const { data } = await runJson<CaseEvidence>(['import', file]);
    expect(data.case.check).toEqual({ state: 'differs', tables: ['removals'] });
    expect(data.warnings).toMatchObject([{ kind: 'changed', message: expect.stringContaining('removals') }]);
    expect((await bpio('events', '--case', file)).out).toContain('CHANGED after it was made: removals');
  });

  test('cannot move the cursor, turn text around, or pose as something else', async () => {
    const evil = '\u001b[2J\u0007\u202egpj.exe';
    const file = changed(
      'evil.bpio',
      `UPDATE case_notes SET text = '${evil}'; UPDATE texts SET value = '${evil}' || id;
       UPDATE snapshots SET name = '${evil}', content = json_set(content, '$.paths[0].path', '${evil}');
       UPDATE case_manifest SET content = json_set(content, '$.machine', '${evil}', '$.tool.name', '${evil}')`,
    );
    for (const words of [
      ['import', file],
      ['events', '--case', file],
      ['events', '--case', file, '--recordings'],
    ]) {
      const { out, note } = await bpio(...words);
      expect([...'\u001b\u0007\u202e'].filter((sign) => `${out}${note}`.includes(sign))).toEqual([]);
      expect(out).toContain('\\u202e');
    }
    const { data } = await runJson<CaseEvidence>(['import', file]);
    expect(data.case.manifest.machine).toBe(evil); // as it is: a program reads this
  });

  test('a snapshot that cannot be read is a warning with the reason', async () => {
    const file = changed('lying.bpio', "UPDATE snapshots SET content = '{}'");
    const { data, code } = await runJson<CaseEvidence>(['import', file]);
    expect(data).toMatchObject({
      snapshot: null,
      results: [],
      warnings: [{ kind: 'changed' }, { kind: 'notUnderstood', message: expect.stringContaining('newest snapshot') }],
    });
    expect(code).toBe(0);
  });
});

describe('what is no case, or is asked of one in vain', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['a database of recorded events', ['import', folder.database], 'application id 0x00000000'],
    ['a file that only begins like one', ['import', place('begin.bpio')], 'application id'],
    ['a case where a database is wanted', ['events', '--db', place('case.bpio'), '--sim'], 'this is a case file'],
    ['a case to record into', ['snapshot', '--db', place('case.bpio'), '--sim'], 'this is a case file'],
    ['a case to scan into', ['scan', 'D:\\Games', '--db', place('case.bpio'), '--sim'], 'this is a case file'],
    ['a case that is not there', ['events', '--case', place('missing.bpio')], 'ENOENT'],
    ['two sources', ['events', '--case', place('case.bpio'), '--db', folder.database], 'two sources'],
    ['the log of another machine', ['events', '--case', place('case.bpio'), '--history'], 'not in its case file'],
    ['a choice of what is kept', ['events', '--case', place('case.bpio'), '--keep-days', '3'], 'nothing is removed from a case file'],
    ['a database to store a case in', ['import', place('case.bpio'), '--db', folder.database], 'opened and not stored'],
  ])('%s', async (_, words, reason) => {
    writeFileSync(place('begin.bpio'), `SQLite format 3\0${'x'.repeat(1_000)}`);
    const before = [readFileSync(place('case.bpio')), statSync(place('case.bpio')).mtimeMs];
    const { code, note } = await bpio(...words);
    expect(note).toContain(reason);
    expect([5, 6]).toContain(code);
    expect([readFileSync(place('case.bpio')), statSync(place('case.bpio')).mtimeMs]).toEqual(before);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('case.bpio'))).toEqual(['case.bpio']);
  });
});
