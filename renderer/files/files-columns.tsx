import { formatBytes, formatCount } from '../../main/contract/numbers.ts';
import type { FailureSum, Scan, ScanDifference, ScanError, ScannedFile } from '../../main/contract/scan.ts';
import { causeReason, causeTag } from '../../main/contract/text/causes.ts';
import { concludedCount, MODE_WORDS, rootsWords, STATE_WORDS, worstWords } from '../../main/contract/text/scans.ts';
import { factWords } from '../../main/contract/text/targets.ts';
import { compareVerdicts, VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import type { DataColumn } from '../table/columns.ts';
import { failureText } from '../text/failure.ts';
import { exactTime } from '../text/time.ts';
import { errorTitle } from './explain-rows.ts';
import { CHANGE_WORDS } from './files-words.ts';
import type { FolderTile } from './treemap.tsx';

export type FileRow = ScannedFile & { readonly key: string };

export const FILE_COLUMNS: readonly DataColumn<FileRow>[] = [
  {
    id: 'verdict',
    header: 'Verdict',
    width: 124,
    text: ({ verdict }) => VERDICT_WORDS[verdict],
    cell: ({ verdict }) => <VerdictMark verdict={verdict} />,
  },
  { id: 'how', header: 'How', width: 82, text: howOf },
  { id: 'bytes', header: 'Size', width: 98, text: ({ bytes }) => formatBytes(bytes), face: 'number' },
  { id: 'path', header: 'Path', width: 256, text: ({ path }) => path },
  {
    id: 'cause',
    header: 'First cause',
    width: 124,
    text: ({ causes: [cause] }) => (cause === undefined ? '' : causeTag(cause)),
    face: 'fixed',
  },
  { id: 'reason', header: 'Reason', width: 240, text: reasonOf },
  { id: 'facts', header: 'Attributes', width: 140, text: ({ facts }) => facts.map(factWords).join(', ') },
];

/** Of what could not be asked, nothing was. */
function howOf({ concluded, verdict }: ScannedFile): string {
  if (concluded) return 'concluded';
  return verdict === 'unknown' ? 'failed' : 'asked';
}

function reasonOf({ causes: [cause], failure }: ScannedFile): string {
  if (cause !== undefined) return causeReason(cause);
  return failure === null ? '' : `${failureText(failure).title}: ${failureText(failure).technical}`;
}

export const FOLDER_COLUMNS: readonly DataColumn<FolderTile>[] = [
  { id: 'name', header: 'Folder', width: 172, text: ({ folder }) => folder.name },
  {
    id: 'bytes',
    header: 'Bytes',
    width: 98,
    text: ({ folder }) => formatBytes(folder.bytes),
    compare: (a, b) => a.weight - b.weight,
    face: 'number',
  },
  {
    id: 'files',
    header: 'Files',
    width: 76,
    text: ({ folder }) => formatCount(folder.files),
    compare: (a, b) => a.folder.files - b.folder.files,
    face: 'number',
  },
  {
    id: 'worst',
    header: 'Worst verdict',
    width: 126,
    text: ({ folder }) => (folder.files === 0 ? 'No files' : VERDICT_WORDS[folder.worst]),
    cell: ({ folder }) => (folder.files === 0 ? 'No files' : <VerdictMark verdict={folder.worst} />),
    compare: (a, b) => compareVerdicts(a.folder.worst, b.folder.worst),
  },
  { id: 'share', header: 'Of its bytes', width: 124, text: ({ folder }) => worstWords(folder.byVerdict, folder.bytes) },
  { id: 'concluded', header: 'Not asked', width: 84, text: ({ folder }) => formatCount(concludedCount(folder.byVerdict)), face: 'number' },
];

export type FailureRow = FailureSum;

export const FAILURE_COLUMNS: readonly DataColumn<FailureRow>[] = [
  { id: 'what', header: 'What failed', width: 190, text: ({ failure }) => failureText(failure).title },
  { id: 'technical', header: 'Call and code', width: 222, text: ({ failure }) => failureText(failure).technical, face: 'fixed' },
  {
    id: 'files',
    header: 'Files',
    width: 80,
    text: ({ files }) => formatCount(files),
    compare: (a, b) => a.files - b.files,
    face: 'number',
  },
  {
    id: 'folders',
    header: 'Folders',
    width: 78,
    text: ({ folders }) => formatCount(folders),
    compare: (a, b) => a.folders - b.folders,
    face: 'number',
  },
  {
    id: 'bytes',
    header: 'Bytes',
    width: 98,
    text: ({ bytes }) => formatBytes(bytes),
    compare: (a, b) => a.bytes - b.bytes,
    face: 'number',
  },
];

export type ErrorRow = ScanError & { readonly key: string };

export const ERROR_COLUMNS: readonly DataColumn<ErrorRow>[] = [
  { id: 'what', header: 'What', width: 66, text: ({ what }) => (what === 'file' ? 'File' : 'Folder') },
  { id: 'path', header: 'Path', width: 220, text: ({ path }) => path },
  { id: 'title', header: 'What failed', width: 180, text: errorTitle },
  { id: 'call', header: 'Call', width: 144, text: ({ call }) => call, face: 'fixed' },
  { id: 'code', header: 'Code', width: 62, text: ({ code }) => (code === null ? '' : String(code)), face: 'number' },
  { id: 'message', header: 'Message', width: 240, text: ({ message }) => message },
];

export type ScanRow = Scan & { readonly key: string };

export const SCAN_COLUMNS: readonly DataColumn<ScanRow>[] = [
  { id: 'roots', header: 'Folders', width: 164, text: rootsWords },
  { id: 'started', header: 'Started', width: 238, text: ({ startedAt }) => exactTime(startedAt), compare: (a, b) => a.id - b.id },
  { id: 'state', header: 'State', width: 90, text: ({ state }) => STATE_WORDS[state] },
  {
    id: 'files',
    header: 'Files',
    width: 84,
    text: ({ files }) => formatCount(files),
    compare: (a, b) => a.files - b.files,
    face: 'number',
  },
  {
    id: 'bytes',
    header: 'Bytes',
    width: 92,
    text: ({ bytes }) => formatBytes(bytes),
    compare: (a, b) => a.bytes - b.bytes,
    face: 'number',
  },
  { id: 'mode', header: 'How', width: 190, text: ({ mode }) => MODE_WORDS[mode] },
  { id: 'machine', header: 'Machine', width: 160, text: ({ machine, simulated }) => (simulated ? `${machine}, simulated` : machine) },
];

export type ChangeRow = ScanDifference & { readonly key: string };
const side = (of: ScanDifference['before']): string =>
  of === null ? '–' : `${VERDICT_WORDS[of.verdict]}${of.cause === null ? '' : `: ${of.cause}`}, ${formatBytes(of.bytes)}`;

export const CHANGE_COLUMNS: readonly DataColumn<ChangeRow>[] = [
  { id: 'change', header: 'Change', width: 90, text: ({ change }) => CHANGE_WORDS[change] },
  { id: 'path', header: 'Path', width: 220, text: ({ path }) => path },
  { id: 'before', header: 'Before', width: 184, text: ({ before }) => side(before) },
  { id: 'after', header: 'After', width: 184, text: ({ after }) => side(after) },
];
