import type {
  EtlImport,
  EvidenceKind,
  EvidenceSource,
  EvidenceWarning,
  EvtxImport,
  ImportedEvidence,
  ImportedFilter,
} from '../../contract/evidence.ts';
import { countOf, formatBytes, formatCount, shortHex } from '../../contract/numbers.ts';
import { EVIDENCE_WORDS, offsetWords } from '../../contract/text/evidence.ts';
import type { TargetVerdict } from '../../contract/verdicts.ts';
import { causeLines, failureLines, notAskedLines } from './cause-text.ts';
import { paint, type Style, table, verdictText, visible, wrap } from './text.ts';

/** Rows of one kind that text shows; `--json` and `--csv` have all. */
const SHOWN_MAX = 40;
const KINDS_SHOWN_MAX = 15;
const SAMPLE_MAX_CHARS = 200;

/** What the evidence says, verdicts first, with where it comes from and what could not be read. */
export function importLines(evidence: ImportedEvidence, style: Style): string[] {
  return [
    ...sourceLines(evidence, style),
    ...(evidence.kind === 'etl' ? traceLines(evidence, style) : evidence.kind === 'evtx' ? logLines(evidence) : []),
    ...warningLines(evidence, style),
    ...verdictLines(evidence, style),
    ...vetoLines(evidence, style),
    ...stackLines(evidence, style),
    ...historyLines(evidence, style),
    ...(evidence.kind === 'etl' || evidence.kind === 'evtx' ? kindLines(evidence, style) : []),
    ...(evidence.kind === 'etl' ? selfDescribedLines(evidence, style) : []),
  ];
}

function sourceLines({ kind, source }: ImportedEvidence, style: Style): string[] {
  return [
    `${paint(style, 'bold', visible(source.name))}: ${EVIDENCE_WORDS[kind]}, ${formatBytes(source.sizeBytes)}`,
    `  from     ${machineText(source)}`,
    `  SHA-256  ${source.sha256}`,
  ];
}

function machineText({ machine, timeZone }: EvidenceSource): string {
  const zone =
    timeZone === null ? null : `${offsetWords(timeZone.biasMinutes)}${timeZone.name === null ? '' : ` (${visible(timeZone.name)})`}`;
  const os =
    machine.os === null ? null : `Windows ${visible(machine.os)}${machine.product === null ? '' : ` (${visible(machine.product)})`}`;
  const known = [machine.name === null ? null : visible(machine.name), os, zone].filter((part) => part !== null);
  return known.length === 0 ? 'a machine that it does not name' : known.join(' · ');
}

function traceLines({ header, records, buffers, lost }: EtlImport, style: Style): string[] {
  const compressed = buffers.compressed === 0 ? '' : ` (${formatCount(buffers.compressed)} compressed)`;
  const losses = `${countOf(lost.events, 'event')} and ${countOf(lost.buffers, 'buffer')} lost by the writer`;
  return [
    `  session  ${visible(header.sessionName) || '(no name)'}, ${header.startTimeIso} to ${header.endTime === '0' ? 'an end that is not known' : header.endTimeIso}`,
    `  holds    ${countOf(records.total, 'record')} in ${countOf(buffers.count, 'buffer')}${compressed}`,
    `  lost     ${lost.events + lost.buffers === 0 ? 'nothing, says the writer' : paint(style, ['bold', 'yellow'], losses)}`,
  ];
}

const logLines = ({ records, channel, firstTime, lastTime }: EvtxImport): string[] => [
  `  holds    ${countOf(records, 'record')}${channel === null ? '' : ` of the log ${visible(channel)}`}, ${firstTime ?? 'no time'} to ${lastTime ?? 'no time'}`,
];

/** What could not be read, and why. */
export function warningLines(
  { kind, warnings }: { readonly kind: EvidenceKind; readonly warnings: readonly EvidenceWarning[] },
  style: Style,
): string[] {
  if (warnings.length === 0) return [];
  const where = kind === 'etl' || kind === 'evtx' ? 'offset' : 'line';
  return warnings.flatMap(({ message, offset, detail, count: times }) => {
    const place = offset === null ? '' : ` (${where} ${offset}${detail === '' ? '' : `: ${visible(detail)}`})`;
    return wrap(
      `  ${paint(style, 'yellow', '!')} `,
      `${visible(message)}${times > 1 ? `, ${formatCount(times)} times` : ''}${place}`,
      4,
      style,
    );
  });
}

function verdictLines({ kind, results }: ImportedEvidence, style: Style): string[] {
  if (kind === 'etl' || kind === 'evtx') return [];
  return results.flatMap((result) => ['', ...resultLines(result, style)]);
}

function resultLines(result: TargetVerdict, style: Style): string[] {
  const { storage } = result;
  const where = [storage?.busType ?? null, storage?.driver ?? null].filter((part) => part !== null).map(visible);
  return [
    paint(style, 'bold', visible(result.path)),
    `  ${verdictText(style, result.verdict)}  ${['imported', ...where].join(' · ')}`,
    ...failureLines(result, style),
    ...result.causes.flatMap((cause, index) => ['', ...causeLines(cause, index, style)]),
    ...(result.causes.length === 0 ? [] : ['']),
    ...(result.verdict === 'blocked' ? notAskedLines(result, style) : []),
  ];
}

