import type { Failure, Result } from '../contract/failure.ts';
import type { ProbeUse } from '../contract/probe.ts';
import type { Cause, FilterInstance, LowerDriver } from '../contract/verdicts.ts';
import type { FileFact, TargetKind } from '../contract/words.ts';
import { causesOf } from '../domain/causes.ts';
import { judgeProbed, type Sweep } from '../domain/probe.ts';
import { filterState, lowerState } from '../domain/stack.ts';
import { withText } from '../domain/status-texts.ts';
import type { System, Target } from '../domain/system.ts';
import { type Asked, ask, type Judgement, judge, unanswered } from '../domain/verdict.ts';
import { explained, type ProbeSweeps } from './probe-sweep.ts';
import type { VolumeContext, VolumeContexts } from './volume-context.ts';

/** Everything one target and its volume said, before it is worded for anyone. */
export interface Inspection {
  readonly targetKind: TargetKind;
  readonly judgement: Judgement;
  readonly causes: readonly Cause[];
  readonly asked: Asked | null;
  readonly context: VolumeContext | null;
  readonly filters: readonly FilterInstance[];
  readonly below: readonly LowerDriver[];
  readonly facts: readonly FileFact[];
  readonly factsComplete: boolean;
  /** True when every layer was asked, through the probe. */
  readonly complete: boolean;
  /** Null when the probe was not wanted. */
  readonly probe: ProbeUse | null;
}

/** Opens, asks, judges and closes. Never fails: what could not be asked is a judgement too. With `sweeps`, every layer is asked. */
export function inspect(system: System, contexts: VolumeContexts, path: string, sweeps?: ProbeSweeps): Inspection {
  const opened = system.targets.open(path);
  if (!opened.ok) return uninspected(opened.error);
  using target = opened.value;
  const asked = ask(target);
  const found = contexts.of(path, target);
  if (!found.ok) return { ...uninspected(found.error), targetKind: target.kind };
  const context = found.value;
  const plain = judge(asked, context.layerOf);
  const swept = sweeps === undefined || plain.failure !== null ? null : sweeps.sweep(context, target);
  const probed = swept?.ok ? judgeProbed(plain, context.filters, swept.value, context.layerOf) : null;
  const judgement = probed?.judgement ?? plain;
  const { facts, complete } = factsOf(target, context);
  return {
    targetKind: target.kind,
    judgement,
    causes: causesOf(judgement, { ...context, targetKind: target.kind, facts, texts: system.texts, wereAllAsked: probed !== null }),
    asked,
    context,
    filters: context.filters.map((filter) => ({
      ...filter,
      state: probed?.stateOf(filter) ?? filterState(filter, context.filters, plain),
    })),
    below: context.below.map((driver) => ({ ...driver, state: probed?.lowerStateOf(driver) ?? lowerState(driver, plain) })),
    facts,
    factsComplete: complete,
    complete: probed?.complete ?? false, // a query names the first refuser only: nothing but the probe makes the list complete
    probe: sweeps === undefined ? null : probeUse(system, swept),
  };
}

/** A target that does not answer at all has nothing that a probe could add. */
function probeUse(system: System, swept: Result<Sweep> | null): ProbeUse {
  if (swept === null || swept.ok) return { used: swept !== null, failure: null };
  return { used: false, failure: withText(explained(swept.error, system.probe.isInstalled()), system.texts) };
}

const NOTHING_KNOWN = { filters: [], below: [], facts: [], factsComplete: false, complete: false, probe: null } as const;

/** A device name is refused before it is opened: a kind of target that has no BypassIO. Everything else could not be asked. */
function uninspected(failure: Failure): Inspection {
  const isDevice = failure.kind === 'refused' && failure.call === 'CreateFileW';
  const judgement: Judgement = isDevice ? { verdict: 'notApplicable', refusals: [], outFlags: 0, failure } : unanswered(failure);
  const targetKind: TargetKind = isDevice ? 'device' : 'unknown';
  return { targetKind, judgement, causes: [], asked: null, context: null, ...NOTHING_KNOWN };
}

/** What the file itself is. A question that the file system does not know counts as "no"; any other failure leaves the list incomplete. */
function factsOf(target: Target, context: VolumeContext): { readonly facts: readonly FileFact[]; readonly complete: boolean } {
  if (target.kind !== 'file') return { facts: [], complete: true };
  const attributes = target.attributes();
  const backing = target.externalBacking();
  const noClusters = target.hasNoClusters();
  const candidates: readonly (readonly [FileFact, boolean])[] = [
    ['compressed', attributes.ok && attributes.value.isCompressed],
    ['encrypted', attributes.ok && attributes.value.isEncrypted],
    ['sparse', attributes.ok && attributes.value.isSparse],
    ['wof', backing.ok && backing.value !== null && backing.value.provider !== 'cloud'],
    ['resident', noClusters.ok && noClusters.value],
    ['dax', context.facts.ok && context.facts.value.isDax],
  ];
  const complete = [attributes, backing, noClusters].every((answer) => answer.ok || isUnknowing(answer.error)) && context.facts.ok;
  return { facts: candidates.filter(([, holds]) => holds).map(([fact]) => fact), complete };
}

/** ERROR_INVALID_FUNCTION and ERROR_NOT_SUPPORTED: the file system has no such thing. */
const isUnknowing = (error: Failure): boolean => error.kind === 'win32' && (error.code === 1 || error.code === 50);
