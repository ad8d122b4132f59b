import type { Failure, Result } from '../contract/failure.ts';
import type { Evidence, Layer, Verdict } from '../contract/words.ts';
import { type BypassIoAnswer, isRefusal, OUT_FLAG } from './bypass-io.ts';
import type { Target } from './system.ts';

/** What one target answered to the two questions: the filter stack alone, and the whole stack. */
export interface Asked {
  readonly filterStack: Result<BypassIoAnswer>;
  readonly whole: Result<BypassIoAnswer>;
}

/** One driver's refusal, or the lack of something a layer needs, as far as the answers show it. */
export interface Refusal {
  readonly layer: Layer;
  readonly driver: string | null;
  /** Unsigned NTSTATUS; null when nobody gave one (an output flag says it, or its absence). */
  readonly opStatus: number | null;
  readonly reason: string | null;
  readonly evidence: Evidence;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly refusals: readonly Refusal[];
  readonly outFlags: number;
  /** Why no answer came, for `notApplicable` and `unknown`. */
  readonly failure: Failure | null;
}

/** Tells the layer of a driver that the whole-stack query named; null when nothing is known of it. */
export type LayerOf = (driver: string) => Layer | null;

/** Asks both questions on one handle. Whole stack first: when it passes, the second answer can only agree. */
export function ask(target: Target): Asked {
  const whole = target.manage('query');
  return { whole, filterStack: target.manage('query-filter-stack') };
}

/**
 * The verdict, by the table of two queries and their output flags. Each input of the table is documented; the table itself is
 * this product's own rule (fsutil's exact rule is not published).
 */
export function judge({ filterStack, whole }: Asked, layerOf: LayerOf): Judgement {
  if (!whole.ok) return unanswered(whole.error);
  if (!filterStack.ok) return judgeWithoutFilterStack(whole.value, filterStack.error, layerOf);

  const { outFlags } = whole.value;
  if (isRefusal(filterStack.value)) {
    const seenByBoth = isRefusal(whole.value) && whole.value.opStatus === filterStack.value.opStatus;
    const refusal = refusalOf(filterStack.value, upperLayerOf(filterStack.value), seenByBoth ? 'query' : 'queryFilterStackOnly');
    return { verdict: 'blocked', refusals: [refusal], outFlags, failure: null };
  }
  return judgeBelowFilters(whole.value, layerOf);
}

/** The filter stack lets the target pass: flags, then the volume and storage stack decide. */
function judgeBelowFilters(whole: BypassIoAnswer, layerOf: LayerOf): Judgement {
  const { outFlags } = whole;
  const refused = isRefusal(whole) ? [refusalOf(whole, lowerLayerOf(whole, layerOf), 'query')] : [];
  if ((outFlags & OUT_FLAG.FILTER_ATTACH_BLOCKED) !== 0) {
    const attached: Refusal = { layer: 'filter', driver: null, opStatus: null, reason: null, evidence: 'query' };
    return { verdict: 'blocked', refusals: [attached, ...refused], outFlags, failure: null };
  }
  if ((outFlags & (OUT_FLAG.VOLUME_STACK_BYPASS_PAUSED | OUT_FLAG.STREAM_BYPASS_PAUSED)) !== 0) {
    const layer: Layer = (outFlags & OUT_FLAG.STREAM_BYPASS_PAUSED) !== 0 ? 'fileSystem' : 'volume';
    const paused: Refusal = { layer, driver: null, opStatus: null, reason: null, evidence: 'query' };
    return { verdict: 'paused', refusals: refused.length > 0 ? refused : [paused], outFlags, failure: null };
  }
  if (refused.length > 0) return { verdict: 'partial', refusals: refused, outFlags, failure: null };
  if ((outFlags & OUT_FLAG.COMPATIBLE_STORAGE_DRIVER) === 0) {
    const incompatible: Refusal = { layer: 'storage', driver: null, opStatus: null, reason: null, evidence: 'query' };
    return { verdict: 'partial', refusals: [incompatible], outFlags, failure: null };
  }
  return { verdict: 'full', refusals: [], outFlags, failure: null };
}

/**
 * A system that answers the plain query but not the one with an input flag: a refusal then counts as what its driver's layer makes of
 * it, and a pass as a pass.
 */
function judgeWithoutFilterStack(whole: BypassIoAnswer, error: Failure, layerOf: LayerOf): Judgement {
  if (!isRefusal(whole)) return judgeBelowFilters(whole, layerOf);
  const named = whole.failingDriver === null ? null : layerOf(whole.failingDriver);
  if (named === 'volume' || named === 'storage') return { ...judgeBelowFilters(whole, layerOf), failure: error };
  const refusal = refusalOf(whole, upperLayerOf(whole), 'query');
  return { verdict: 'blocked', refusals: [refusal], outFlags: whole.outFlags, failure: error };
}

/**
 * No answer at all. ERROR_INVALID_FUNCTION and ERROR_NOT_SUPPORTED say that the file system, the kind of target or the Windows
 * version does not know the question: a statement, not an error.
 */
export function unanswered(failure: Failure): Judgement {
  const unknowing = failure.kind === 'win32' && failure.call === 'DeviceIoControl' && (failure.code === 1 || failure.code === 50);
  return { verdict: unknowing ? 'notApplicable' : 'unknown', refusals: [], outFlags: 0, failure };
}

const refusalOf = (answer: BypassIoAnswer, layer: Layer, evidence: Evidence): Refusal => ({
  layer,
  driver: answer.failingDriver,
  opStatus: answer.opStatus,
  reason: answer.failureReason,
  evidence,
});

const FILE_SYSTEM_DRIVERS = new Set(['ntfs.sys', 'ntfs', 'refs.sys', 'refs', 'exfat.sys', 'fastfat.sys']);
export const isFileSystemDriver = (driver: string): boolean => FILE_SYSTEM_DRIVERS.has(driver.toLowerCase());

/** The filter-stack query reaches filters and file system only. */
const upperLayerOf = (answer: BypassIoAnswer): Layer =>
  answer.failingDriver !== null && isFileSystemDriver(answer.failingDriver) ? 'fileSystem' : 'filter';

/** fsutil calls every refusal below the file system one of the volume stack, so that is the word for a driver nobody knows. */
export function lowerLayerOf(answer: BypassIoAnswer, layerOf: LayerOf): Layer {
  if (answer.failingDriver === null) return 'volume';
  if (isFileSystemDriver(answer.failingDriver)) return 'fileSystem';
  const known = layerOf(answer.failingDriver);
  return known === 'storage' ? 'storage' : 'volume';
}

/** From harmless to worst, for a summary of several. `notApplicable` is no degree of bad; `unknown` is worst because nothing is known. */
const SEVERITY: readonly Verdict[] = ['full', 'notApplicable', 'partial', 'paused', 'blocked', 'unknown'];

export const worstFirst = (a: Verdict, b: Verdict): number => SEVERITY.indexOf(b) - SEVERITY.indexOf(a);
