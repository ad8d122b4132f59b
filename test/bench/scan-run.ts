import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const CONSOLE = join(import.meta.dirname, '..', '..', 'build', 'main', 'bpio.js');
const REPORT_RSS = pathToFileURL(join(import.meta.dirname, 'report-rss.ts')).href;

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
    const child = spawn(process.execPath, ['--import', REPORT_RSS, CONSOLE, ...command], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
    const memory = child.stdio[3];
    if (child.stdout === null || !(memory instanceof Readable)) throw new Error('the child has no pipes');
    const [out, kilobytes, [code]] = await Promise.all([text(child.stdout), text(memory), once(child, 'close')]);
    if (code !== 0) throw new Error(`the scan ended with ${code}`);
    const { files, bytes, elapsedMs } = (JSON.parse(out) as { data: { files: number; bytes: number; elapsedMs: number } }).data;
    return { files, bytes, us: elapsedMs * 1000, peakRssMiB: Number(kilobytes) / 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
