import type { Failure, Result } from '../contract/failure.ts';
import type { FilterInstance, LowerDriver } from '../contract/verdicts.ts';
import type { StackState } from '../contract/words.ts';
import { altitudeAbove, altitudeBetween } from './altitude.ts';
import { type BypassIoAnswer, isRefusal, OUT_FLAG } from './bypass-io.ts';
import { fail, ok } from './result.ts';
import { isAttachRefusal, isNamed } from './stack.ts';
import { type Judgement, type LayerOf, lowerLayerOf, type Refusal } from './verdict.ts';

type Filter = Omit<FilterInstance, 'state'>;
type Lower = Omit<LowerDriver, 'state'>;

/** Windows' own limit is not published. No altitude in use comes near this; one that does has no room that the call would take. */
const ALTITUDE_MAX_CHARS = 255;

/**
 * Altitudes from which to ask, highest first: one above every minifilter, then one just below each. `filters` are those of one volume,
 * highest first. Fails when two neighbours leave no room that Windows would take.
 */
export function askingAltitudes(filters: readonly Filter[]): Result<readonly string[]> {
  const minifilters = filters.filter(({ kind }) => kind === 'minifilter');
  const altitudes: string[] = [altitudeAbove(minifilters[0]?.altitude ?? '0')];
  for (const [index, filter] of minifilters.entries()) {
    const below = minifilters[index + 1]?.altitude ?? '0';
    const free = altitudeBetween(below, filter.altitude);
    if (free === null || free.length > ALTITUDE_MAX_CHARS) return fail(noRoom(filter.altitude, below));
    altitudes.push(free);
  }
  return ok(altitudes);
}

const noRoom = (above: string, below: string): Failure => ({
  kind: 'refused',
  call: 'probe',
  detail: `there is no free altitude between ${shortened(above)} and ${shortened(below)}`,
});

const shortened = (altitude: string): string => (altitude.length > 24 ? `${altitude.slice(0, 20)}...` : altitude);

/** What the stack answered from each of those places, and the lower stacks from the lowest. */
export interface Sweep {
  /** To the query of the filter stack alone, from above all filters and from below each of them: one more than there are minifilters. */
  readonly answers: readonly BypassIoAnswer[];
  /** To the plain query from below all filters; on the volume's root when the file system refuses the target itself. */
  readonly lower: BypassIoAnswer | null;
}

/**
 * The refusers among `minifilters`, in stack order. Between the answers from above and from below a filter stands that filter alone: it
 * refused when the upper answer names it, or is a refusal that the lower one does not repeat.
 */
function filterRefusals(minifilters: readonly Filter[], answers: readonly BypassIoAnswer[]): (Refusal | null)[] {
  return minifilters.map((filter, index) => {
    const above = answers[index];
    const below = answers[index + 1];
    if (above === undefined || below === undefined || !isRefusal(above)) return null;
    const isSame = isSameRefusal(above, below);
    const isNamedHere = above.failingDriver !== null && isNamed(above.failingDriver, filter);
    // A filter may have a second instance further down: when nothing changed across this one, the name means the other.
    const standsLower = minifilters.slice(index + 1).some(({ name }) => name === filter.name);
    return (isNamedHere && !(isSame && standsLower)) || !isSame ? refusalOf(above, 'filter') : null;
  });
}

const isSameRefusal = (a: BypassIoAnswer, b: BypassIoAnswer): boolean =>
  a.opStatus === b.opStatus && a.failingDriver === b.failingDriver && a.failureReason === b.failureReason;

const refusalOf = (answer: BypassIoAnswer, layer: Refusal['layer']): Refusal => ({
  layer,
  driver: answer.failingDriver,
  opStatus: answer.opStatus,
  reason: answer.failureReason,
  evidence: 'probe',
});

export interface Probed {
  readonly judgement: Judgement;
  /** True when every filter was asked and none is left that only its mask puts under suspicion. */
  readonly complete: boolean;
  readonly stateOf: (filter: Filter) => StackState;
  readonly lowerStateOf: (driver: Lower) => StackState;
}

