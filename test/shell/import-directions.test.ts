import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
/** Biome's program itself, without the launcher that only picks it. */
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

/** From where, to what, and a word of the message that says where the code belongs. */
const FORBIDDEN: readonly (readonly [from: string, to: string, advice: string])[] = [
  ['main/contract/a.ts', '../domain/verdict.ts', 'main/contract'],
  ['main/contract/a.ts', '../service/service.ts', 'main/contract'],
  ['main/contract/a.ts', '../app.ts', 'main/contract'],
  ['main/contract/a.ts', 'node:fs', 'interface of main/domain'],
  ['main/contract/a.ts', '@orpc/server', 'main/shell'],
  ['main/domain/a.ts', '../win32/kernel32.ts', 'main/service'],
  ['main/domain/a.ts', '../etw/session.ts', 'main/service'],
  ['main/domain/a.ts', '../store/database.ts', 'main/service'],
  ['main/domain/a.ts', '../report/html.ts', 'main/service'],
  ['main/domain/a.ts', '../service/service.ts', 'main/service'],
  ['main/domain/a.ts', '../shell/rpc.ts', 'main/service'],
  ['main/domain/deep/a.ts', '../../service/service.ts', 'main/service'],
  ['main/domain/a.ts', '../app.ts', 'main/service'],
  ['main/domain/a.ts', 'node:path', 'interface of main/domain'],
  ['main/domain/a.ts', 'zod', 'main/contract'],
  ['main/domain/a.ts', 'koffi', 'main/win32'],
  ['main/win32/a.ts', '../service/service.ts', 'main/service'],
  ['main/win32/a.ts', '../report/html.ts', 'main/service'],
  ['main/win32/a.ts', '../shell/rpc.ts', 'main/service'],
  ['main/win32/a.ts', 'electron', 'main/shell/electron'],
  ['main/etw/a.ts', '../report/html.ts', 'main/report'],
  ['main/etw/a.ts', '../service/service.ts', 'main/service'],
  ['main/store/a.ts', '../win32/kernel32.ts', 'main/service'],
  ['main/store/a.ts', '../service/service.ts', 'main/service'],
  ['main/report/a.ts', '../store/database.ts', 'main/service'],
  ['main/report/a.ts', '../win32/kernel32.ts', 'main/service'],
  ['main/report/a.ts', 'react', 'renderer'],
  ['main/service/a.ts', '../shell/rpc.ts', 'main/shell'],
  ['main/service/a.ts', '../app.ts', 'main/app.ts'],
  ['main/service/a.ts', 'koffi', 'main/win32'],
  ['main/service/a.ts', 'ws', 'main/shell'],
  ['main/app.ts', './shell/rpc.ts', 'main/shell'],
  ['main/shell/web/a.ts', '../../win32/kernel32.ts', 'main/service'],
  ['main/shell/cli/a.ts', '../../store/database.ts', 'main/service'],
  ['main/shell/cli/a.ts', '../../../renderer/app.tsx', 'build/renderer'],
  ['main/shell/web/a.ts', 'electron', 'main/shell/electron'],
  ['main/shell/electron/a.ts', '../../win32/kernel32.ts', 'main/service'],
  ['main/shell/electron/a.ts', '../cli/bpio.ts', 'main/shell/web'],
  ['renderer/a.tsx', '../main/domain/verdict.ts', 'main/contract'],
  ['renderer/deep/a.tsx', '../../main/service/service.ts', 'main/contract'],
  ['renderer/a.tsx', '../main/shell/rpc.ts', 'main/contract'],
  ['renderer/a.tsx', '../main/app.ts', 'main/contract'],
  ['renderer/a.tsx', 'electron', 'main/shell/electron'],
  ['renderer/a.tsx', 'node:fs', 'interface of main/domain'],
  ['renderer/a.tsx', '@orpc/server', '@orpc/client'],
];

