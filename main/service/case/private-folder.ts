import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'bpio-';

/**
 * A folder for files that only this process needs. It goes when it is disposed of or the process ends; what a process left that was killed
 * goes when the next one makes a folder.
 */
export class PrivateFolder implements Disposable {
  readonly path: string;
  readonly #remove = (): void => rmSync(this.path, { recursive: true, force: true });

  /** Throws the system's error when there can be none. */
  constructor() {
    removeStale(tmpdir());
    this.path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    process.on('exit', this.#remove);
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#remove);
    this.#remove();
  }
}

function removeStale(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const processId = Number(/^bpio-(\d+)-\w+$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(processId) || isAlive(processId)) continue;
    rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 0 });
  }
}

/** Signal 0 only asks. Another user's process answers with a refusal. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
