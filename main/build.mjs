/**
 * Bundles main/ into build/main and renderer/ into build/renderer. Each is written beside its old version and then put in its
 * place, so that a program that starts meanwhile never meets half of one.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const NODE_TARGET = 'node24';

/**
 * What the bundles leave to node_modules: packages with native code, and what Electron itself provides. koffi keeps its native code in
 * packages of their own, which it looks for itself.
 */
const EXTERNAL = ['better-sqlite3', 'electron', 'vite'];

/** For Node these offer a wrapper that requires a file beside itself, which a bundle does not have beside it: bundled without it. */
export const UNWRAPPED = [{ find: /^(resedit|pe-library)$/, replacement: join(root, 'node_modules', '$1', 'dist', '_esm', 'index.js') }];

/** The console, its threads, and the elevated service of the window that it serves. */
const CONSOLE_PROGRAMS = {
  bpio: 'main/shell/cli/entry.ts',
  collector: 'main/etw/collector.ts',
  'scan-worker': 'main/service/scan/worker.ts',
  'case-worker': 'main/service/case/worker.ts',
  'redaction-worker': 'main/store/case/redaction/worker.ts',
  elevated: 'main/shell/elevated/entry.ts',
  'elevation-prompt': 'main/service/elevation/prompt.ts',
};
const WINDOW_PROGRAMS = { electron: 'main/shell/electron/main.ts', service: 'main/shell/electron/service.ts' };
/** What the licences of bundled libraries ask to be handed on, beside the bundles and beside the window's scripts. */
export const LICENSES = 'licenses.md';
/** Files of build/main that are started as such; everything else there is loaded by one of them. */
export const STARTED = [...Object.keys({ ...CONSOLE_PROGRAMS, ...WINDOW_PROGRAMS }).map((name) => `${name}.js`), 'preload.cjs'];

/**
 * The programs: console (`bpio.js`), Electron main (`electron.js`), its service process (`service.js`) and preload (`preload.cjs`); the threads
 * that collect events (`collector.js`), scan folders (`scan-worker.js`), read and write case files (`case-worker.js`), replace names in them
 * (`redaction-worker.js`) and wait at Windows' prompt (`elevation-prompt.js`); and the elevated service under plain Node (`elevated.js`).
 */
export async function buildMain() {
  await replaceFolder('main', async (outDir) => {
    await bundle(outDir, { format: 'es', input: { ...CONSOLE_PROGRAMS, ...WINDOW_PROGRAMS }, entryFileNames: '[name].js' });
    // A sandboxed preload is no module: one CommonJS file that can require 'electron' and nothing else.
    await bundle(outDir, { format: 'cjs', input: { preload: 'main/shell/electron/preload.ts' }, entryFileNames: '[name].cjs' });
  });
}

/** Rules, calls, the service over them and the console's words: what no command does without. */
const CORE =
  /\/main\/(domain\/(?!text\/|diff\/|redaction\/)|win32\/(?!etw|tdh|wevtapi|probe|privilege|directory)|service\/[a-z-]*(answers|inspection|query|service|volume-context|control)\.ts|contract\/([a-z-]*words|describe|numbers|visible|text\/(causes|evidence|facts|gaps|missing|scans|verdicts))\.ts|report\/csv(-rows)?\.ts|app\.ts|shell\/(arguments|cli\/((case|cause|import)-)?text)\.ts)/;

/** The window's page with its scripts and styles. */
export async function buildRenderer() {
  await replaceFolder('renderer', (outDir) =>
    build({
      configFile: join(root, 'renderer', 'vite.config.ts'),
      root: join(root, 'renderer'),
      base: './',
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true, license: { fileName: LICENSES } },
    }),
  );
}

/** The console program alone, for another Node than the pinned one. */
export async function buildConsole(outDir, target) {
  await bundle(outDir, { format: 'es', input: CONSOLE_PROGRAMS, entryFileNames: '[name].js', target });
}

/**
 * Node's own modules as plain objects. For one that is imported, Node reads every member it has, and so makes streams, decoders and promises
 * that nobody asked for: an eighth of the time that a query takes. Here only members are read that are imported by name.
 */
const plainBuiltins = {
  name: 'plain-builtins',
  enforce: 'pre',
  // One for each importer, in whose file it then lies: shared, most would be files of their own.
  resolveId: (id, importer, { kind }) => (id.startsWith('node:') && kind === 'import-statement' ? `\0${id}?${importer}` : null),
  async load(id) {
    const [, name] = /^\0(node:[^?]+)/.exec(id) ?? [];
    if (name === undefined) return null;
    const members = Object.keys(await import(name)).filter((member) => member !== 'default' && /^[\w$]+$/.test(member));
    return `const builtin = process.getBuiltinModule('${name}');
const member = (name) => builtin[name];
export default builtin;
${members.map((member) => `export const ${member} = /* @__PURE__ */ member('${member}');`).join('\n')}`;
  },
};

async function bundle(outDir, { format, input, entryFileNames, target = NODE_TARGET }) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: UNWRAPPED },
    ssr: { noExternal: true, external: EXTERNAL },
    plugins: format === 'es' ? [plainBuiltins] : [],
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target,
      // Smaller code starts sooner; the map beside it gives stack traces their names back.
      minify: true,
      sourcemap: true,
      license: format === 'es' && { fileName: LICENSES },
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(input).map(([name, path]) => [name, join(root, path)])),
        external: EXTERNAL,
        output: {
          format,
          entryFileNames,
          // Beside the programs: code that finds a file from its own place finds it from any of them.
          chunkFileNames: '[name]-[hash].js',
          // Every file of its own costs a start a third of a millisecond: what each command loads anyway is one.
          ...(format === 'es' ? { codeSplitting: { groups: [{ name: 'core', test: CORE }] } } : {}),
        },
      },
    },
  });
}

async function replaceFolder(name, make) {
  const folder = join(root, 'build', name);
  const fresh = `${folder}.${process.pid}.new`;
  const old = `${folder}.${process.pid}.old`;
  mkdirSync(join(root, 'build'), { recursive: true });
  try {
    await make(fresh);
    try {
      renameSync(folder, old);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  await buildMain();
  await buildRenderer();
}
