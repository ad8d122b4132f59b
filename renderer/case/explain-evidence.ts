import type { EvidenceWarning, FilterEvent, ImportedEvidence, VetoEvent } from '../../main/contract/evidence.ts';
import { countOf } from '../../main/contract/numbers.ts';
import { type CauseText, causeText, maskText } from '../../main/contract/text/causes.ts';
import { compareVerdicts } from '../../main/contract/text/verdicts.ts';
import { type Explanation, explainTarget } from '../text/explain.ts';
import { allFilters, filterTone, type ListedFilter, sentenceCase, silenceOf, timeWords } from './evidence-words.ts';

const BARE = { background: null, remedies: [], risk: null, confidence: null, sources: [] } as const;
const NONE = { others: [], notAsked: [], notAskedNote: null, answers: [] } as const;
const ELSEWHERE = 'Imported evidence: nothing on this machine was asked.';

/** What the row with `key` says, or what deserves to be explained first. */
export function explainEvidence(evidence: ImportedEvidence, key: string | null): Explanation | null {
  const [kind = '', rest = ''] = key === null ? [] : [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
  switch (kind) {
    case 'target':
      return explainResult(evidence, rest) ?? explainFirst(evidence);
    case 'group':
      return explainGroup(evidence, Number(rest)) ?? explainFirst(evidence);
    case 'veto':
      return explainVeto(evidence, Number(rest)) ?? explainFirst(evidence);
    case 'filter': {
      const listed = allFilters(evidence).find((each) => each.key === key);
      return listed === undefined ? explainFirst(evidence) : explainFilter(listed);
    }
    case 'history': {
      const event = evidence.filterEvents.find((each) => String(each.seq) === rest);
      return event === undefined ? explainFirst(evidence) : explainEvent(event);
    }
    case 'warning': {
      const warning = evidence.warnings[Number(rest)];
      return warning === undefined ? explainFirst(evidence) : explainWarning(evidence, warning, rest);
    }
    default:
      return explainFirst(evidence);
  }
}

function explainFirst(evidence: ImportedEvidence): Explanation | null {
  if (evidence.vetoGroups.length > 0) return explainGroup(evidence, 0);
  const worst = evidence.results.toSorted((a, b) => compareVerdicts(a.verdict, b.verdict))[0];
  if (worst !== undefined) return explainTarget(worst, null);
  const listed = allFilters(evidence);
  const suspect = listed.find(({ filter }) => filter.state === 'suspected') ?? listed[0];
  if (suspect !== undefined) return explainFilter(suspect);
  const silence = silenceOf(evidence);
  return silence === undefined ? null : explainWarning(evidence, silence, String(evidence.warnings.indexOf(silence)));
}

function explainResult(evidence: ImportedEvidence, path: string): Explanation | null {
  const target = evidence.results.find((each) => each.path === path);
  return target === undefined ? null : explainTarget(target, null);
}

function explainGroup({ vetoGroups }: ImportedEvidence, index: number): Explanation | null {
  const group = vetoGroups[index];
  if (group === undefined) return null;
  const text = causeText(group.cause, { mount: 'the volume', outFlags: [], answers: [] });
  return {
    key: `group ${index}`,
    about: `${countOf(group.count, 'veto', 'vetoes')} of ${group.filter}`,
    mark: { kind: 'tone', tone: 'refused' },
    first: { ...text, seen: [...text.seen, `First ${timeWords(group.first)} UTC`, `Last ${timeWords(group.last)} UTC`] },
    ...NONE,
  };
}

function explainVeto(evidence: ImportedEvidence, seq: number): Explanation | null {
  const veto = evidence.vetoes.find((each) => each.seq === seq);
  if (veto === undefined) return null;
  const group = evidence.vetoGroups.find(({ filter, cause }) => filter === veto.filter && cause.ntstatus === veto.ntstatus);
  const text: CauseText =
    group === undefined
      ? { ...BARE, title: `${veto.filter} refused`, lead: veto.reason ?? 'No reason was given.', seen: [], concluded: [] }
      : causeText(group.cause, { mount: mountOf(veto), outFlags: [], answers: [] });
  return {
    key: `veto ${seq}`,
    about: veto.dosPath ?? veto.path ?? 'A file without a name',
    mark: { kind: 'tone', tone: 'refused' },
    first: { ...text, seen: [...text.seen, ...vetoLines(veto)] },
    ...NONE,
  };
}

function vetoLines(veto: VetoEvent): readonly string[] {
  return [
    `FilterManager event ${veto.eventId}`,
    `Time ${timeWords(veto.time)} UTC`,
    `Process ${veto.processName ?? 'not named'}${veto.processId === null ? '' : `, id ${veto.processId}`}`,
    `Operation ${veto.operation}`,
    ...(veto.path === null || veto.path === veto.dosPath ? [] : [`Logged as ${veto.path}`]),
  ];
}

function mountOf(veto: VetoEvent): string {
  return veto.dosPath?.match(/^[A-Za-z]:/)?.[0] ?? 'the volume';
}

function explainFilter({ key, mount, filter }: ListedFilter): Explanation {
  const file = filter.driverAssumed ? `${filter.driver} (file name taken from the filter’s name)` : filter.driver;
  const seen = [
    filter.supportedFeatures === null ? null : maskText(filter.supportedFeatures),
    filter.altitude === '' ? null : `Altitude ${filter.altitude}${filter.group === null ? '' : ` ${filter.group}`}`,
    filter.instance === '' ? null : `Instance ${filter.instance}`,
    filter.instanceCount === null ? null : countOf(filter.instanceCount, 'instance'),
    `File ${file}${filter.version === null ? '' : ` ${filter.version}`}`,
    filter.seenAt === null ? null : `Loaded ${timeWords(filter.seenAt)} UTC`,
  ].filter((line) => line !== null);
  return {
    key,
    about: `${filter.name} ${mount === null ? 'in imported evidence' : `on ${mount}, imported`}`,
    mark: { kind: 'tone', tone: filterTone(filter) },
    first: { ...BARE, ...filterText(filter), seen },
    ...NONE,
  };
}

function filterText(filter: ListedFilter['filter']): Pick<CauseText, 'title' | 'lead' | 'concluded'> {
  const { name } = filter;
  if (filter.state === 'refused')
    return { title: `${name} refused`, lead: 'The same evidence holds a refusal in its name.', concluded: [ELSEWHERE] };
  if (filter.kind === 'legacy')
    return {
      title: `${name} is a legacy filter`,
      lead: 'A legacy filter sits outside the filter manager: it has no opt-in, and a query does not name it.',
      concluded: [ELSEWHERE],
    };
  if (filter.optedIn === null)
    return {
      title: `Whether ${name} opted in is not known`,
      lead: 'The evidence does not show SupportedFeatures. `fltmc instances` of Windows 11 does.',
      concluded: [ELSEWHERE],
    };
  if (filter.optedIn)
    return {
      title: `${name} has opted in`,
      lead: 'Bit 0x8 is set, so its presence refuses nothing. It may still veto single files.',
      concluded: [ELSEWHERE],
    };
  if (filter.state === 'unknown')
    return {
      title: `${name} says nothing about BypassIO`,
      lead: 'Its mask lacks bit 0x8, and the Windows that it is of does not know BypassIO.',
      concluded: [ELSEWHERE],
    };
  return {
    title: `${name} may refuse`,
    lead: 'Its mask lacks bit 0x8. A filter that touches neither reads nor writes is opted in by itself, so this is a suspicion, not a proof.',
    concluded: ['fsutil bypassio state on that machine would prove it.', ELSEWHERE],
  };
}

export const ACTION_WORDS: Readonly<Record<FilterEvent['action'], string>> = {
  loaded: 'loaded',
  unloaded: 'unloaded',
  attachFailed: 'failed to attach',
  supportedFeatures: 'its features were noted',
  other: 'other event',
};

function explainEvent(event: FilterEvent): Explanation {
  const seen = [
    `FilterManager event ${event.eventId}, version ${event.version}`,
    `Time ${timeWords(event.time)} UTC`,
    event.altitudes.length === 0 ? null : `Altitude ${event.altitudes.join(', ')}${event.group === null ? '' : ` ${event.group}`}`,
    event.supportedFeatures === null ? null : maskText(event.supportedFeatures),
    event.driverVersion === null ? null : `Version ${event.driverVersion}`,
    event.status === null ? null : `Status ${event.status} ${event.statusName ?? ''}`.trim(),
  ].filter((line) => line !== null);
  return {
    key: `history ${event.seq}`,
    about: 'Filter history, imported',
    mark: { kind: 'tone', tone: event.action === 'attachFailed' ? 'limits' : 'quiet' },
    first: {
      ...BARE,
      title: `${event.filter ?? 'A filter'} ${ACTION_WORDS[event.action]}`,
      lead: event.detail ?? 'The log notes that it happened, not why.',
      seen,
      concluded: [],
    },
    ...NONE,
  };
}

const WHAT_COULD_NOT = 'Everything that could be read stands beside this; what could not is counted here and left out of no sum silently.';
const HOW_TO_RECORD =
  'Vetoes are logged by Windows 11 22H2 and newer, to a trace that listens to Microsoft-Windows-FilterManager while a program asks for BypassIO.';

function explainWarning({ kind, source }: ImportedEvidence, warning: EvidenceWarning, index: string): Explanation {
  const place = kind === 'etl' || kind === 'evtx' ? 'Offset' : 'Line';
  const seen = [
    warning.offset === null ? null : `${place} ${warning.offset}`,
    warning.detail === '' ? null : warning.detail,
    warning.count > 1 ? countOf(warning.count, 'time') : null,
  ].filter((line) => line !== null);
  return {
    key: `warning ${index}`,
    about: source.name,
    mark: { kind: 'tone', tone: 'limits' },
    first: {
      ...BARE,
      title: sentenceCase(warning.message),
      lead: warning.kind === 'silent' ? HOW_TO_RECORD : WHAT_COULD_NOT,
      seen,
      concluded: [],
    },
    ...NONE,
  };
}
