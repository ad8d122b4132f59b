import type { FilterEvent, ImportedFilter, ImportedVolume, VetoEvent, VetoGroup } from '../contract/evidence.ts';
import type { Cause, TargetVerdict } from '../contract/verdicts.ts';
import type { StackState } from '../contract/words.ts';
import { byAltitudeDescending } from './altitude.ts';
import { hasOptedIn } from './bypass-io.ts';
import { companyOf, groupOf } from './catalogue.ts';
import { causesOf } from './causes.ts';
import { knownOf, mountOf, surroundings, UNSAID } from './imported.ts';
import { filterState, isNamed } from './stack.ts';
import type { FilterRow, InstanceRow, VolumeRow } from './text/fltmc.ts';
import type { Judgement, Refusal } from './verdict.ts';

/** The cause that one veto shows. The event names the filter without its file; that `.sys` belongs to it is assumed. */
function causeOfVeto(
  veto: Pick<VetoEvent, 'filter' | 'ntstatus' | 'reason' | 'dosPath' | 'path'>,
  filters: readonly ImportedFilter[],
): Cause {
  const driver = filters.find((known) => isNamed(veto.filter, known))?.driver ?? `${veto.filter}.sys`;
  const refusal: Refusal = { layer: 'filter', driver, opStatus: Number(veto.ntstatus), reason: veto.reason, evidence: 'imported' };
  const judgement: Judgement = { verdict: 'blocked', refusals: [refusal], outFlags: 0, failure: null };
  const [cause] = causesOf(judgement, surroundings('unknown', filters));
  if (cause === undefined) throw new Error('a refusal gives a cause');
  return cause;
}

const FIRST_BUILD = 22_000;

/** Is this version text (`10.0.19045`) of a Windows before BypassIO, which came with Windows 11? */
export function isBeforeBypassIo(os: string): boolean {
  const build = Number(os.split('.')[2]);
  return Number.isInteger(build) && build < FIRST_BUILD;
}

const PATHS_MAX = 1_000;
const GROUPS_MAX = 5_000;
/** Characters of all groups and paths together: one event can carry a text of 64 KiB. */
const SUMMARY_MAX_CHARS = 4_000_000;

/** Gathers vetoes one by one: how often which filter refused why, and the last refusal of each path. Memory stays bounded. */
export class VetoSummary {
  readonly #groups = new Map<string, { veto: VetoEvent; count: number; first: string | null; last: string | null }>();
  readonly #paths = new Map<string, VetoEvent>();
  /** Vetoes of groups beyond the limit. */
  ungrouped = 0;
  pathsLeftOut = 0;
  #chars = 0;

  add(veto: VetoEvent): void {
    const key = `${veto.filter}\n${veto.ntstatus}\n${veto.reason ?? ''}`;
    const known = this.#groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      // A log that went round does not begin with its first record.
      if (isBefore(veto.time, known.first)) known.first = veto.time;
      if (isBefore(known.last, veto.time)) known.last = veto.time;
    } else if (this.#groups.size < GROUPS_MAX && this.#hasRoom(key))
      this.#groups.set(key, { veto, count: 1, first: veto.time, last: veto.time });
    else this.ungrouped += 1;
    const path = veto.dosPath ?? veto.path;
    if (path === null) return;
    if (this.#paths.has(path) || (this.#paths.size < PATHS_MAX && this.#hasRoom(path))) this.#paths.set(path, veto);
    else this.pathsLeftOut += 1;
  }

  #hasRoom(text: string): boolean {
    if (this.#chars + text.length > SUMMARY_MAX_CHARS) return false;
    this.#chars += text.length;
    return true;
  }

  /** Most frequent first. */
  groups(filters: readonly ImportedFilter[]): VetoGroup[] {
    return [...this.#groups.values()]
      .map(({ veto, count, first, last }) => ({ cause: causeOfVeto(veto, filters), filter: veto.filter, count, first, last }))
      .sort((a, b) => b.count - a.count);
  }

  /** Each path that was refused, as it was when it was last seen refused. */
  verdicts(filters: readonly ImportedFilter[]): TargetVerdict[] {
    return [...this.#paths].map(([path, veto]) => ({
      ...UNSAID,
      path,
      targetKind: 'unknown',
      mount: mountOf(path),
      verdict: 'blocked',
      causes: [causeOfVeto(veto, filters)],
    }));
  }
}

const isBefore = (a: string | null, b: string | null): boolean => a !== null && (b === null || a < b);

const filterOf = (name: string, altitude: string, supportedFeatures: number | null): ImportedFilter => ({
  name,
  driver: `${name}.sys`,
  driverAssumed: true,
  altitude,
  group: altitude === '' ? null : groupOf(altitude),
  company: companyOf(`${name}.sys`, altitude),
  version: null,
  supportedFeatures,
  optedIn: supportedFeatures === null ? null : hasOptedIn(supportedFeatures),
  kind: altitude === '' ? 'legacy' : 'minifilter',
  instance: '',
  state: supportedFeatures !== null && !hasOptedIn(supportedFeatures) ? 'suspected' : 'unknown',
  seenAt: null,
  instanceCount: null,
});

