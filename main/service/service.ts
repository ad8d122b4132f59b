import type { ControlResult } from '../contract/control.ts';
import type { Result } from '../contract/failure.ts';
import type { Machine } from '../contract/machine.ts';
import type { TargetVerdict, VolumeStack, VolumeVerdict } from '../contract/verdicts.ts';
import type { Operation } from '../domain/bypass-io.ts';
import { ok } from '../domain/result.ts';
import { withText } from '../domain/status-texts.ts';
import type { System } from '../domain/system.ts';
import { control } from './control.ts';
import { filters, query, volumes } from './query.ts';

/** Everything the product can be asked, whichever shell asks. Knows no transport. */
export interface Service {
  machine(): Result<Machine>;
  query(paths: readonly string[]): { readonly askedAt: string; readonly results: TargetVerdict[] };
  volumes(): Result<{ readonly askedAt: string; readonly volumes: VolumeVerdict[] }>;
  /** All volumes, or the one that is mounted at `mount`. */
  filters(mount?: string): Result<{ readonly askedAt: string; readonly volumes: VolumeStack[] }>;
  /** Sends operations on one handle. For the console only: no window may change what a machine does. */
  control(path: string, operations: readonly Operation[]): Result<readonly ControlResult[]>;
}

export function createService(system: System): Service {
  const worded = <T>(result: Result<T>): Result<T> => (result.ok ? result : { ok: false, error: withText(result.error, system.texts) });
  const stamped = <T extends object>(result: Result<T>): Result<T & { readonly askedAt: string }> =>
    result.ok ? ok({ askedAt: new Date().toISOString(), ...result.value }) : worded(result);
  return {
    machine: () => worded(system.machine.facts()),
    query: (paths) => ({ askedAt: new Date().toISOString(), results: query(system, paths) }),
    volumes: () => stamped(volumes(system)),
    filters: (mount) => stamped(filters(system, mount)),
    control: (path, operations) => worded(control(system, path, operations)),
  };
}
