import type { EventDetail, EventHistory, StoredEvent } from '../../main/contract/events.ts';
import type { FilterEvent, VetoEvent } from '../../main/contract/evidence.ts';
import { countOf } from '../../main/contract/numbers.ts';
import { adviceText } from '../../main/contract/text/causes.ts';
import { sameDriver } from '../../main/contract/text/stack.ts';
import type { Advice, VolumeStack } from '../../main/contract/verdicts.ts';
import { eventTitle, eventWords, VETO_EVENT_ID } from './events.ts';
import type { Explanation } from './explain.ts';
import { exactTime } from './time.ts';

/** What the catalogue says about this filter, taken from wherever the machine's own stacks met it. */
export function adviceOn(event: StoredEvent, stacks: readonly VolumeStack[]): Advice | null {
  if (event.eventId !== VETO_EVENT_ID || event.filter === null) return null;
  const causes = stacks.flatMap((stack) => stack.causes).filter((cause) => sameDriver(cause.driver, event.filter ?? ''));
  return (causes.find((cause) => cause.ntstatus === event.ntstatus) ?? causes[0])?.advice ?? null;
}

/** One event as the pane shows it: what it means, then its fields as they were logged, then the bytes. */
export function explainEvent(event: StoredEvent, detail: EventDetail | null, advice: Advice | null): Explanation {
  const isVeto = event.eventId === VETO_EVENT_ID;
  const own = event.own ? ['This program’s own query caused it.'] : [];
  return {
    key: `event ${event.seq}`,
    about: `${eventWords(event.eventId)} · ${exactTime(event.time)}`,
    mark: { kind: 'tone', tone: isVeto && !event.own ? 'refused' : 'quiet' },
    first: {
      title: eventTitle(event),
      lead: leadOf(event),
      seen: [...seenLines(event, detail)],
      concluded: [...own, ...concludedLines(event)],
      ...adviceText(advice, true),
    },
    others: [],
    notAsked: [],
    notAskedNote: null,
    answers: [],
    ...(detail === null || detail.raw === '' ? {} : { bytes: { hex: detail.raw, source: bytesSource(detail) } }),
  };
}

function bytesSource({ event, version, decoded, raw }: EventDetail): string {
  const how = {
    named: 'fields named by this Windows’ own manifest',
    positional: 'fields by their place in a known layout',
    raw: 'no layout known: kept as it came',
  }[decoded];
  return `FilterManager event ${event.eventId} version ${version} · ${countOf(raw.length / 2, 'byte')} · ${how}`;
}

function leadOf(event: StoredEvent): string {
  const filter = event.filter ?? 'The filter';
  switch (event.eventId) {
    case 1:
      return `${filter} left the filter stack. What it refused before it no longer refuses.`;
    case 3:
      return `${filter} tried to attach to a volume and was not let.`;
    case 6:
      return `${filter} joined the filter stack. Files that have BypassIO on are asked about again.`;
    case 11:
      return `${filter} told the filter manager which features it supports.`;
    case VETO_EVENT_ID:
      return `${filter} refused to let ${whoText(event)} ${event.operation === 'query' ? 'ask about' : 'use'} BypassIO on ${event.path ?? 'a file without a name'}.`;
    default:
      return 'An event of the filter manager that this program has no words for. Its fields and bytes are kept as they came.';
  }
}

export function whoText({ processName, processId }: Pick<StoredEvent, 'processName' | 'processId'>): string {
  return processName === null ? `process ${processId}` : `${processName} (${processId})`;
}

function seenLines(event: StoredEvent, detail: EventDetail | null): readonly string[] {
  const fields = detail === null ? [] : detail.fields.map(({ name, value }) => `${name} ${value}`);
  return [
    `FilterManager event ${event.eventId}${detail === null ? '' : ` version ${detail.version}`}`,
    `Time ${event.time}`,
    `Process ${whoText(event)}, thread ${event.threadId}`,
    ...(event.ntstatus === null ? [] : [`Status ${event.ntstatus}${event.ntstatusName === null ? '' : ` ${event.ntstatusName}`}`]),
    ...(event.reason === null || event.reason === '' ? [] : [`Reason “${event.reason}”`]),
    ...fields,
  ];
}

function concludedLines(event: StoredEvent): readonly string[] {
  if (event.eventId !== VETO_EVENT_ID) return [];
  return [
    event.operation === 'query'
      ? 'It was only a question: no read changed its way because of it.'
      : 'Reads of this file travelled the whole stack after this.',
    `Filters below ${event.filter ?? 'it'} were not asked by this request.`,
  ];
}

/** An event of the System log in the table's own form. The log keeps neither thread nor bytes. */
export interface PastEvent extends StoredEvent {
  readonly key: string;
}

/** What the System log holds as events of the table's kind, newest first. */
export function historyEvents({ vetoes, filterEvents }: EventHistory): readonly PastEvent[] {
  return [...vetoes.map(vetoAsEvent), ...filterEvents.map(filterEventAsEvent)].toSorted((a, b) => a.seq - b.seq);
}

function vetoAsEvent(veto: VetoEvent): PastEvent {
  const { seq, eventId, processName, operation, filter, reason, ntstatus, ntstatusName, own } = veto;
  return {
    ...pastOf(seq, veto.time),
    eventId,
    processId: veto.processId ?? 0,
    processName,
    path: veto.dosPath ?? veto.path,
    operation,
    filter,
    reason,
    ntstatus,
    ntstatusName,
    own,
  };
}

function filterEventAsEvent({ seq, time, eventId, filter, status, statusName, detail }: FilterEvent): PastEvent {
  return {
    ...pastOf(seq, time),
    eventId,
    processId: 0,
    processName: null,
    path: null,
    operation: null,
    filter,
    reason: detail,
    ntstatus: status,
    ntstatusName: statusName,
    own: false,
  };
}

function pastOf(seq: number, time: string | null): Pick<PastEvent, 'key' | 'seq' | 'time' | 'timeUs' | 'threadId'> {
  const ms = Date.parse(time ?? '');
  return { key: `past ${seq}`, seq, time: time ?? '', timeUs: Number.isNaN(ms) ? 0 : ms * 1_000, threadId: 0 };
}
