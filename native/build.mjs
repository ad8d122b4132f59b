// Builds the simulator, the layout printer and the benchmark reference into build/native. Plain JavaScript for Node 18 on.
// `node native/build.mjs`, or import { buildSimulator } from it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const nativeDirectory = fileURLToPath(new URL('.', import.meta.url));
const root = join(nativeDirectory, '..');
const output = join(root, 'build', 'native');
const isWindows = process.platform === 'win32';
const isMac = process.platform === 'darwin';

export const COMPILE_FLAGS = ['-std=c17', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fshort-wchar', '-DBPIO_SIMULATOR'];
const LIBRARY_FLAGS = ['-O2', '-fvisibility=hidden', ...(isWindows ? [] : ['-fPIC', '-pthread'])];

/** File name of the shared library on this platform. */
export const libraryName = isWindows ? 'bpiosim.dll' : isMac ? 'libbpiosim.dylib' : 'libbpiosim.so';
const executable = isWindows ? '.exe' : '';

/** The C compiler to use: $CC, else the first of cc, gcc and clang. Throws an Error with one line that says what to install. */
export function findCompiler() {
  const candidates = process.env.CC ? [process.env.CC] : ['cc', 'gcc', 'clang'];
  const found = candidates.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  if (found) return found;
  const what = process.env.CC ? `The C compiler CC=${process.env.CC} does not run` : 'No C compiler found';
  const advice = isMac
    ? 'install one with: xcode-select --install'
    : isWindows
      ? 'install LLVM or MinGW-w64 (winget install LLVM.LLVM) and reopen the terminal'
      : 'install one with: sudo apt install gcc (Debian, Ubuntu), sudo dnf install gcc (Fedora)';
  throw new Error(`${what}: ${advice}`);
}

/** The library's C files, for this platform unless told otherwise, in a fixed order. */
export function simulatorSources(forWindows = isWindows) {
  return ['driver', 'samples', 'sim'].flatMap((folder) =>
    readdirSync(join(nativeDirectory, folder))
      .filter((name) => name.endsWith('.c') && !name.startsWith(forWindows ? 'host-posix' : 'host-windows'))
      .sort()
      .map((name) => join(nativeDirectory, folder, name)),
  );
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourceFiles(path) : /\.(c|h|mjs)$/.test(entry.name) ? [path] : [];
  });
}

// What the outputs depend on: every file with its time and size, the flags and the compiler that is asked for.
function fingerprint() {
  const files = sourceFiles(nativeDirectory)
    .sort()
    .map((path) => {
      const facts = statSync(path);
      return `${relative(root, path)} ${facts.mtimeMs} ${facts.size}`;
    });
  return [process.env.CC ?? '', process.platform, process.arch, ...COMPILE_FLAGS, ...LIBRARY_FLAGS, ...files].join('\n');
}

function targets() {
  return [libraryName, `print-layouts${executable}`, `query-reference${executable}`, `scan-reference${executable}`].map((name) =>
    join(output, name),
  );
}

function isUpToDate(stamp) {
  try {
    return readFileSync(join(output, 'stamp.txt'), 'utf8') === stamp && targets().every((path) => statSync(path).size > 0);
  } catch {
    return false; // nothing built yet
  }
}

