import { shortHex } from '../numbers.ts';
import type { Cause, FilterInstance, LowerDriver, VolumeStack } from '../verdicts.ts';
import type { Layer, StackState, Verdict } from '../words.ts';
import { causeReason, isMissingOptIn, LAYER_WORDS } from './causes.ts';

/** How a row of the stack looks: `limits` refused below the filters, which leaves BypassIO partial; `quiet` was not asked. */
export type RowTone = 'refused' | 'limits' | 'passed' | 'suspected' | 'quiet';

export interface StackRow {
  readonly key: string;
  readonly layer: Layer;
  readonly altitude: string | null;
  readonly name: string;
  /** Company of a filter, detail of a lower driver. */
  readonly owner: string;
  readonly group: string | null;
  readonly isLegacy: boolean;
  readonly tone: RowTone;
  readonly words: string;
  /** How the answer was come by, where it is not the plain query. */
  readonly evidence: 'Probe' | null;
  readonly of: { readonly kind: 'filter'; readonly filter: FilterInstance } | { readonly kind: 'lower'; readonly driver: LowerDriver };
}

/** `skipped` reads do not pass here, `wouldSkip` once nothing refuses, `travelled` they do. */
export type SectionUse = 'skipped' | 'wouldSkip' | 'travelled';

export interface StackSection {
  readonly layer: Layer;
  readonly title: string;
  readonly use: SectionUse;
  readonly useWords: string | null;
  readonly rows: readonly StackRow[];
}

/** The whole stack in the order a read meets it, each driver with what is known about it. */
export function stackSections(stack: VolumeStack): readonly StackSection[] {
  const filters = stack.filters.map((filter) => filterRow(filter, stack.causes));
  const layers: readonly Exclude<Layer, 'filter'>[] = ['fileSystem', 'volume', 'storage'];
  const lower = layers.map((layer) => {
    const drivers = stack.below.filter((driver) => driver.layer === layer);
    const rows = drivers.map((driver, index) => lowerRow(driver, stack, layer === 'storage' && index === drivers.length - 1));
    return section(layer, LAYER_WORDS[layer], rows, stack.verdict);
  });
  const title = stack.filtersFailure === null ? `${LAYER_WORDS.filter} (${stack.filters.length})` : LAYER_WORDS.filter;
  return [section('filter', title, filters, stack.verdict), ...lower.filter((s) => s.rows.length > 0)];
}

function section(layer: Layer, title: string, rows: readonly StackRow[], verdict: Verdict): StackSection {
  const use = sectionUse(layer, verdict, rows.length);
  return { layer, title, use, useWords: USE_WORDS[use], rows };
}

const USE_WORDS: Readonly<Record<SectionUse, string | null>> = {
  skipped: 'BypassIO skips these',
  wouldSkip: 'BypassIO would skip these',
  travelled: null,
};

/** The file system is never skipped: it maps the read. Of the storage stack the last driver does the work. */
function sectionUse(layer: Layer, verdict: Verdict, rows: number): SectionUse {
  if (layer === 'fileSystem' || verdict === 'notApplicable' || verdict === 'unknown') return 'travelled';
  if (layer === 'storage' && rows < 2) return 'travelled';
  if (verdict === 'full') return 'skipped';
  if (verdict === 'partial') return layer === 'filter' ? 'skipped' : 'travelled';
  return 'wouldSkip';
}

function filterRow(filter: FilterInstance, causes: readonly Cause[]): StackRow {
  const refusal = causes.find((c) => c.layer === 'filter' && sameDriver(c.driver, filter.driver));
  return {
    key: filterKey(filter),
    layer: 'filter',
    altitude: filter.altitude,
    name: filter.name,
    owner: filter.company ?? '',
    group: filter.group,
    isLegacy: filter.kind === 'legacy',
    tone: TONES[filter.state],
    words: filterWords(filter, refusal),
    evidence: refusal?.evidence === 'probe' ? 'Probe' : null,
    of: { kind: 'filter', filter },
  };
}

const TONES: Readonly<Record<StackState, RowTone>> = {
  refused: 'refused',
  passed: 'passed',
  suspected: 'suspected',
  notAsked: 'quiet',
  unknown: 'quiet',
};