const ALLOWED: readonly (readonly [from: string, to: string])[] = [
  ['main/domain/a.ts', '../contract/words.ts'],
  ['main/domain/deep/a.ts', '../../contract/words.ts'],
  ['main/win32/a.ts', '../domain/system.ts'],
  ['main/win32/a.ts', 'koffi'],
  ['main/etw/a.ts', '../win32/advapi32.ts'],
  ['main/etw/a.ts', '../store/events.ts'],
  ['main/service/a.ts', '../win32/system.ts'],
  ['main/service/a.ts', '../report/html.ts'],
  ['main/service/a.ts', '@orpc/server'],
  ['main/app.ts', './service/service.ts'],
  ['main/shell/cli/a.ts', '../../app.ts'],
  ['main/shell/cli/a.ts', '../../report/html.ts'],
  ['main/shell/electron/a.ts', '../web/assets.ts'],
  ['main/shell/electron/a.ts', 'electron'],
  ['renderer/a.tsx', '../main/contract/words.ts'],
  ['renderer/a.tsx', '@orpc/client'],
];

const LIMITS: readonly (readonly [file: string, text: string, rule: string])[] = [
  ['main/service/platform.ts', 'export const system = process.platform;', 'noJsRestrictedProperties'],
  ['main/shell/web/platform.ts', 'export const { platform } = process;', 'noJsRestrictedProperties'],
  ['main/domain/environment.ts', 'export const home = process.env.HOME;', 'noProcessGlobal'],
  ['main/service/anything.ts', 'export const same = (value: any) => value;', 'noExplicitAny'],
  ['main/service/default.ts', 'export default 1;', 'noDefaultExport'],
  ['renderer/page.tsx', 'export default 1;', 'noDefaultExport'],
  ['main/service/console.ts', "console.log('x');", 'noConsole'],
  ['main/service/unused.ts', 'const unused = 1;', 'noUnusedVariables'],
  ['main/service/enum.ts', 'export enum Kind { File }', 'noEnum'],
  ['main/service/NotKebab.ts', 'export const one = 1;', 'useFilenamingConvention'],
];

type Diagnostic = { readonly rule: string; readonly file: string; readonly line: number; readonly message: string };

const folder = mkdtempSync(join(tmpdir(), 'bpio-arrows-'));
const texts = new Map<string, string[]>();
let diagnostics: readonly Diagnostic[] = [];

/** Adds a line to a file and gives its number. */
function addLine(file: string, text: string): number {
  const lines = texts.get(file) ?? [];
  texts.set(file, lines);
  return lines.push(text);
}

const arrow = (from: string, to: string) => ({ from, to, line: addLine(from, `import type { T } from '${to}';`) });
const forbidden = FORBIDDEN.map(([from, to, advice]) => ({ ...arrow(from, to), advice }));
const allowed = ALLOWED.map(([from, to]) => arrow(from, to));
const limits = LIMITS.map(([file, text, rule]) => ({ file, text, rule, line: addLine(file, text) }));
const lateLine = addLine('main/domain/late.ts', "export const service = () => import('../service/service.ts');");

/** All in one run, one line for each case: Biome's start costs more than the rest. */
beforeAll(() => {
  const configuration = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...configuration, vcs: { enabled: false } }));
  writeFileSync(join(folder, 'package.json'), readFileSync(join(root, 'package.json')));
  for (const [file, lines] of texts) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
  }
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  diagnostics = readDiagnostics(stdout);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function readDiagnostics(stdout: string): Diagnostic[] {
  const report = JSON.parse(stdout.slice(stdout.indexOf('{"summary"')));
  type Raw = { category: string; message: string; location: { path: string; start?: { line: number } } };
  return (report.diagnostics as Raw[]).map(({ category, message, location }) => ({
    rule: category.split('/').at(-1) ?? '',
    file: location.path.replaceAll('\\', '/'),
    // 0: about the file itself, such as its name.
    line: location.start?.line ?? 0,
    message,
  }));
}

function messageOf(rule: string, file: string, line: number): string | undefined {
  return diagnostics.find((found) => found.rule === rule && found.file === file && (found.line === line || found.line === 0))?.message;
}

test.each(forbidden)('$from must not import $to', ({ from, line, advice }) => {
  expect(messageOf('noRestrictedImports', from, line)).toContain(advice);
});

test.each(allowed)('$from may import $to', ({ from, line }) => {
  expect(messageOf('noRestrictedImports', from, line)).toBeUndefined();
});

test('an import made while the program runs counts too', () => {
  expect(messageOf('noRestrictedImports', 'main/domain/late.ts', lateLine)).toContain('main/service');
});

test.each(limits)('$rule stops $text', ({ file, line, rule }) => {
  expect(messageOf(rule, file, line)).toBeDefined();
});
