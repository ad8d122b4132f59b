import { setImmediate } from 'node:timers/promises';
import { countOf, formatBytes } from '../../contract/numbers.ts';
import type { Scan, ScanComparison, ScanDifference } from '../../contract/scan.ts';
import { SCAN_CHANGES, type ScanChange } from '../../contract/scan-words.ts';
import { type Finding, identityOf } from '../../domain/audit.ts';
import { worstFirst } from '../../domain/verdict.ts';
import type { ReadableDb } from '../../store/database.ts';
import { type FilePair, pairFiles, type StoredSide } from '../../store/scan-compare.ts';
import { listFindings } from '../../store/scan-results.ts';

type Findings = ReadonlyMap<number, Finding>;

/** Files between two looks at what else there is to do. */
const BREATH_COUNT = 5_000;

/**
 * `from` is the path of the last change of the page before. All changes are counted, a page of them is given. Takes turns with everything
 * else that this thread does, so `db` has to be a connection of its own.
 */
export async function compareScans(db: ReadableDb, before: Scan, after: Scan, from: string | null, limit: number): Promise<ScanComparison> {
  const [old, fresh] = [listFindings(db, before.id), listFindings(db, after.id)];
  const totals = Object.fromEntries(SCAN_CHANGES.map((change) => [change, { files: 0, bytes: 0 }])) as ScanComparison['totals']; // fromEntries forgets the key type
  const changes: ScanDifference[] = [];
  let isBehind = from === null;
  let next: string | null = null;
  let seen = 0;
  for (const pair of pairFiles(db, scanOf(before), scanOf(after))) {
    seen += 1;
    if (seen % BREATH_COUNT === 0) await setImmediate();
    const change = changeOf(pair, old, fresh);
    if (change === null) continue;
    totals[change].files += 1;
    totals[change].bytes += pair.after?.bytes ?? pair.before?.bytes ?? 0;
    if (isBehind && changes.length < limit)
      changes.push({ path: pair.path, change, before: side(pair.before, old), after: side(pair.after, fresh) });
    else if (isBehind) next = changes.at(-1)?.path ?? null;
    isBehind ||= pair.path === from;
  }
  return { before, after, sentence: sentenceOf(totals), totals, changes, next };
}

const scanOf = ({ id, roots }: Scan) => ({ id, roots: roots.map((root) => root.replace(/\\$/, '')) });

/** Null when nothing that matters changed. A file that only grew and stayed what it was is `different`. */
function changeOf({ before, after }: FilePair, old: Findings, fresh: Findings): ScanChange | null {
  if (before === null) return 'added';
  if (after === null) return 'removed';
  const [was, is] = [old.get(before.finding), fresh.get(after.finding)];
  if (was === undefined || is === undefined) return null;
  if (was.verdict !== is.verdict) return worstFirst(is.verdict, was.verdict) < 0 ? 'worse' : 'better';
  return before.bytes !== after.bytes || identityOf(was) !== identityOf(is) ? 'different' : null;
}

function side(stored: StoredSide | null, findings: Findings): ScanDifference['before'] {
  const finding = stored === null ? undefined : findings.get(stored.finding);
  if (stored === null || finding === undefined) return null;
  return { bytes: stored.bytes, verdict: finding.verdict, cause: finding.causes[0]?.summary ?? null };
}

const CHANGE_WORDS: Readonly<Record<ScanChange, string>> = {
  worse: 'got worse',
  better: 'got better',
  different: 'changed otherwise',
  added: 'came',
  removed: 'went',
};

function sentenceOf(totals: ScanComparison['totals']): string {
  const parts = (['worse', 'better', 'added', 'removed', 'different'] as const)
    .filter((change) => totals[change].files > 0)
    .map((change) => `${countOf(totals[change].files, 'file')} (${formatBytes(totals[change].bytes)}) ${CHANGE_WORDS[change]}`);
  return parts.length === 0 ? 'Nothing changed between the two scans' : parts.join(', ');
}
