import type { ImportedEvidence, ImportedFilter } from '../../main/contract/evidence.ts';
import { countOf, formatBytes, shortHex } from '../../main/contract/numbers.ts';
import { EVIDENCE_WORDS, machineWords } from '../../main/contract/text/evidence.ts';
import { headline } from '../../main/contract/text/sentence.ts';
import type { RowTone } from '../../main/contract/text/stack.ts';
import type { View } from '../view.ts';

/** `vetoes.etl · event trace (.etl) · 12.0 KB · from MADE-UP`. */
export function sourceWords({ kind, source }: ImportedEvidence): string {
  return `${source.name} · ${EVIDENCE_WORDS[kind]} · ${formatBytes(source.sizeBytes)} · from ${machineWords(source)}`;
}

/** The answer in one sentence: vetoes before verdicts before filters. */
export function evidenceSentence(evidence: ImportedEvidence): string {
  const { results, vetoCount, vetoGroups, volumes, filters } = evidence;
  if (vetoCount > 0) {
    const names = new Set(vetoGroups.map(({ filter }) => filter.toLowerCase()));
    const [first] = vetoGroups;
    const by = names.size === 1 && first !== undefined ? first.filter : countOf(names.size, 'filter');
    return `${countOf(vetoCount, 'veto', 'vetoes')} by ${by}`;
  }
  const verdicts = results.map(({ verdict }) => verdict);
  if (verdicts.length > 0) return headline(verdicts, 'target');
  const listed = allFilters(evidence).map(({ filter }) => filter);
  const lacking = listed.filter(({ optedIn, state }) => optedIn === false && state !== 'unknown');
  const without = new Set(lacking.map(({ name }) => name.toLowerCase())).size;
  const optIn = without === 0 ? '' : `, ${without} without opt-in`;
  if (evidence.kind === 'etl' || evidence.kind === 'evtx')
    return filters.length === 0 ? 'No veto in it' : `No veto in it; ${countOf(filters.length, 'filter')} seen${optIn}`;
  const names = new Set(listed.map(({ name }) => name.toLowerCase())).size;
  if (names === 0) return volumes.length === 0 ? 'Nothing was listed' : `${countOf(volumes.length, 'volume')}, no filter on them`;
  return `${countOf(names, 'filter')}${volumes.length === 0 ? '' : ` on ${countOf(volumes.length, 'volume')}`}${optIn}`;
}

/** What the sentence rests on, and what it cannot say. */
export function evidenceNote(evidence: ImportedEvidence): string {
  switch (evidence.kind) {
    case 'etl':
      return `${countOf(evidence.records.total, 'record')}, ${spanWords(evidence.header.startTimeIso, evidence.header.endTime === '0' ? null : evidence.header.endTimeIso)}. ${silenceWords(evidence)}`;
    case 'evtx':
      return `${countOf(evidence.records, 'record')}, ${spanWords(evidence.firstTime, evidence.lastTime)}. ${silenceWords(evidence)}`;
    case 'fsutil':
      return 'Verdicts as the other machine gave them. A query names the first refuser only.';
    case 'fltmc':
      return 'A listing shows who is attached, not who refuses: a missing opt-in is a suspicion until a query proves it.';
    default:
      return evidence satisfies never;
  }
}

type Stored = Pick<ImportedEvidence, 'recording' | 'warnings' | 'vetoCount' | 'filterEvents'>;

/** Where its events are, and which of them are not there. `shown` is what the other pages show now. */
export function storedNote({ recording, warnings, vetoCount, filterEvents }: Stored, shown: View['kind']): string {
  if (recording === null) return 'Not stored as a recording.';
  const stored = `Stored as recording ${recording}`;
  if (vetoCount + filterEvents.length === 0) return `${stored}, which has no events.`;
  const timeless = warnings.find(({ kind }) => kind === 'timeless')?.count ?? 0;
  const but = timeless === 0 ? '' : `, but for ${countOf(timeless, 'event')} without a usable time`;
  return shown === 'live'
    ? `${stored}: its events are on the Events page${but}.`
    : `${stored} of this computer, not of the case: close the case to see it on the Events page${but}.`;
}

const SILENCE = 'Only vetoes of filters are logged, so silence proves little.';

/** What it means that something is not in it. */
export const silenceOf = ({ warnings }: Pick<ImportedEvidence, 'warnings'>) => warnings.find(({ kind }) => kind === 'silent');

function silenceWords(evidence: Pick<ImportedEvidence, 'warnings'>): string {
  const message = silenceOf(evidence)?.message;
  return message === undefined ? SILENCE : `${sentenceCase(message)}.`;
}

export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function spanWords(from: string | null, to: string | null): string {
  if (from === null) return 'without a time';
  return to === null ? `from ${secondWords(from)} UTC, not closed` : `${secondWords(from)} to ${secondWords(to)} UTC`;
}

const secondWords = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

/** For a table: to the millisecond. The exact time is what is copied. */
export const shortTimeWords = (iso: string | null): string =>
  iso === null ? 'not known' : iso.slice(0, 23).replace('T', ' ').replace(/Z$/, '');

/** `2024-12-30 02:40:00.2`: UTC, as exact as it was recorded, without zeros that say nothing. */
export function timeWords(iso: string | null): string {
  if (iso === null) return 'not known';
  return iso
    .replace('T', ' ')
    .replace(/Z$/, '')
    .replace(/\.(\d*?)0+$/, (_, digits: string) => (digits === '' ? '' : `.${digits}`));
}

/** What one filter's mask says about the opt-in. */
export function optInWords({ kind, supportedFeatures, optedIn }: ImportedFilter): string {
  if (kind === 'legacy') return 'legacy, cannot opt in';
  if (supportedFeatures === null || optedIn === null) return 'not known';
  return `${optedIn ? 'opted in' : 'no opt-in'} (${shortHex(supportedFeatures)})`;
}

const STATE_TONES: Readonly<Record<ImportedFilter['state'], RowTone>> = {
  refused: 'refused',
  passed: 'passed',
  suspected: 'suspected',
  notAsked: 'quiet',
  unknown: 'quiet',
};

export const filterTone = ({ state }: ImportedFilter): RowTone => STATE_TONES[state];

export interface ListedFilter {
  readonly key: string;
  /** Null where the evidence does not say on which volumes. */
  readonly mount: string | null;
  readonly filter: ImportedFilter;
}

/** Every filter the evidence shows, by volume where it knows them, highest altitude first as it gives them. */
export function allFilters({ filters, volumes }: Pick<ImportedEvidence, 'filters' | 'volumes'>): readonly ListedFilter[] {
  const row = (mount: string | null, filter: ImportedFilter, index: number): ListedFilter => ({
    key: `filter ${mount ?? ''}|${index}|${filter.instance}`,
    mount,
    filter,
  });
  return [
    ...filters.map((filter, index) => row(null, filter, index)),
    ...volumes.flatMap(({ mount, filters: attached }, at) =>
      attached.map((filter, index) => row(mount === '' ? `(unnamed ${at + 1})` : mount, filter, index)),
    ),
  ];
}
