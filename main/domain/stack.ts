import type { FilterInstance, LowerDriver } from '../contract/verdicts.ts';
import type { Layer, StackState } from '../contract/words.ts';
import { compareAltitudes } from './altitude.ts';
import { STATUS_BYPASSIO_FLT_NOT_SUPPORTED } from './status.ts';
import type { Judgement, Refusal } from './verdict.ts';

/** FS_BPIO_RESULTS has room for 32 characters of a driver name. */
const DRIVER_NAME_MAX_CHARS = 32;

/** Does a refuser's name mean this filter? Names come with or without `.sys`, in any case, cut to 32 characters. */
export function isNamed(refuser: string, { name, driver }: { readonly name: string; readonly driver: string }): boolean {
  const said = refuser.toLowerCase();
  return [driver, name, `${name}.sys`].some((form) => form.toLowerCase().slice(0, DRIVER_NAME_MAX_CHARS) === said);
}

/** The filter manager answers for a filter without opt-in before any filter is asked. */
export const isAttachRefusal = (refusal: Refusal | undefined): boolean =>
  refusal?.layer === 'filter' && (refusal.opStatus === STATUS_BYPASSIO_FLT_NOT_SUPPORTED || refusal.opStatus === null);

/**
 * What the query says about one filter. `passed` is concluded from the order: the request went on below it. A filter without the
 * opt-in bit is only suspected, since one that filters neither reads nor writes is opted in by itself.
 */
export function filterState(
  filter: Omit<FilterInstance, 'state'>,
  filters: readonly Omit<FilterInstance, 'state'>[],
  judgement: Judgement,
): StackState {
  if (judgement.failure !== null && judgement.refusals.length === 0) return 'unknown';
  if (filter.kind === 'legacy') return 'unknown';
  const refusal = judgement.refusals.find(({ layer }) => layer === 'filter');
  if (refusal === undefined) return 'passed';
  if (refusal.driver !== null && isNamed(refusal.driver, filter)) return 'refused';
  if (isAttachRefusal(refusal)) return filter.optedIn ? 'notAsked' : 'suspected';
  const refuser = filters.find((other) => refusal.driver !== null && isNamed(refusal.driver, other));
  if (refuser === undefined) return 'unknown';
  return compareAltitudes(filter.altitude, refuser.altitude) > 0 ? 'passed' : 'notAsked';
}

const DEPTH: Record<Layer, number> = { filter: 0, fileSystem: 1, volume: 2, storage: 3 };

/** What the query says about a driver below the filters. Within one layer the order is not known, so neither is who was asked. */
export function lowerState(driver: Omit<LowerDriver, 'state'>, judgement: Judgement): StackState {
  if (judgement.failure !== null && judgement.refusals.length === 0) return 'unknown';
  const refusal = judgement.refusals[0];
  if (refusal === undefined) return 'passed';
  if (refusal.layer === driver.layer && (refusal.driver === null || refusal.driver.toLowerCase() === driver.driver.toLowerCase()))
    return 'refused';
  const distance = DEPTH[driver.layer] - DEPTH[refusal.layer];
  if (distance < 0) return 'passed';
  return distance > 0 ? 'notAsked' : 'unknown';
}

/** Drivers that the first refusal kept from being asked, in stack order. */
export function notAsked(
  filters: readonly FilterInstance[],
  below: readonly LowerDriver[],
): { readonly layer: Layer; readonly driver: string }[] {
  return [
    ...filters
      .filter(({ state }) => state === 'notAsked' || state === 'suspected')
      .map(({ driver }) => ({ layer: 'filter' as const, driver })),
    ...below.filter(({ state }) => state === 'notAsked').map(({ layer, driver }) => ({ layer, driver })),
  ];
}
