import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const CONSOLE = join(import.meta.dirname, '..', '..', 'build', 'main', 'bpio.js');
const REPORT_PEAK = new URL('./report-peak.mjs', import.meta.url).href;

export interface Scanned {
  readonly files: number;
  readonly bytes: number;
  /** From the start of the scan to its last commit. */
  readonly us: number;
  /** Of the whole process with its threads. */
  readonly peakRssMiB: number;
}

/** The machine that native/scan-reference.c builds for itself. */
const scenario = (hostDirectory: string) => ({
  schemaVersion: 1,
  machine: { name: 'REFERENCE', os: '10.0.26100', elevated: true },
  filters: ['328010', '180451', '40700'].map((altitude) => ({
    name: `Filter${altitude}`,
    driver: `filter${altitude}.sys`,
    altitude,
    supportedFeatures: 15,
    volumes: ['D:'],
  })),
  volumes: [{ mount: 'D:', fileSystem: 'NTFS', storageDriver: 'stornvme.sys', busType: 'NVMe', compatible: true, hostDirectory }],
});

/** `bpio scan D:\` over a real folder as a user runs it, into a database that is gone afterwards. */
export async function scanOnce(hostDirectory: string): Promise<Scanned> {
  const folder = mkdtempSync(join(tmpdir(), 'bpio-scan-bench-'));
  const machine = join(folder, 'scenario.json');
  writeFileSync(machine, JSON.stringify(scenario(hostDirectory)));
  try {
    const command = ['scan', 'D:\\', '--sim', machine, '--db', join(folder, 'scans.db'), '--json'];
    const peak = join(folder, 'peak');
    const child = spawn(process.execPath, ['--import', REPORT_PEAK, CONSOLE, ...command], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PEAK_FILE: peak },
    });
    const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    if (code !== 0) throw new Error(`the scan ended with ${code}`);
    const { files, bytes, elapsedMs } = (JSON.parse(out) as { data: { files: number; bytes: number; elapsedMs: number } }).data;
    return { files, bytes, us: elapsedMs * 1000, peakRssMiB: Number(readFileSync(peak, 'utf8')) / 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
