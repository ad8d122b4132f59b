import type { Failure } from '../../main/contract/failure.ts';
import { countOf, formatBytes } from '../../main/contract/numbers.ts';
import type { FailureSum, ScanDifference, ScanError } from '../../main/contract/scan.ts';
import type { ScanChange } from '../../main/contract/scan-words.ts';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import type { Explanation } from '../text/explain.ts';
import { failureText } from '../text/failure.ts';

const BARE = { background: null, remedies: [], risk: null, confidence: null, sources: [] } as const;
const NONE = { others: [], notAsked: [], notAskedNote: null, answers: [] } as const;

const NOT_COUNTED = 'What is in a folder that could not be listed is not counted anywhere.';
const NO_VERDICT = 'A file that could not be asked counts as unknown.';

export const failureKey = ({ key }: FailureSum): string => `failure ${key}`;
export const errorKey = ({ path }: ScanError): string => `error ${path}`;

/** Everything that failed with one call and code. */
export function explainFailures(sum: FailureSum): Explanation {
  const { failure, files, bytes, folders, verdict } = sum;
  const { title, technical, next } = failureText(failure);
  const amounts = [
    ...(files === 0 ? [] : [`${countOf(files, 'file')}, ${formatBytes(bytes)}`]),
    ...(folders === 0 ? [] : [countOf(folders, 'folder')]),
  ];
  return {
    key: failureKey(sum),
    about: amounts.join(' and '),
    mark: { kind: 'verdict', verdict },
    first: { ...BARE, title, lead: next, seen: [technical, ...amounts], concluded: doubts(files > 0, folders > 0) },
    ...NONE,
  };
}

/** One file or folder that could not be opened or asked. */
export function explainError(error: ScanError): Explanation {
  const { title, next } = failureText(failureOf(error));
  return {
    key: errorKey(error),
    about: error.path,
    mark: { kind: 'verdict', verdict: 'unknown' },
    first: { ...BARE, title, lead: next, seen: [error.message], concluded: doubts(error.what === 'file', error.what === 'folder') },
    ...NONE,
  };
}

export const errorTitle = (error: ScanError): string => failureText(failureOf(error)).title;

const doubts = (hasFiles: boolean, hasFolders: boolean): string[] => [
  ...(hasFiles ? [NO_VERDICT] : []),
  ...(hasFolders ? [NOT_COUNTED] : []),
];

/** The failure that an error was told from. */
function failureOf({ kind, call, code, message }: ScanError): Failure {
  switch (kind) {
    case 'win32':
    case 'ntstatus':
    case 'hresult':
      return { kind, call, code: code ?? 0 };
    case 'badRequest':
    case 'notElevated':
      return { kind, call, detail: message };
    default:
      return { kind: 'refused', call, detail: message };
  }
}

const CHANGE_TITLES: Readonly<Record<ScanChange, string>> = {
  added: 'It came between the two scans',
  removed: 'It went between the two scans',
  worse: 'It got worse',
  better: 'It got better',
  different: 'It changed and kept its verdict',
};

/** One file that is not what it was. */
export function explainChange({ path, change, before, after }: ScanDifference): Explanation {
  return {
    key: `change ${path}`,
    about: path,
    mark: after === null ? null : { kind: 'verdict', verdict: after.verdict },
    first: {
      ...BARE,
      title: CHANGE_TITLES[change],
      lead: changeLead(before, after),
      seen: [sideLine('Before', before), sideLine('After', after)],
      concluded: [],
    },
    ...NONE,
  };
}

type Side = ScanDifference['before'];

function changeLead(before: Side, after: Side): string {
  if (before === null)
    return after?.cause == null ? 'The earlier scan did not meet it.' : `The earlier scan did not meet it. Now: ${after.cause}.`;
  if (after === null) return 'The later scan did not meet it any more.';
  if (before.verdict !== after.verdict) {
    const why = after.cause ?? before.cause;
    return `It was ${VERDICT_WORDS[before.verdict].toLowerCase()} and is ${VERDICT_WORDS[after.verdict].toLowerCase()} now.${why === null ? '' : ` ${after.cause === null ? 'What stopped it before' : 'What stops it now'}: ${why}.`}`;
  }
  if (before.cause !== after.cause) return 'Another cause stops it now.';
  return 'Its size changed.';
}

const sideLine = (when: string, side: Side): string =>
  side === null
    ? `${when}: not there`
    : `${when}: ${VERDICT_WORDS[side.verdict]}, ${formatBytes(side.bytes)}${side.cause === null ? '' : `, ${side.cause}`}`;
