import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot, SnapshotDiff, SnapshotEntry } from '../../main/contract/snapshot.ts';
import { writeCase } from '../../main/store/case/write.ts';
import { runBpio, runJson } from './run-bpio.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpio-snapshot-'));
const db = join(folder, 'events.db');
const GAME = 'D:\\Games\\pak0.bin';

/** A machine with one volume; `filter` is what differs between two of them. */
function scenario(name: string, filter: object, machine: object = {}): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(
    file,
    JSON.stringify({
      schemaVersion: 1,
      machine: { name: 'DESK', os: '10.0.26100.1', elevated: true, ...machine },
      filters: [{ name: 'Foo', driver: 'Foo.sys', altitude: '321000', supportedFeatures: 15, version: '3.1', volumes: ['D:'], ...filter }],
      volumes: [
        {
          mount: 'D:',
          label: 'Games',
          fileSystem: 'NTFS',
          storageDriver: 'stornvme.sys',
          busType: 'NVMe',
          compatible: true,
          files: [{ path: '\\Games\\pak0.bin', size: 5_000_000 }],
        },
      ],
    }),
  );
  return file;
}
const good = scenario('good', {});
const bad = scenario('bad', { version: '3.2', supportedFeatures: 7 });
const take = (sim: string, ...more: string[]) => runBpio(['snapshot', '--sim', sim, '--db', db, ...more]);

beforeAll(async () => {
  await take(good, '--name', 'Tuesday', '--path', GAME);
  await take(bad, '--path', GAME);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bpio snapshot', () => {
  test('keeps what it saw and prints it, with what it does not know; the exit code is the worst verdict', async () => {
    const { code, out } = await runBpio(['snapshot', '--sim', bad, '--db', join(folder, 'own.db'), '--name', 'now', '--path', GAME]);
    expect(code).toBe(2);
    expect(out).toMatch(/^SIMULATED MACHINE DESK · Windows 24H2 10\.0\.26100\.1\n\nSnapshot 1 “now”, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n/);
    expect(out).toMatch(/D: {6}x blocked {2}NTFS {9}NVMe {2}stornvme\.sys 10\.0\.26100\.1 {2}\? {10}\? {14}0 {7}Foo\.sys has not opted in/);
    expect(out).toContain('without the opt-in bit: Foo.sys 3.2.0.0 (0x7)');
    expect(out).toContain('Not known\n  BitLocker and shadow copies of D: QUERY: the volume stack was not asked: Foo.sys refuses');
  });

  test('--json is the snapshot as it is kept', async () => {
    const file = join(folder, 'json.db');
    const { code, data } = await runJson<Snapshot>(['snapshot', '--sim', good, '--db', file, '--name', 'x']);
    expect([code, data.entry.id, data.entry.name, data.entry.verdicts]).toEqual([0, 1, 'x', [{ mount: 'D:', verdict: 'full' }]]);
    const list = await runJson<{ snapshots: SnapshotEntry[] }>(['snapshot', '--list', '--sim', good, '--db', file]);
    expect(list.data.snapshots).toEqual([data.entry]);
  });

  test('--list shows those that are kept, newest first', async () => {
    const { code, out } = await runBpio(['snapshot', '--list', '--sim', good, '--db', db]);
    expect(code).toBe(0);
    expect(out).toMatch(/\n2 {9}.* {2}DESK \(simulated\) {2}D: x blocked\n1 {9}.* {2}Tuesday {2}DESK \(simulated\) {2}D: \+ full\n/);
  });

  test('a path that is not there counts, as it does for query', async () => {
    expect((await take(good, '--path', 'D:\\none', '--db', join(folder, 'other.db'))).code).toBe(5);
  });

  test.each([
    [['snapshot', 'D:\\'], 'by --path'],
    [['snapshot', '--name', ''], '1 to 200'],
    [['snapshot', '--list', '--name', 'x'], '--list'],
    [['snapshot', '--path', ''], 'no path'],
  ])('%j is refused with a word', async (argv, word) => {
    const { code, note } = await runBpio([...argv, '--sim', good, '--db', db]);
    expect([code, note.includes(word)]).toEqual([6, true]);
  });
});

