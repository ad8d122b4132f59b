import { describe } from '../../contract/describe.ts';
import { activeSentence, exactBytes, formatBytes, shortHex } from '../../contract/numbers.ts';
import type { Report, ReportStack, ReportVolume } from '../../contract/report.ts';
import { causeReason, causeTag, notAskedSentence } from '../../contract/text/causes.ts';
import { factText } from '../../contract/text/facts.ts';
import { filterWords, sameDriver } from '../../contract/text/stack.ts';
import { storageText } from '../../contract/text/targets.ts';
import { VERDICT_MEANINGS } from '../../contract/text/verdicts.ts';
import type { FilterInstance } from '../../contract/verdicts.ts';
import { amountText } from '../amount.ts';
import { adviceBlock, causeBlock } from './causes.ts';
import { verdictMark } from './icons.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { facts, orNone, section, stopped, table, typed } from './parts.ts';
import { stackPicture } from './stack-picture.ts';

/** All volumes at a glance, then each with its causes and its stack. */
export function volumesSection({ volumes }: Report): Piece {
  if (volumes.total === 0) return null;
  const rows = volumes.items.map((volume) => [
    nameOf(volume),
    verdictMark(volume.verdict),
    orNone(volume.fileSystem),
    orNone([volume.storage?.busType, volume.storage?.driver].filter((part) => part != null).join(' · ')),
    firstCause(volume),
    activeSentence(volume.activeBypassIoCount),
  ]);
  const columns = [
    { title: 'Volume' },
    { title: 'Verdict', look: 'short' },
    { title: 'File system' },
    { title: 'Storage' },
    { title: 'First cause' },
    { title: 'In use' },
  ] as const;
  const note = 'A query names the first refuser only: drivers behind it were not asked, and each volume says which.';
  const body = html`<p class="fine">${note}</p>${table({ caption: amountText(volumes, 'volume'), columns, rows })}${volumes.items.map(volumeCard)}`;
  return section('volumes', 'Volumes', null, body);
}

const nameOf = ({ mount, label }: ReportVolume): string => (label === '' ? mount : `${mount} ${label}`);

function firstCause({ causes: [cause, ...others], failure, advice, verdict }: ReportVolume): Piece {
  if (cause === undefined) return failure === null ? VERDICT_MEANINGS[verdict] : (advice?.title ?? describe(failure));
  const tag = causeTag(cause);
  const more = others.length === 0 ? '' : ` (+${others.length} more)`;
  return html`${tag === '' ? null : html`${typed(tag)} `}${causeReason(cause)}${more}`;
}

function volumeCard(volume: ReportVolume, index: number): Markup {
  const { verdict, causes, stack, failure, advice } = volume;
  const id = `volume-${index + 1}`;
  const context = { ...volume, complete: stack?.complete };
  const asked = stack === null ? null : notAskedSentence(verdict, stack.notAsked, stack.filtersFailure === null);
  return html`<article class="card ${verdict}" id="${id}" aria-labelledby="${id}-name"><div class="card-top"><h3 id="${id}-name">${nameOf(volume)}</h3>${verdictMark(verdict)}</div>
<p>${VERDICT_MEANINGS[verdict]}</p>${volumeFacts(volume)}
${failure === null ? null : html`<p>${stopped(describe(failure))}</p>`}${causes.map((cause) => causeBlock(cause, context))}${causes.length === 0 ? adviceBlock(advice) : null}
${asked === null ? null : html`<p class="soft">${asked}</p>`}${stack === null ? null : stackParts(volume, stack, id)}</article>
`;
}

function volumeFacts(volume: ReportVolume): Markup {
  const { guidPath, fileSystem, totalBytes, freeBytes, storage, activeBypassIoCount, outFlags } = volume;
  const size = totalBytes === null ? null : `${formatBytes(totalBytes)} (${exactBytes(totalBytes)})`;
  return facts([
    ['File system', `${fileSystem}, flags ${factText(volume.flags, String)}`],
    ['Size', size === null ? 'not known' : `${size}${freeBytes === null ? '' : `, ${formatBytes(freeBytes)} free`}`],
    ['Storage', storageText(storage)],
    ['Version of the storage driver', factText(volume.storageDriverVersion, String)],
    ['BitLocker', factText(volume.bitLocker, vetoWords)],
    ['Shadow copies', factText(volume.shadowCopies, vetoWords)],
    ['In use', activeSentence(activeBypassIoCount)],
    ['OutFlags', outFlags.length === 0 ? null : typed(outFlags.join(' '))],
    ['Name', typed(guidPath)],
  ]);
}

/** What the volume stack's own answer shows: that nobody vetoed does not say that nothing is there. */
const vetoWords = (seen: 'vetoes' | 'noVeto'): string => (seen === 'vetoes' ? 'vetoes' : 'no veto in the answer of the volume stack');

function stackParts(volume: ReportVolume, stack: ReportStack, id: string): Piece {
  const { filters, filtersFailure } = stack;
  const rows = filters.items.map((filter) => [
    html`${filter.name}${filter.kind === 'legacy' ? html` <span class="tag">legacy</span>` : null}`,
    filter.altitude,
    html`${typed(filter.driver)}${filter.driverAssumed ? html` <span class="tag">name assumed</span>` : null}`,
    orNone(filter.group),
    orNone(filter.company),
    orNone(filter.version),
    filter.kind === 'legacy' ? orNone(null, 'legacy filters have none') : typed(shortHex(filter.supportedFeatures)),
    stateWords(filter, volume),
  ]);
  const columns = [
    { title: 'Filter' },
    { title: 'Altitude', look: 'number' },
    { title: 'Driver' },
    { title: 'Group' },
    { title: 'Vendor' },
    { title: 'Version' },
    { title: 'SupportedFeatures' },
    { title: 'State' },
  ] as const;
  const listed = table({ caption: `${amountText(filters, 'filter')} of ${volume.mount}, highest altitude first`, columns, rows });
  const failed =
    filtersFailure === null ? null : html`<p class="soft">The filters could not be listed: ${stopped(describe(filtersFailure))}</p>`;
  return html`<h4>Stack</h4>${stackPicture(volume, stack, `${id}-stack`)}${failed}${listed}`;
}

function stateWords(filter: FilterInstance, { causes }: ReportVolume): string {
  return filterWords(
    filter,
    causes.find((cause) => cause.layer === 'filter' && sameDriver(cause.driver, filter.driver)),
  );
}
