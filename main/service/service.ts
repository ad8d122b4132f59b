import type { ControlResult } from '../contract/control.ts';
import type { Result } from '../contract/failure.ts';
import type { Games } from '../contract/games.ts';
import type { Machine } from '../contract/machine.ts';
import type { ProbeStatus } from '../contract/probe.ts';
import type { TargetVerdict, VolumeStack, VolumeVerdict } from '../contract/verdicts.ts';
import type { Operation } from '../domain/bypass-io.ts';
import { ok } from '../domain/result.ts';
import { withText } from '../domain/status-texts.ts';
import type { System } from '../domain/system.ts';
import { control } from './control.ts';
import type { ExportSource } from './exports/source.ts';
import { installProbe, probeStatus, removeProbe } from './probe.ts';
import { type Asking, filters, query, volumes } from './query.ts';
import type { Scans } from './scan/scans.ts';
import type { Snapshots } from './snapshots.ts';

/** Everything the product can be asked, whichever shell asks. Knows no transport. */
export interface Service {
  machine(): Result<Machine>;
  query(paths: readonly string[], asking?: Asking): { readonly askedAt: string; readonly results: TargetVerdict[] };
  volumes(): Result<{ readonly askedAt: string; readonly volumes: VolumeVerdict[] }>;
  /** All volumes, or the one that is mounted at `mount`. */
  filters(mount?: string, asking?: Asking): Result<{ readonly askedAt: string; readonly volumes: VolumeStack[] }>;
  /** Sends operations on one handle. For the console only: no window may change what a machine does. */
  control(path: string, operations: readonly Operation[]): Result<readonly ControlResult[]>;
  probeStatus(): ProbeStatus;
  /** Loads the probe driver and lets it watch every NTFS volume. */
  installProbe(): Result<ProbeStatus>;
  /** Detaches and unloads it. */
  removeProbe(): Result<ProbeStatus>;
  /** Folder scans in this user's database, or in the one that is named. Loads SQLite, which nothing else here needs, when first asked. */
  scans(databaseFile?: string): Promise<Scans>;
  /** Snapshots in this user's database, or in the one that is named. Loads SQLite as well. */
  snapshots(databaseFile?: string): Promise<Snapshots>;
  /** What reports and case files of this machine are made of, with this user's database or the one that is named. */
  exportSource(databaseFile?: string): Promise<ExportSource>;
  games(): Promise<Games>;
  /** Ends a scan that runs, as Cancel would, and the schedule of snapshots. */
  finish(): Promise<void>;
}

export function createService(system: System): Service {
  const worded = <T>(result: Result<T>): Result<T> => (result.ok ? result : { ok: false, error: withText(result.error, system.texts) });
  const stamped = <T extends object>(result: Result<T>): Result<T & { readonly askedAt: string }> =>
    result.ok ? ok({ askedAt: new Date().toISOString(), ...result.value }) : worded(result);
  const scans = new Map<string | undefined, Promise<Scans>>();
  const makeScans = async (file: string | undefined): Promise<Scans> => {
    const { Scans } = await import('./scan/scans.ts');
    return new Scans(system, file);
  };
  const snapshots = new Map<string | undefined, Promise<Snapshots>>();
  const makeSnapshots = async (file: string | undefined): Promise<Snapshots> => {
    const { Snapshots } = await import('./snapshots.ts');
    return new Snapshots(system, file);
  };
  return {
    machine: () => worded(system.machine.facts()),
    query: (paths, asking) => ({ askedAt: new Date().toISOString(), results: query(system, paths, asking) }),
    volumes: () => stamped(volumes(system)),
    filters: (mount, asking) => stamped(filters(system, mount, asking)),
    control: (path, operations) => worded(control(system, path, operations)),
    probeStatus: () => probeStatus(system),
    installProbe: () => installProbe(system),
    removeProbe: () => removeProbe(system),
    scans: (file) => {
      const made = scans.get(file) ?? makeScans(file);
      scans.set(file, made);
      return made;
    },
    snapshots: (file) => {
      const made = snapshots.get(file) ?? makeSnapshots(file);
      snapshots.set(file, made);
      return made;
    },
    exportSource: async (file) => {
      const { LiveSource } = await import('./exports/live-source.ts');
      return new LiveSource(system, file);
    },
    games: async () => {
      const { findGames } = await import('./scan/games.ts');
      return findGames(system);
    },
    finish: async () => {
      for (const made of [...scans.values(), ...snapshots.values()]) await (await made).close();
    },
  };
}
