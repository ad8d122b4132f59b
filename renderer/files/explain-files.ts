import { countOf, formatBytes } from '../../main/contract/numbers.ts';
import type { CauseSum, FolderSum, ScannedFile, ScanResult } from '../../main/contract/scan.ts';
import { type CauseText, causeText } from '../../main/contract/text/causes.ts';
import { concludedWords, sharesOf, shareWords } from '../../main/contract/text/scans.ts';
import { factWords } from '../../main/contract/text/targets.ts';
import { VERDICT_MEANINGS } from '../../main/contract/text/verdicts.ts';
import type { Cause } from '../../main/contract/verdicts.ts';
import type { Verdict } from '../../main/contract/words.ts';
import type { Explanation } from '../text/explain.ts';
import { failureText } from '../text/failure.ts';

const BARE = { background: null, remedies: [], risk: null, confidence: null, sources: [] } as const;
const NONE = { notAsked: [], notAskedNote: null, answers: [] } as const;

/** All files that one thing stops. */
export function explainCause(sum: CauseSum): Explanation {
  const { files, bytes, concluded, folder, undo } = sum;
  const cause: Cause = { ...sum, win32Name: null, supportedFeatures: null };
  const text = causeText(cause, { mount: folder.slice(0, 2), outFlags: [], answers: [] });
  const doubt = concludedWords(concluded, files);
  return {
    key: `cause ${sum.key}`,
    about: `${countOf(files, 'file')}, ${formatBytes(bytes)}`,
    mark: { kind: 'verdict', verdict: sum.verdict },
    first: {
      ...text,
      seen: [...text.seen, ...(undo === null ? [] : [`Undone by: ${undo}`])],
      concluded: [...text.concluded, ...(doubt === '' ? [] : [doubt])],
    },
    others: [],
    ...NONE,
  };
}

const FILE_TITLES: Readonly<Record<Verdict, string>> = {
  full: 'Nothing is in the way',
  partial: 'Reads skip the filters only',
  blocked: 'BypassIO was refused',
  paused: 'BypassIO is paused',
  notApplicable: 'BypassIO does not apply here',
  unknown: 'The question could not be asked',
};

/** One file of a scan. */
export function explainFile(file: ScannedFile): Explanation {
  const { path, verdict, facts, causes, failure } = file;
  const context = { mount: path.slice(0, 2), outFlags: [], answers: [] };
  const seen = [formatBytes(file.bytes), ...(facts.length === 0 ? [] : [`Attributes: ${facts.map(factWords).join(', ')}`])];
  const concluded = file.concluded ? ['Nobody asked about this file: attributes and samples decided.'] : [];
  const none: CauseText = {
    ...BARE,
    title: FILE_TITLES[verdict],
    lead: failure === null ? VERDICT_MEANINGS[verdict] : `${failureText(failure).title}. ${failureText(failure).next}`,
    seen: failure === null ? [] : [failureText(failure).technical],
    concluded: [],
  };
  const [first = none, ...others] = causes.map((cause) => causeText(cause, context));
  return {
    key: `file ${path}`,
    about: path,
    mark: { kind: 'verdict', verdict },
    first: { ...first, seen: [...first.seen, ...seen], concluded: [...first.concluded, ...concluded] },
    others,
    ...NONE,
  };
}

/** A folder with all below it. */
export function explainFolder(folder: FolderSum): Explanation {
  const shares = sharesOf(folder.byVerdict);
  const doubt = concludedWords(
    shares.reduce((sum, { concluded }) => sum + concluded, 0),
    folder.files,
  );
  return {
    key: `folder ${folder.path}`,
    about: folder.path,
    mark: { kind: 'verdict', verdict: folder.worst },
    first: {
      ...BARE,
      title: `${formatBytes(folder.bytes)} in ${countOf(folder.files, 'file')}`,
      lead: VERDICT_MEANINGS[folder.worst],
      seen: shares.map((each) => shareWords(each, folder.bytes)),
      concluded: doubt === '' ? [] : [doubt],
    },
    others: [],
    ...NONE,
  };
}

/** What deserves to be explained first: the cause that stops the most. */
export function explainScan({ byCause }: ScanResult): Explanation | null {
  const [worst] = byCause;
  return worst === undefined ? null : explainCause(worst);
}