/**
 * The stack that a log's load and unload events show. `bootedAt` is when the machine last started, where the log says so: filters seen
 * before it and not since are history, not part of the stack.
 */
export function stackOfEvents(events: readonly FilterEvent[], bootedAt: string | null): ImportedFilter[] {
  const latest = new Map<string, FilterEvent>();
  const masks = new Map<string, number>();
  for (const event of events) {
    const name = event.filter?.toLowerCase();
    if (name === undefined) continue;
    if (event.action === 'loaded' && (event.status === null || event.status === '0x00000000')) latest.set(name, event);
    else if (event.action === 'unloaded') latest.delete(name);
    if (event.supportedFeatures !== null) masks.set(name, event.supportedFeatures);
  }
  return [...latest]
    .filter(([, { time }]) => bootedAt === null || time === null || time >= bootedAt)
    .flatMap(([key, event]) => {
      const mask = masks.get(key) ?? null;
      const altitudes = event.altitudes.length === 0 ? [''] : event.altitudes;
      return altitudes.map((altitude) => ({
        ...filterOf(event.filter ?? key, altitude, mask),
        ...(event.group === null ? {} : { group: event.group }),
        kind: 'minifilter' as const,
        seenAt: event.time,
      }));
    })
    .sort(byAltitudeDescending);
}

export const filtersOfRows = (rows: readonly FilterRow[]): ImportedFilter[] =>
  rows
    .map(({ filter, altitude, isLegacy, instanceCount }) => ({
      ...filterOf(filter, altitude, null),
      kind: isLegacy ? ('legacy' as const) : ('minifilter' as const),
      instanceCount,
    }))
    .sort(byAltitudeDescending);

/** Instances by volume, in the order the volumes are first named. Nobody asked these volumes: a missing opt-in is a suspicion, no verdict. */
export function volumesOfRows(instances: readonly InstanceRow[], volumes: readonly VolumeRow[]): ImportedVolume[] {
  const named = Map.groupBy(instances, ({ volume }) => mountOfColumn(volume));
  const mounts = [...new Set([...named.keys(), ...volumes.map(({ mount, device }) => mountOfColumn(mount) || device)])];
  return mounts.map((mount) => {
    const filters = (named.get(mount) ?? [])
      .map((row) => ({ ...filterOf(row.filter, row.altitude, row.supportedFeatures), instance: row.instance }))
      .sort(byAltitudeDescending);
    const fileSystem =
      volumes.find((row) => (mountOfColumn(row.mount) === mount && mount !== '' ? true : row.device === mount))?.fileSystem ?? null;
    const known = knownOf(filters).filter(({ optedIn }) => !optedIn);
    const causes = known.flatMap((filter) => {
      const refusal: Refusal = { layer: 'filter', driver: filter.driver, opStatus: null, reason: null, evidence: 'supportedFeatures' };
      const judgement: Judgement = { verdict: 'unknown', refusals: [refusal], outFlags: 0, failure: null };
      const [cause] = causesOf(
        judgement,
        surroundings(
          'volume',
          filters.filter(({ name }) => name === filter.name),
        ),
      );
      return cause === undefined ? [] : [{ ...cause, summary: `${filter.driver} lacks the opt-in bit and may be a blocker` }];
    });
    return { mount, fileSystem, verdict: 'unknown' as const, causes, filters };
  });
}

const mountOfColumn = (volume: string): string => (/^[a-z]:$/.test(volume) ? volume.toUpperCase() : volume);

/** The listed filters with what the verdict says of each, by the same rule as on a live machine. */
export function withStates(filters: readonly ImportedFilter[], verdict: TargetVerdict): ImportedFilter[] {
  const known = knownOf(filters);
  const cause = verdict.causes.find(({ evidence }) => evidence === 'imported');
  const refusals: Refusal[] =
    cause === undefined
      ? []
      : [
          {
            layer: cause.layer,
            driver: cause.driver,
            opStatus: cause.ntstatus === null ? 0xc007_0000 : Number(cause.ntstatus),
            reason: cause.reason,
            evidence: 'imported',
          },
        ];
  const judgement: Judgement = { verdict: verdict.verdict, refusals, outFlags: 0, failure: verdict.failure };
  return filters.map((filter) => {
    const rule = known.find(({ name, altitude }) => name === filter.name && altitude === filter.altitude);
    const isSilent = verdict.verdict === 'unknown' || (verdict.verdict === 'blocked' && cause === undefined);
    const state: StackState = rule === undefined || isSilent ? filter.state : filterState(rule, known, judgement);
    return { ...filter, state };
  });
}

/** Drivers of listed filters that the first refusal kept from being asked. */
export const notAskedOf = (filters: readonly ImportedFilter[]): TargetVerdict['notAsked'] =>
  filters.filter(({ state }) => state === 'notAsked' || state === 'suspected').map(({ driver }) => ({ layer: 'filter', driver }));
