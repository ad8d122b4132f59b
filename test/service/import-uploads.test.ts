import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { ImportStep } from '../../main/contract/import.ts';
import { fail } from '../../main/domain/result.ts';
import { importEvidence } from '../../main/service/import.ts';
import { ImportUploads, type OpenCaseFile, type ReadEvidence } from '../../main/service/import-uploads.ts';

const FULL = 'BypassIo on "d:\\" is currently supported\n    Storage Type:   NVMe\n    Driver Name:    stornvme.sys\n';
const bytes = new TextEncoder().encode(FULL);
const file = { name: 'answer.txt', sizeBytes: bytes.byteLength };
const never = new AbortController().signal;
const spools = () => readdirSync(tmpdir()).filter((name) => name.startsWith('bpio-import-'));
const noCase: OpenCaseFile = async ({ path }) => fail({ kind: 'refused', call: 'test', detail: 'no case is expected here', target: path });
const read: ReadEvidence = (source, name, options) => importEvidence(source, name, options);

type Steps = ReturnType<ImportUploads['receive']>;

async function readyId(steps: Steps): Promise<string> {
  const { value } = await steps.next();
  if (!value?.ok || value.value.kind !== 'ready') throw new Error(`not ready: ${JSON.stringify(value)}`);
  return value.value.upload;
}

async function last(steps: Steps): Promise<ImportStep | string | null> {
  let seen: ImportStep | string | null = null;
  for await (const step of steps) seen = step.ok ? step.value : 'detail' in step.error ? step.error.detail : step.error.call;
  return seen;
}

test('a file in two chunks is read as one, and no name on disk ever holds it', async () => {
  const uploads = new ImportUploads(read, noCase);
  const before = spools();
  const steps = uploads.receive(file, never);
  const id = await readyId(steps);
  expect(spools()).toEqual(before);
  expect(await uploads.append(id, 0, bytes.subarray(0, 10))).toEqual({ ok: true, value: { receivedBytes: 10 } });
  await uploads.append(id, 10, bytes.subarray(10));
  expect(await last(steps)).toMatchObject({
    kind: 'done',
    evidence: { kind: 'fsutil', source: { name: 'answer.txt', sizeBytes: bytes.length } },
  });
  expect(spools()).toEqual(before);
});

test.each([
  ['a gap', 5, bytes.subarray(5, 10), 'bytes 5 came where 0 was next'],
  ['more than was announced', 0, new Uint8Array(bytes.byteLength + 1), 'more than the'],
])('%s is refused, and the file can go on', async (_, offset, chunk, detail) => {
  const uploads = new ImportUploads(read, noCase);
  const steps = uploads.receive(file, never);
  const id = await readyId(steps);
  expect(await uploads.append(id, offset, chunk)).toMatchObject({
    ok: false,
    error: { kind: 'badRequest', detail: expect.stringContaining(detail) },
  });
  await uploads.append(id, 0, bytes);
  expect(await last(steps)).toMatchObject({ kind: 'done' });
});

test('chunks sent at once are taken in their order', async () => {
  const uploads = new ImportUploads(read, noCase);
  const steps = uploads.receive(file, never);
  const id = await readyId(steps);
  const sent = [0, 20, 40].map((at) => uploads.append(id, at, bytes.subarray(at, at === 40 ? undefined : at + 20)));
  expect((await Promise.all(sent)).every((each) => each.ok)).toBe(true);
  expect(await last(steps)).toMatchObject({ kind: 'done' });
});

test('an empty file is no evidence, and says so', async () => {
  const uploads = new ImportUploads(read, noCase);
  const steps = uploads.receive({ name: 'empty.etl', sizeBytes: 0 }, never);
  await readyId(steps);
  expect(await last(steps)).toBe('empty: 0 bytes');
});

test('a window that falls silent does not hold its place for ever', async () => {
  const uploads = new ImportUploads(read, noCase, 20);
  const steps = uploads.receive(file, never);
  await readyId(steps);
  expect(await last(steps)).toBe('the window stopped sending it');
});

test('a fifth file has to wait, and a place is free again when one ends', async () => {
  const uploads = new ImportUploads(read, noCase);
  const open = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const steps = uploads.receive(file, never);
      await readyId(steps);
      return steps;
    }),
  );
  expect(await last(uploads.receive(file, never))).toBe('4 files are being read already: wait for one to end');
  for (const steps of open) await steps.return();
  await readyId(uploads.receive(file, never));
});

test('cancelled while it is read: the reader stops, no answer comes, and its chunks are not wanted any more', async () => {
  const stop = new AbortController();
  const endless: ReadEvidence = async (source, _name, { signal }) => {
    for (let reads = 0; ; reads++) {
      signal.throwIfAborted();
      await source.read(0, new Uint8Array(1));
      if (reads === 3) stop.abort();
    }
  };
  const uploads = new ImportUploads(endless, noCase);
  const steps = uploads.receive(file, stop.signal);
  const id = await readyId(steps);
  const end = last(steps);
  await uploads.append(id, 0, bytes);
  expect(await end).toBeNull();
  expect(await uploads.append(id, 0, bytes)).toMatchObject({ ok: false, error: { detail: 'this file is not being received any more' } });
});

test('a file that cannot be read on where it lies: what came of it is read, and the answer says where it ends', async () => {
  const uploads = new ImportUploads(read, noCase);
  const announced = { name: 'growing.txt', sizeBytes: bytes.byteLength + 5_000 };
  const steps = uploads.receive(announced, never);
  const id = await readyId(steps);
  await uploads.append(id, 0, bytes);
  expect(await uploads.cutShort(id)).toEqual({ ok: true, value: null });
  expect(await last(steps)).toMatchObject({
    kind: 'done',
    evidence: {
      results: [{ verdict: 'full' }],
      source: { sizeBytes: bytes.byteLength },
      warnings: [{ kind: 'changed', offset: bytes.byteLength, detail: `${bytes.byteLength} of ${announced.sizeBytes} bytes` }],
    },
  });
});

test('half a case file is none', async () => {
  const uploads = new ImportUploads(read, noCase);
  const steps = uploads.receive({ name: 'half.bpio', sizeBytes: 200 }, never);
  const id = await readyId(steps);
  await uploads.append(id, 0, new TextEncoder().encode('SQLite format 3\0'.padEnd(100)));
  await uploads.cutShort(id);
  expect(await last(steps)).toBe('it cannot be read whole: it was changed, moved or locked meanwhile');
});

test('a file of which not one byte can be read fails with what happened to it', async () => {
  const uploads = new ImportUploads(read, noCase);
  const steps = uploads.receive(file, never);
  await uploads.cutShort(await readyId(steps));
  expect(await last(steps)).toBe('it cannot be read: it was changed, moved or locked since it was chosen');
});