/** Runs a compiler and resolves when it succeeded; rejects with everything it printed. */
export function runCompiler(compiler, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(compiler, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    child.stdout.on('data', (data) => (printed += data));
    child.stderr.on('data', (data) => (printed += data));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${compiler} ${args.join(' ')} failed (${code}):\n${printed}`)),
    );
  });
}

/** Calls `work` for every item, as many at a time as there are processors. */
export async function forEachParallel(items, work) {
  const queue = [...items];
  const count = Math.max(1, availableParallelism?.() ?? cpus().length);
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: count }, worker));
}

/**
 * The library exports GetLastError and SetLastError of its own. MinGW's import library brings the system's for the C run-time behind
 * them, under the same names; the first definition, ours, is the one that is exported.
 */
function windowsLinkFlags(compiler) {
  const machine = spawnSync(compiler, ['-dumpmachine'], { encoding: 'utf8' }).stdout ?? '';
  return /mingw|windows-gnu/.test(machine) ? ['-static-libgcc', '-Wl,--allow-multiple-definition'] : ['-static-libgcc'];
}

/** Cross-compiles the simulator for Windows into `folder`, with the layout printer; `compiler` is a MinGW one. Up to date: nothing. */
export async function buildWindowsSimulator({ compiler, folder, log = () => {} }) {
  const stampFile = join(folder, 'stamp.txt');
  const stamp = `${compiler}\n${fingerprint()}`;
  if (readIfThere(stampFile) === stamp) return;
  log('cross-compiling the simulated machine for Windows');
  const scratch = join(folder, `scratch-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  try {
    const flags = [...COMPILE_FLAGS, '-O2'];
    const objects = simulatorSources(true).map((source, index) => ({ source, object: join(scratch, `${index}.o`) }));
    await forEachParallel(objects, ({ source, object }) => runCompiler(compiler, [...flags, '-c', source, '-o', object]));
    const library = ['-shared', ...windowsLinkFlags(compiler), ...objects.map(({ object }) => object)];
    await runCompiler(compiler, [...library, '-o', join(scratch, 'bpiosim.dll')]);
    const printer = [...flags, '-D__USE_MINGW_ANSI_STDIO=1', join(nativeDirectory, 'wire', 'print-layouts.c')];
    await runCompiler(compiler, [...printer, '-o', join(scratch, 'print-layouts.exe')]);
    for (const name of ['bpiosim.dll', 'print-layouts.exe']) renameSync(join(scratch, name), join(folder, name));
    writeFileSync(stampFile, stamp);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

async function compileAll(scratch) {
  const compiler = findCompiler();
  const objects = simulatorSources().map((source) => ({
    source,
    object: join(scratch, `${relative(nativeDirectory, source).replace(/[\\/]/g, '-')}.o`),
  }));
  await forEachParallel(objects, ({ source, object }) =>
    runCompiler(compiler, [...COMPILE_FLAGS, ...LIBRARY_FLAGS, '-c', source, '-o', object]),
  );
  const [library, printLayouts, ...references] = targets();
  const built = (path) => join(scratch, relative(output, path));
  const shared = isMac
    ? ['-dynamiclib', '-install_name', `@rpath/${libraryName}`]
    : ['-shared', ...(isWindows ? windowsLinkFlags(compiler) : ['-Wl,-z,defs', `-Wl,-soname,${libraryName}`])];
  const threads = isWindows ? [] : ['-pthread'];
  await runCompiler(compiler, [...shared, ...objects.map((item) => item.object), ...threads, '-o', built(library)]);

  const beside = isWindows ? [] : [`-Wl,-rpath,${isMac ? '@loader_path' : '$ORIGIN'}`];
  await runCompiler(compiler, [...COMPILE_FLAGS, '-O2', join(nativeDirectory, 'wire', 'print-layouts.c'), '-o', built(printLayouts)]);
  for (const [index, source] of ['query-reference.c', 'scan-reference.c'].entries()) {
    const program = [...COMPILE_FLAGS, '-O2', join(nativeDirectory, source), built(library), ...beside];
    await runCompiler(compiler, [...program, '-o', built(references[index])]);
  }
  for (const path of targets()) renameSync(built(path), path); // whole or not at all: others may be loading it
}

/** Builds what changed and returns the path of the shared library. `log` receives one line when something is built. */
export async function buildSimulator({ log = () => {} } = {}) {
  const [library] = targets();
  const stamp = fingerprint();
  if (isUpToDate(stamp)) return library;
  log('building the simulated machine (C)');
  const scratch = join(output, `scratch-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  try {
    await compileAll(scratch);
    writeFileSync(join(scratch, 'stamp.txt'), stamp);
    renameSync(join(scratch, 'stamp.txt'), join(output, 'stamp.txt'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return library;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(relative(process.cwd(), await buildSimulator({ log: console.log })) || '.');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
