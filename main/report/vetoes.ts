import type { Report, VetoReason } from '../contract/report.ts';
import { REPORT_MAX_COUNTS } from '../contract/report-words.ts';
import { isLossy, lossesOf, vetoHeadline } from '../contract/text/events.ts';
import { ntstatusName, statusText } from '../domain/status.ts';
import type { VetoSum, VetoSums } from '../domain/veto-sums.ts';
import type { ReportAnswers } from './answers.ts';

const { vetoReasons, vetoPaths } = REPORT_MAX_COUNTS;

/** Vetoes over all recordings, with what the counts leave out. */
export function vetoesOf({ vetoes, recordings }: ReportAnswers): Report['vetoes'] {
  const reasons = reasonsOf(vetoes.kinds);
  const { lostEvents, lostBuffers } = lossesOf(recordings);
  return {
    sentence: sentenceOf(vetoes, recordings),
    total: reasons.reduce((sum, each) => sum + each.vetoes, 0),
    own: vetoes.own,
    events: recordings.reduce((sum, { events }) => sum + events, 0),
    lostEvents,
    lostBuffers,
    byReason: { total: reasons.length, items: reasons.slice(0, vetoReasons) },
    byPath: {
      total: vetoes.pathCount,
      items: vetoes.paths.slice(0, vetoPaths).map((path) => ({ ...path, filters: [...path.filters] })),
    },
    byPathComplete: vetoes.pathsComplete,
  };
}

function sentenceOf({ kinds, own }: VetoSums, recordings: ReportAnswers['recordings']): string {
  const [newest] = recordings;
  if (newest === undefined) return 'Nothing was recorded, so whether a filter refused anybody is not known';
  const byFilter = new Map<string | null, number>();
  for (const { filter, vetoes } of kinds) byFilter.set(filter, (byFilter.get(filter) ?? 0) + vetoes);
  const groups = [...byFilter].map(([value, events]) => ({ value, events })).sort((a, b) => b.events - a.events);
  const isRunning = recordings.some(({ endedUs }) => endedUs === null);
  const span = { us: (newest.endedUs ?? newest.startedUs) - newest.startedUs, recordings: recordings.length, isRunning };
  const events = recordings.reduce((sum, recording) => sum + recording.events, 0);
  return vetoHeadline({ byFilter: groups, own, events, complete: true }, span, isLossy(lossesOf(recordings)));
}

/** Kinds that differ only in who asked and how are one line. */
function reasonsOf(kinds: readonly VetoSum[]): VetoReason[] {
  const reasons = new Map<string, VetoReason>();
  for (const kind of kinds) {
    const { filter, ntstatus, reason, vetoes, firstUs, lastUs } = kind;
    const key = JSON.stringify([filter, ntstatus, reason]);
    const known = reasons.get(key);
    reasons.set(key, {
      filter,
      ntstatus: ntstatus === null ? null : statusText(ntstatus),
      ntstatusName: ntstatus === null ? null : ntstatusName(ntstatus),
      reason,
      operations: withOne(known?.operations ?? [], kind.operation),
      processes: withOne(known?.processes ?? [], kind.process),
      vetoes: vetoes + (known?.vetoes ?? 0),
      firstUs: Math.min(firstUs, known?.firstUs ?? firstUs),
      lastUs: Math.max(lastUs, known?.lastUs ?? lastUs),
    });
  }
  return [...reasons.values()].sort((a, b) => b.vetoes - a.vetoes || a.firstUs - b.firstUs);
}

/** Enough of them to see who it is; a game starts a handful of programs. */
const NAMES_MAX = 20;

function withOne(names: readonly string[], name: string | null): string[] {
  return name === null || names.includes(name) || names.length >= NAMES_MAX ? [...names] : [...names, name];
}
