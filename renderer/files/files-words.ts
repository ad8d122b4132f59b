import { countOf, formatBytes, formatCount } from '../../main/contract/numbers.ts';
import type { CauseSum, FolderSum, Scan, ScanProgress, ScanResult, ScanSum, VerdictSums } from '../../main/contract/scan.ts';
import type { ScanChange, ScanMode, ScanState } from '../../main/contract/scan-words.ts';
import type { Verdict } from '../../main/contract/words.ts';
import { remainingWords } from '../text/time.ts';
import { VERDICT_WORDS, WORST_FIRST } from '../text/verdicts.ts';

export const STATE_WORDS: Readonly<Record<ScanState, string>> = {
  running: 'Running',
  finished: 'Finished',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

export const MODE_WORDS: Readonly<Record<ScanMode, string>> = {
  every: 'every file asked',
  fast: 'fast: attributes and samples',
};

export const CHANGE_WORDS: Readonly<Record<ScanChange, string>> = {
  added: 'Added',
  removed: 'Removed',
  worse: 'Worse',
  better: 'Better',
  different: 'Different',
};

/** Whole percent, but neither 0 nor 100 for what is not: what is rounded away would look like nothing, or all. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  if (part === whole) return '100 %';
  const percent = (part * 100) / whole;
  return percent < 1 ? 'less than 1 %' : `${Math.min(99, Math.round(percent))} %`;
}

export interface VerdictShare extends ScanSum {
  readonly verdict: Verdict;
}

/** The verdicts that hold files, worst first. */
export function sharesOf(sums: VerdictSums): readonly VerdictShare[] {
  return WORST_FIRST.map((verdict) => ({ verdict, ...sums[verdict] })).filter(({ files }) => files > 0);
}

export function concludedCount(sums: VerdictSums): number {
  return sharesOf(sums).reduce((sum, { concluded }) => sum + concluded, 0);
}

/** `412 of 1,000 files were not asked: …`; empty where all were. */
export function concludedWords(concluded: number, files: number): string {
  if (concluded === 0) return '';
  const who =
    concluded === files
      ? files === 1
        ? 'This file was'
        : `All ${formatCount(files)} files were`
      : `${formatCount(concluded)} of ${countOf(files, 'file')} were`;
  return `${who} concluded, not asked: attributes and samples decided.`;
}

/** `Blocked: 31 % of the bytes, 26 GB in 412 files`. */
export function shareWords({ verdict, files, bytes, concluded }: VerdictShare, allBytes: number): string {
  const asked = concluded === 0 ? '' : `, ${formatCount(concluded)} concluded`;
  return `${VERDICT_WORDS[verdict]}: ${share(bytes, allBytes)} of the bytes, ${formatBytes(bytes)} in ${countOf(files, 'file')}${asked}`;
}

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

/** What the sentence rests on. */
export function scanNote({ scan, byVerdict }: ScanResult): string {
  const links = scan.links === 0 ? '' : ` ${countOf(scan.links, 'link')} met and not followed.`;
  const ended: Readonly<Record<ScanState, string>> = {
    running: 'The scan is running: these are the figures so far. ',
    finished: '',
    cancelled: 'The scan was cancelled: these are the figures so far. ',
    interrupted: 'The scan was cut off: these are the figures so far. ',
  };
  const concluded = concludedWords(concludedCount(byVerdict), scan.files);
  const asked = concluded === '' ? `Every ${scan.state === 'finished' ? 'file' : 'one of them'} was asked.` : concluded;
  return `${ended[scan.state]}${countOf(scan.files, 'file')} in ${countOf(scan.folders, 'folder')}, ${formatBytes(scan.bytes)}. ${scan.files === 0 ? '' : asked}${links}`;
}

/** The words on a folder's tile: `Paks, 26 GB, 31 % blocked`. */
export function folderWords({ name, bytes, byVerdict }: FolderSum): string {
  return [name, formatBytes(bytes), worstWords(byVerdict, bytes)].filter((part) => part !== '').join(', ');
}

/** The worst verdict that holds bytes and how much of them. */
export function worstWords(sums: VerdictSums, bytes: number): string {
  const worst = sharesOf(sums).find((each) => each.bytes > 0) ?? sharesOf(sums)[0];
  return worst === undefined ? '' : `${share(worst.bytes, bytes)} ${VERDICT_WORDS[worst.verdict].toLowerCase()}`;
}

/** `412 files, 26 GB, all under D:\Games\Paks`. */
export function causeAmount({ files, bytes, folder }: CauseSum): string {
  return `${countOf(files, 'file')}, ${formatBytes(bytes)}, ${files === 1 ? 'in' : 'all under'} ${folder}`;
}

/** `D:\Games, E:\More`. */
export function rootsWords({ roots }: Pick<Scan, 'roots'>): string {
  return roots.join(', ');
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
