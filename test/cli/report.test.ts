import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { REDACTION_WARNING } from '../../main/contract/case-words.ts';
import type { Report } from '../../main/contract/report.ts';
import { REPORT_TABLES } from '../../main/contract/report-words.ts';
import { isWindows } from '../../main/win32/library.ts';
import { Evidence } from '../report/evidence.ts';
import { runBpio } from './run-bpio.ts';

// Threads that read and write whole case files start slowly beside other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const GAME = 'D:\\Games\\Title\\pak0.bin';
const MISSING = 'D:\\nothing.bin';
const NEVER = new Promise<void>(() => {});

let evidence: Evidence;
beforeAll(async () => {
  evidence = await Evidence.make();
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
});

const place = (name: string): string => join(evidence.folder.path, name);
/** The demo machine with the database of the evidence. Nobody interrupts it. */
const report = (...words: string[]) => runBpio(['report', ...words, '--db', evidence.databaseFile, '--sim'], null, NEVER);
const ofCase = (file: string, ...words: string[]) => runBpio(['report', ...words, '--case', file], null, NEVER);
const readReport = (name: string): Report => JSON.parse(readFileSync(place(name), 'utf8')) as Report; // the schema's own test checks the form
const readTable = (name: string): Record<string, string>[] =>
  parse(readFileSync(place(name)), { columns: true, bom: true }) as Record<string, string>[]; // columns: true gives objects

