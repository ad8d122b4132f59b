import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ExportStep, PreviewStep, RedactionPreview } from '../../main/contract/case.ts';
import { EXPORT_CHUNK_MAX_BYTES } from '../../main/contract/case-words.ts';
import { CaseSession } from '../../main/service/case/session.ts';
import { Exports } from '../../main/service/exports/exports.ts';
import { LiveSource } from '../../main/service/exports/live-source.ts';
import { writeExport } from '../../main/service/exports/write-export.ts';
import { createRouter, type Router } from '../../main/service/router.ts';
import { Evidence, must } from '../report/evidence.ts';
import { newRecording, OpenDb, randomSamples, TestFolder, writeSamples } from '../store/sample-events.ts';

// Threads that read and write whole case files start slowly beside other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

type Done = Extract<ExportStep, { kind: 'done' }>;
const NEVER = new AbortController().signal;

let evidence: Evidence;
let cases: CaseSession;
let client: RouterClient<Router>;
/** Temporary files of this test alone. */
/** Where programs of this system look for the folder of temporary files. */
const VARIABLE = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';
const temporary = mkdtempSync(join(tmpdir(), 'bpio-exports-test-'));
const before = process.env[VARIABLE];
beforeAll(async () => {
  process.env[VARIABLE] = temporary;
  evidence = await Evidence.make();
  cases = new CaseSession();
  const recording = () => evidence.machine.recording(evidence.databaseFile);
  client = createRouterClient(createRouter(evidence.machine.service, recording, undefined, cases));
});
afterAll(async () => {
  await cases.close();
  await evidence[Symbol.asyncDispose]();
  if (before === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = before;
  rmSync(temporary, { recursive: true, force: true });
});

type Source = Pick<RouterClient<Router>, 'exports'>;
type Request = Parameters<RouterClient<Router>['exports']['write']>[0];

async function made(of: Source, request: Request): Promise<Done> {
  let last: ExportStep | null = null;
  for await (const step of await of.exports.write(request)) last = step;
  if (last?.kind !== 'done') throw new Error('it did not end');
  return last;
}

async function fetched(of: Source, { export: id }: Done): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let offset = 0; ; ) {
    const { bytes } = await of.exports.read({ export: id, offset });
    if (bytes.size === 0) return Buffer.concat(chunks);
    expect(bytes.size).toBeLessThanOrEqual(EXPORT_CHUNK_MAX_BYTES);
    chunks.push(Buffer.from(await bytes.arrayBuffer()));
    offset += bytes.size;
  }
}

const folders = (): string[] => readdirSync(temporary).filter((name) => /^bpio-\d+-/.test(name));

describe('a window saves', () => {
  test.each([
    ['html', '<!doctype html>'],
    ['json', '{\n  "schemaVersion": 1'],
    ['md', '**BypassIO: '],
    ['csv', 'targetKind,target,'],
    ['bpio', 'SQLite format 3\0'],
  ] as const)('%s, in pieces, and what it fetched is what was written', async (format, begin) => {
    const done = await made(client, { format });
    const bytes = await fetched(client, done);
    expect(bytes.toString('latin1', 0, begin.length)).toBe(begin);
    expect({ size: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') }).toEqual({
      size: done.sizeBytes,
      hash: done.sha256,
    });
    expect(done.fileName).toMatch(new RegExp(`^bypassio-QUIRM-PC7-\\d{8}-\\d{6}${format === 'csv' ? '-verdicts' : ''}\\.${format}$`));
    await client.exports.drop({ export: done.export });
  });

  test('another table, with a byte order mark, and the paths and the note it names', async () => {
    const done = await made(client, { format: 'csv', table: 'notes', bom: true, note: 'for you', paths: ['E:\\'] });
    expect((await fetched(client, done)).toString()).toMatch(/^\uFEFFtime,text\r\n[^,]+,for you\r\n$/);
  });

  // On Windows the user's own folder of temporary files sees to that; files have no mode there.
  test.skipIf(process.platform === 'win32')('a file that nobody but this user may read', async () => {
    const done = await made(client, { format: 'json' });
    const kept = folders().flatMap((folder) =>
      readdirSync(join(temporary, folder)).map((name) => statSync(join(temporary, folder, name)).mode & 0o777),
    );
    expect(new Set(kept)).toEqual(new Set([0o600]));
    await client.exports.drop({ export: done.export });
  });
});

