import { countOf, formatBytes, formatCount, share } from '../numbers.ts';
import type { CauseSum, FactSum, Scan, ScanResult, ScanSum, VerdictSums } from '../scan.ts';
import type { ScanMode, ScanState } from '../scan-words.ts';
import type { Verdict } from '../words.ts';
import { VERDICT_WORDS, WORST_FIRST } from './verdicts.ts';

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
  const asked = concluded === '' ? askedWords(scan, byVerdict.unknown.files) : concluded;
  return `${ended[scan.state]}${countOf(scan.files, 'file')} in ${countOf(scan.folders, 'folder')}, ${formatBytes(scan.bytes)}. ${scan.files === 0 ? '' : asked}${links}`;
}

function askedWords({ state, files }: Pick<Scan, 'state' | 'files'>, unknown: number): string {
  if (unknown === 0) return `Every ${state === 'finished' ? 'file' : 'one of them'} was asked.`;
  return unknown === files ? 'None of them could be asked.' : `All but ${formatCount(unknown)} were asked.`;
}

/** `412 files, 26 GB, all under D:\Games\Paks`. */
export function causeAmount({ files, bytes, folder }: CauseSum): string {
  return `${countOf(files, 'file')}, ${formatBytes(bytes)}, ${files === 1 ? 'in' : 'all under'} ${folder}`;
}

/**
 * What files are that no cause tells of: overlay compression is passed by NTFS unasked, resident files take the ordinary path. Null for
 * properties that a cause names.
 */
export function factSentence({ fact, files, bytes, folder }: FactSum): string | null {
  if (fact !== 'wof' && fact !== 'resident') return null;
  const text = {
    wof: 'compressed by the Windows Overlay Filter (compact /exe)',
    resident: 'resident in the MFT or empty: these take the ordinary path',
  }[fact];
  return `${countOf(files, 'file')} (${formatBytes(bytes)}) under ${folder} ${files === 1 ? 'is' : 'are'} ${text}.`;
}

/** `D:\Games, E:\More`. */
export function rootsWords({ roots }: Pick<Scan, 'roots'>): string {
  return roots.join(', ');
}

/** The worst verdict that holds bytes: a refusal before what could not be asked, and that before what is well. */
export function worstShare(sums: VerdictSums): VerdictShare | undefined {
  const held = sharesOf(sums).filter(({ bytes }) => bytes > 0);
  return held.find(({ verdict }) => verdict !== 'full') ?? held[0];
}

/** The worst verdict that holds bytes and how much of them. */
export function worstWords(sums: VerdictSums, bytes: number): string {
  const worst = worstShare(sums) ?? sharesOf(sums)[0];
  return worst === undefined ? '' : `${share(worst.bytes, bytes)} ${VERDICT_WORDS[worst.verdict].toLowerCase()}`;
}
