import { describe } from '../../contract/describe.ts';
import { countOf, formatBytes, formatCount, share } from '../../contract/numbers.ts';
import type { Report, ReportScan } from '../../contract/report.ts';
import { MODE_WORDS, rootsWords, scanNote, sharesOf } from '../../contract/text/scans.ts';
import { factWords } from '../../contract/text/targets.ts';
import { amountText, shortened } from '../amount.ts';
import { utcIso } from '../times.ts';
import { auditPicture } from './audit-picture.ts';
import { verdictMark } from './icons.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { facts, orNone, ROWS_SHOWN, section, stopped, table, typed } from './parts.ts';

/** Each folder scan: how many bytes cannot use BypassIO, why, and the command that undoes it. */
export function scansSection({ scans }: Report): Piece {
  if (scans.total === 0) return null;
  return section(
    'scans',
    'Folder scans',
    null,
    html`<p class="fine">${amountText(scans, 'scan')}, newest first.</p>${scans.items.map(scanCard)}`,
  );
}

function scanCard(result: ReportScan): Markup {
  const { scan, sentence, byVerdict } = result;
  const id = `scan-${scan.id}`;
  const end = scan.endedAt === null ? '' : ` to ${utcIso(scan.endedAt)}`;
  const note = scanNote({ ...result, byCause: result.byCause.items });
  return html`<article class="card" id="${id}" aria-labelledby="${id}-name"><h3 id="${id}-name">${rootsWords(scan)}</h3>
<p>${stopped(sentence)}</p><p class="fine">${note}</p>${facts([
    ['Scan', `${scan.id}, ${MODE_WORDS[scan.mode]}, ${utcIso(scan.startedAt)}${end}`],
    ['Machine', `${scan.machine}, Windows ${scan.os}${scan.simulated ? ', simulated' : ''}`],
    ['Ended early', scan.failure === null ? null : describe(scan.failure)],
  ])}
${auditPicture(result, id)}${verdicts(byVerdict, scan.bytes)}${causes(result)}${properties(result)}${failures(result)}${files(result)}</article>
`;
}

function verdicts(sums: ReportScan['byVerdict'], bytes: number): Markup | null {
  const rows = sharesOf(sums).map(({ verdict, files: count, bytes: size, concluded }) => [
    verdictMark(verdict),
    formatCount(count),
    formatBytes(size),
    share(size, bytes),
    concluded === 0 ? 'all asked' : `${formatCount(concluded)} concluded, not asked`,
  ]);
  const columns = [
    { title: 'Verdict' },
    { title: 'Files', look: 'number' },
    { title: 'Size', look: 'number' },
    { title: 'Share', look: 'number' },
    { title: 'Evidence' },
  ] as const;
  return table({ caption: 'By verdict', columns, rows });
}

function causes({ byCause }: ReportScan): Markup | null {
  const rows = byCause.items.map(({ verdict, summary, reason, ntstatusName, files: count, bytes, concluded, folder, undo, advice }) => [
    html`${summary}${concluded === 0 ? null : html` <span class="tag">${concluded === count ? 'concluded' : 'partly concluded'}</span>`}`,
    verdictMark(verdict),
    formatCount(count),
    formatBytes(bytes),
    folderText(folder),
    orNone(reason ?? ntstatusName, 'no reason given'),
    undo === null ? orNone(advice?.remedies[0] ?? null, 'nothing is known that undoes it') : typed(undo),
  ]);
  const columns = [
    { title: 'Cause' },
    { title: 'Verdict', look: 'short' },
    { title: 'Files', look: 'number' },
    { title: 'Size', look: 'number' },
    { title: 'All under', look: 'path' },
    { title: 'Reason' },
    { title: 'Undone by' },
  ] as const;
  return table({ caption: `By cause: ${amountText(byCause, 'cause')}, worst first. Commands are shown, never run`, columns, rows });
}

const folderText = (folder: string): Piece => (folder === '' ? orNone(null, 'no one folder holds them') : typed(folder));

function properties({ byFact }: ReportScan): Markup | null {
  const rows = byFact.map(({ fact, files: count, bytes, folder, undo }) => [
    factWords(fact),
    formatCount(count),
    formatBytes(bytes),
    folderText(folder),
    undo === null ? orNone(null, 'no one command undoes it') : typed(undo),
  ]);
  const columns = [
    { title: 'Property' },
    { title: 'Files', look: 'number' },
    { title: 'Size', look: 'number' },
    { title: 'All under', look: 'path' },
    { title: 'Undone by' },
  ] as const;
  return table({ caption: 'By property of the file, whatever its verdict', columns, rows });
}

function failures({ byFailure }: ReportScan): Markup | null {
  const rows = byFailure.map(({ failure, verdict, files: count, bytes, folders }) => [
    describe(failure),
    verdictMark(verdict),
    formatCount(count),
    formatBytes(bytes),
    formatCount(folders),
  ]);
  const columns = [
    { title: 'Could not be asked' },
    { title: 'Verdict', look: 'short' },
    { title: 'Files', look: 'number' },
    { title: 'Size', look: 'number' },
    { title: 'Folders', look: 'number' },
  ] as const;
  return table({ caption: countOf(byFailure.length, 'reason'), columns, rows });
}

function files({ files: all }: ReportScan): Markup | null {
  const listed = shortened(all, ROWS_SHOWN);
  const rows = listed.items.map(({ path, bytes, verdict, concluded, causes: [cause], failure }) => [
    typed(path),
    formatBytes(bytes),
    verdictMark(verdict),
    cause?.summary ?? (failure === null ? orNone(null, 'no cause') : describe(failure)),
    concluded ? 'concluded' : 'asked',
  ]);
  const columns = [
    { title: 'File', look: 'path' },
    { title: 'Size', look: 'number' },
    { title: 'Verdict', look: 'short' },
    { title: 'Cause' },
    { title: 'Evidence' },
  ] as const;
  return table({ caption: `Files that are not full: ${amountText(listed, 'file')}, largest first`, columns, rows });
}
