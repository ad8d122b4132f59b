// Builds bpioprobe.sys with mingw-w64, to show on every system that the driver's sources are whole. What users load is built with
// the WDK and signed: see README.md. Plain JavaScript for Node 18 on. `node native/driver/build.mjs`
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const output = join(folder, '..', '..', 'build', 'native', 'driver');
const PREFIX = 'x86_64-w64-mingw32-';

// As strict as GCC can be with mingw's own headers, which are no model of strictness.
const FLAGS = [
  '-std=gnu17',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-DBPIO_MINGW',
  '-D_AMD64_',
  '-D_WIN32_WINNT=0x0A00',
  '-ffreestanding',
  '-mno-red-zone', // an interrupt may run on the same stack
  '-mno-stack-arg-probe', // ___chkstk_ms is user mode's; every frame here is below a page
];
const LINK = [
  '-shared',
  '-nostdlib',
  '-Wl,--exclude-all-symbols',
  '-Wl,--subsystem,native',
  '-Wl,--entry,DriverEntry',
  '-Wl,--image-base,0x140000000',
];

/** The cross compiler, or null where mingw-w64 is not installed. */
export function findMingw() {
  const compiler = `${PREFIX}gcc`;
  const found = spawnSync(compiler, ['-print-file-name=include'], { encoding: 'utf8' });
  return found.status === 0 ? compiler : null;
}

function run(program, args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', cwd: folder });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stderr || error}`);
}

// Beside the compiler's own headers, wherever it is installed.
function ddkFolder(compiler) {
  const found = spawnSync(compiler, ['-print-file-name=libntoskrnl.a'], { encoding: 'utf8' }).stdout.trim();
  return join(dirname(found), '..', 'include', 'ddk');
}

/** Builds and returns the path of bpioprobe.sys. Throws with everything the compiler printed. */
export function buildDriver(compiler) {
  mkdirSync(output, { recursive: true });
  const libraries = ['fltmgr', 'ntoskrnl'].map((name) => {
    const library = join(output, `lib${name}-probe.a`);
    run(`${PREFIX}dlltool`, ['-d', join('mingw', `${name}.def`), '-l', library]);
    return library;
  });
  const sources = readdirSync(folder).filter((name) => name.endsWith('.c'));
  const built = join(output, 'bpioprobe.sys');
  const scratch = `${built}.${process.pid}`;
  run(compiler, [...FLAGS, '-isystem', ddkFolder(compiler), ...sources, ...LINK, '-o', scratch, ...libraries, '-lntoskrnl']);
  renameSync(scratch, built);
  return built;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const compiler = findMingw();
  if (compiler === null) console.log(`bpioprobe.sys: skipped, ${PREFIX}gcc is not installed (sudo apt install gcc-mingw-w64-x86-64)`);
  else console.log(relative(process.cwd(), buildDriver(compiler)));
}
