import { countOf, formatCount } from '../../contract/numbers.ts';
import type { Report, ReportRecording } from '../../contract/report.ts';
import { endingText, isLossy, lossText, spanText } from '../../contract/text/events.ts';
import { amountText, shortened } from '../amount.ts';
import { utcTime } from '../times.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { facts, orNone, ROWS_SHOWN, section, stopped, table, typed } from './parts.ts';
import { timelinePicture } from './timeline-picture.ts';

/** Who refused whom, why and where, over all recordings. */
export function vetoesSection({ vetoes, recordings }: Report): Piece {
  if (recordings.total === 0) return null;
  const own =
    vetoes.own === 0 ? null : html`<p class="fine">Left out: ${countOf(vetoes.own, 'veto', 'vetoes')} of this program’s own queries.</p>`;
  const lost = isLossy(vetoes)
    ? html`<p class="soft">${stopped(`${lossText(vetoes)}: every count of events is at least what it says`)}</p>`
    : null;
  return section('vetoes', 'Vetoes', vetoes.sentence, html`${lost}${own}${reasons(vetoes)}${paths(vetoes)}`);
}

function reasons({ byReason }: Report['vetoes']): Markup | null {
  const rows = byReason.items.map(({ filter, ntstatus, ntstatusName, reason, operations, processes, vetoes, firstUs, lastUs }) => [
    orNone(filter, 'a filter without a name'),
    formatCount(vetoes),
    html`${ntstatus === null ? orNone(null) : typed(ntstatus)} ${ntstatusName}`,
    orNone(reason, 'no reason given'),
    operations.join(', '),
    processes.join(', '),
    utcTime(firstUs),
    utcTime(lastUs),
  ]);
  const columns = [
    { title: 'Filter' },
    { title: 'Vetoes', look: 'number' },
    { title: 'Status' },
    { title: 'Reason' },
    { title: 'Operation' },
    { title: 'Processes' },
    { title: 'First' },
    { title: 'Last' },
  ] as const;
  return table({ caption: `By filter and reason: ${amountText(byReason, 'reason')}, most vetoes first`, columns, rows });
}

function paths({ byPath, byPathComplete }: Report['vetoes']): Markup | null {
  const shown = shortened(byPath, ROWS_SHOWN);
  const rows = shown.items.map(({ path, filters, vetoes, firstUs, lastUs }) => [
    path === null ? 'files without a name' : typed(path),
    formatCount(vetoes),
    filters.join(', '),
    utcTime(firstUs),
    utcTime(lastUs),
  ]);
  const columns = [
    { title: 'Path', look: 'path' },
    { title: 'Vetoes', look: 'number' },
    { title: 'Filters' },
    { title: 'First' },
    { title: 'Last' },
  ] as const;
  const some = byPathComplete ? '' : '; there were too many different paths to count each';
  return table({ caption: `By path: ${amountText(shown, 'path')}, most vetoes first${some}`, columns, rows });
}

/** Each recording with what was seen in use while it ran. */
export function recordingsSection({ recordings }: Report): Piece {
  if (recordings.total === 0) return null;
  return section(
    'recordings',
    'Recordings',
    null,
    html`<p class="fine">${amountText(recordings, 'recording')}, newest first.</p>${recordings.items.map(recordingCard)}`,
  );
}

function recordingCard(recording: ReportRecording): Markup {
  const { id, startedUs, endedUs, ending, machine, os, simulated, events, removed, imported, useSentence, timeline } = recording;
  const end = endedUs === null ? 'still running' : `${utcTime(endedUs)} (${spanText(endedUs - startedUs)})`;
  const name = `recording-${id}`;
  return html`<article class="card" id="${name}" aria-labelledby="${name}-name"><h3 id="${name}-name">Recording ${id}${imported ? html` <span class="tag">imported</span>` : null}</h3>
<p>${stopped(useSentence)}</p>${facts([
    ['Time', `${utcTime(startedUs)} to ${end}`],
    ['Ended', endingText(ending)],
    ['Machine', `${machine}, Windows ${os}${simulated ? ', simulated' : ''}`],
    ['Events', `${formatCount(events)}${removed === 0 ? '' : `, ${formatCount(removed)} removed since`}`],
    ['Lost', lossText(recording)],
  ])}
${timeline === null ? null : timelinePicture(timeline, name, `Vetoes over time in recording ${id}`)}</article>
`;
}
