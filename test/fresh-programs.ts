import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Threads run from build/main: whoever starts Vitest by itself gets them from the sources as they are now. */
export function setup(): void {
  const setup = join(import.meta.dirname, '..', 'main', 'shell', 'setup.mjs');
  const { status } = spawnSync(process.execPath, [setup, 'bpio'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`main/shell/setup.mjs ended with ${status}`);
}
