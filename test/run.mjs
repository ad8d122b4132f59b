/**
 * `npm test`: runs every suite and ends with one line, `N passed, N failed`, that sums them all. A suite that crashes, hangs or runs no
 * test counts as a failure: silence is not success.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const vitestReport = join(root, 'build', 'test', 'vitest.json');
const SUITE_MAX_MS = 20 * 60_000;

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const SUITES = [
  { name: 'native', args: ['test/native/run.mjs'], count: ({ output }) => countLastLine(output) },
  {
    name: 'program',
    args: [
      join('node_modules', 'vitest', 'vitest.mjs'),
      ...['run', '--config', 'test/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    ],
    count: () => countVitest(),
  },
  // Where there is no Wine, all of it is skipped, and says why.
  { name: 'wine', args: ['test/wine/run.mjs'], count: ({ output }) => countLastLine(output), mayBeSkipped: true },
];

const running = new Set();
process.on('exit', () => running.forEach(killTree));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

rmSync(vitestReport, { force: true });
mkdirSync(join(root, 'build', 'test'), { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const suite of SUITES) {
  const count = await runSuite(suite);
  for (const key of Object.keys(total)) total[key] += count[key];
  lines.push(`${suite.name}: ${describe(count)}`);
}
process.stdout.write(`\n${lines.join('\n')}\n${describe(total)}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @returns {Promise<Count>} */
async function runSuite({ name, args, count, mayBeSkipped = false }) {
  const outcome = await runNode(args);
  const counted = count(outcome) ?? { passed: 0, failed: 0, skipped: 0 };
  const problem = findProblem(outcome, counted, mayBeSkipped);
  if (problem === null) return counted;
  process.stderr.write(`${name}: ${problem}\n`);
  return { ...counted, failed: counted.failed + 1 };
}

/** What is wrong beyond the failures that the suite counted itself. */
function findProblem({ code, isTimedOut }, { passed, failed, skipped }, mayBeSkipped) {
  if (isTimedOut) return `stopped after ${SUITE_MAX_MS / 60_000} minutes`;
  if (passed + failed === 0 && !(mayBeSkipped && skipped > 0)) return `ran no test (exit ${code})`;
  return code !== 0 && failed === 0 ? `ended with exit ${code}` : null;
}

/** Runs one program in a process group of its own, shows what it says, and leaves nothing of it behind. */
function runNode(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: process.platform !== 'win32',
    });
    running.add(child);
    let output = '';
    let isTimedOut = false;
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
    });
    const timer = setTimeout(() => {
      isTimedOut = true;
      killTree(child);
    }, SUITE_MAX_MS);
    const finish = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output, isTimedOut });
    };
    child.once('error', () => finish(null));
    // First what it left behind, which may still hold the pipe; then the rest of what it said.
    child.once('exit', () => killTree(child));
    child.once('close', (code, signal) => finish(code ?? signal));
  });
}

function killTree(child) {
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    return; // Nothing of the group is left.
  }
}

/** @returns {Count | null} */
function countLastLine(output) {
  const found = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(output);
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}

/** @returns {Count | null} */
function countVitest() {
  let report;
  try {
    report = JSON.parse(readFileSync(vitestReport, 'utf8'));
  } catch {
    return null;
  }
  // A file that cannot be loaded fails without a test that says so.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {Count} count */
function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
