import type { Report, ReportCause, ReportPath, ReportRecording, ReportScan, ReportSource, ReportVolume } from '../contract/report.ts';
import { REPORT_MAX_COUNTS, REPORT_SCHEMA_VERSION } from '../contract/report-words.ts';
import type { Snapshot, SnapshotVolume } from '../contract/snapshot.ts';
import { isConcluded } from '../contract/text/causes.ts';
import { headline } from '../contract/text/sentence.ts';
import type { Cause, TargetVerdict } from '../contract/verdicts.ts';
import type { Verdict } from '../contract/words.ts';
import { BLOCKERS_SOURCE } from '../domain/advice.ts';
import { ALTITUDES_SOURCE } from '../domain/catalogue.ts';
import { notAsked } from '../domain/stack.ts';
import { sentenceOnRecording } from '../domain/use-sentence.ts';
import { worstFirst } from '../domain/verdict.ts';
import type { First, ReportAnswers, ScanAnswers } from './answers.ts';
import { missingFrom } from './missing.ts';
import { utcClock } from './times.ts';
import { vetoesOf } from './vetoes.ts';

const MAX = REPORT_MAX_COUNTS;

/** The one model that every form of a report is made from: HTML, JSON, CSV and Markdown cannot disagree. */
export function makeReport(answers: ReportAnswers): Report {
  const { generatedAt, tool, origin, redaction, snapshot, recordings } = answers;
  const volumes = listed(snapshot).map(toVolume);
  const paths = (snapshot?.content.paths ?? []).map(toPath);
  const asked = [...paths, ...volumes].map(({ verdict }) => verdict);
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    kind: 'report',
    generatedAt,
    tool,
    catalogues: { blockers: BLOCKERS_SOURCE.date, altitudes: ALTITUDES_SOURCE.date },
    origin,
    redaction,
    summary: summaryOf(snapshot, paths, volumes),
    verdict: asked.toSorted(worstFirst)[0] ?? null,
    notes: firstOf(answers.notes, MAX.notes),
    machine: machineOf(answers),
    missing: missingFrom(answers),
    snapshot: snapshot?.entry ?? null,
    volumes: first(volumes, MAX.volumes),
    paths: first(paths, MAX.paths),
    vetoes: vetoesOf(answers),
    recordings: first(
      recordings.slice(0, MAX.recordings).map((recording) => toRecording(recording, answers)),
      MAX.recordings,
      recordings.length,
    ),
    scans: firstOf({ ...answers.scans, items: answers.scans.items.map(toScan) }, MAX.scans),
    sources: first(recordings.flatMap(toSource), MAX.sources),
    snapshots: firstOf(answers.snapshots, MAX.snapshots),
  };
}

/** No more than `max`, and how many there are. */
function first<T>(items: readonly T[], max: number, total = items.length): { total: number; items: T[] } {
  return { total, items: items.slice(0, max) };
}

const firstOf = <T>({ total, items }: First<T>, max: number): { total: number; items: T[] } => first(items, max, total);

const listed = (snapshot: Snapshot | null): readonly SnapshotVolume[] =>
  snapshot?.content.volumes.state === 'known' ? snapshot.content.volumes.value : [];

function summaryOf(
  snapshot: Snapshot | null,
  paths: readonly { readonly verdict: Verdict }[],
  volumes: readonly { readonly verdict: Verdict }[],
): string {
  if (snapshot === null) return 'No machine was asked';
  if (snapshot.content.volumes.state !== 'known' && paths.length === 0) return 'The volumes could not be listed';
  const parts = [
    paths.length === 0 ? null : headline(verdictsOf(paths), 'target'),
    volumes.length === 0 ? null : headline(verdictsOf(volumes)),
  ];
  return parts.filter((part) => part !== null).join('; ') || headline([]);
}

const verdictsOf = (judged: readonly { readonly verdict: Verdict }[]): Verdict[] => judged.map(({ verdict }) => verdict);

const toCause = (cause: Cause): ReportCause => ({ ...cause, concluded: isConcluded(cause) });

function toVolume({ verdict: volume, stack, flags, storageDriverVersion, bitLocker, shadowCopies }: SnapshotVolume): ReportVolume {
  return {
    ...volume,
    causes: volume.causes.map(toCause),
    stack:
      stack === null
        ? null
        : {
            below: stack.below,
            filtersFailure: stack.filtersFailure,
            filters: first(stack.filters, MAX.filtersAVolume),
            notAsked: notAsked(stack.filters, stack.below),
            complete: stack.complete ?? false,
          },
    flags,
    storageDriverVersion,
    bitLocker,
    shadowCopies,
  };
}

const toPath = (target: TargetVerdict): ReportPath => ({ ...target, causes: target.causes.map(toCause) });

function machineOf({ machine, snapshot }: ReportAnswers): Report['machine'] {
  const nothing = { revision: null, release: null, elevated: null, edition: null, bootedUs: null, displayLanguage: null };
  if (snapshot === null) return { ...machine, ...nothing, switches: [], classFilters: [], drivers: { total: 0, items: [] } };
  const { machine: asked, edition, bootedUs, displayLanguage, switches, classFilters, drivers } = snapshot.content;
  return { ...asked, edition, bootedUs, displayLanguage, switches, classFilters, drivers: first(drivers, MAX.drivers) };
}

function toRecording(
  { source, ...recording }: ReportAnswers['recordings'][number],
  { samples, timelines }: ReportAnswers,
): ReportRecording {
  const volumes = [...(samples.get(recording.id) ?? [])];
  const useSentence = sentenceOnRecording({ ...recording, source }, volumes, utcClock);
  return { ...recording, imported: source !== null, useSentence, volumes, timeline: timelines.get(recording.id) ?? null };
}

function toSource({ id, source }: ReportAnswers['recordings'][number]): ReportSource[] {
  return source === null ? [] : [{ ...source, recording: id, warnings: first(source.warnings, MAX.warningsASource) }];
}

function toScan({ result, folders, files }: ScanAnswers): ReportScan {
  const { scan, sentence, byVerdict, byCause, byFact, byFailure } = result;
  return {
    scan,
    sentence,
    byVerdict,
    byCause: first(byCause, MAX.causesAScan),
    byFact,
    byFailure,
    folders: firstOf(folders, MAX.foldersAScan),
    files: firstOf(files, MAX.filesAScan),
  };
}
