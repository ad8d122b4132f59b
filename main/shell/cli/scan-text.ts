import { describe } from '../../contract/describe.ts';
import { countOf, formatBytes, formatCount, share } from '../../contract/numbers.ts';
import type { CauseSum, FactSum, FailureSum, ScanComparison, ScanError, ScanProgress, ScanResult } from '../../contract/scan.ts';
import { factSentence } from '../../contract/text/scans.ts';
import { VERDICTS } from '../../contract/words.ts';
import { worstFirst } from '../../domain/verdict.ts';
import { paint, type Style, table, verdictText, visible, wrap } from './text.ts';

const LARGEST_SHOWN_COUNT = 3;
const ERRORS_SHOWN_COUNT = 5;

/** The answer, then by verdict, by cause with what undoes it, by property, and what could not be asked. */
export function scanLines(result: ScanResult, errors: readonly ScanError[], style: Style): string[] {
  const { scan, sentence, byCause, byFact, byFailure } = result;
  return [
    paint(style, 'bold', visible(`${sentence}.`)),
    `${scan.roots.map(visible).join(', ')} · ${countOf(scan.files, 'file')} in ${countOf(scan.folders, 'folder')}${linksText(scan.links)} · scan ${scan.id}`,
    ...(scan.mode === 'fast'
      ? ['Fast: attributes and samples decided where nothing was asked. What they decided is marked as concluded.']
      : []),
    '',
    ...verdictTable(result, style),
    ...byCause.flatMap((cause) => ['', ...causeLines(cause, style)]),
    ...byFact.flatMap((fact) => factLines(fact, style)),
    ...errorLines(byFailure, errors, style),
    ...stateLines(result),
  ];
}

const linksText = (links: number): string => (links === 0 ? '' : `, ${countOf(links, 'link')} not followed`);

function verdictTable({ scan, byVerdict }: ScanResult, style: Style): string[] {
  const rows = VERDICTS.toSorted(worstFirst)
    .map((verdict) => ({ verdict, ...byVerdict[verdict] }))
    .filter(({ files }) => files > 0)
    .map(({ verdict, files, bytes, concluded }) => [
      verdictText(style, verdict),
      formatCount(files),
      formatBytes(bytes),
      share(bytes, scan.bytes),
      concluded === 0 ? '' : `${formatCount(concluded)} concluded`,
    ]);
  return rows.length === 0 ? [] : table(['Verdict', 'Files', 'Size', 'Share', ''], rows, style);
}

function causeLines(cause: CauseSum, style: Style): string[] {
  const { verdict, summary, reason, files, bytes, concluded, folder, worst, undo } = cause;
  const mark = concluded === 0 ? '' : concluded === files ? ' · concluded, not asked' : ` · ${formatCount(concluded)} concluded, not asked`;
  return [
    `${verdictText(style, verdict)}  ${paint(style, 'bold', visible(ofMany(summary, files)))}: ${countOf(files, 'file')}, ${formatBytes(bytes)}${mark}`,
    ...(reason === null ? [] : wrap('  reason', `"${visible(reason)}"`, 11, style)),
    ...(cause.ntstatusName === null ? [] : [`  code     ${cause.win32 ?? ''} ${cause.ntstatus} ${cause.ntstatusName}`]),
    `  under    ${visible(folder)}`,
    ...largestLines(worst),
    ...undoLines(undo, cause.advice?.remedies[0] ?? null, style),
  ];
}

/** A summary is of one file. */
const ofMany = (summary: string, files: number): string => (files === 1 ? summary : summary.replace(/ this file$/, ' these files'));

const largestLines = (worst: CauseSum['worst']): string[] =>
  worst
    .slice(0, LARGEST_SHOWN_COUNT)
    .map(({ path, bytes }, index) => `  ${index === 0 ? 'largest' : '       '}  ${formatBytes(bytes).padStart(8)}  ${visible(path)}`);

/** A command is shown and never run: whoever owns the files decides. */
const undoLines = (undo: string | null, remedy: string | null, style: Style): string[] =>
  undo !== null ? [`  to undo  ${visible(undo)}`] : remedy === null ? [] : wrap('  try', visible(remedy), 11, style);

/** Properties that a cause does not say already. */
function factLines(sum: FactSum, style: Style): string[] {
  const sentence = factSentence(sum);
  return sentence === null ? [] : ['', ...wrap('', visible(sentence), 0, style), ...undoLines(sum.undo, null, style)];
}

function errorLines(byFailure: readonly FailureSum[], errors: readonly ScanError[], style: Style): string[] {
  if (errors.length === 0 && byFailure.length === 0) return [];
  return [
    '',
    ...byFailure.map(
      ({ verdict, failure, files, bytes, folders }) =>
        `${verdictText(style, verdict)}  ${failedText(files, bytes, folders)}: ${visible(describe(failure))}`,
    ),
    ...errors.slice(0, ERRORS_SHOWN_COUNT).map(({ path, message }) => `  ${visible(path)}: ${visible(message)}`),
    ...(errors.length > ERRORS_SHOWN_COUNT ? ['  … all of them with --json'] : []),
  ];
}

function failedText(files: number, bytes: number, folders: number): string {
  const ofFiles = files === 0 ? [] : [countOf(files, 'file'), formatBytes(bytes)];
  return [...ofFiles, ...(folders === 0 ? [] : [countOf(folders, 'folder')])].join(', ');
}

const stateLines = ({ scan }: ScanResult): string[] =>
  scan.state === 'finished'
    ? []
    : ['', `The scan did not reach its end. What was found is kept: \`bpio scan --resume ${scan.id}\` goes on from there.`];

/** One line that overwrites itself on a terminal. */
export function progressText({ files, bytes, filesPerSecond, fraction, remainingMs }: ScanProgress): string {
  const left = remainingMs === null ? '' : ` · about ${timeText(remainingMs)} left`;
  return `${Math.floor(fraction * 100)} % · ${countOf(files, 'file')} · ${formatBytes(bytes)} · ${formatCount(Math.round(filesPerSecond))} a second${left}`;
}

function timeText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export function comparisonLines({ sentence, changes, next }: ScanComparison, style: Style): string[] {
  const rows = changes.map(({ path, change, before, after }) => [
    change,
    before === null ? '' : before.verdict,
    after === null ? '' : after.verdict,
    formatBytes(after?.bytes ?? before?.bytes ?? 0),
    visible(path),
  ]);
  return [
    '',
    paint(style, 'bold', `${sentence}.`),
    ...(rows.length === 0 ? [] : table(['Change', 'Before', 'After', 'Size', 'File'], rows, style)),
    ...(next === null ? [] : ['… more changes than are shown here']),
  ];
}
