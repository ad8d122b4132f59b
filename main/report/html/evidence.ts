import { formatBytes, formatCount } from '../../contract/numbers.ts';
import type { Report, ReportSource } from '../../contract/report.ts';
import { EVIDENCE_WORDS, machineWords, zoneWords } from '../../contract/text/evidence.ts';
import { TRIGGER_WORDS } from '../../contract/text/snapshots.ts';
import { VERDICT_WORDS } from '../../contract/text/verdicts.ts';
import { amountText } from '../amount.ts';
import { utcTime } from '../times.ts';
import { html, lines, type Markup, type Piece } from './markup.ts';
import { facts, orNone, section, table, typed } from './parts.ts';

/** Evidence from elsewhere, with what of it could not be read. */
export function sourcesSection({ sources }: Report): Piece {
  if (sources.total === 0) return null;
  const body = html`<p class="fine">${amountText(sources, 'imported source')}, newest first.</p>${sources.items.map(sourceCard)}`;
  return section('sources', 'Imported evidence', null, body);
}

function sourceCard({ recording, kind, name, sizeBytes, sha256, machine, timeZone, importedUs, warnings }: ReportSource): Markup {
  const id = `source-${recording}`;
  return html`<article class="card" id="${id}" aria-labelledby="${id}-name"><h3 id="${id}-name">${typed(name)}</h3>${facts([
    ['Kind', `${kind === 'bpio' ? 'case file' : EVIDENCE_WORDS[kind]}, ${formatBytes(sizeBytes)}, kept as recording ${recording}`],
    ['SHA-256', typed(sha256)],
    ['From', machineWords({ machine })],
    ['Time zone', timeZone === null ? 'not known' : zoneWords(timeZone)],
    ['Imported', utcTime(importedUs)],
  ])}${warningTable(warnings)}</article>
`;
}

function warningTable(warnings: ReportSource['warnings']): Markup | null {
  const rows = warnings.items.map(({ message, count, offset, detail }) => [
    message,
    formatCount(count),
    offset === null ? orNone(null, 'no place') : formatCount(offset),
    orNone(detail, 'nothing more'),
  ]);
  const columns = [
    { title: 'Warning' },
    { title: 'Times', look: 'number' },
    { title: 'First at', look: 'number' },
    { title: 'Detail' },
  ] as const;
  return table({ caption: `Less than everything could be read: ${amountText(warnings, 'warning')}`, columns, rows });
}

/** The snapshots that can be compared with one another. */
export function snapshotsSection({ snapshots, snapshot }: Report): Piece {
  if (snapshots.total === 0) return null;
  const rows = snapshots.items.map(({ id, takenUs, name, trigger, machine, os, simulated, elevated, verdicts }) => [
    `${id}${id === snapshot?.id ? ' (this report)' : ''}`,
    utcTime(takenUs),
    orNone(name, 'no name'),
    TRIGGER_WORDS[trigger],
    `${machine}, ${os}${simulated ? ', simulated' : ''}${elevated === false ? ', not elevated' : ''}`,
    verdicts.map(({ mount, verdict }) => `${mount} ${VERDICT_WORDS[verdict].toLowerCase()}`).join(', '),
  ]);
  const columns = [
    { title: 'Snapshot' },
    { title: 'Taken' },
    { title: 'Name' },
    { title: 'How' },
    { title: 'Machine' },
    { title: 'Verdicts' },
  ] as const;
  return section('snapshots', 'Snapshots', null, table({ caption: `${amountText(snapshots, 'snapshot')}, newest first`, columns, rows }));
}

/** What people wrote, as they wrote it. */
export function notesSection({ notes }: Report): Piece {
  if (notes.total === 0) return null;
  const cards = notes.items.map(
    ({ timeUs, text }) => html`<div class="card note"><p class="fine">${utcTime(timeUs)}</p><p>${lines(text)}</p></div>`,
  );
  const bound = notes.items.length < notes.total ? html`<p class="fine">${amountText(notes, 'note')}, newest first.</p>` : null;
  return section('notes', 'Notes', null, html`${bound}${cards}`);
}
