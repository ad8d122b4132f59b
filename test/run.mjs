/**
 * `npm test`: runs every suite, names again what failed, and ends with one line, `N passed, N failed`, that sums them all. A suite that
 * crashes, hangs or runs no test counts as a failure: silence is not success.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const reports = join(root, 'build', 'test');
const SUITE_MAX_MS = 20 * 60_000;
/** What V8 and the sanitizers say before they end a process. */
const LAST_WORDS = /^# [^ ]|FATAL ERROR|Fatal error|exited unexpectedly|ERROR: \w+Sanitizer/;

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const NATIVE = { name: 'native', args: ['test/native/run.mjs'], count: ({ output }) => countLastLine(output) };
const UNIT = vitestSuite('unit');
const BROWSER = vitestSuite('e2e');
// Where there is no Wine, all of it is skipped, and says why.
const WINE = {
  name: 'wine',
  args: ['test/wine/run.mjs'],
  count: ({ output }) => countLastLine(output),
  mayBeSkipped: true,
};

/** One project of test/vitest.config.ts. */
function vitestSuite(name) {
  const report = join(reports, `${name}.json`);
  return {
    name,
    args: [
      join('node_modules', 'vitest', 'vitest.mjs'),
      ...['run', '--config', 'test/vitest.config.ts', '--project', name],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ],
    count: () => countVitest(report),
    failures: () => vitestFailures(report),
  };
}

const running = new Set();
process.on('exit', () => running.forEach(killTree));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
/** Said again at the end: of a long output often only the end is kept. */
const failures = [];
for (const suite of [NATIVE, UNIT, BROWSER, WINE]) {
  const count = await runSuite(suite);
  for (const key of Object.keys(total)) total[key] += count[key];
  lines.push(`${suite.name}: ${describe(count)}`);
}
process.stdout.write(`\n${[...failures, ...lines, describe(total)].join('\n')}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @returns {Promise<Count>} */
async function runSuite({ name, args, count, failures: named = failedLines, mayBeSkipped = false }) {
  const outcome = await runNode(args);
  const counted = count(outcome) ?? { passed: 0, failed: 0, skipped: 0 };
  const problem = findProblem(outcome, counted, mayBeSkipped);
  if (outcome.code !== 0) failures.push(...named(outcome), ...outcome.lastWords);
  if (problem === null) return counted;
  failures.push(`${name}: ${problem}`);
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
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    running.add(child);
    let output = '';
    let isTimedOut = false;
    const lastWords = [];
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
    });
    child.stderr.on('data', (chunk) => process.stderr.write(chunk));
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (LAST_WORDS.test(line)) lastWords.push(line);
    });
    const timer = setTimeout(() => {
      isTimedOut = true;
      killTree(child);
    }, SUITE_MAX_MS);
    const finish = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output, isTimedOut, lastWords });
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

function failedLines({ output }) {
  return output.split('\n').filter((line) => /^(wine: )?FAILED /.test(line));
}

function vitestFailures(file) {
  return (readVitest(file)?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const test = relative(root, name);
    const failed = assertionResults.filter((result) => result.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [`FAILED ${test}: ${firstLine(message)}`];
    return failed.map(({ fullName, failureMessages }) => `FAILED ${test} > ${fullName}: ${firstLine(failureMessages[0])}`);
  });
}

function firstLine(text = '') {
  return text.split('\n')[0];
}

/** @returns {Count | null} */
function countLastLine(output) {
  const found = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(output);
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}

/** @returns {Count | null} */
function countVitest(file) {
  const report = readVitest(file);
  if (report === null) return null;
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

function readVitest(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // It ended before it could write one.
  }
}

/** @param {Count} count */
function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
