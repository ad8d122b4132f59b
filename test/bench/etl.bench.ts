import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasSamples, samplePath } from '../etw/samples.ts';
import { writeBenchTrace } from './etl-files.ts';
import { median, rounded } from './measure.ts';

const PLAIN_BYTES = 1 << 30;
const COMPRESSED_BYTES = 512 << 20;
const ROUNDS = 3;
/** Megabytes of a million bytes, as disks and the targets count them. */
const MB = 1e6;
const REAL_COMPRESSED = 'net.4.5.2.x64.etl';

interface Measured {
  readonly seconds: number;
  readonly records: number;
  readonly unpackedBytes: number;
  readonly peakRssMiB: number;
}

/**
 * Reading traces, each measurement in a fresh process with a cold compiler, files in the system's cache. `mbPerSecond` and
 * `recordsPerSecond`: first pass over 1 GiB, plain. `unpackedMbPerSecond`: over 512 MiB, compressed. `peakRssMiB`: the whole import of the
 * 1 GiB trace, hash and ordered second pass included. `readMbPerSecond`: only reading the bytes, for comparison.
 */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'bpio-bench-'));
  try {
    const plain = join(folder, 'plain.etl');
    const compressed = join(folder, 'compressed.etl');
    writeBenchTrace(plain, PLAIN_BYTES, false);
    writeBenchTrace(compressed, COMPRESSED_BYTES, true);
    const plainMb = statSync(plain).size / MB;
    const rounds = Array.from({ length: ROUNDS }, () => ({
      read: run('read', plain),
      scan: run('scan', plain),
      packed: run('scan', compressed),
    }));
    const imported = run('import', plain);
    const figures = {
      recordsPerSecond: Math.round(median(rounds.map(({ scan }) => scan.records / scan.seconds))),
      mbPerSecond: rounded(median(rounds.map(({ scan }) => plainMb / scan.seconds)), 1),
      unpackedMbPerSecond: rounded(median(rounds.map(({ packed }) => packed.unpackedBytes / MB / packed.seconds)), 1),
      peakRssMiB: rounded(Math.max(imported.peakRssMiB, ...rounds.flatMap(({ scan, packed }) => [scan.peakRssMiB, packed.peakRssMiB])), 1),
      readMbPerSecond: rounded(median(rounds.map(({ read }) => plainMb / read.seconds)), 1),
      importSeconds: rounded(imported.seconds, 2),
      fileMiB: Math.round(statSync(plain).size / (1 << 20)),
      records: imported.records,
    };
    return hasSamples ? { ...figures, ...realFigures() } : figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The one large real compressed trace at hand: kernel and runtime records of 23 MB unpacked, start of the process not included. */
function realFigures(): Readonly<Record<string, number>> {
  const { records, seconds, unpackedBytes } = run('scan', samplePath(REAL_COMPRESSED));
  return { realRecordsPerSecond: Math.round(records / seconds), realUnpackedMbPerSecond: rounded(unpackedBytes / MB / seconds, 1) };
}

function run(task: 'read' | 'scan' | 'import', path: string): Measured {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'etl-child.ts'), task, path], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${task} ended with ${child.status}: ${child.stderr}`, { cause: child.error });
  return JSON.parse(child.stdout) as Measured; // printed by etl-child.ts
}
