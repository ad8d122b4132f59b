import type { EvidenceWarning, ImportedFilter, ImportedVolume, TextImport } from '../contract/evidence.ts';
import type { TargetVerdict } from '../contract/verdicts.ts';
import { PATHS_MAX_COUNT } from '../contract/words.ts';
import { hasOptedIn } from '../domain/bypass-io.ts';
import { filtersOfRows, notAskedOf, volumesOfRows, withStates } from '../domain/evidence.ts';
import { verdictOfFsutil } from '../domain/fsutil-verdict.ts';
import { statusText } from '../domain/status.ts';
import { type FltmcText, readFltmc } from '../domain/text/fltmc.ts';
import { type FsutilOutput, readFsutil } from '../domain/text/fsutil.ts';
import { pastedLines } from '../domain/text/pasted.ts';
import type { Imported } from './import-options.ts';

/** Lines that were not understood and are shown. */
const SHOWN_MAX = 200;

/** Reads pasted outputs of fsutil and fltmc, also both in one text. Null when the text holds neither. */
export function importText(text: string, encoding: string): Imported<TextImport> | null {
  const lines = pastedLines(text);
  const fsutil = readFsutil(lines);
  const isFsutil = fsutil.outputs.length > 0;
  // What fsutil's reader did not need is offered to the other one, so that one paste can hold both.
  const fltmc = readFltmc(isFsutil ? fsutil.notUnderstood : lines);
  const hasRows = fltmc.instances.length + fltmc.filters.length + fltmc.volumes.length > 0;
  if (!isFsutil && !hasRows && !fltmc.hasHeading) return null;
  const listed = volumesOfRows(fltmc.instances, fltmc.volumes);
  const outputs = fsutil.outputs.slice(0, PATHS_MAX_COUNT);
  const results = outputs.map((output) => resultOf(output, listed));
  return {
    data: {
      kind: isFsutil ? 'fsutil' : 'fltmc',
      results,
      volumes: listed.map((volume) => answered(volume, results)),
      filters: filtersOfRows(fltmc.filters),
      vetoes: [],
      vetoCount: 0,
      vetoGroups: [],
      filterEvents: [],
      notUnderstood: fltmc.notUnderstood.slice(0, SHOWN_MAX).map(({ line, text: shown }) => ({ line, text: shown.slice(0, 500) })),
      warnings: [...warningsOf(outputs, fltmc, encoding), ...leftOut(fsutil.outputs.length - outputs.length)],
    },
    timeZone: null,
    machine: { name: null, os: null, product: null },
  };
}

const leftOut = (count: number): EvidenceWarning[] =>
  count === 0
    ? []
    : [{ kind: 'tooMany', message: 'outputs of fsutil after the first thousand are left out', offset: null, detail: '', count }];

function resultOf(output: FsutilOutput, volumes: readonly ImportedVolume[]): TargetVerdict {
  const filters = filtersOn(volumes, output.path);
  const verdict = verdictOfFsutil(output, filters);
  if (filters.length === 0) return verdict;
  const states = withStates(filters, verdict);
  return { ...verdict, notAsked: notAskedOf(states), notAskedComplete: verdict.verdict === 'blocked' };
}

const filtersOn = (volumes: readonly ImportedVolume[], path: string): readonly ImportedFilter[] =>
  volumes.find(({ mount }) => mount !== '' && mount === path.slice(0, 2).toUpperCase())?.filters ?? [];

/** A listed volume that fsutil was asked about in the same text gets that answer. */
function answered(volume: ImportedVolume, results: readonly TargetVerdict[]): ImportedVolume {
  const answer = results.find(({ mount, targetKind }) => mount === volume.mount && targetKind !== 'unknown');
  if (answer === undefined) return volume;
  return { ...volume, verdict: answer.verdict, causes: answer.causes, filters: withStates(volume.filters, answer) };
}

function warningsOf(outputs: readonly FsutilOutput[], fltmc: FltmcText, encoding: string): EvidenceWarning[] {
  const warnings: EvidenceWarning[] = [];
  const add = (kind: EvidenceWarning['kind'], message: string, line: number | null, detail: string, count = 1): void => {
    warnings.push({ kind, message, offset: line, detail, count });
  };
  for (const output of outputs) {
    if (output.said === null)
      add('notUnderstood', 'the first line is not in English: read by its numbers, driver names and layout', output.line, output.path);
    if (output.compatibleByWords)
      add('notUnderstood', 'whether the storage driver is compatible was read from words of another language', output.line, output.path);
    if (output.said === 'notSupported' && output.status === null)
      add('notUnderstood', 'not supported, but the lines that say by whom are missing', output.line, output.path);
  }
  for (const { line, code, text } of fltmc.errors) add('notUnderstood', `fltmc listed nothing: ${statusText(code)}`, line, text);
  const masked = fltmc.instances.filter(({ supportedFeatures }) => supportedFeatures === null);
  if (masked.length > 0)
    add('notUnderstood', 'rows without SprtFtrs: whether these filters opted in is not known', masked[0]?.line ?? null, '', masked.length);
  // Windows 11 has opted its own filters in: where none has the bit, the whole machine is older, or the bits are switched off.
  const names = new Set(fltmc.instances.map(({ filter }) => filter));
  if (names.size >= 3 && masked.length === 0 && fltmc.instances.every(({ supportedFeatures }) => !hasOptedIn(supportedFeatures ?? 0)))
    add('notSupported', 'no filter at all has opted in: probably a Windows older than 11, or FilterSupportedFeaturesMode is set', null, '');
  const { notUnderstood } = fltmc;
  if (notUnderstood.length > 0)
    add('notUnderstood', 'lines that mean nothing here', notUnderstood[0]?.line ?? null, '', notUnderstood.length);
  if (encoding === 'windows-1252')
    add('notUnderstood', 'the text is in an unknown code page: letters outside English may be wrong', null, '');
  return warnings;
}
