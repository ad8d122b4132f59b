import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SelfCheckReport } from '../../main/contract/self-check.ts';
import type { TargetVerdict, VolumeVerdict } from '../../main/contract/verdicts.ts';
import { isOperation } from '../../main/domain/bypass-io.ts';
import type { GoldenAnswers } from '../../main/service/self-check-conversion.ts';
import { decodeAnswer } from '../../main/win32/targets.ts';
import { runBpio, runJson } from './run-bpio.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpio-selfcheck-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => join(folder, name);
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const FILES = ['D:\\Games\\Title\\pak0.bin', 'D:\\Games\\Title\\pak3-compressed.bin'];

test('one file holds every handle’s answers with their bytes, filters, statuses and events', async () => {
  const { code, out } = await runBpio(['selfcheck', '--sim', ...FILES, '--report', inFolder('report.json')]);
  const report = SelfCheckReport.parse(readJson(inFolder('report.json')));
  expect([code, out]).toEqual([0, expect.stringContaining(`Written to ${inFolder('report.json')}`)]);
  const nonCached = report.targets.find(({ path, form }) => path === FILES[0] && form === 'nonCached');
  expect(nonCached?.answers.map(({ operation, bytesReturned, raw }) => [operation, bytesReturned, raw?.length])).toEqual([
    ['query', 352, 704],
    ['query-filter-stack', 352, 704],
    ['get-info', 352, 704],
  ]);
  expect(report.statuses.find(({ ntstatus }) => ntstatus === '0xC00004D2')).toMatchObject({ win32: 506 });
  expect(report.files.map(({ verdict }) => verdict)).toEqual(['full', 'blocked']);
  expect(report.stacks.map(({ mount }) => mount)).toEqual(['C:', 'D:', 'E:', 'F:', 'G:']);
  expect(report.registeredFeatures.find(({ filter }) => filter === 'OldGuard')).toBeDefined();
});

test('nothing is changed: no file has BypassIO on afterwards that had it off', async () => {
  const active = async () =>
    (await runJson<{ volumes: VolumeVerdict[] }>(['volumes', '--sim'])).data.volumes.map((one) => one.activeBypassIoCount);
  const before = await active();
  await runBpio(['selfcheck', '--sim', ...FILES, '--report', inFolder('again.json')]);
  expect(await active()).toEqual(before);
});

test('the report becomes a simulated machine that gives the same verdicts, by one command', async () => {
  await runBpio(['selfcheck', '--sim', '--report', inFolder('report.json')]);
  const made = await runBpio(['scenario', inFolder('report.json'), inFolder('machine.json'), '--golden', inFolder('golden.json')]);
  expect(made).toMatchObject({ code: 0, note: '' });
  const verdicts = async (sim: readonly string[]) => {
    const { data } = await runJson<{ results: TargetVerdict[] }>(['query', '--sim', ...sim, 'C:\\', 'D:\\', 'E:\\', 'F:\\', 'G:\\']);
    return data.results.map(({ path, verdict, causes }) => [path, verdict, causes[0]?.driver, causes[0]?.ntstatus]);
  };
  expect(await verdicts([inFolder('machine.json')])).toEqual(await verdicts([]));
});

test.each([
  ['no report', '{ "schemaVersion": 1 }', /no report of a selfcheck/],
  ['no JSON', 'selfcheck', /JSON/],
])('%s is refused with the file’s name', async (_title, content, message) => {
  writeFileSync(inFolder('wrong.json'), content);
  const { code, note } = await runBpio(['scenario', inFolder('wrong.json'), inFolder('out.json')]);
  expect([code, note]).toEqual([6, expect.stringMatching(message)]);
  expect(note).toContain('wrong.json');
});

/** What machines answered, kept by `bpio scenario --golden`, each with what a person read in it (`expected`). */
const kept = join(import.meta.dirname, '../fixtures/windows-answers');
type Reviewed = GoldenAnswers & { readonly answers: readonly { readonly expected: object }[] };

test.each(readdirSync(kept).filter((name) => name.endsWith('.json')))('%s: every answer of that machine is read as reviewed', (name) => {
  const { answers } = readJson(join(kept, name)) as Reviewed; // written by the command above, completed by hand
  for (const { operation, bytesReturned, raw, expected } of answers) {
    if (!isOperation(operation)) throw new Error(`${name}: ${operation} is no operation`);
    expect(decodeAnswer(operation, Buffer.from(raw, 'hex'), bytesReturned)).toMatchObject(expected);
  }
});
