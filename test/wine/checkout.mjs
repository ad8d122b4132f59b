/**
 * The checkout as Windows would have it: the sources are this one's, the built parts those of Windows. Kept under build/ and made anew
 * only in what changed.
 */
import { cpSync, existsSync, globSync, mkdirSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole } from '../../main/build.mjs';
import { assemble, consoleFiles } from '../../main/shell/package/assemble.mjs';
import { isStale, writeStamp } from '../../main/shell/setup/stamps.mjs';
import { buildWindowsSimulator, COMPILE_FLAGS, runCompiler } from '../../native/build.mjs';
import { bundleTests } from './bundle.mjs';
import { buildTestDriver } from './driver/build.mjs';
import { installNativePackages } from './tools.mjs';
import { windowsPath } from './windows.mjs';

const root = join(import.meta.dirname, '..', '..');
const NODE_TARGET = 'node22';

/**
 * @param {{ folder: string, compiler: string, node: string, files: readonly string[], log: (line: string) => void }} options
 * @returns {Promise<{ tests: string, driver: string, fltlib: string }>} folder of the bundled tests, the test driver, fltlib.dll
 */
export async function makeCheckout({ folder, compiler, node, files, log }) {
  const native = join(folder, 'build', 'native');
  mkdirSync(native, { recursive: true });
  for (const name of ['main', 'native', 'renderer', 'test', 'docs', 'package.json']) link(join(root, name), join(folder, name));
  // Beside a checkout may lie what some tests compare it with.
  if (existsSync(join(root, '..', 'shared'))) link(join(root, '..', 'shared'), join(folder, '..', 'shared'));

  await fresh(join(folder, 'node_modules'), ['node_modules/koffi/package.json', 'node_modules/better-sqlite3/package.json'], () => {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    installNativePackages(join(folder, 'node_modules'));
  });
  await buildWindowsSimulator({ compiler, folder: native, log });
  const golden = join(native, 'print-golden.exe');
  await fresh(golden, ['native/golden', 'native/build.mjs'], () =>
    runCompiler(compiler, [...COMPILE_FLAGS, '-D__USE_MINGW_ANSI_STDIO=1', ...goldenSources(), '-o', golden]),
  );
  const driver = join(native, 'bpiotest.sys');
  await fresh(driver, ['native', 'test/wine/driver', 'main/win32'], () => {
    log('building the test driver');
    return buildTestDriver({ compiler, file: driver });
  });
  const fltlib = join(native, 'fltlib.dll');
  await fresh(fltlib, ['test/wine/fltlib.c'], () =>
    runCompiler(compiler, ['-shared', '-nostdlib', '-Wl,--entry,0', '-O2', join(import.meta.dirname, 'fltlib.c'), '-o', fltlib]),
  );
  const main = join(folder, 'build', 'main');
  await fresh(main, ['main'], () => {
    rmSync(main, { recursive: true, force: true }); // parts have new names each time
    return buildConsole(main, NODE_TARGET);
  });
  link(join(root, 'build', 'renderer'), join(folder, 'build', 'renderer'));
  const installed = join(folder, 'build', 'BypassIO Inspector');
  await fresh(installed, ['main', 'native', 'renderer'], () => {
    const parts = consoleFiles({ root: folder, platform: 'win32', arch: 'x64', node });
    assemble(join(installed, 'resources', 'console'), parts);
    cpSync(join(root, 'main', 'shell', 'package', 'bpio.cmd'), join(installed, 'bpio.cmd'));
  });
  const tests = join(folder, 'build', 'tests');
  await bundleTests({ files, folder: tests, checkout: windowsPath(folder) });
  return { tests, driver, fltlib };
}

const goldenSources = () => globSync(join(root, 'native', 'golden', '*.c')).sort();

function link(target, path) {
  const points = statSync(path, { throwIfNoEntry: false }) !== undefined && readlinkSync(path) === target;
  if (points) return;
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

async function fresh(result, sources, make) {
  const stamp = `${result}.made`;
  if (
    existsSync(result) &&
    !isStale(
      stamp,
      sources.map((source) => join(root, source)),
    )
  )
    return;
  const startedAt = new Date();
  await make();
  writeStamp(stamp, startedAt);
}
