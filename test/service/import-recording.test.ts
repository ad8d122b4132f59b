import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memorySource } from '../../main/etw/byte-source.ts';
import { importEvidence } from '../../main/service/import.ts';
import { importAndKeep } from '../../main/service/import-kept.ts';
import { TestFolder } from '../store/sample-events.ts';
import { gameVolume, startMachine, type TestMachine } from './machine.ts';

const trace = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'evidence', 'vetoes.etl'));
const veto = { path: 'D:\\Secret\\*', status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'Encrypted file not supported' };
const VETOES_BETWEEN = 20;
let folder: TestFolder;
let machine: TestMachine;
beforeEach(() => {
  folder = new TestFolder();
  machine = startMachine({
    filters: [{ name: 'WdFilter', driver: 'WdFilter.sys', altitude: '328010', supportedFeatures: 15, volumes: ['D:'], vetoes: [veto] }],
    volumes: [{ ...gameVolume, files: [{ path: '\\Secret\\a.bin' }] }],
  });
});
afterEach(() => {
  machine[Symbol.dispose]();
  folder[Symbol.dispose]();
});

function meetVetoes(): void {
  for (let index = 0; index < VETOES_BETWEEN; index++) {
    const opened = machine.system.targets.open('D:\\Secret\\a.bin');
    if (!opened.ok) throw new Error('the file does not open');
    using target = opened.value;
    target.manage('query');
  }
}

/** Other bytes behind the trace: another hash, the same events. */
const importTrace = (number: number) =>
  importAndKeep(
    (keeper) => importEvidence(memorySource(Buffer.concat([trace, Buffer.alloc(number)])), `trace-${number}.etl`, { keeper }),
    folder.database,
  );

test('evidence is imported while a capture runs: both are whole, and neither ends the other', async () => {
  const parts = await machine.recording(folder.database);
  const started = await parts.recorder.start(1_000, () => {});
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  const live = started.value.recording;
  for (let number = 0; number < 5; number++) {
    meetVetoes();
    parts.recorder.flush();
    const kept = await importTrace(number);
    expect(kept).toMatchObject({ ok: true, value: { evidence: { vetoCount: 6 }, kept: { ok: true } } });
  }
  meetVetoes();
  const ended = await parts.recorder.stop();
  expect(ended?.recording).toMatchObject({ id: live, ending: 'stopped', events: 6 * VETOES_BETWEEN });
  const recordings = parts.events.recordings();
  expect(recordings.ok && recordings.value.map(({ events, ending }) => [events, ending])).toEqual([
    ...Array.from({ length: 5 }, () => [7, 'imported']),
    [6 * VETOES_BETWEEN, 'stopped'],
  ]);
  const page = parts.events.page({ filter: {}, direction: 'older', limit: 1_000 });
  const seqs = page.ok ? page.value.events.map(({ seq }) => seq).toSorted((a, b) => a - b) : [];
  expect(seqs).toEqual(Array.from({ length: 6 * VETOES_BETWEEN + 35 }, (_, index) => index + 1));
  await parts.finish();
});

test('an imported recording says that use is not known, and claims no sample', async () => {
  const kept = await importTrace(0);
  const parts = await machine.recording(folder.database);
  const summary = parts.events.summary(kept.ok ? (kept.value.evidence.recording ?? 0) : 0);
  expect(summary).toMatchObject({ ok: true, value: { volumes: [], useSentence: expect.stringContaining('evidence from elsewhere') } });
  await parts.finish();
});
