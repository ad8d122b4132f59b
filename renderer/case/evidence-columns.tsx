import type { EvidenceWarning, FilterEvent, ImportedEvidence, ImportedVolume, VetoEvent, VetoGroup } from '../../main/contract/evidence.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import { causeReason, causeTitle } from '../../main/contract/text/causes.ts';
import { compareVerdicts, VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import { ToneIcon, VerdictMark } from '../parts/verdict-mark.tsx';
import type { DataColumn } from '../table/columns.ts';
import styles from '../table/data-table.module.css';
import { compareAltitudes } from '../text/altitude.ts';
import caseStyles from './case.module.css';
import { filterTone, type ListedFilter, optInWords, shortTimeWords, timeWords } from './evidence-words.ts';
import { ACTION_WORDS } from './explain-evidence.ts';

export interface Keyed<T> {
  readonly key: string;
  readonly of: T;
}

/** Rows with the key that the explanation finds them by. */
export function keyed<T>(kind: string, all: readonly T[], id: (item: T, index: number) => string | number): readonly Keyed<T>[] {
  return all.map((of, index) => ({ key: `${kind} ${id(of, index)}`, of }));
}

/** Shown to the millisecond, copied and told on hover as it was recorded. */
function timeColumn<T>(id: string, header: string, time: (item: T) => string | null): DataColumn<T> {
  return {
    id,
    header,
    width: 194,
    text: (item) => timeWords(time(item)),
    cell: (item) => <span title={`${timeWords(time(item))} UTC`}>{shortTimeWords(time(item))}</span>,
    face: 'fixed',
  };
}

export const GROUP_COLUMNS: readonly DataColumn<Keyed<VetoGroup>>[] = [
  {
    id: 'cause',
    header: 'Cause',
    width: 240,
    text: ({ of }) => causeTitle(of.cause),
    cell: ({ of }) => (
      <span className={styles.marked}>
        <ToneIcon tone="refused" />
        {causeTitle(of.cause)}
      </span>
    ),
  },
  {
    id: 'count',
    header: 'Vetoes',
    width: 84,
    text: ({ of }) => formatCount(of.count),
    compare: (a, b) => a.of.count - b.of.count,
    face: 'number',
  },
  { id: 'reason', header: 'Reason', width: 220, text: ({ of }) => causeReason(of.cause) },
  { id: 'status', header: 'Status', width: 116, text: ({ of }) => of.cause.ntstatus ?? '', face: 'fixed' },
  timeColumn('first', 'First (UTC)', ({ of }) => of.first),
  timeColumn('last', 'Last (UTC)', ({ of }) => of.last),
];

export const VETO_COLUMNS: readonly DataColumn<Keyed<VetoEvent>>[] = [
  timeColumn('time', 'Time (UTC)', ({ of }) => of.time),
  { id: 'process', header: 'Process', width: 104, text: ({ of }) => of.processName ?? (of.processId === null ? '' : `id ${of.processId}`) },
  { id: 'operation', header: 'Operation', width: 92, text: ({ of }) => of.operation },
  { id: 'filter', header: 'Filter', width: 110, text: ({ of }) => of.filter },
  { id: 'path', header: 'Path', width: 260, text: ({ of }) => of.dosPath ?? of.path ?? '(no name)' },
  { id: 'reason', header: 'Reason', width: 200, text: ({ of }) => of.reason ?? '' },
  { id: 'status', header: 'Status', width: 116, text: ({ of }) => of.ntstatus, face: 'fixed' },
  { id: 'pid', header: 'Process id', width: 96, text: ({ of }) => String(of.processId ?? ''), face: 'number' },
];

export const FILTER_COLUMNS: readonly DataColumn<ListedFilter>[] = [
  { id: 'volume', header: 'Volume', width: 84, text: ({ mount }) => mount ?? '' },
  {
    id: 'altitude',
    header: 'Altitude',
    width: 96,
    text: ({ filter }) => filter.altitude,
    compare: (a, b) => compareAltitudes(a.filter.altitude, b.filter.altitude),
    face: 'number',
  },
  {
    id: 'filter',
    header: 'Filter',
    width: 150,
    text: ({ filter }) => filter.name,
    cell: ({ filter }) => (
      <span className={styles.marked}>
        <ToneIcon tone={filterTone(filter)} />
        {filter.name}
      </span>
    ),
  },
  { id: 'optIn', header: 'Opt-in', width: 140, text: ({ filter }) => optInWords(filter) },
  { id: 'group', header: 'Group', width: 170, text: ({ filter }) => filter.group ?? '' },
  { id: 'company', header: 'Company', width: 120, text: ({ filter }) => filter.company ?? '' },
  {
    id: 'seen',
    header: 'Last loaded (UTC)',
    width: 180,
    text: ({ filter }) => (filter.seenAt === null ? '' : timeWords(filter.seenAt)),
    cell: ({ filter }) => filter.seenAt !== null && <span title={`${timeWords(filter.seenAt)} UTC`}>{shortTimeWords(filter.seenAt)}</span>,
    face: 'fixed',
  },
  { id: 'instance', header: 'Instance', width: 160, text: ({ filter }) => filter.instance },
];

export const HISTORY_COLUMNS: readonly DataColumn<Keyed<FilterEvent>>[] = [
  timeColumn('time', 'Time (UTC)', ({ of }) => of.time),
  { id: 'filter', header: 'Filter', width: 130, text: ({ of }) => of.filter ?? '' },
  { id: 'what', header: 'What', width: 130, text: ({ of }) => (of.action === 'other' ? `event ${of.eventId}` : ACTION_WORDS[of.action]) },
  { id: 'altitude', header: 'Altitude', width: 100, text: ({ of }) => of.altitudes.join(' '), face: 'number' },
  { id: 'status', header: 'Status', width: 116, text: ({ of }) => (of.status === '0x00000000' ? '' : (of.status ?? '')), face: 'fixed' },
  { id: 'detail', header: 'Detail', width: 260, text: ({ of }) => of.detail ?? '' },
];

export interface EventKind {
  readonly key: string;
  readonly provider: string;
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

export const EVENT_COLUMNS: readonly DataColumn<EventKind>[] = [
  { id: 'provider', header: 'Provider', width: 290, text: ({ provider }) => provider },
  { id: 'event', header: 'Event', width: 110, text: ({ id }) => id, face: 'fixed' },
  { id: 'name', header: 'Name', width: 190, text: ({ name }) => name },
  {
    id: 'count',
    header: 'Count',
    width: 84,
    text: ({ count }) => formatCount(count),
    compare: (a, b) => a.count - b.count,
    face: 'number',
  },
];

/** What else a trace or log holds, most frequent first. */
export function eventKinds(evidence: ImportedEvidence): readonly EventKind[] {
  if (evidence.kind !== 'etl' && evidence.kind !== 'evtx') return [];
  const named = evidence.events.map((event, index) => ({
    key: `event ${index}`,
    provider: event.providerName ?? event.provider ?? '(no provider)',
    id: `${event.id}${event.version === null ? '' : ` v${event.version}`}`,
    name: 'name' in event ? (event.name ?? '') : '',
    count: event.count,
  }));
  const classic =
    evidence.kind === 'etl'
      ? evidence.classicEvents.map((event, index) => ({
          key: `classic ${index}`,
          provider: event.guid,
          id: `type ${event.type} v${event.version}`,
          name: 'classic event',
          count: event.count,
        }))
      : [];
  return [...named, ...classic].toSorted((a, b) => b.count - a.count);
}

export const VOLUME_COLUMNS: readonly DataColumn<Keyed<ImportedVolume>>[] = [
  { id: 'volume', header: 'Volume', width: 220, text: ({ of }) => (of.mount === '' ? '(no name)' : of.mount) },
  { id: 'fileSystem', header: 'File system', width: 110, text: ({ of }) => of.fileSystem ?? '' },
  {
    id: 'verdict',
    header: 'Verdict',
    width: 150,
    text: ({ of }) => VERDICT_WORDS[of.verdict],
    cell: ({ of }) => <VerdictMark verdict={of.verdict} />,
    compare: (a, b) => compareVerdicts(a.of.verdict, b.of.verdict),
  },
  { id: 'filters', header: 'Filters', width: 84, text: ({ of }) => formatCount(of.filters.length), face: 'number' },
];

export const WARNING_COLUMNS: readonly DataColumn<Keyed<EvidenceWarning>>[] = [
  {
    id: 'message',
    header: 'Warning',
    width: 470,
    text: ({ of }) => of.message,
    cell: ({ of }) => (
      <span className={styles.marked}>
        <ToneIcon tone="limits" />
        <span className={caseStyles.message} title={of.message}>
          {of.message}
        </span>
      </span>
    ),
  },
  {
    id: 'count',
    header: 'Times',
    width: 84,
    text: ({ of }) => formatCount(of.count),
    compare: (a, b) => a.of.count - b.of.count,
    face: 'number',
  },
  { id: 'offset', header: 'First at', width: 110, text: ({ of }) => (of.offset === null ? '' : formatCount(of.offset)), face: 'number' },
  { id: 'detail', header: 'Detail', width: 220, text: ({ of }) => of.detail, face: 'fixed' },
];