describe('bpio diff', () => {
  const sentence = 'filter Foo.sys 3.1.0.0 → 3.2.0.0 no longer opts in (0xF → 0x7)';

  test('verdicts first, each with the change that explains it; the exit code is that of the second', async () => {
    const { code, out } = await runBpio(['diff', 'Tuesday', 'latest', '--db', db]);
    expect(code).toBe(2);
    expect(out).toMatch(/^first {3}snapshot 1 “Tuesday”, .*, DESK, simulated machine\nsecond {2}snapshot 2, .*, DESK, simulated machine\n/);
    expect(out).toContain(`Verdicts\n  D:  + full → x blocked\n      ${sentence}\n  ${GAME}  + full → x blocked\n      ${sentence}\n`);
    expect((await runBpio(['diff', 'latest', 'previous', '--db', db])).code).toBe(0);
  });

  test('--json has the same content', async () => {
    const { code, data, envelope } = await runJson<SnapshotDiff & { warnings: string[] }>(['diff', '1', '2', '--db', db]);
    const { out } = await runBpio(['diff', '1', '2', '--db', db]);
    expect([code, data.warnings, envelope.machine]).toEqual([2, [], { name: 'DESK', os: '10.0.26100', simulated: true, elevated: true }]);
    const said = out.replace(/\s+/g, ' ');
    for (const { sentence: text } of data.changes) expect(said).toContain(text);
    for (const { target, explanation } of data.verdicts) {
      expect(said).toContain(target);
      for (const { sentence: text } of explanation) expect(said).toContain(text);
    }
    for (const { subject, sentence: text } of data.notCompared) expect(said).toContain(`${subject.replace(/:?$/, ':')} ${text}`);
    expect(said).toContain(data.summary);
  });

  test('what comes and goes by itself is folded, and told when asked for', async () => {
    const later = scenario('later', {}, { upMinutes: 10 });
    await take(later, '--name', 'restarted', '--db', join(folder, 'noise.db'));
    await take(good, '--db', join(folder, 'noise.db'));
    const diff = (...more: string[]) => runBpio(['diff', 'restarted', 'latest', '--db', join(folder, 'noise.db'), ...more]);
    expect((await diff()).out).toContain('1 difference: start of Windows. --noise shows them.');
    expect((await diff('--noise')).out).toContain('Windows was started');
  });

  test('one compared with itself: nothing is different', async () => {
    const { out } = await runBpio(['diff', '1', '1', '--db', db]);
    expect(out).toContain('Nothing is different\n');
  });

  test.each([
    [['diff'], 'needs two snapshots'],
    [['diff', '1'], 'needs two snapshots'],
    [['diff', '1', '2', '3'], 'takes two'],
    [['diff', '1', 'nobody'], 'none of this number or name'],
  ])('%j is refused with a word', async (argv, word) => {
    const { code, note } = await runBpio([...argv, '--db', db]);
    expect([code, note.includes(word)]).toEqual([6, true]);
  });

  test('names with terminal escapes and directional marks are shown as such', async () => {
    const file = join(folder, 'escapes.db');
    await take(good, '--db', file, '--name', '\u001b[31mred\u202e');
    const { out } = await runBpio(['diff', '1', '1', '--db', file]);
    expect(out).toContain('“\\u001b[31mred\\u202e”');
    expect(out.includes('\u001b')).toBe(false);
  });
});

describe('bpio diff of case files', () => {
  const file = join(folder, 'sent.bpio');
  const manifest = {
    tool: { name: 'bpio', version: '0' },
    catalogueDate: '2026-01-01',
    createdUs: 1,
    redacted: false,
    machine: 'DESK',
    os: '10.0.26100',
    simulated: true,
  };
  beforeAll(async () => {
    expect(await writeCase({ source: db, target: file, manifest, snapshots: [], notes: [], redaction: null })).toMatchObject({ ok: true });
  });

  test('the newest snapshot of a case is compared, and the file stays as it is', async () => {
    const before = readFileSync(file);
    const { code, out } = await runBpio(['diff', '1', file, '--db', db]);
    expect([code, out.includes('no longer opts in (0xF → 0x7)'), out.includes(`snapshot 2 of ${file}`)]).toEqual([2, true, true]);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect((await runBpio(['diff', file, file])).out).toContain('\nNothing that both know is different');
  });

  test('names that were replaced say nothing about whose machine it is, but within one case', async () => {
    const redacted = join(folder, 'redacted.bpio');
    const redaction = { secret: new Uint8Array(32), choice: { allow: [], add: [] } };
    expect(await writeCase({ source: db, target: redacted, manifest, snapshots: [], notes: [], redaction })).toMatchObject({ ok: true });
    const compared = async (...words: string[]) => (await runJson<SnapshotDiff>(['diff', ...words, '--db', db])).data;
    const { isSameMachine, summary } = await compared(redacted, '2');
    expect([isSameMachine, summary]).toEqual([false, expect.stringContaining('whether both are of one machine is not known')]);
    expect((await compared(redacted, redacted)).isSameMachine).toBe(true);
  });

  test('a case that was changed after it was made is compared with a warning', async () => {
    const changed = join(folder, 'changed.bpio');
    const bytes = readFileSync(file);
    const at = bytes.lastIndexOf('"label":"Games"'); // the first may stand where a page holds nothing
    expect(at).toBeGreaterThan(0);
    bytes.write('"label":"Shame"', at);
    writeFileSync(changed, bytes);
    const { out } = await runBpio(['diff', changed, changed]);
    expect(out).toContain('the file was changed after it was made');
  });

  test.each([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('this is a letter, not a case file. '.repeat(10))],
    ['a cut-off case', null],
  ])('%s is refused with the reason', async (name, bytes) => {
    const wrong = join(folder, `${name}.bpio`);
    writeFileSync(wrong, bytes ?? readFileSync(file).subarray(0, 9_000));
    const { code, note } = await runBpio(['diff', wrong, '1', '--db', db]);
    expect(code).toBe(5);
    expect(note).toContain(wrong);
  });
});
