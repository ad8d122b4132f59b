import { describe } from '../../contract/describe.ts';
import type { Failure } from '../../contract/failure.ts';
import type {
  FileSelection,
  FilesPage,
  FoldersAnswer,
  LargestFile,
  Scan,
  ScanError,
  ScannedFile,
  ScanResult,
} from '../../contract/scan.ts';
import { commonFolder, type Finding } from '../../domain/audit.ts';
import { auditSentence } from '../../domain/audit-sentence.ts';
import {
  byCause,
  byFact,
  byFailure,
  FACTS,
  failureSums,
  type Group,
  groupsBy,
  toCauseSum,
  toFactSum,
  verdictSums,
} from '../../domain/audit-sums.ts';
import { withText } from '../../domain/status-texts.ts';
import type { StatusTexts } from '../../domain/system.ts';
import type { ReadableDb } from '../../store/database.ts';
import {
  type FileRows,
  failedFolders,
  filesOfFolder,
  folderFindings,
  largestFiles,
  listFindings,
  type SizeKey,
  sumFindings,
  unlistedFolders,
} from '../../store/scan-results.ts';
import { FolderSums } from './folder-sums.ts';

/** Largest files that each cause is shown with. */
const WORST_COUNT = 10;

/** Everything that is shown of a scan at once, from its sums: it takes no longer for a million files than for ten. */
export function scanResult(db: ReadableDb, scan: Scan, texts: StatusTexts): ScanResult {
  const findings = listFindings(db, scan.id);
  const sums = sumFindings(db, scan.id, findings);
  const worst = ({ ids }: Group): LargestFile[] =>
    largestFiles(db, ids, null, WORST_COUNT).rows.map(({ path, bytes }) => ({ path, bytes }));
  const causes = groupsBy(sums, byCause, commonFolder).flatMap((group) => toCauseSum(group, worst(group)) ?? []);
  const facts = FACTS.flatMap((fact) => groupsBy(sums, byFact(fact), commonFolder).map((group) => toFactSum(fact, group, worst(group))));
  const failures = failureSums(groupsBy(sums, byFailure, commonFolder), unlistedFolders(db, scan.id)).map((sum) => ({
    ...sum,
    failure: withText(sum.failure, texts),
  }));
  const byVerdict = verdictSums(sums);
  const sentence = auditSentence({ scan, byVerdict, byCause: causes, byFailure: failures });
  return { scan, sentence, byVerdict, byCause: causes, byFact: facts, byFailure: failures };
}

/** One page of files. The key is opaque to whoever holds it; a damaged one starts from the beginning. */
export function filesPage(db: ReadableDb, scan: Scan, select: FileSelection, after: string | null, limit: number): FilesPage {
  const findings = listFindings(db, scan.id);
  const key = readKey(after);
  const found: FileRows =
    select.by === 'folder'
      ? filesOfFolder(db, scan.id, select.path.replace(/\\$/, ''), key, limit)
      : largestFiles(db, selectedFindings(findings, select), key, limit);
  return { files: found.rows.flatMap((row) => scannedFile(row.path, row.bytes, findings.get(row.finding))), next: writeKey(found.next) };
}

/** The findings of the files that are meant. A group is named by the id of one of its findings. */
function selectedFindings(findings: ReadonlyMap<number, Finding>, select: Exclude<FileSelection, { by: 'folder' }>): readonly number[] {
  const where = (holds: (finding: Finding) => boolean): number[] => [...findings].filter(([, finding]) => holds(finding)).map(([id]) => id);
  const alike = (keyOf: (finding: Finding) => string | null, key: string): readonly number[] => {
    const named = findings.get(Number(key));
    const text = named === undefined ? null : keyOf(named);
    return text === null ? [] : where((finding) => keyOf(finding) === text);
  };
  switch (select.by) {
    case 'all':
      return where(() => true);
    case 'verdict':
      return where(({ verdict }) => verdict === select.verdict);
    case 'fact':
      return where(({ facts }) => facts.includes(select.fact));
    case 'cause':
      return alike(byCause, select.key);
    case 'failure':
      return alike(byFailure, select.key);
  }
}

export function scannedFile(path: string, bytes: number, finding: Finding | undefined): ScannedFile[] {
  if (finding === undefined) return [];
  const { verdict, concluded, facts, causes, failure } = finding;
  return [{ path, bytes, verdict, concluded, facts: [...facts], causes: [...causes], failure }];
}

/** Folders below `parent`, or the roots, with what lies in them; null when the scan has no such folder. */
export function foldersAnswer(db: ReadableDb, { id, roots }: Scan, parent: string | null, limit: number): FoldersAnswer | null {
  const path = parent?.replace(/\\$/, '') ?? null;
  const findings = listFindings(db, id);
  const sums = new FolderSums(
    path,
    roots.map((root) => root.replace(/\\$/, '')),
  );
  for (const row of folderFindings(db, id, path)) sums.add(row, row.finding === null ? undefined : findings.get(row.finding));
  return sums.answer(limit);
}

/** Folders that could not be listed, then files that could not be asked, up to `limit` in all. */
export function scanErrors(db: ReadableDb, scan: Scan, limit: number, texts: StatusTexts): ScanError[] {
  const folders = failedFolders(db, scan.id, limit).map(({ path, failure }) => toError('folder', path, failure, texts));
  const findings = listFindings(db, scan.id);
  const unknown = [...findings].filter(([, { verdict }]) => verdict === 'unknown').map(([id]) => id);
  const files = largestFiles(db, unknown, null, Math.max(1, limit - folders.length)).rows.flatMap(({ path, finding }) => {
    const failure = findings.get(finding)?.failure ?? null;
    return failure === null ? [] : [toError('file', path, failure, texts)];
  });
  return [...folders, ...files].slice(0, limit);
}

function toError(what: ScanError['what'], path: string, failure: Failure, texts: StatusTexts): ScanError {
  const { target: _path, ...known } = withText(failure, texts);
  return { what, path, call: known.call, code: 'code' in known ? known.code : null, kind: known.kind, message: describe(known) };
}

const writeKey = (key: SizeKey | null): string | null => (key === null ? null : JSON.stringify([key.bytes, key.folder, key.name]));

function readKey(text: string | null): SizeKey | null {
  if (text === null) return null;
  try {
    const [bytes, folder, name] = JSON.parse(text) as unknown[];
    return typeof bytes === 'number' && typeof folder === 'number' && typeof name === 'string' ? { bytes, folder, name } : null;
  } catch {
    return null; // not a key of ours
  }
}
