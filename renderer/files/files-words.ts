import { countOf, formatBytes, formatCount } from '../../main/contract/numbers.ts';
import type { FolderSum, ScanProgress } from '../../main/contract/scan.ts';
import type { ScanChange } from '../../main/contract/scan-words.ts';
import { worstWords } from '../../main/contract/text/scans.ts';
import { remainingWords } from '../text/time.ts';

export const CHANGE_WORDS: Readonly<Record<ScanChange, string>> = {
  added: 'Added',
  removed: 'Removed',
  worse: 'Worse',
  better: 'Better',
  different: 'Different',
};

/** `12,345 files · 84.0 GB · 8,000 files a second · about 2 minutes left`. */
export function progressWords({ files, bytes, filesPerSecond, remainingMs }: ScanProgress): string {
  return [
    countOf(files, 'file'),
    formatBytes(bytes),
    filesPerSecond < 1 ? null : `${formatCount(Math.round(filesPerSecond))} files a second`,
    remainingMs === null ? 'time left not known yet' : remainingWords(remainingMs),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** The words on a folder's tile: `Paks, 26 GB, 31 % blocked`. */
export function folderWords({ name, bytes, byVerdict }: FolderSum): string {
  return [name, formatBytes(bytes), worstWords(byVerdict, bytes)].filter((part) => part !== '').join(', ');
}

export interface Crumb {
  readonly name: string;
  /** Null: all the roots. */
  readonly path: string | null;
}

/** The way from the roots down to `path`. */
export function crumbsOf(path: string | null, roots: readonly string[]): readonly Crumb[] {
  const [only, second] = roots;
  const start: readonly Crumb[] = second === undefined ? [] : [{ name: 'All folders', path: null }];
  if (path === null) return start.length > 0 || only === undefined ? start : [{ name: only, path: null }];
  const bare = (each: string): string => each.replace(/\\$/, '');
  const root =
    roots.filter((each) => path === each || path.startsWith(`${bare(each)}\\`)).toSorted((a, b) => b.length - a.length)[0] ?? path;
  const below = bare(path).slice(bare(root).length + 1);
  const names = below === '' ? [] : below.split('\\');
  return [
    ...start,
    { name: root, path: root },
    ...names.map((name, index) => ({ name, path: [bare(root), ...names.slice(0, index + 1)].join('\\') })),
  ];
}
