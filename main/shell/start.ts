/**
 * `npm start`: the window in Electron; where Electron cannot be had, in the browser; where there is no display, the diagnosis as text
 * and the address to open.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../app.ts';
import { describe } from '../contract/describe.ts';
import type { Failure } from '../contract/failure.ts';
import { createRouter } from '../service/router.ts';
import { simulationArguments, takeSimulation } from './arguments.ts';
import { elevationUnderNode } from './elevated/node-program.ts';
import { passOnTo } from './elevated/pass-on.ts';
import { hasDisplay, openBrowser } from './start/browser.ts';
import { downloadElectron, findElectron, runElectron } from './start/electron.ts';
import { stopSignal } from './start/stop.ts';
import { startWebShell } from './web/server.ts';

const root = join(import.meta.dirname, '..', '..');
const sim = takeSimulation(process.argv.slice(2)).sim;
const simArguments = simulationArguments(sim);
const stop = stopSignal();

process.exitCode = (await openedInElectron()) ? 0 : await serve();

async function openedInElectron(): Promise<boolean> {
  if (!hasDisplay()) return false;
  const program = findElectron(root) ?? downloadElectron(root, say);
  return program !== null && (await runElectron(program, [root, ...simArguments], stop, say));
}

async function serve(): Promise<number> {
  const made = await createApp(sim === undefined ? {} : { sim });
  if (!made.ok) return fail(made.error);
  using app = made.value;
  const elevation = await elevationUnderNode(app, app.simulated, sim);
  const router = createRouter(app.service, app.recording, elevation, app.cases);
  const started = await startWebShell({ router, passOn: passOnTo(elevation), assets: join(root, 'build', 'renderer') });
  if (!started.ok) return fail(started.error);
  const { url, close } = started.value;

  const page = join(root, 'build', 'open.html');
  if (!hasDisplay() || !(await openBrowser(url, page))) printDiagnosis();
  process.stdout.write(`\nThe window: ${url}\nCtrl+C ends it.\n`);
  if (!stop.aborted) await once(stop, 'abort');
  rmSync(page, { force: true });
  await close();
  await app.finish();
  return 0;
}

/** What `bpio volumes` prints; if that fails it says so itself, and the window is served all the same. */
function printDiagnosis(): void {
  spawnSync(process.execPath, [join(root, 'build', 'main', 'bpio.js'), 'volumes', ...simArguments], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function fail(failure: Failure): number {
  say(describe(failure));
  return 1;
}

function say(line: string): void {
  process.stderr.write(`start: ${line}\n`);
}
