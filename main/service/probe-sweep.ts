import type { Failure, Result } from '../contract/failure.ts';
import { type BypassIoAnswer, isRefusal } from '../domain/bypass-io.ts';
import { askingAltitudes, type Sweep } from '../domain/probe.ts';
import { fail, ok } from '../domain/result.ts';
import type { ProbePlace, ProbeSession, System, Target } from '../domain/system.ts';
import type { VolumeContext } from './volume-context.ts';

/**
 * The probe for one call of the service: opened when it is first wanted, places attached once a volume, everything detached when the call
 * ends, whichever way it ends.
 */
export class ProbeSweeps implements Disposable {
  readonly #system: System;
  readonly #places = new Map<string, Result<readonly ProbePlace[]>>();
  #session: Result<ProbeSession> | undefined;

  constructor(system: System) {
    this.#system = system;
  }

  /** Asks a target from above all filters and from below each. Fails with what stood in the way; the plain answers stand then. */
  sweep(context: VolumeContext, target: Target): Result<Sweep> {
    if (context.filtersFailure !== null) return fail(context.filtersFailure);
    this.#session ??= this.#system.probe.open();
    if (!this.#session.ok) return this.#session;
    const session = this.#session.value;
    const places = this.#placesOf(session, context);
    if (!places.ok) return places;
    const answers: BypassIoAnswer[] = [];
    for (const place of places.value) {
      const answer = session.ask(place, target, 'query-filter-stack');
      if (!answer.ok) return answer;
      answers.push(answer.value);
    }
    const lower = this.#askLower(session, context, places.value.at(-1), target, answers.at(-1));
    return lower.ok ? ok({ answers, lower: lower.value }) : lower;
  }

  #placesOf(session: ProbeSession, context: VolumeContext): Result<readonly ProbePlace[]> {
    const known = this.#places.get(context.mount);
    if (known !== undefined) return known;
    const attached = attachAll(session, context);
    this.#places.set(context.mount, attached);
    return attached;
  }

  /** A file system that refuses the file never asks the stacks below; the volume's root, which it does not refuse, does. */
  #askLower(
    session: ProbeSession,
    context: VolumeContext,
    lowest: ProbePlace | undefined,
    target: Target,
    fromLowest: BypassIoAnswer | undefined,
  ): Result<BypassIoAnswer | null> {
    if (lowest === undefined || fromLowest === undefined) return ok(null);
    if (!isRefusal(fromLowest)) return session.ask(lowest, target, 'query');
    const root = this.#system.targets.open(`${context.mount}\\`);
    if (!root.ok) return ok(null);
    using opened = root.value;
    return session.ask(lowest, opened, 'query');
  }

  [Symbol.dispose](): void {
    if (this.#session?.ok) this.#session.value[Symbol.dispose]();
    this.#session = undefined;
  }
}

function attachAll(session: ProbeSession, context: VolumeContext): Result<readonly ProbePlace[]> {
  const altitudes = askingAltitudes(context.filters);
  if (!altitudes.ok) return altitudes;
  const places: ProbePlace[] = [];
  for (const altitude of altitudes.value) {
    const place = session.attach(context.mount, altitude);
    if (!place.ok) return place;
    places.push(place.value);
  }
  return ok(places);
}

/** In the user's words: what to do about a probe that cannot be used. */
export function explained(failure: Failure, isInstalled: boolean): Failure {
  if (!('code' in failure)) return failure;
  const detail = explanationOf(failure.kind, failure.code, isInstalled);
  return detail === null ? failure : { ...failure, message: detail };
}

function explanationOf(kind: string, code: number, isInstalled: boolean): string | null {
  if (kind === 'win32') return code === 1300 || code === 5 ? NOT_ELEVATED : null; // ERROR_NOT_ALL_ASSIGNED, ERROR_ACCESS_DENIED
  if (kind !== 'hresult') return null;
  switch (code) {
    case 0x8007_0002:
      return isInstalled ? 'the probe driver is not loaded' : 'the probe driver is not installed on this machine; its README says how';
    case 0x8007_0005:
    case 0x8007_0522:
      return NOT_ELEVATED;
    case 0x8007_0241:
      return 'Windows does not accept the signature of the probe driver: it loads in test mode only, unless Microsoft has signed it';
    case 0x8007_04d6:
      return 'another program is using the probe driver';
    case 0x8007_00c1:
      return 'the probe driver was built for another processor';
    default:
      return null;
  }
}

const NOT_ELEVATED = 'the probe driver needs administrator rights: run it as administrator';