/** What one filter did with the request, in the words of its row. */
export function filterWords(filter: FilterInstance, refusal: Cause | undefined): string {
  const noOptIn = `no opt-in (${shortHex(filter.supportedFeatures)})`;
  switch (filter.state) {
    case 'refused':
      return refusal === undefined || isMissingOptIn(refusal) ? noOptIn : `refused: ${trimStop(causeReason(refusal))}`;
    case 'passed':
      return 'passed it on';
    case 'suspected':
      return `${noOptIn}, not asked`;
    case 'notAsked':
      return filter.optedIn ? 'opted in, not asked' : `${noOptIn}, not asked`;
    case 'unknown':
      return filter.kind === 'legacy' ? 'legacy, cannot opt in' : filter.optedIn ? 'opted in' : noOptIn;
    default:
      return filter.state satisfies never;
  }
}

function lowerRow(driver: LowerDriver, stack: VolumeStack, isDisk: boolean): StackRow {
  const refusal = stack.causes.find((c) => c.layer === driver.layer && (c.driver === null || sameDriver(c.driver, driver.driver)));
  const compatible = isDisk && saysCompatible(stack);
  return {
    key: `${driver.layer}/${driver.driver}`,
    layer: driver.layer,
    altitude: null,
    name: driver.driver.replace(/\.sys$/i, ''),
    owner: driver.detail ?? '',
    group: null,
    isLegacy: false,
    tone: lowerTone(driver, compatible),
    words: lowerWords(driver, refusal, compatible, stack.verdict),
    evidence: refusal?.evidence === 'probe' ? 'Probe' : null,
    of: { kind: 'lower', driver },
  };
}

/** GET_INFO tells of the storage driver even when the query ended far above it. */
function saysCompatible({ outFlags, answers }: VolumeStack): boolean {
  return [outFlags, ...answers.map((answer) => answer.outFlags)].some((flags) => flags.includes('COMPATIBLE_STORAGE_DRIVER'));
}

function lowerTone({ layer, state }: LowerDriver, compatible: boolean): RowTone {
  if (state === 'refused') return layer === 'fileSystem' ? 'refused' : 'limits';
  return compatible ? 'passed' : TONES[state];
}

/** What one driver below the filters did with the request, in the words of its row. */
export function lowerWords(driver: LowerDriver, refusal: Cause | undefined, compatible: boolean, verdict: Verdict): string {
  switch (driver.state) {
    case 'refused':
      return refusal?.layer === 'storage' && refusal.ntstatus === null
        ? 'not compatible'
        : `refused: ${trimStop(refusal === undefined ? 'no reason given' : causeReason(refusal))}`;
    case 'passed':
      return compatible ? 'compatible' : 'passed it on';
    case 'suspected':
      return 'may refuse';
    case 'notAsked':
      return compatible ? 'compatible, not asked' : 'not asked';
    case 'unknown':
      if (compatible) return 'compatible';
      if (verdict === 'notApplicable') return 'not asked';
      return verdict === 'unknown' ? 'not known' : 'may not have been asked';
    default:
      return driver.state satisfies never;
  }
}

/** The sentence under a volume's name: what a read meets there. */
export function stackSentence(verdict: Verdict): string {
  switch (verdict) {
    case 'full':
      return 'BypassIO reads go from the file system straight to the disk driver.';
    case 'partial':
      return 'BypassIO reads skip the filters, then travel the volume and storage stacks.';
    case 'blocked':
      return 'A read travels down this list; BypassIO would skip what is bracketed.';
    case 'paused':
      return 'BypassIO is paused: for now a read travels down this list.';
    case 'notApplicable':
      return 'A read travels down this list. This file system does not know BypassIO.';
    case 'unknown':
      return 'A read travels down this list. Whether BypassIO could skip it is not known.';
    default:
      return verdict satisfies never;
  }
}

/** The row that a stack is about: the one that refused. */
export function refuserOf(rows: readonly StackRow[]): StackRow | undefined {
  return rows.find((row) => row.tone === 'refused' || row.tone === 'limits');
}

export function filterKey(filter: FilterInstance): string {
  return `filter/${filter.altitude}/${filter.instance}`;
}

/** Answers name a driver with or without `.sys`, in any case, cut to the 32 characters there is room for. */
export function sameDriver(said: string | null, driver: string): boolean {
  const bare = (name: string): string =>
    name
      .toLowerCase()
      .slice(0, 32)
      .replace(/\.sys$/, '');
  return said !== null && bare(said) === bare(driver);
}

function trimStop(text: string): string {
  return text.replace(/\.$/, '');
}