test('what is dropped is gone from the disk, and cannot be read; dropping it again is no failure', async () => {
  const had = folders().length;
  const done = await made(client, { format: 'md' });
  expect(folders()).toHaveLength(had + 1);
  await client.exports.drop({ export: done.export });
  await client.exports.drop({ export: done.export });
  expect(folders()).toHaveLength(had);
  await expect(client.exports.read({ export: done.export, offset: 0 })).rejects.toMatchObject({ data: { kind: 'badRequest' } });
});

test.each(['html', 'bpio'] as const)('whoever stops listening to the making of %s cancels it, and nothing is left', async (format) => {
  const had = folders();
  const stop = new AbortController();
  const steps = new Exports().write(evidence.source, { format, paths: [], redact: null, table: 'verdicts', bom: false }, stop.signal);
  const first = steps.next();
  stop.abort();
  expect((await first).done).toBe(true);
  expect(folders()).toEqual(had);
});

test('what a process left that was killed goes with the next export', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const left = join(temporary, `bpio-${pid}-killed`);
  mkdirSync(left);
  writeFileSync(join(left, 'export.html'), 'half');
  const done = await made(client, { format: 'md' });
  expect(existsSync(left)).toBe(false);
  await client.exports.drop({ export: done.export });
});

test('the oldest goes when more are kept than anybody fetches', async () => {
  const exports = new Exports();
  const ids: string[] = [];
  for (let index = 0; index < 9; index++) {
    for await (const step of exports.write(
      evidence.source,
      { format: 'md', paths: [], redact: null, table: 'verdicts', bom: false },
      NEVER,
    )) {
      if (step.ok && step.value.kind === 'done') ids.push(step.value.export);
    }
  }
  expect((await exports.read({ export: ids[0] ?? '', offset: 0 })).ok).toBe(false);
  expect((await exports.read({ export: ids[1] ?? '', offset: 0 })).ok).toBe(true);
  for (const id of ids) exports.drop(id);
});

describe('of the case that is open', () => {
  test('a report has what the case has, and says whose it is', async () => {
    const done = await made(client, { format: 'bpio', paths: ['D:\\Games\\Title\\pak0.bin'], note: 'from the customer' });
    const file = join(temporary, 'customer.bpio');
    writeFileSync(file, await fetched(client, done));
    expect(await cases.openNamed(file)).toMatchObject({ ok: true });
    const inCase = await made(client.case.view, { format: 'json' });
    const report = JSON.parse((await fetched(client.case.view, inCase)).toString());
    expect(report).toMatchObject({
      origin: { kind: 'case', name: 'customer.bpio' },
      machine: { name: 'QUIRM-PC7', simulated: true },
      paths: { total: 1 },
      notes: { items: [{ text: 'from the customer' }] },
      snapshots: { total: 1 },
    });
    const live = JSON.parse((await fetched(client, await made(client, { format: 'json' }))).toString());
    expect([report.vetoes, report.scans]).toEqual([live.vetoes, live.scans]);
  });

  test('it asks nobody: paths are refused', async () => {
    await expect(made(client.case.view, { format: 'html', paths: ['D:\\x'] })).rejects.toMatchObject({ data: { kind: 'refused' } });
  });

  test('damage that only shows when it is read is said, and is no bug of ours', async () => {
    const done = await made(client, { format: 'bpio' });
    const bytes = await fetched(client, done);
    const at = bytes.lastIndexOf('{"verdict":"blocked","concluded"'); // what a scan found, which opening does not read
    bytes.write('{"verdict":"BLOCKED"', at);
    const file = join(temporary, 'damaged.bpio');
    writeFileSync(file, bytes);
    expect(await cases.openNamed(file)).toMatchObject({ ok: true });
    await expect(made(client.case.view, { format: 'html' })).rejects.toMatchObject({
      data: { kind: 'refused', detail: expect.stringContaining('damaged') },
    });
  });

  test('a name of a megabyte is cut, and says how much is missing', async () => {
    using folder = new TestFolder();
    {
      using opened = new OpenDb(folder.database);
      const sample = { filter: 'VaultFlt', processName: 'a.exe', reason: 'r', timeUs: 1_000_000 };
      writeSamples(opened.db, newRecording(opened.db), [{ ...sample, path: `D:\\${'x'.repeat(900_000)}` }]);
    }
    const file = join(temporary, 'wide.bpio');
    const source = new LiveSource(evidence.machine.system, folder.database);
    const order = { source, format: 'bpio', paths: [], note: null, redact: null, tables: [], bom: false } as const;
    const written = await writeExport({ ...order, place: () => file, readers: 'self' }, { signal: NEVER, onProgress: () => undefined });
    expect(written).toMatchObject({ ok: true });
    expect(await cases.openNamed(file)).toMatchObject({ ok: true });
    const text = (await fetched(client.case.view, await made(client.case.view, { format: 'html' }))).toString();
    expect(text).toContain('… (867,236 more characters)');
    expect(text.length).toBeLessThan(500_000);
  });

  test('none is open: refused', async () => {
    await cases.close();
    await expect(made(client.case.view, { format: 'html' })).rejects.toMatchObject({
      data: { kind: 'refused', detail: 'no case file is open' },
    });
  });
});

