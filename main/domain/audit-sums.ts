import type { Failure } from '../contract/failure.ts';
import type { CauseSum, FactSum, FailureSum, VerdictSums } from '../contract/scan.ts';
import { FILE_FACTS, type FileFact, VERDICTS, type Verdict } from '../contract/words.ts';
import { causeKey, type Finding, failureKey, isNetworkShare, shownFolder, withoutTarget } from './audit.ts';
import { factOfStatus, undoCommand } from './undo.ts';
import { unanswered, worstFirst } from './verdict.ts';

/** All files of a scan that have one finding. `folder` is the deepest that holds them. */
export interface FindingSum {
  readonly id: number;
  readonly finding: Finding;
  readonly files: number;
  readonly bytes: number;
  readonly folder: string;
}

/** Findings that are counted together, with their sum. */
export interface Group {
  readonly first: FindingSum;
  readonly ids: readonly number[];
  readonly files: number;
  readonly bytes: number;
  readonly concluded: number;
  readonly folder: string;
}

const noSum = { files: 0, bytes: 0, concluded: 0 };
export const noVerdicts = (): VerdictSums => Object.fromEntries(VERDICTS.map((verdict) => [verdict, noSum])) as VerdictSums; // fromEntries forgets the key type

export function addVerdict(sums: VerdictSums, verdict: Verdict, files: number, bytes: number, concluded: number): void {
  const sum = sums[verdict];
  sums[verdict] = { files: sum.files + files, bytes: sum.bytes + bytes, concluded: sum.concluded + concluded };
}

export function verdictSums(sums: readonly FindingSum[]): VerdictSums {
  const total = noVerdicts();
  for (const { finding, files, bytes } of sums) addVerdict(total, finding.verdict, files, bytes, finding.concluded ? files : 0);
  return total;
}

/** Files by the key that `keyOf` gives their finding, worst verdict first, then most bytes; findings without one are in no group. */
export function groupsBy(
  sums: readonly FindingSum[],
  keyOf: (finding: Finding) => string | null,
  common: (a: string, b: string) => string,
): Group[] {
  const groups = new Map<string, Group>();
  for (const sum of sums) {
    const key = keyOf(sum.finding);
    if (key === null) continue;
    const known = groups.get(key);
    const concluded = sum.finding.concluded ? sum.files : 0;
    if (known === undefined)
      groups.set(key, { first: sum, ids: [sum.id], files: sum.files, bytes: sum.bytes, concluded, folder: sum.folder });
    else
      groups.set(key, {
        first: known.first,
        ids: [...known.ids, sum.id],
        files: known.files + sum.files,
        bytes: known.bytes + sum.bytes,
        concluded: known.concluded + concluded,
        folder: common(known.folder, sum.folder),
      });
  }
  return [...groups.values()].sort(
    (a, b) => worstFirst(a.first.finding.verdict, b.first.finding.verdict) || b.bytes - a.bytes || b.files - a.files,
  );
}

/** A group's name within its scan: findings are only ever added, so the id of its first one stays. */
const groupKey = ({ ids }: Group): string => String(Math.min(...ids));

export const byCause = causeKey;
export const byFailure = failureKey;
export const byFact =
  (fact: FileFact) =>
  ({ facts }: Finding): string | null =>
    facts.includes(fact) ? fact : null;

export function toCauseSum(group: Group, worst: CauseSum['worst']): CauseSum | null {
  const { finding } = group.first;
  const [cause] = finding.causes;
  if (cause === undefined) return null;
  const { supportedFeatures: _mask, win32Name: _name, ...said } = cause;
  const fact = factOfStatus(cause.ntstatus);
  const { files, bytes, concluded, folder } = group;
  const undo = fact === null || cause.layer !== 'fileSystem' ? null : undoCommand(fact, folder);
  return { key: groupKey(group), verdict: finding.verdict, ...said, files, bytes, concluded, folder: shownFolder(folder), worst, undo };
}

export function toFactSum(fact: FileFact, { files, bytes, folder }: Group, worst: FactSum['worst']): FactSum {
  return { fact, files, bytes, folder: shownFolder(folder), worst, undo: undoCommand(fact, folder) };
}

export const FACTS: readonly FileFact[] = FILE_FACTS;

/** Folders that could not be listed, with the reason. */
export interface UnlistedFolders {
  readonly failure: Failure;
  readonly folders: number;
}

/** What failed by call and code, files and folders together. A reason that only folders have is named by itself: it has no files to show. */
export function failureSums(groups: readonly Group[], unlisted: readonly UnlistedFolders[]): FailureSum[] {
  const sums = new Map<string, FailureSum>();
  for (const group of groups) {
    const { failure, verdict } = group.first.finding;
    const key = byFailure(group.first.finding);
    if (key === null || failure === null) continue;
    sums.set(key, { key: groupKey(group), verdict, failure, files: group.files, bytes: group.bytes, folders: 0 });
  }
  for (const { failure, folders } of unlisted) {
    const verdict = isNetworkShare(failure) ? 'notApplicable' : unanswered(failure).verdict;
    const key = failureKey({ verdict, failure, causes: [] }) ?? '';
    const known = sums.get(key) ?? { key, verdict, failure: withoutTarget(failure), files: 0, bytes: 0, folders: 0 };
    sums.set(key, { ...known, folders: known.folders + folders });
  }
  return [...sums.values()];
}
