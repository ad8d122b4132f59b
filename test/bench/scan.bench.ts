import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median, rounded } from './measure.ts';
import { type Scanned, scanOnce } from './scan-run.ts';

const FOLDER = '/usr';
const ROUNDS = 5;
/** Processes started one after the other, each for one file. */
const PROCESSES = 300;
const REFERENCE = join(import.meta.dirname, '..', '..', 'build', 'native', 'scan-reference');

/**
 * Files a second from the start of a scan to its last commit, in a process of its own as a user's is, beside C that walks the same tree and
 * makes the same calls on the same library in one thread, and beside one process for each file, as a script would do it.
 */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  await scanOnce(FOLDER); // the file system's caches are warm for both
  const rounds: { readonly scan: Scanned; readonly reference: Scanned }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const reference = scanInC();
    const scan = await scanOnce(FOLDER);
    if (scan.files !== reference.files || scan.bytes !== reference.bytes) {
      throw new Error(`${scan.files} files, ${scan.bytes} bytes; C found ${reference.files} files, ${reference.bytes} bytes`);
    }
    rounds.push({ scan, reference });
  }
  const rate = ({ files, us }: Scanned): number => (files * 1e6) / us;
  const filesPerSecond = median(rounds.map(({ scan }) => rate(scan)));
  const perProcess = perProcessRate();
  return {
    files: rounds[0]?.scan.files ?? 0,
    filesPerSecond: rounded(filesPerSecond, 0),
    referenceFilesPerSecond: rounded(median(rounds.map(({ reference }) => rate(reference))), 0),
    ratio: rounded(median(rounds.map(({ scan, reference }) => rate(scan) / rate(reference))), 2),
    perProcessFilesPerSecond: rounded(perProcess, 0),
    perProcessRatio: rounded(filesPerSecond / perProcess, 0),
    peakRssMiB: rounded(Math.max(...rounds.map(({ scan }) => scan.peakRssMiB)), 0),
  };
}

function scanInC(): Scanned {
  const { stdout, status, error } = spawnSync(REFERENCE, [FOLDER], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${REFERENCE} ended with ${status}`, { cause: error });
  return { peakRssMiB: 0, ...(JSON.parse(stdout) as Omit<Scanned, 'peakRssMiB'>) };
}

function perProcessRate(): number {
  const start = performance.now();
  for (let index = 0; index < PROCESSES; index++) {
    const { status, error } = spawnSync(REFERENCE, [FOLDER, 'D:\\bin\\env'], { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${REFERENCE} ended with ${status}`, { cause: error });
  }
  return (PROCESSES * 1000) / (performance.now() - start);
}
