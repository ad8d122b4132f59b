import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { median, rounded } from './measure.ts';

const ROUNDS = 25;
const build = join(import.meta.dirname, '..', '..', 'build');

/** How long one console query takes beside a Node that does nothing, and how much script the window loads before it shows anything. */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  const query = ['query', '--sim', 'D:\\Games\\Title\\pak0.bin'];
  const rounds = Array.from({ length: ROUNDS + 1 }, () => ({
    nothing: milliseconds(['-e', '0']),
    query: milliseconds([join(build, 'main', 'bpio.js'), ...query]),
  })).slice(1); // the first round fills caches
  const nodeMs = median(rounds.map(({ nothing }) => nothing));
  const queryMs = median(rounds.map((round) => round.query));
  return { ratio: rounded(queryMs / nodeMs, 2), queryMs: rounded(queryMs, 1), nodeMs: rounded(nodeMs, 1), scriptKiBGzip: scriptKiBGzip() };
}

function milliseconds(args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Every script that index.html names: the entry and what it imports before running. */
function scriptKiBGzip(): number {
  const page = readFileSync(join(build, 'renderer', 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(([, file]) =>
    readFileSync(join(build, 'renderer', file ?? '')),
  );
  return rounded(scripts.reduce((sum, script) => sum + gzipSync(script).length, 0) / 1024, 1);
}
