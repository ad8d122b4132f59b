import { describe } from '../contract/describe.ts';
import { countOf, formatBytes, share } from '../contract/numbers.ts';
import type { CauseSum, FailureSum, Scan, VerdictSums } from '../contract/scan.ts';
import { FACT_WORDS, factOfStatus } from './undo.ts';

export interface SentenceFacts {
  readonly scan: Pick<Scan, 'roots' | 'state' | 'files' | 'bytes'>;
  readonly byVerdict: VerdictSums;
  readonly byCause: readonly CauseSum[];
  readonly byFailure: readonly FailureSum[];
}

/** Causes named before the rest is only counted. */
const CAUSES_NAMED_COUNT = 2;

/** The answer, as support staff pass it on: "31 % of 84 GB is not eligible: 412 compressed files, all under \Paks". */
export function auditSentence(facts: SentenceFacts): string {
  const { scan, byFailure } = facts;
  const soFar = scan.state === 'finished' ? '' : ' so far';
  const unlisted = byFailure.filter(({ folders }) => folders > 0).sort((a, b) => b.folders - a.folders);
  const [first] = unlisted;
  if (scan.files === 0) return first === undefined ? `No files were found${soFar}` : `Nothing could be asked: ${describe(first.failure)}`;
  return [filesSentence(facts, soFar), ...unlisted.map(unlistedText)].join('. ');
}

function filesSentence({ scan, byVerdict, byCause, byFailure }: SentenceFacts, soFar: string): string {
  const { full, partial, unknown } = byVerdict;
  const lost = scan.bytes - full.bytes - partial.bytes - unknown.bytes;
  const stopped = byCause.filter(({ verdict }) => verdict === 'blocked' || verdict === 'paused').sort((a, b) => b.bytes - a.bytes);
  const failed = byFailure.filter(({ files }) => files > 0).sort((a, b) => b.bytes - a.bytes || b.files - a.files);
  const reasons = [
    ...stopped.map((cause) => causeText(cause, scan.roots)),
    ...failed.filter(({ verdict }) => verdict === 'notApplicable').map(failureText),
  ];
  const unasked = unaskedText(failed.filter(({ verdict }) => verdict !== 'notApplicable'));
  if (unknown.files === scan.files) return `Not known for all ${formatBytes(scan.bytes)}${soFar}: ${unasked}`;
  const half = partial.bytes > 0 ? `${share(partial.bytes, scan.bytes)} is partial: filters are skipped, the lower stacks are not` : null;
  const sentences: string[] = [];
  if (lost > 0 || reasons.length > 0) {
    const why = reasons.length === 0 ? '' : `: ${shortened(reasons)}`;
    sentences.push(`${share(lost, scan.bytes)} of ${formatBytes(scan.bytes)} is not eligible${soFar}${why}`);
    if (half !== null) sentences.push(`Of the rest, ${half}`);
  } else if (half !== null) sentences.push(`${half}${soFar}`);
  else if (unasked === '') sentences.push(`All ${formatBytes(scan.bytes)} in ${countOf(scan.files, 'file')} can use BypassIO${soFar}`);
  else sentences.push(`${share(full.bytes, scan.bytes)} of ${formatBytes(scan.bytes)} can use BypassIO${soFar}`);
  if (unasked !== '') sentences.push(`Not known for ${share(unknown.bytes, scan.bytes)}: ${unasked}`);
  return sentences.join('. ');
}

function shortened(texts: readonly string[]): string {
  const rest = texts.length - CAUSES_NAMED_COUNT;
  const shown = texts.slice(0, CAUSES_NAMED_COUNT).join('; ');
  return rest > 0 ? `${shown}; and ${countOf(rest, 'other cause')}` : shown;
}

function causeText({ ntstatus, files, driver, layer, folder }: CauseSum, roots: readonly string[]): string {
  const fact = layer === 'fileSystem' ? factOfStatus(ntstatus) : null;
  const who = fact === null ? `${countOf(files, 'file')} that ${driver ?? 'a driver'} refuses` : countOf(files, `${FACT_WORDS[fact]} file`);
  const below = belowRoot(folder, roots);
  return below === '' ? who : `${who}, ${files === 1 ? 'under' : 'all under'} ${below}`;
}

function failureText({ files, failure, verdict }: FailureSum): string {
  if (verdict === 'notApplicable') return `${countOf(files, 'file')} on a file system or Windows that does not know BypassIO`;
  const code = 'code' in failure ? `error ${failure.code}` : failure.detail;
  return `${countOf(files, 'file')} could not be asked (${code})`;
}

/** Several reasons are only counted: what failed stands with its code in a list of its own. */
function unaskedText(failed: readonly FailureSum[]): string {
  const [first, second] = failed;
  if (first === undefined) return '';
  if (second === undefined) return failureText(first);
  const files = failed.reduce((sum, each) => sum + each.files, 0);
  return `${countOf(files, 'file')} could not be asked, for ${countOf(failed.length, 'reason')}`;
}

/** Nobody knows what is in them, so no share of anything counts them. */
function unlistedText({ folders, failure, verdict }: FailureSum): string {
  if (verdict === 'notApplicable')
    return `${countOf(folders, 'network share')} ${folders === 1 ? 'was' : 'were'} not scanned: BypassIO is not applicable there`;
  const code = 'code' in failure ? `error ${failure.code}` : failure.detail;
  return `${countOf(folders, 'folder')} could not be listed (${code})`;
}

/** `\Paks` of `D:\Games\Title\Paks` below `D:\Games\Title`; with several roots the whole path; empty for a root itself. */
function belowRoot(folder: string, roots: readonly string[]): string {
  const [root = '', second] = roots;
  const base = root.replace(/\\$/, '');
  if (second !== undefined) return roots.some((one) => one.replace(/\\$/, '') === folder.replace(/\\$/, '')) ? '' : folder;
  return folder.startsWith(`${base}\\`) ? folder.slice(base.length).replace(/\\$/, '') : '';
}
