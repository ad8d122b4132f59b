import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const programs = join(import.meta.dirname, '..', '..', 'build', 'main');

/** A static import or re-export of another bundle. */
const STATIC = /\b(?:from|import)\s*["']\.\/([^'"]+)["']/g;
/** What a program's first file waits for at its top level. */
const AWAITED = /\bawait import\(["'`]\.\/([^'"`]+)["'`]\)/g;

/** The text of a program and of all that it loads before it begins its work. */
function readEagerly(name: string, seen = new Map<string, string>()): ReadonlyMap<string, string> {
  if (seen.has(name)) return seen;
  const text = readFileSync(join(programs, name), 'utf8');
  const isFirst = seen.size === 0;
  seen.set(name, text);
  const loaded = [...text.matchAll(STATIC), ...(isFirst ? text.matchAll(AWAITED) : [])];
  for (const [, chunk] of loaded) if (chunk) readEagerly(chunk, seen);
  return seen;
}

/** Texts that stand in the code of a library and nowhere else, and that no minifier renames. */
const MARKS = {
  zod: '$ZodType',
  oRPC: '~orpc',
  ws: 'Sec-WebSocket-Extensions',
  webShell: 'the Host header does not name this server',
} as const;

function librariesIn(name: string): string[] {
  const text = [...readEagerly(name).values()].join('\n');
  return Object.entries(MARKS).flatMap(([library, mark]) => (text.includes(mark) ? [library] : []));
}

test('a console command does not wait for libraries that it does not use', () => {
  expect(librariesIn('bpio.js')).toEqual([]);
});

test('a console command loads the rules and the calls, and the search finds them', () => {
  expect([...readEagerly('bpio.js').values()].join('\n')).toContain('FilterVolumeInstanceFindFirst');
});

test('the service has what it needs to answer, and the search above finds it', () => {
  expect(librariesIn('service.js')).toEqual(['zod', 'oRPC']);
});

test('the window opens without waiting for the contract', () => {
  expect(librariesIn('electron.js')).toEqual([]);
});

test('the preload is one file that needs Electron and nothing else', () => {
  const text = readFileSync(join(programs, 'preload.cjs'), 'utf8');
  expect([...text.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name)).toEqual(['electron']);
});
