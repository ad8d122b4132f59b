import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import { ImportedEvidence as Schema } from '../../main/contract/evidence.ts';
import type { Result } from '../../main/contract/failure.ts';
import { importBytes } from '../../main/service/import.ts';
import { madeUpLog } from './evtx-writer.ts';
import { hasSamples, random, sampleNames, samplePath, workedMs } from './samples.ts';
import {
  classicRecord,
  eventInfo,
  eventRecord,
  FILTER_MANAGER,
  HEADER_RAW,
  loadPayload,
  TraceWriter,
  traceLoggingItem,
  VETO,
  vetoPayload,
} from './trace-writer.ts';

/** Milliseconds for each kind of file. `FUZZ_SECONDS=600` makes it a long run by hand. */
const BUDGET_MS = Number(process.env.FUZZ_SECONDS ?? '1.5') * 1000;
const ONE_RUN_MAX_MS = 2_000;

/** A trace with everything in it that the reader decodes. */
function richTrace(compressed: boolean): Buffer {
  const writer = new TraceWriter({ compressed, bufferBytes: 2048 });
  const item = traceLoggingItem('Made up', [
    ['group', 0x98, 2],
    ['a', 1],
    ['b', 0x48],
    ['c', 8],
  ]);
  const info = eventInfo({ provider: FILTER_MANAGER, id: 12, version: 0 }, 'Microsoft-Windows-FilterManager', [
    ['DeviceName', 1],
    ['OperationStatus', 20],
  ]);
  for (let index = 0; index < 12; index++) {
    const raw = HEADER_RAW + BigInt(index * 100);
    writer.add(index % 2, eventRecord({ provider: FILTER_MANAGER, id: 12, raw, payload: vetoPayload(VETO) }));
    writer.add(index % 2, eventRecord({ provider: FILTER_MANAGER, id: 6, version: 1, raw, payload: loadPayload('VaultFlt', '141200', 7) }));
    writer.add(
      index % 2,
      eventRecord({ provider: FILTER_MANAGER, id: 0, raw, items: [{ type: 11, data: item }], payload: Buffer.alloc(30, 1) }),
    );
  }
  writer.add(0, classicRecord('bbccf6c1-6cd1-48c4-80ff-839482e37671', 32, HEADER_RAW + 5000n, info));
  return writer.finish();
}

/** Changes a few bytes, cuts, doubles or swaps parts. */
function mutated(original: Buffer, next: (below: number) => number): Buffer {
  const bytes = Buffer.from(original);
  const values = [0, 1, 0x7f, 0x80, 0xff, next(256)];
  for (let change = next(12); change >= 0; change--) {
    const at = next(bytes.length);
    const kind = next(5);
    if (kind <= 1) bytes[at] = values[next(values.length)] ?? 0;
    else if (kind === 2 && at + 4 <= bytes.length) bytes.writeUInt32LE([0, 0xffff_ffff, 0x8000_0000, 0x10, 0xffff][next(5)] ?? 0, at);
    else if (kind === 3) bytes.copy(bytes, next(bytes.length), at, Math.min(bytes.length, at + next(200)));
    else bytes.fill(values[next(values.length)] ?? 0, at, Math.min(bytes.length, at + next(64)));
  }
  return next(6) === 0 ? bytes.subarray(0, next(bytes.length)) : bytes;
}

async function fuzz(original: Buffer, seed: number): Promise<{ readonly runs: number; readonly slowestMs: number }> {
  const next = random(seed);
  const until = performance.now() + BUDGET_MS;
  let runs = 0;
  let slowestMs = 0;
  while (performance.now() < until) {
    const started = workedMs();
    checked(await importBytes(mutated(original, next), 'fuzz'));
    slowestMs = Math.max(slowestMs, workedMs() - started);
    runs += 1;
  }
  return { runs, slowestMs };
}

/** Either a clear refusal, or an answer that keeps the contract. */
function checked(result: Result<ImportedEvidence>): void {
  if (result.ok) Schema.parse(result.value);
  else expect(result.error).toMatchObject({ kind: 'refused', call: 'import', detail: expect.stringMatching(/./) });
}

describe('damaged at random, nothing crashes, hangs or breaks the contract', () => {
  test.each([
    ['a plain trace', () => richTrace(false), 1],
    ['a compressed trace', () => richTrace(true), 2],
    ['an event log', madeUpLog, 3],
  ] as const)('%s', { timeout: BUDGET_MS + 60_000 }, async (_title, make, seed) => {
    const original = make();
    expect((await importBytes(original, 'whole')).ok).toBe(true);
    const { runs, slowestMs } = await fuzz(original, seed);
    expect(runs).toBeGreaterThan(10);
    expect(slowestMs).toBeLessThan(ONE_RUN_MAX_MS);
  });

  test.skipIf(!hasSamples)('real files, cut at random places', { timeout: 60_000 }, async () => {
    const next = random(77);
    for (const name of [...sampleNames('.etl'), ...sampleNames('.evtx')]) {
      const bytes = readFileSync(samplePath(name));
      for (let round = 0; round < 4; round++) checked(await importBytes(bytes.subarray(0, next(Math.min(bytes.length, 3_000_000))), name));
    }
  });
});
