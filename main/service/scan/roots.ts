import { win32 } from 'node:path';
import type { Failure } from '../../contract/failure.ts';
import { networkShare } from '../../domain/audit.ts';
import type { System } from '../../domain/system.ts';

export interface ScanRoot {
  /** Without a trailing backslash, as listings continue it. */
  readonly path: string;
  /** Why it cannot be scanned, else null. */
  readonly failure: Failure | null;
}

/**
 * The roots as they will be scanned: absolute, each once, and none that lies inside another, so that no file counts twice. A root that
 * cannot be scanned keeps its reason, and the others go on.
 */
export function checkRoots(system: System, words: readonly string[]): ScanRoot[] {
  const paths = words.map(rootPath);
  const chosen = paths.filter(
    (path, index) => !paths.some((other, at) => at !== index && covers(other, path) && (!covers(path, other) || at < index)),
  );
  return chosen.map((path) => ({ path, failure: problemOf(system, path) }));
}

function rootPath(word: string): string {
  const absolute = word.startsWith('\\\\?\\') ? word : win32.resolve(word);
  return absolute.replace(/[\\/]+$/, '');
}

const covers = (root: string, path: string): boolean => `${path}\\`.toLowerCase().startsWith(`${root}\\`.toLowerCase());

function problemOf(system: System, path: string): Failure | null {
  const root = `${path}\\`;
  if (isShare(path) || system.volumes.isRemote(root)) return networkShare(path);
  const opened = system.targets.open(/^([A-Za-z]:|\\\\\?\\Volume\{[^\\]*\})$/.test(path) ? root : path);
  if (!opened.ok) return { ...opened.error, target: path };
  using target = opened.value;
  return target.kind === 'file'
    ? { kind: 'badRequest', call: 'scan', detail: 'this is a file, not a folder: `bpio query` asks about it', target: path }
    : null;
}

/** `\\server\share` and its long form, but neither `\\?\C:` nor `\\.\C:`. */
const isShare = (path: string): boolean => /^\\\\\?\\UNC\\/i.test(path) || /^\\\\[^\\?.]/.test(path);
