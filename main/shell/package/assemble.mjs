/**
 * Puts together what the packages contain. `build/console` is the console program for plain Node, which the packaged window, whose
 * fuses forbid running it as Node, cannot be: it becomes `resources/console`. Nothing is taken along by accident: every file comes from
 * a list, what a list names must be there, and a bundle that nobody loads is an error.
 */
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { LICENSES } from '../../build.mjs';

const here = import.meta.dirname;
const NATIVE_NAME = { win32: 'bpiosim.dll', darwin: 'libbpiosim.dylib', linux: 'libbpiosim.so' };

/** What is wrong with the built parts. Its message names the file. */
export class Incomplete extends Error {}

const IMPORTED = /\b(?:from|import)\s*\(?\s*["'`]\.\/([\w.-]+\.c?js)["'`]/g;
const NAMED = /["'`]\.\/([\w.-]+\.c?js)["'`]/g;

/** The bundles that `entries` load, directly or not, with their maps. Names relative to `folder`. */
export function bundlesOf(folder, entries) {
  const found = new Set();
  const queue = [...entries];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (found.has(name)) continue;
    const file = join(folder, name);
    if (!existsSync(file)) throw new Incomplete(`${file} is missing`);
    found.add(name);
    const text = readFileSync(file, 'utf8');
    for (const [, imported] of text.matchAll(IMPORTED)) queue.push(imported);
    // Threads are started by their file's name: a text that names a bundle loads it.
    for (const [, named] of text.matchAll(NAMED)) if (existsSync(join(folder, named))) queue.push(named);
  }
  const maps = [...found].map((name) => `${name}.map`).filter((name) => existsSync(join(folder, name)));
  return [...found, ...maps].toSorted();
}

/** Fails when the folder of the bundles holds something that none of its programs loads. */
export function checkBundles(folder, programs) {
  const loaded = new Set(bundlesOf(folder, programs));
  const superfluous = readdirSync(folder).filter((name) => !loaded.has(name) && name !== LICENSES);
  if (superfluous.length > 0) throw new Incomplete(`nobody loads ${superfluous.map((name) => join(folder, name)).join(', ')}`);
}

/** Files of node_modules that run: no sources, no documentation, no other system's binaries. */
export function nativeFiles(root, platform, arch) {
  const koffi = `node_modules/@koromix/koffi-${platform}-${arch}`;
  const sqlite = 'node_modules/better-sqlite3';
  const patterns = [
    ...['package.json', '*.js', '*/*.node'].map((name) => `${koffi}/${name}`),
    ...['package.json', 'LICENSE', 'lib/*.js', 'lib/methods/*.js', `prebuilds/${platform}-${arch}.node`].map((name) => `${sqlite}/${name}`),
  ];
  return patterns.flatMap((pattern) => {
    const files = globSync(pattern, { cwd: root }).filter((file) => statSync(join(root, file)).isFile());
    if (files.length === 0) throw new Incomplete(`${pattern} names no file in ${root}`);
    return files.map((file) => file.split(sep).join('/'));
  });
}

/**
 * What the console program consists of: each file by its place in the package, with where it comes from. `root` holds build/ and
 * node_modules/; `node` is the program that runs it; the simulated machine is left out where it was not built.
 * @returns {ReadonlyMap<string, string>}
 */
export function consoleFiles({ root, platform, arch, node }) {
  const built = (name) => join(root, 'build', name);
  const files = new Map();
  for (const name of [...bundlesOf(built('main'), ['bpio.js']), LICENSES]) files.set(`main/${name}`, join(built('main'), name));
  for (const name of filesBelow(built('renderer'))) files.set(`renderer/${name}`, join(built('renderer'), name));
  const simulator = NATIVE_NAME[platform];
  if (existsSync(join(built('native'), simulator))) files.set(`native/${simulator}`, join(built('native'), simulator));
  for (const name of nativeFiles(root, platform, arch)) files.set(name, join(root, name));
  if (!existsSync(node)) throw new Incomplete(`${node}, the Node to run it with, is missing`);
  files.set(platform === 'win32' ? 'node.exe' : 'node', node);
  files.set('path.ps1', join(here, 'path.ps1'));
  files.set('LICENSE', join(here, '..', '..', '..', 'LICENSE'));
  return files;
}

function filesBelow(folder) {
  if (!existsSync(folder)) throw new Incomplete(`${folder} is missing`);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Copies exactly `files` into `folder`, which holds nothing else afterwards. */
export function assemble(folder, files) {
  rmSync(folder, { recursive: true, force: true });
  for (const [place, source] of files) {
    const target = join(folder, place);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target);
  }
  // Node must take the bundles for modules.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

/** Everything of the console program into `build/console`, from what was built on this machine. */
export function assembleConsole({ root, platform, arch, node, programs }) {
  checkBundles(join(root, 'build', 'main'), programs);
  assemble(join(root, 'build', 'console'), consoleFiles({ root, platform, arch, node }));
}
