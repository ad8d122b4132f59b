/** Builds the test driver: the simulated machine, hidden behind a few functions, and the device that leads to it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { COMPILE_FLAGS, forEachParallel, runCompiler, simulatorSources } from '../../../native/build.mjs';
import { scenarioAsC } from './scenario.ts';

const here = import.meta.dirname;
const simulator = join(here, '..', '..', '..', 'native', 'sim');
const DOOR = ['DoorBuildMachine', 'DoorOpen', 'DoorClose', 'DoorControl', 'DoorTargets', 'DoorTargetCount'];
const KERNEL_FLAGS = ['-std=gnu17', '-Wall', '-Wextra', '-Werror', '-Wno-multichar', '-fshort-wchar', '-ffreestanding', '-O2', '-D_AMD64_'];

/**
 * Writes the driver to `file`.
 * @param {{ compiler: string, file: string }} options `compiler`: MinGW's gcc, with its linker and objcopy beside it
 */
export async function buildTestDriver({ compiler, file }) {
  const scratch = `${file}.${process.pid}.new`;
  const tool = (name) => compiler.replace(/gcc$/, name);
  mkdirSync(scratch, { recursive: true });
  try {
    writeFileSync(join(scratch, 'scenario.c'), scenarioAsC());
    const flags = [...COMPILE_FLAGS, '-O2', `-I${here}`, `-I${simulator}`];
    const machineSources = simulatorSources(true).filter((file) => !basename(file).startsWith('host-windows'));
    const inside = [...machineSources, join(here, 'no-host.c'), join(here, 'door.c'), join(scratch, 'scenario.c')];
    const objects = inside.map((source, index) => ({ source, object: join(scratch, `${index}.o`) }));
    await forEachParallel(objects, ({ source, object }) => runCompiler(compiler, [...flags, '-c', source, '-o', object]));

    // The simulated kernel has functions of the real one's names: only the door stays visible, and nothing is exported.
    const machine = join(scratch, 'machine.o');
    await runCompiler(tool('ld'), ['-r', ...objects.map(({ object }) => object), '-o', machine]);
    await runCompiler(tool('objcopy'), ['-R', '.drectve', ...DOOR.map((name) => `--keep-global-symbol=${name}`), machine]);

    const halves = ['device', 'runtime'].map((name) => ({ source: join(here, `${name}.c`), object: join(scratch, `${name}.o`) }));
    await forEachParallel(halves, ({ source, object }) =>
      runCompiler(compiler, [...KERNEL_FLAGS, '-isystem', ddkFolder(compiler), '-c', source, '-o', object]),
    );
    const built = join(scratch, 'driver.sys');
    const link = ['-shared', '-nostdlib', '-Wl,--subsystem,native', '-Wl,--entry,DriverEntry', '-Wl,--exclude-all-symbols'];
    const libraries = ['-lgcc', '-lntoskrnl', '-lhal'];
    await runCompiler(compiler, [...link, ...halves.map(({ object }) => object), machine, ...libraries, '-o', built]);
    renameSync(built, file);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The kernel's headers, beside the compiler's import libraries wherever they are installed. */
function ddkFolder(compiler) {
  const library = spawnSync(compiler, ['-print-file-name=libntoskrnl.a'], { encoding: 'utf8' }).stdout.trim();
  return join(dirname(library), '..', 'include', 'ddk');
}
