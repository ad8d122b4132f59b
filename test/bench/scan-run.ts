import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scanned {
  readonly files: number;
  readonly bytes: number;
  readonly us: number;
  readonly peakRssMiB: number;
}

/** A scan of a real folder in a process of its own, as a user's is, into a database that is gone afterwards. */
export async function scanOnce(hostFolder: string): Promise<Scanned> {
  const folder = mkdtempSync(join(tmpdir(), 'bpio-scan-bench-'));
  try {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'scan-child.ts'), hostFolder, join(folder, 'scans.db')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`the scan ended with ${code}`);
    return JSON.parse(text) as Scanned; // what scan-child.ts prints
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
