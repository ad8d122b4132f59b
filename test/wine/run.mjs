/**
 * `npm run test:wine`: the product's own TypeScript on Windows Node under Wine. The shared test files run against the simulated machine
 * built as a Windows DLL; those of this folder run against Wine's own DLLs and through a driver in Wine's kernel. Where that cannot be
 * had, one line says why and every file counts as skipped. Words are parts of the names of files to run; `--all` runs the tests of the
 * console, rules, readers and reports too.
 */
import { cpSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { bundleName } from './bundle.mjs';
import { makeCheckout } from './checkout.mjs';
import { findTools, windowsFolder as folder, Missing, windowsNode } from './tools.mjs';
import { openWindows, windowsPath } from './windows.mjs';

const root = join(import.meta.dirname, '..', '..');
const FILE_MAX_MS = 300_000;
const SERVICE = 'BpioTest';
/** Wine's own fltlib ends the program at most of its functions: only the tests of that folder meet it. */
const fltlibOf = (file) => (file.startsWith('test/wine/wines-own/') ? 'fltlib=b' : 'fltlib=n');

/** Test files, or single tests of theirs, that need what is not there, and what that is. */
const NOT_HERE = {
  'test/service/import-uploads.test.ts > a file in two chunks is read as one, and no name on disk ever holds it':
    'Wine 8 keeps the name of a deleted file while it is open; Windows 10 does not',
  'test/cli/case.test.ts > a case that another process reads > gives the answers that the machine gave':
    'it starts a child from TypeScript, which Windows Node 22 does not run',
  'test/cli/case.test.ts > a case that another process reads > lists the events that the machine recorded':
    'it starts a child from TypeScript, which Windows Node 22 does not run',
  'test/store/case/write.test.ts > while a recorder writes, the case is of one moment':
    'it starts a child from TypeScript, which Windows Node 22 does not run',
  'test/service/steady-heap.test.ts': 'it starts children from TypeScript, which Windows Node 22 does not run',
  'test/service/case.test.ts > whatever bytes are changed, a case is refused or shown, and never changed or hung on':
    'it opens hundreds of files, each in a thread of its own, which takes minutes under Wine',
  'test/store/kill.test.ts': 'it starts children from TypeScript, which Windows Node 22 does not run',
  'test/service/scan-resume.test.ts': 'it starts children from TypeScript, which Windows Node 22 does not run',
  'test/service/import-ends.test.ts > an import that does not come to its end > killed with its process: an interrupted recording stays, and the next one is whole beside it':
    'it starts a child from TypeScript, which Windows Node 22 does not run',
  'test/cli/import-stored.test.ts > a read-only database leaves the answer as it is': 'Wine as root writes to files marked read-only',
  'test/service/scan.test.ts > names and places > links lead nowhere: not around in circles, not out of the root':
    'Wine makes no symbolic links',
  'test/service/scan.test.ts > two scans of one folder > what came, went, changed, and got worse': 'Wine shows no sparse files',
  'test/store/database.test.ts > a read-only database is refused for writing and can be read':
    'Wine removes no file that is marked read-only, so the folder cannot be cleaned up',
  'test/service/real-files.test.ts': 'Wine makes no symbolic links and shows no sparse files',
};

const words = process.argv.slice(2);
const isAll = words.includes('--all');
const wanted = words.filter((word) => word !== '--all');
/** What calls Windows, and the service on it. The rest stands on these, or is the same JavaScript everywhere: it runs when it is asked for. */
const CALLING = 'service,win32';
const folders = isAll || wanted.length > 0 ? `${CALLING},cli,contract,domain,etw,report,store` : CALLING;
const shared = globSync(`test/{${folders}}/**/*.test.ts`, { cwd: root }).sort();
const own = globSync('test/wine/{,wines-own/}*.wine.ts', { cwd: root }).sort();
const chosen = [...own, ...shared].filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
const runnable = chosen.filter((file) => NOT_HERE[file] === undefined);

const total = { passed: 0, failed: 0, skipped: 0 };
const log = (line) => process.stdout.write(`wine: ${line}\n`);
if (!isAll && wanted.length === 0) log('tests of the console, rules, readers and reports are left to npm run test:wine -- --all');

for (const [what, reason] of Object.entries(NOT_HERE).filter(([name]) => chosen.includes(name.split(' > ', 1)[0]))) {
  log(`skipped ${what}: ${reason}`);
  if (chosen.includes(what)) total.skipped += 1;
}
try {
  await runAll();
} catch (problem) {
  if (problem instanceof Missing) {
    log(`skipped: ${problem.message}`);
    total.skipped += runnable.length;
  } else {
    log(`FAILED ${problem instanceof Error ? problem.stack : problem}`);
    total.failed += 1;
  }
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runAll() {
  const tools = findTools();
  const node = windowsNode();
  const windows = await openWindows({ folder, tools, node, log });
  const end = () => {
    windows.close();
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
  try {
    const checkout = join(folder, 'checkout');
    const made = await makeCheckout({
      folder: checkout,
      compiler: tools.compiler,
      node,
      files: runnable.map((file) => join(root, file)),
      log,
    });
    const problem = await installParts(windows, made);
    if (problem !== null) {
      windows.discard();
      throw new Missing(`the Wine prefix is broken (${problem}): it was removed, and the next run makes a new one`);
    }
    const queue = [...runnable];
    const worker = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) await runFile(windows, made.tests, file);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  } finally {
    windows.close();
  }
}

/**
 * Puts fltlib and the test driver in place and starts the driver; those of the last run may be others. Gives what went wrong, or null:
 * a prefix can be broken in ways that only a driver meets.
 */
async function installParts(windows, { driver, fltlib }) {
  cpSync(fltlib, join(windows.driveC, 'windows', 'system32', 'fltlib.dll'));
  cpSync(driver, join(windows.driveC, 'bpiotest.sys'));
  const sc = (...words) => windows.run(['sc', ...words], 'sc', FILE_MAX_MS);
  await sc('create', SERVICE, 'binPath=', 'C:\\bpiotest.sys', 'type=', 'kernel', 'start=', 'demand'); // in a prefix of before it is there
  return (await sc('start', SERVICE)).code === 0 ? null : 'the test driver did not start';
}

/** One process for each file, as Vitest has it: a crash takes the rest of its file along and nothing else. */
async function runFile(windows, tests, file) {
  const name = bundleName(join(root, file));
  const leftOut = Object.keys(NOT_HERE).flatMap((what) => (what.startsWith(`${file} > `) ? [what.slice(file.length + 3)] : []));
  const words = [windowsPath(join(tests, 'main.js')), windowsPath(join(tests, `${name}.js`)), ...leftOut];
  const { code, out, err } = await windows.runNode(words, name, FILE_MAX_MS, fltlibOf(file));
  const events = out.split('\n').flatMap(readEvent);
  const count = (result) => events.filter((event) => event.result === result).length;
  const counted = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  for (const { title, problem } of events.filter((event) => event.result === 'failed')) log(`FAILED ${file} > ${title}\n${problem}`);
  if (!events.some((event) => event.ended)) {
    const last = events.findLast((event) => event.started !== undefined)?.started ?? 'before the first test';
    log(`FAILED ${file}: ended (${code ?? 'stopped'}) in: ${last}\n${err.trim().split('\n').slice(-20).join('\n')}`);
    counted.failed += 1;
  } else if (counted.passed + counted.failed + counted.skipped === 0) {
    log(`FAILED ${file}: ran no test`);
    counted.failed += 1;
  }
  for (const key of Object.keys(total)) total[key] += counted[key];
  log(`${relative('test', file)}: ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped`);
}

function readEvent(line) {
  if (!line.startsWith('{')) return []; // what the product itself printed
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