describe('before redaction', () => {
  const ask = { paths: ['C:\\Users\\Roberta.Vimes\\x.bin'], note: 'from Roberta.Vimes' };

  async function previewed(request: Parameters<typeof client.exports.preview>[0]): Promise<RedactionPreview> {
    for await (const step of await client.exports.preview(request)) if (step.kind === 'found') return step.preview;
    throw new Error('the preview ended without an answer');
  }

  test('the preview shows each name with its placeholder, by category, and what is written has just these', async () => {
    const preview = await previewed({ ...ask, redact: {} });
    const machine = preview.terms.find(({ before }) => before === 'QUIRM-PC7');
    expect(machine).toMatchObject({ category: 'machine', after: expect.not.stringContaining('QUIRM-PC7') });
    expect(preview.categories.find(({ category }) => category === 'user')?.terms).toBeGreaterThan(0);
    const done = await made(client, { format: 'json', ...ask, redact: {} });
    const termsOf = (of: typeof preview | null) => of?.categories.map(({ category, terms, cells }) => [category, terms, cells]);
    expect(termsOf(done.redaction)).toEqual(termsOf(preview));
    expect(JSON.parse((await fetched(client, done)).toString()).machine.name).toBe(machine?.after);
    expect(done.fileName).toContain(machine?.after);
  });

  test('a name that is allowed stays, and one that is added goes', async () => {
    const redact = { allow: ['QUIRM-PC7'], add: ['OldGuard'] };
    const text = (await fetched(client, await made(client, { format: 'md', ...ask, redact }))).toString();
    expect(text).toContain('QUIRM-PC7');
    expect(text).not.toContain('OldGuard');
  });
});

test('the database is only read', async () => {
  const was = readFileSync(evidence.databaseFile);
  await made(client, { format: 'html' });
  await made(client, { format: 'bpio' });
  expect(readFileSync(evidence.databaseFile).equals(was)).toBe(true);
});

describe('a preview of much', () => {
  const EVENTS = 60_000;
  beforeAll(() => {
    using opened = new OpenDb(evidence.databaseFile);
    const many = randomSamples(EVENTS, 11).map((sample, index) => ({ ...sample, path: `D:\\Roberta\\${index}.bin` }));
    writeSamples(opened.db, newRecording(opened.db), many, 5_000);
  });
  const search = (signal: AbortSignal) => new Exports().preview(evidence.source, { paths: [], redact: { allow: [], add: [] } }, signal);

  test('says how far it is, and ends with what was found', async () => {
    const steps: PreviewStep[] = [];
    for await (const step of search(NEVER)) steps.push(must(step));
    const fractions = steps.flatMap((step) => (step.kind === 'searching' ? [step.fraction] : []));
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(steps.at(-1)).toMatchObject({ kind: 'found', preview: { more: true } });
  });

  test('ends when nobody listens any more', async () => {
    const stop = new AbortController();
    const found: PreviewStep[] = [];
    for await (const step of search(stop.signal)) {
      found.push(must(step));
      stop.abort();
    }
    expect(found.map(({ kind }) => kind)).toEqual(['searching']);
  });
});