describe('what is written follows from the name', () => {
  test.each([
    ['a.html', '<!doctype html>'],
    ['a.json', '{\n  "schemaVersion": 1,\n  "kind": "report"'],
    ['a.md', '**BypassIO: 1 volume blocked, 2 partial, 1 full**'],
    ['A.BPIO', 'SQLite format 3\0'],
  ])('%s', async (name, begin) => {
    const { code, out } = await report(place(name));
    expect(readFileSync(place(name), 'latin1').slice(0, begin.length)).toBe(begin);
    expect(out).toContain(place(name));
    expect(code).toBe(2); // the demo machine's E: is blocked
  });

  test('CSV is one file for each table, which standard error names', async () => {
    const { note } = await report(place('t.csv'), '--bom');
    for (const table of REPORT_TABLES) {
      expect(note).toContain(place(`t-${table}.csv`));
      expect(readFileSync(place(`t-${table}.csv`)).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    }
    expect(existsSync(place('t.csv'))).toBe(false);
  });

  test('with --json it says what was written, with sizes and hashes', async () => {
    const { out } = await report(place('j.html'), '--json');
    expect(JSON.parse(out)).toMatchObject({
      command: 'report',
      machine: { name: 'DESKTOP-DEMO', simulated: true },
      data: {
        format: 'html',
        files: [
          {
            path: place('j.html'),
            table: null,
            sizeBytes: readFileSync(place('j.html')).length,
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          },
        ],
        redaction: null,
      },
    });
  });

  test('nothing is asked, and the note is in it', async () => {
    const { note } = await report(place('n.md'), '--note', 'slow since Tuesday');
    expect(note).toBe('');
    expect(readFileSync(place('n.md'), 'utf8')).toContain('> slow since Tuesday');
  });

  test('a report leaves no snapshot behind: the database is as it was', async () => {
    await report(place('s.json'));
    expect(readReport('s.json').snapshots).toEqual({ total: 0, items: [] });
    expect(readReport('s.json').snapshot).toMatchObject({ id: 0, trigger: 'report' });
  });
});

test('HTML, JSON, CSV, Markdown and a case file of one machine agree: verdicts, counts and sentences', async () => {
  const words = ['--path', GAME, '--path', MISSING];
  for (const name of ['x.html', 'x.json', 'x.md', 'x.csv', 'x.bpio'])
    expect(await report(place(name), ...words)).toMatchObject({ code: 5 });
  expect(await ofCase(place('x.bpio'), place('y.json'))).toMatchObject({ code: 5, note: '' });
  const live = readReport('x.json');
  const fromCase = readReport('y.json');
  const said = ({ summary, verdict, vetoes, recordings, scans, sources, volumes, paths }: Report) => ({
    summary,
    verdict,
    vetoes,
    recordings: { ...recordings, items: recordings.items.map(({ timeline: _timeline, ...rest }) => rest) },
    scans,
    sources,
    verdicts: [...volumes.items, ...paths.items].map((each) => [each.verdict, each.causes]),
  });
  expect(said(fromCase)).toEqual(said(live));
  expect(fromCase.origin).toMatchObject({ kind: 'case', name: 'x.bpio', check: 'intact' });
  const targets = [...live.volumes.items.map(({ mount }) => mount), ...live.paths.items.map(({ path }) => path)];
  const verdicts = [...live.volumes.items, ...live.paths.items].map(({ verdict }) => verdict);
  expect(readTable('x-verdicts.csv').map(({ target, verdict }) => [target, verdict])).toEqual(
    targets.map((target, index) => [target, verdicts[index]]),
  );
  expect(readTable('x-vetoes.csv').reduce((sum, { vetoes }) => sum + Number(vetoes), 0)).toBe(live.vetoes.total);
  const page = readFileSync(place('x.html'), 'utf8');
  const ticket = readFileSync(place('x.md'), 'utf8');
  for (const text of [page, ticket]) {
    expect(text).toContain(live.summary);
    expect(text).toContain(live.vetoes.sentence);
    for (const { sentence } of live.scans.items) expect(text).toContain(sentence);
  }
  const words_ = {
    full: 'Full',
    partial: 'Partial',
    blocked: 'Blocked',
    notApplicable: 'Not applicable',
    unknown: 'Unknown',
    paused: 'Paused',
  };
  for (const verdict of new Set(verdicts)) {
    const times = verdicts.filter((each) => each === verdict).length;
    expect(ticket.split(`- **${words_[verdict]}** `)).toHaveLength(times + 1);
  }
});

describe('exit codes are those of a query', () => {
  test.each([
    [['--path', GAME], 2],
    [['--path', MISSING], 5],
  ])('%j ends with %i', async (words, code) => {
    expect((await report(place('e.md'), ...words)).code).toBe(code);
  });
});

describe('bad input', () => {
  test.each([
    [[], 'report needs a file to write'],
    [['a.html', 'b.html'], 'report writes one file'],
    [['a.txt'], 'what it is to be follows from its name'],
    [['a.html', '--bom'], '--bom is for CSV'],
    [['a.html', '--path', ''], 'this is no path'],
    [['a.html', '--note', 'x'.repeat(100_001)], '--note takes at most 100000 characters'],
  ])('%j', async (words, said) => {
    const { code, note, out } = await runBpio(['report', ...words, '--sim'], null, NEVER);
    expect({ code, out }).toEqual({ code: 6, out: '' });
    expect(note).toContain(said);
  });

  test('a folder that is not there, and a folder where the file should be', async () => {
    expect(await report(place('none/a.html'))).toMatchObject({ code: 5, note: expect.stringContaining('there is no such folder') });
    mkdirSync(place('folder.html'));
    expect(await report(place('folder.html'))).toMatchObject({ code: 5, note: expect.stringContaining('there is a folder of this name') });
  });

  test('an earlier report stays where the new one cannot be written', async () => {
    writeFileSync(place('kept.html'), 'earlier');
    const { code } = await runBpio(['report', place('kept.html'), '--db', place('no.db'), '--sim'], null, NEVER);
    expect([code, readFileSync(place('kept.html'), 'utf8')]).toEqual([5, 'earlier']);
  });

  test.skipIf(isWindows).each(['full.html', 'full.json', 'full.bpio'])(
    'no room for all of %s: nothing is left under the name or beside it',
    async (name) => {
      // The system stops this process's files at 40 KiB, as a full disk would.
      const program = join(import.meta.dirname, '..', '..', 'main', 'shell', 'cli', 'entry.ts');
      const { code } = await new Promise<{ readonly code: unknown }>((resolve) => {
        const words = ['-c', 'ulimit -f 80; exec "$0" "$@"', process.execPath, program, 'report', place(name), '--sim'];
        const env = { ...process.env, XDG_DATA_HOME: place('nobody'), LOCALAPPDATA: place('nobody') };
        execFile('/bin/sh', words, { env }, (error) => resolve({ code: error?.code ?? 0 }));
      });
      expect(code).toBe(5);
      expect(readdirSync(evidence.folder.path).filter((left) => left.startsWith(name))).toEqual([]);
    },
  );

  test('Ctrl+C ends it, and nothing is left under the name or beside it', async () => {
    for (const name of ['stopped.html', 'stopped.bpio']) {
      const { code, note } = await runBpio(['report', place(name), '--db', evidence.databaseFile, '--sim'], null, Promise.resolve());
      expect([code, note]).toEqual([5, expect.stringContaining('cancelled; nothing was written')]);
    }
    expect(readdirSync(evidence.folder.path).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });
});

describe('--redact', () => {
  const SECRET = 'C:\\Users\\Roberta.Vimes\\Games\\save.bin';
  /** Names that the sender wants to keep: of the machine, of the person, and where they are named by chance. */
  const NAMES = ['DESKTOP-DEMO', 'Roberta'] as const;
  const redacted = (name: string) => report(place(name), '--redact', '--path', SECRET, '--note', 'Roberta.Vimes at DESKTOP-DEMO');

  test.each(['r.html', 'r.json', 'r.md', 'r.bpio'])(
    'no name is left in %s, and standard error says what was replaced, and what it is not',
    async (name) => {
      const { note } = await redacted(name);
      const text = readFileSync(place(name), 'latin1');
      for (const secret of NAMES) expect(text.includes(secret) || text.includes(secret.toLowerCase())).toBe(false);
      expect(note).toMatch(/^bpio: replaced: user \d+ names? in \d+ places?, machine \d+ names? in \d+ places?/m);
      expect(note).toContain(`bpio: ${REDACTION_WARNING}\n`);
    },
  );

  test('nor in any table', async () => {
    await redacted('rt.csv');
    for (const table of REPORT_TABLES) {
      const text = readFileSync(place(`rt-${table}.csv`), 'utf8');
      for (const secret of NAMES) expect(text).not.toContain(secret);
    }
    expect(readTable('rt-summary.csv').find(({ item }) => item === 'warning')?.value).toBe(REDACTION_WARNING);
  });

  test('the same name has the same placeholder throughout a report, and verdicts and counts are those of the machine', async () => {
    await redacted('rs.json');
    await report(place('plain.json'), '--path', SECRET);
    const { machine, notes, paths, volumes, vetoes, redaction, origin } = readReport('rs.json');
    const plain = readReport('plain.json');
    expect(notes.items[0]?.text).toContain(machine.name);
    expect(volumes.items.map(({ verdict }) => verdict)).toEqual(plain.volumes.items.map(({ verdict }) => verdict));
    expect(paths.items.map(({ verdict }) => verdict)).toEqual(plain.paths.items.map(({ verdict }) => verdict));
    expect(vetoes.byReason.items.map((each) => each.vetoes)).toEqual(plain.vetoes.byReason.items.map((each) => each.vetoes));
    expect(origin).toEqual({ kind: 'machine' });
    expect(redaction).toMatchObject({
      warning: REDACTION_WARNING,
      categories: expect.arrayContaining([expect.objectContaining({ category: 'machine' })]),
    });
  });

  test('a redacted case stays one, whatever is made of it', async () => {
    await redacted('sent.bpio');
    await ofCase(place('sent.bpio'), place('copy.bpio'));
    await ofCase(place('copy.bpio'), place('copy.json'));
    expect(readReport('copy.json').redaction).toEqual({ warning: REDACTION_WARNING, categories: null });
  });

  test('a case is redacted when it is reported, and its own name goes too', async () => {
    await report(place('Roberta.bpio'), '--path', SECRET);
    await ofCase(place('Roberta.bpio'), place('of-case.html'), '--redact');
    const text = readFileSync(place('of-case.html'), 'utf8');
    for (const secret of NAMES) expect(text).not.toContain(secret);
  });
});

describe('of a case file', () => {
  beforeAll(async () => {
    await report(place('case.bpio'), '--path', GAME, '--note', 'from the customer');
  });

  test('no machine is asked, and one that is named beside the case is refused', async () => {
    const { code, note } = await runBpio(['report', place('c.html'), '--case', place('case.bpio'), '--sim=none.json'], null, NEVER);
    expect([code, note]).toEqual([6, expect.stringContaining('--case reads that file alone')]);
    expect(await ofCase(place('case.bpio'), place('c.json'))).toMatchObject({ code: 2 });
    expect(readReport('c.json').notes.items.map(({ text }) => text)).toEqual(['from the customer']);
  });

  test('a path cannot be asked, and the case is not written over itself', async () => {
    expect(await ofCase(place('case.bpio'), place('p.html'), '--path', GAME)).toMatchObject({ code: 6 });
    expect(await ofCase(place('case.bpio'), place('case.bpio'))).toMatchObject({ code: 6 });
    expect(await ofCase(place('case.bpio'), place('again.json'))).toMatchObject({ code: 2 });
  });

  test('a note for this report comes before those of the case', async () => {
    await ofCase(place('case.bpio'), place('d.json'), '--note', 'seen at the desk');
    expect(readReport('d.json').notes.items.map(({ text }) => text)).toEqual(['seen at the desk', 'from the customer']);
  });

  test('a case that was changed after it was made is reported with that, on standard error and in the report', async () => {
    const bytes = readFileSync(place('case.bpio'));
    const at = bytes.indexOf('from the customer');
    bytes.write('from the CUSTOMER', at);
    writeFileSync(place('changed.bpio'), bytes);
    const { code, note } = await ofCase(place('changed.bpio'), place('changed.json'));
    expect([code, note]).toEqual([2, expect.stringContaining('was changed after it was made: case_notes')]);
    expect(readReport('changed.json').origin).toMatchObject({ check: 'differs' });
    expect(readReport('changed.json').missing[0]?.sentence).toContain('was changed after it was made');
  });

  test('what is no case file is refused, and nothing is written', async () => {
    writeFileSync(place('text.bpio'), 'no database');
    expect(await ofCase(place('text.bpio'), place('f.html'))).toMatchObject({
      code: 5,
      note: expect.stringContaining('this is no case file'),
    });
    expect(existsSync(place('f.html'))).toBe(false);
  });
});
