/** Bundles test files, with the product's sources they import, for Windows Node 22. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { UNWRAPPED } from '../../main/build.mjs';

const root = join(import.meta.dirname, '..', '..');
const runner = join(import.meta.dirname, 'runner');
const ENTRY = 'wine-entry:';
const EXTERNAL = ['koffi', 'better-sqlite3', 'electron', 'vite'];

/** What a test file is called among the bundles. */
export const bundleName = (file) =>
  relative(root, file)
    .split(sep)
    .join('.')
    .replace(/\.tsx?$/, '');

/**
 * Writes one bundle for each of `files` into `folder`, and `main.js` that runs one of them. `checkout` is the Windows path of the folder
 * that stands for the checkout: code that finds files from its own place finds those of Windows there.
 * @param {{ files: readonly string[], folder: string, checkout: string }} options
 */
export async function bundleTests({ files, folder, checkout }) {
  const fresh = `${folder}.${process.pid}.new`;
  mkdirSync(join(fresh, '..'), { recursive: true });
  try {
    await build({
      configFile: false,
      root,
      logLevel: 'error',
      publicDir: false,
      plugins: [testEntries(), vitestStandIn(), windowsPlaces(checkout)],
      resolve: { alias: UNWRAPPED },
      ssr: { noExternal: true, external: EXTERNAL },
      build: {
        ssr: true,
        outDir: fresh,
        target: 'node22',
        minify: false,
        rolldownOptions: {
          input: {
            main: join(runner, 'main.ts'),
            ...Object.fromEntries(files.map((file) => [bundleName(file), ENTRY + file])),
          },
          external: EXTERNAL,
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    });
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** A test file collects its tests when it is imported; its bundle also gives what runs them. */
function testEntries() {
  return {
    name: 'wine-test-entries',
    resolveId: (id) => (id.startsWith(ENTRY) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${ENTRY}`)) return null;
      const [preamble, file] = [join(runner, 'node22.ts'), id.slice(1 + ENTRY.length)].map((path) => JSON.stringify(path));
      return `import ${preamble};\nimport ${file};\nexport { runCollected } from 'vitest';\n`;
    },
  };
}

/** Leads `vitest` to the stand-in, and only the stand-in to Vitest. */
function vitestStandIn() {
  const itself = join(runner, 'vitest-itself.ts');
  return {
    name: 'wine-vitest',
    enforce: 'pre',
    resolveId(id, importer) {
      if (id !== 'vitest') return null;
      return importer === itself ? join(root, 'node_modules', 'vitest', 'dist', 'index.js') : join(runner, 'vitest.ts');
    },
  };
}

/** A bundled module has lost its place: it gets the one it would have in a checkout on Windows. */
function windowsPlaces(checkout) {
  return {
    name: 'wine-places',
    enforce: 'pre',
    transform(code, id) {
      const [path] = id.split('?', 1);
      if (!path.startsWith(root + sep) || path.includes('node_modules') || !code.includes('import.meta.')) return null;
      const place = `${checkout}\\${relative(root, path).split(sep).join('\\')}`;
      const url = pathToFileURL(place, { windows: true }).href;
      const text = code
        .replaceAll('import.meta.dirname', JSON.stringify(place.slice(0, place.lastIndexOf('\\'))))
        .replaceAll('import.meta.url', JSON.stringify(url));
      return { code: text, map: null };
    },
  };
}
