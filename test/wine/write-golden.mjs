/**
 * `node test/wine/write-golden.mjs`: compiles native/golden with MinGW, runs it under Wine and keeps what it prints in
 * native/golden/mingw-w64.json. For whoever adds a structure or a constant; the difference is to be read.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILE_FLAGS, runCompiler } from '../../native/build.mjs';
import { findTools, windowsFolder, windowsNode } from './tools.mjs';
import { openWindows } from './windows.mjs';

const root = join(import.meta.dirname, '..', '..');
const kept = join(root, 'native', 'golden', 'mingw-w64.json');
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const RUN_MAX_MS = 60_000;

const log = (line) => process.stdout.write(`${line}\n`);
const tools = findTools();
mkdirSync(windowsFolder, { recursive: true });
const printer = join(windowsFolder, 'print-golden.exe');
const sources = globSync(join(root, 'native', 'golden', '*.c')).sort();
await runCompiler(tools.compiler, [...COMPILE_FLAGS, '-D__USE_MINGW_ANSI_STDIO=1', ...sources, '-o', printer]);
const windows = await openWindows({ folder: windowsFolder, tools, node: windowsNode(), log });
try {
  const { code, out, err } = await windows.run([printer], 'print-golden', RUN_MAX_MS);
  if (code !== 0) throw new Error(`print-golden.exe ended with ${code}: ${err}`);
  JSON.parse(out);
  writeFileSync(kept, out.replaceAll('\r\n', '\n'));
  spawnSync(process.execPath, [biome, 'format', '--write', kept], { stdio: 'inherit' });
} finally {
  windows.close();
}