function vetoLines(evidence: ImportedEvidence, style: Style): string[] {
  if (evidence.kind !== 'etl' && evidence.kind !== 'evtx') return [];
  const { vetoes, vetoCount, vetoGroups } = evidence;
  // Event 12 is written for a veto of a filter only; other refusals leave no event, so silence proves little.
  if (vetoCount === 0)
    return [
      '',
      ...wrap(
        '',
        'No veto event in it. Only vetoes of filters are logged: refusals for a missing opt-in, of NTFS and of the volume or storage stack are not.',
        0,
        style,
      ),
    ];
  const rows = vetoes
    .slice(0, SHOWN_MAX)
    .map((veto) => [
      veto.time ?? '?',
      visible(veto.processName ?? ''),
      veto.operation,
      visible(veto.filter),
      veto.ntstatus,
      visible(veto.dosPath ?? veto.path ?? '(no name)'),
    ]);
  return [
    '',
    paint(style, 'bold', countOf(vetoCount, 'veto', 'vetoes')),
    ...vetoGroups.flatMap(({ cause, count: times, first, last }, index) => [
      '',
      ...causeLines(cause, index, style),
      `     seen          ${countOf(times, 'time')}, ${first ?? '?'}${last === first ? '' : ` to ${last ?? '?'}`}`,
    ]),
    '',
    ...table(['Time (UTC)', 'Process', 'Operation', 'Filter', 'Status', 'Path'], rows, style),
    ...moreLines(vetoCount, rows.length),
  ];
}

const moreLines = (all: number, shown: number): string[] =>
  all > shown ? [`… ${formatCount(all - shown)} more: --json or --csv has them`] : [];

function stackLines({ filters, volumes }: ImportedEvidence, style: Style): string[] {
  const listed = filters.length === 0 ? [] : ['', paint(style, 'bold', 'Filter stack'), ...filterTable(filters, style)];
  const byVolume = volumes.flatMap(({ mount, fileSystem, filters: attached }) => [
    '',
    `${paint(style, 'bold', mount === '' ? '(volumes without a name)' : visible(mount))}${fileSystem === null ? '' : ` ${visible(fileSystem)}`}`,
    ...(attached.length === 0 ? [] : filterTable(attached, style)),
  ]);
  return [...listed, ...byVolume];
}

const filterTable = (filters: readonly ImportedFilter[], style: Style): string[] =>
  table(
    ['Altitude', 'Filter', 'Opt-in', 'Group', 'Company', 'Last loaded (UTC)'],
    filters.map((filter) => [
      filter.altitude,
      visible(filter.name),
      optInText(filter),
      visible(filter.group ?? ''),
      visible(filter.company ?? ''),
      filter.seenAt ?? '',
    ]),
    style,
  );

function optInText({ kind, supportedFeatures, optedIn, state }: ImportedFilter): string {
  if (kind === 'legacy') return 'legacy filter';
  if (supportedFeatures === null || optedIn === null) return 'not known';
  const said = optedIn ? 'opted in' : `no opt-in (${shortHex(supportedFeatures)})`;
  return state === 'refused' ? `REFUSED, ${said}` : state === 'suspected' ? `${said}, suspected` : said;
}

const ACTION_WORDS = {
  loaded: 'loaded',
  unloaded: 'unloaded',
  attachFailed: 'failed to attach',
  supportedFeatures: 'its features were noted',
  other: 'other event',
} as const;

function historyLines({ filterEvents }: ImportedEvidence, style: Style): string[] {
  if (filterEvents.length === 0) return [];
  const rows = filterEvents
    .slice(-SHOWN_MAX)
    .map((event) => [
      event.time ?? '?',
      visible(event.filter ?? ''),
      event.action === 'other' ? `event ${event.eventId}` : ACTION_WORDS[event.action],
      event.altitudes.join(' '),
      event.status === null || event.status === '0x00000000' ? '' : event.status,
      visible(event.detail ?? ''),
    ]);
  return [
    '',
    paint(
      style,
      'bold',
      `Filter history: ${countOf(filterEvents.length, 'event')}${filterEvents.length > rows.length ? `, the last ${rows.length}` : ''}`,
    ),
    ...table(['Time (UTC)', 'Filter', 'What', 'Altitude', 'Status', 'Detail'], rows, style),
  ];
}

function kindLines({ events }: EtlImport | EvtxImport, style: Style): string[] {
  const most = events.toSorted((a, b) => b.count - a.count).slice(0, KINDS_SHOWN_MAX);
  if (most.length === 0) return [];
  const rows = most.map(({ providerName, provider, id, version, count: times }) => [
    formatCount(times),
    visible(providerName || provider || '(no provider)'),
    `${id}${version === null ? '' : ` v${version}`}`,
  ]);
  return [
    '',
    paint(style, 'bold', `Events by kind${events.length > most.length ? `: the ${most.length} most frequent of ${events.length}` : ''}`),
    ...table(['Count', 'Provider', 'Event'], rows, style),
  ];
}

/** Events that bring their own description, with the values of the first of each name. */
function selfDescribedLines({ traceLogging, traceLoggingSamples }: EtlImport, style: Style): string[] {
  const most = traceLogging.toSorted((a, b) => b.count - a.count).slice(0, KINDS_SHOWN_MAX);
  if (most.length === 0) return [];
  const rows = most.map(({ provider, name, count: times }) => {
    const sample = traceLoggingSamples.find((each) => each.provider === provider && each.event === name);
    return [
      formatCount(times),
      visible(name),
      sample === undefined ? '' : visible(JSON.stringify(sample.fields)).slice(0, SAMPLE_MAX_CHARS),
    ];
  });
  return [
    '',
    paint(
      style,
      'bold',
      `Self-describing events${traceLogging.length > most.length ? `: the ${most.length} most frequent of ${traceLogging.length} names` : ''}`,
    ),
    ...table(['Count', 'Name', 'First values'], rows, style),
  ];
}
