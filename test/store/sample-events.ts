import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { close, openForWriting, type WritableDb } from '../../main/store/database.ts';
import { EventWriter, type Payload } from '../../main/store/events.ts';
import { beginRecording } from '../../main/store/recordings.ts';

/** A folder that is gone after the test. */
export class TestFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'bpio-store-'));
  readonly database = join(this.path, 'events.db');
  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export class OpenDb implements Disposable {
  readonly db: WritableDb;
  readonly setAside: string | null;
  constructor(file: string) {
    const opened = openForWriting(file);
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    this.db = opened.value.db;
    this.setAside = opened.value.setAside;
  }
  [Symbol.dispose](): void {
    close(this.db);
  }
}

export const newRecording = (db: WritableDb, startedUs = 1_000_000): number =>
  beginRecording(db, { startedUs, machine: 'TEST', os: '10.0.26100', simulated: true, processId: 7, sampleMs: 1000 });

export interface Sample {
  readonly filter: string;
  readonly processName: string;
  readonly path: string;
  readonly reason: string;
  readonly eventId?: number;
  readonly ntstatus?: number;
  readonly operation?: string;
  readonly own?: boolean;
  readonly timeUs: number;
}

export const payloadOf = (sample: Sample): Payload => ({
  eventId: sample.eventId ?? 12,
  version: 0,
  bytes: Buffer.from([sample.filter, sample.processName, sample.path, sample.reason].join('\n')),
  filter: sample.filter,
  processName: sample.processName,
  path: sample.path,
  reason: sample.reason,
  operation: sample.operation ?? 'enable',
  ntstatus: sample.ntstatus ?? 0xc000_04c9,
  fields: JSON.stringify([{ name: 'DeviceName', value: sample.filter }]),
  decoded: 'named',
});

/** Writes the samples in batches of `batchSize`, as the collector would. */
export function writeSamples(db: WritableDb, recording: number, samples: readonly Sample[], batchSize = 50): void {
  const writer = new EventWriter(db, recording);
  for (let from = 0; from < samples.length; from += batchSize) {
    writer.batch(() => {
      for (const sample of samples.slice(from, from + batchSize)) {
        const payload = writer.intern(payloadOf(sample));
        writer.add({ timeUs: sample.timeUs, processId: 4242, threadId: 8, own: sample.own ?? false, payload });
      }
    });
  }
}

/** A small, repeatable generator: tests must fail the same way twice. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Times wander and jump back, as they do across processors and when a clock is set. */
export function randomSamples(count: number, seed: number): Sample[] {
  const random = randomFrom(seed);
  const pick = <T>(values: readonly [T, ...T[]]): T => values[random(values.length)] ?? values[0];
  return Array.from({ length: count }, (_, index) => ({
    filter: pick(['WdFilter', 'CldFlt', 'Kryptowächter']),
    processName: pick(['game.exe', 'launcher.exe', 'bpio.exe']),
    path: `D:\\Games\\${pick(['Title', 'Ärger', '100%_sure'])}\\pak${random(40)}.bin`,
    reason: pick(['Encrypted file not supported', 'Not on this layer']),
    ntstatus: pick([0xc000_04c9, 0xc000_04d0]),
    operation: pick(['enable', 'query']),
    eventId: pick([12, 12, 12, 6]),
    own: random(10) === 0,
    timeUs: 1_000_000_000 + index * 20_000 + random(50_000) - (index % 97 === 0 ? 30_000_000 : 0),
  }));
}
