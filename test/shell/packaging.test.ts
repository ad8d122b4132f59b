import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const configuration = load(read('electron-builder.yml')) as Record<string, unknown>;
const schema = JSON.parse(read('node_modules/app-builder-lib/scheme.json'));
const manifest = JSON.parse(read('package.json'));

/** Everything wrong with a configuration, in the words of electron-builder's own schema. */
function flawsOf(candidate: unknown): string[] {
  // Not strict: the schema carries words of its generator that are no rules.
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  validate(candidate);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('electron-builder understands the configuration', () => {
  expect(flawsOf(configuration)).toEqual([]);
});

test('a misspelt setting would not pass', () => {
  expect(flawsOf({ ...configuration, asarUnpacked: [] })).not.toEqual([]);
});

test('the package cannot be run as Node, debugged, or given other code', () => {
  expect(configuration).toMatchObject({
    asar: true,
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
    },
    win: { requestedExecutionLevel: 'asInvoker', target: ['nsis', 'portable', 'zip'] },
  });
});

test('what the bundles leave to node_modules is native code, which lies beside the archive', () => {
  const native = ['better-sqlite3', 'koffi'];
  const folders = [...native, '@koromix'].map((name) => `node_modules/${name}/**`);
  expect([Object.keys(manifest.dependencies), configuration.asarUnpack]).toEqual([native, expect.arrayContaining(folders)]);
});

test('the program that Electron starts is one of the bundles', () => {
  expect([manifest.main, existsSync(join(root, manifest.main))]).toEqual(['build/main/electron.js', true]);
});
