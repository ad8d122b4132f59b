// Compiles the simulator and its C tests once, with sanitizers, and runs them. Plain JavaScript for Node 18 on.
// usage: node test/native/run.mjs [part of a title]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILE_FLAGS, findCompiler, forEachParallel, runCompiler, simulatorSources } from '../../native/build.mjs';

const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const here = fileURLToPath(new URL('.', import.meta.url));

// Some compilers come without the sanitizers' run-time libraries: only a linked program tells.
function sanitizersOf(compiler, scratch) {
  const probe = spawnSync(compiler, [...SANITIZERS, '-x', 'c', '-', '-o', join(scratch, 'probe')], {
    input: 'int main(void) { return 0; }',
  });
  if (probe.status === 0) return SANITIZERS;
  console.log(`${compiler} has no address and undefined-behaviour sanitizers: running without them`);
  return [];
}

async function compileTests(compiler, scratch) {
  const checks = sanitizersOf(compiler, scratch);
  const flags = [...COMPILE_FLAGS, '-g', '-O1', '-fno-omit-frame-pointer', '-pthread', ...checks];
  const testFiles = readdirSync(here).filter((name) => name.endsWith('.c'));
  const sources = [...simulatorSources(), ...testFiles.map((name) => join(here, name))];
  const objects = sources.map((source, index) => ({ source, object: join(scratch, `${index}.o`) }));
  await forEachParallel(objects, ({ source, object }) => runCompiler(compiler, [...flags, '-c', source, '-o', object]));
  const program = join(scratch, 'tests');
  await runCompiler(compiler, [...flags, ...objects.map((item) => item.object), '-o', program]);
  return program;
}

const scratch = mkdtempSync(join(tmpdir(), 'bpio-native-'));
try {
  mkdirSync(join(scratch, 'host'));
  const program = await compileTests(findCompiler(), scratch);
  const result = spawnSync(program, process.argv.slice(2), {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: {
      ...process.env,
      ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0',
      UBSAN_OPTIONS: 'print_stacktrace=1',
      BPIO_TEST_FOLDER: join(scratch, 'host'),
    },
  });
  const lines = (result.stdout ?? '').trimEnd().split('\n');
  const isWhole = /^\d+ passed, \d+ failed$/.test(lines.at(-1) ?? '');
  const crashed = result.status !== 0 && !(isWhole && !/ 0 failed$/.test(lines.at(-1)));
  if (crashed) {
    // A sanitizer's report, or a leak found at exit: the run as a whole failed, which counts as one.
    const summary = isWhole ? lines.pop() : '0 passed, 0 failed';
    const [passed, failed] = summary.match(/\d+/g).map(Number);
    for (const line of lines.filter(Boolean)) console.log(line);
    console.log(result.stderr);
    console.log('FAILED the test program ended abnormally, see above');
    console.log(`${passed} passed, ${failed + 1} failed`);
    process.exitCode = 1;
  } else {
    console.log(lines.join('\n'));
    process.exitCode = result.status;
  }
} catch (error) {
  console.log(`FAILED ${error.message}`);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