/** The plain query's verdict with every refuser in stack order. `filters` are the ones that the sweep was planned for. */
export function judgeProbed(plain: Judgement, filters: readonly Filter[], sweep: Sweep, layerOf: LayerOf): Probed {
  const minifilters = filters.filter(({ kind }) => kind === 'minifilter');
  const found = filterRefusals(minifilters, sweep.answers);
  const attach = plain.refusals.find(isAttachRefusal);
  // The filter manager's own refusal takes the place of the filter it is about: nobody inside the stack hears of it.
  const inOrder = minifilters.map((filter, index) => {
    const isAttachBlocker = attach?.driver != null && isNamed(attach.driver, filter);
    return isAttachBlocker ? attach : (found[index] ?? null);
  });
  const fileSystem = fileSystemRefusal(sweep.answers.at(-1));
  const refusals = [
    ...(attach !== undefined && !inOrder.includes(attach) ? [attach] : []),
    ...inOrder.filter((refusal) => refusal !== null),
    ...fileSystem,
    ...lowerRefusals(sweep.lower, layerOf),
  ];
  const isBlocked = refusals.some(({ layer }) => layer === 'filter' || layer === 'fileSystem');
  const judgement: Judgement = { ...plain, verdict: isBlocked ? 'blocked' : plain.verdict, refusals: withPause(plain, refusals) };
  const stateOf = (filter: Filter): StackState => {
    if (filter.kind === 'legacy') return 'unknown';
    if (inOrder[minifilters.indexOf(filter)] != null) return 'refused';
    return attach !== undefined && !filter.optedIn ? 'suspected' : 'passed';
  };
  return {
    judgement,
    complete:
      sweep.answers.length === minifilters.length + 1 && sweep.lower !== null && !filters.some((filter) => stateOf(filter) === 'suspected'),
    stateOf,
    lowerStateOf: (driver) => lowerStateOf(driver, refusals, sweep),
  };
}

/** A pause is no refusal of anybody: it stays what the plain query said. */
function withPause(plain: Judgement, refusals: readonly Refusal[]): readonly Refusal[] {
  const paused = plain.verdict === 'paused' ? plain.refusals.filter(({ opStatus }) => opStatus === null) : [];
  return refusals.length > 0 ? refusals : paused;
}

/** Below the lowest place is the file system. */
const fileSystemRefusal = (lowest: BypassIoAnswer | undefined): readonly Refusal[] =>
  lowest !== undefined && isRefusal(lowest) ? [refusalOf(lowest, 'fileSystem')] : [];

const isCompatible = (answer: BypassIoAnswer): boolean => (answer.outFlags & OUT_FLAG.COMPATIBLE_STORAGE_DRIVER) !== 0;

function lowerRefusals(lower: BypassIoAnswer | null, layerOf: LayerOf): readonly Refusal[] {
  if (lower === null) return [];
  if (isRefusal(lower)) {
    const layer = lowerLayerOf(lower, layerOf);
    return layer === 'fileSystem' ? [] : [refusalOf(lower, layer)];
  }
  return isCompatible(lower) ? [] : [{ layer: 'storage', driver: null, opStatus: null, reason: null, evidence: 'probe' }];
}

/** The volume stack's first refuser ends the question there, but the storage driver's flag comes from the file system all the same. */
function lowerStateOf(driver: Lower, refusals: readonly Refusal[], { lower }: Sweep): StackState {
  const ofLayer = refusals.filter(({ layer }) => layer === driver.layer);
  if (ofLayer.some((refusal) => refusal.driver === null || refusal.driver.toLowerCase() === driver.driver.toLowerCase())) return 'refused';
  if (driver.layer === 'fileSystem') return ofLayer.length === 0 ? 'passed' : 'refused';
  if (lower === null || ofLayer.length > 0) return 'unknown';
  if (driver.layer === 'storage') return isCompatible(lower) ? 'passed' : 'notAsked';
  return 'passed';
}
