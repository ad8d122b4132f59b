import type { Result } from '../contract/failure.ts';
import type { Advice, Storage, TargetVerdict, VolumeStack, VolumeVerdict } from '../contract/verdicts.ts';
import { adviceForNotApplicable } from '../domain/advice.ts';
import { outFlagNames } from '../domain/bypass-io.ts';
import { fail, ok } from '../domain/result.ts';
import { notAsked } from '../domain/stack.ts';
import { withText } from '../domain/status-texts.ts';
import type { System, VolumeFacts } from '../domain/system.ts';
import { answersOf } from './answers.ts';
import { type Inspection, inspect } from './inspection.ts';
import { ProbeSweeps } from './probe-sweep.ts';
import { VolumeContexts } from './volume-context.ts';

/** How to ask. `probe`: through the driver that asks every layer, which then is loaded and attached for the length of the call. */
export interface Asking {
  readonly probe?: boolean;
}

/** One verdict for each path, in the order given. A path that cannot be asked gets its own `unknown`; the others are not affected. */
export function query(system: System, paths: readonly string[], { probe = false }: Asking = {}): TargetVerdict[] {
  const contexts = new VolumeContexts(system);
  using sweeps = new ProbeSweeps(system);
  return paths.map((path) => {
    const inspection = inspect(system, contexts, path, probe ? sweeps : undefined);
    const { context, facts, factsComplete, filters, below, targetKind } = inspection;
    return {
      path,
      targetKind,
      mount: context?.mount ?? null,
      ...common(system, inspection),
      complete: inspection.complete,
      ...(inspection.probe === null ? {} : { probe: inspection.probe }),
      notAsked: notAsked(filters, below),
      notAskedComplete: context !== null && context.filtersFailure === null,
      storage: storageOf(inspection),
      activeBypassIoCount: activeCount(inspection),
      facts: [...facts],
      factsComplete,
      advice: adviceOf(inspection, context?.facts.ok ? context.facts.value.fileSystem : null),
    };
  });
}

/** Every mounted volume with the verdict of its root directory, which can be asked without elevation. */
export function volumes(system: System): Result<{ readonly volumes: VolumeVerdict[] }> {
  return forVolumes(system, undefined, (facts, inspection) => volumeRow(system, facts, inspection));
}

function volumeRow(system: System, facts: VolumeFacts, inspection: Inspection): VolumeVerdict {
  const { mount, label, guidPath, fileSystem, totalBytes, freeBytes } = facts;
  const busType = system.volumes.busType(mount);
  const storage = storageOf(inspection) ?? (busType.ok ? { driver: null, compatible: null, busType: busType.value } : null);
  return {
    mount,
    label,
    guidPath,
    fileSystem,
    totalBytes,
    freeBytes,
    ...common(system, inspection),
    storage,
    activeBypassIoCount: activeCount(inspection),
    advice: adviceOf(inspection, fileSystem),
  };
}

/** Every volume's stack from the highest filter to the disk, with what its root directory's answer says of each. */
export function filters(system: System, mount: string | undefined, asking: Asking = {}): Result<{ readonly volumes: VolumeStack[] }> {
  return forVolumes(system, mount, (facts, inspection) => stackRow(system, facts, inspection), asking);
}

function stackRow(system: System, { mount, label, fileSystem }: VolumeFacts, inspection: Inspection): VolumeStack {
  const filtersFailure = inspection.context?.filtersFailure ?? null;
  return {
    mount,
    label,
    fileSystem,
    ...common(system, inspection),
    filters: [...inspection.filters],
    below: [...inspection.below],
    filtersFailure: filtersFailure === null ? null : withText(filtersFailure, system.texts),
    complete: inspection.complete,
    ...(inspection.probe === null ? {} : { probe: inspection.probe }),
  };
}

/** Everything about one volume, from one answer. */
export interface InspectedVolume {
  readonly facts: VolumeFacts;
  readonly inspection: Inspection;
  readonly verdict: VolumeVerdict;
  readonly stack: VolumeStack;
}

/** Verdict and stack of every mounted volume, each asked once. */
export function inspectedVolumes(system: System): Result<readonly InspectedVolume[]> {
  const rows = forVolumes(system, undefined, (facts, inspection) => ({
    facts,
    inspection,
    verdict: volumeRow(system, facts, inspection),
    stack: stackRow(system, facts, inspection),
  }));
  return rows.ok ? ok(rows.value.volumes) : rows;
}

function forVolumes<T>(
  system: System,
  mount: string | undefined,
  toRow: (facts: VolumeFacts, inspection: Inspection) => T,
  { probe = false }: Asking = {},
): Result<{ readonly volumes: T[] }> {
  const listed = system.volumes.list();
  if (!listed.ok) return listed;
  const chosen = listed.value.filter((volume) => mount === undefined || volume.mount.toLowerCase() === mount.toLowerCase());
  if (mount !== undefined && chosen.length === 0) {
    return fail({
      kind: 'badRequest',
      call: 'volume',
      detail: `no volume is mounted there; mounted are ${listed.value.map((volume) => volume.mount).join(', ')}`,
      target: mount,
    });
  }
  const contexts = new VolumeContexts(system);
  using sweeps = new ProbeSweeps(system);
  const inspectRoot = (mount: string): Inspection => inspect(system, contexts, `${mount}\\`, probe ? sweeps : undefined);
  return ok({ volumes: chosen.map((facts) => toRow(facts, inspectRoot(facts.mount))) });
}

function common(
  system: System,
  { judgement, causes, asked, context }: Inspection,
): Pick<TargetVerdict, 'verdict' | 'causes' | 'outFlags' | 'answers' | 'failure'> {
  return {
    verdict: judgement.verdict,
    causes: [...causes],
    outFlags: outFlagNames(judgement.outFlags),
    answers: asked === null ? [] : answersOf(asked, context?.info ?? null),
    failure: judgement.failure === null ? null : withText(judgement.failure, system.texts),
  };
}

function storageOf({ context }: Inspection): Storage | null {
  if (context === null || !context.info.ok) return null;
  return { driver: context.storageDriver, compatible: context.compatible, busType: context.busType };
}

const activeCount = ({ context }: Inspection): number | null => (context?.info.ok ? context.info.value.activeBypassIoCount : null);

/** A device needs no advice: it has no file system to speak of. */
const adviceOf = ({ judgement, targetKind }: Inspection, fileSystem: string | null): Advice | null =>
  judgement.verdict === 'notApplicable' && targetKind !== 'device' ? adviceForNotApplicable(fileSystem) : null;
