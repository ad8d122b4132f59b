import type { Failure, Result } from '../contract/failure.ts';
import type { FilterInstance, LowerDriver } from '../contract/verdicts.ts';
import { byAltitudeDescending } from '../domain/altitude.ts';
import type { BypassIoAnswer } from '../domain/bypass-io.ts';
import { hasOptedIn, OUT_FLAG } from '../domain/bypass-io.ts';
import { companyOf, groupOf, layerOfLowerDriver } from '../domain/catalogue.ts';
import { ok } from '../domain/result.ts';
import type { InstanceFacts, System, Target, VolumeFacts } from '../domain/system.ts';
import type { LayerOf } from '../domain/verdict.ts';

export type KnownFilter = Omit<FilterInstance, 'state'>;
export type KnownLower = Omit<LowerDriver, 'state'>;

/** What one call of the service found out about one volume. Asked once a call, at the moment it is first wanted. */
export interface VolumeContext {
  readonly mount: string;
  readonly facts: Result<VolumeFacts>;
  /** GET_INFO: open count and storage driver. */
  readonly info: Result<BypassIoAnswer>;
  readonly bus: Result<string>;
  /** Null where `bus` failed. */
  readonly busType: string | null;
  readonly storageDriver: string | null;
  readonly compatible: boolean | null;
  readonly filters: readonly KnownFilter[];
  /** Why `filters` is empty although there may be filters. */
  readonly filtersFailure: Failure | null;
  readonly below: readonly KnownLower[];
  readonly layerOf: LayerOf;
}

/** `target` is any open handle of the volume: GET_INFO goes out on it. */
export function volumeContext(system: System, mount: string, target: Target): VolumeContext {
  const facts = system.volumes.facts(mount);
  const info = target.manage('get-info');
  const bus = system.volumes.busType(mount);
  const instances = system.filters.instances(mount);
  const storageDriver = info.ok ? info.value.storageDriver : null;
  const classFilters = system.drivers.classFilters('volume');
  const volumeDrivers = classFilters.ok ? classFilters.value : [];
  return {
    mount,
    facts,
    info,
    bus,
    busType: bus.ok ? bus.value : null,
    storageDriver,
    compatible: info.ok ? (info.value.outFlags & OUT_FLAG.COMPATIBLE_STORAGE_DRIVER) !== 0 : null,
    filters: instances.ok ? knownFilters(system, instances.value) : [],
    filtersFailure: instances.ok ? null : instances.error,
    below: knownLower(facts.ok ? facts.value.fileSystem : null, volumeDrivers, storageDriver, bus.ok ? bus.value : null),
    layerOf: (driver) => layerOfLowerDriver(driver, storageDriver, volumeDrivers),
  };
}

function knownFilters(system: System, instances: readonly InstanceFacts[]): readonly KnownFilter[] {
  return instances
    .map((instance) => {
      const file = system.drivers.fileOf(instance.filter);
      const driver = file ?? `${instance.filter}.sys`;
      const resource = system.drivers.version(instance.filter);
      const { version, company } = resource.ok ? resource.value : { version: null, company: null };
      return {
        name: instance.filter,
        driver,
        driverAssumed: file === null,
        altitude: instance.altitude,
        group: instance.altitude === '' ? null : groupOf(instance.altitude),
        company: company ?? companyOf(driver, instance.altitude),
        version,
        supportedFeatures: instance.supportedFeatures,
        optedIn: hasOptedIn(instance.supportedFeatures),
        kind: instance.kind,
        instance: instance.instance,
      };
    })
    .sort(byAltitudeDescending);
}

function knownLower(
  fileSystem: string | null,
  volumeDrivers: readonly string[],
  storageDriver: string | null,
  busType: string | null,
): readonly KnownLower[] {
  return [
    ...(fileSystem === null ? [] : [{ layer: 'fileSystem' as const, driver: `${fileSystem.toLowerCase()}.sys`, detail: fileSystem }]),
    ...volumeDrivers.map((driver) => ({ layer: 'volume' as const, driver, detail: null })),
    ...(storageDriver === null ? [] : [{ layer: 'storage' as const, driver: storageDriver, detail: busType }]),
  ];
}

/** Contexts of one call, by mount: a call that names a thousand files of one volume asks the volume once. */
export class VolumeContexts {
  readonly #system: System;
  readonly #byMount = new Map<string, VolumeContext>();

  constructor(system: System) {
    this.#system = system;
  }

  of(path: string, target: Target): Result<VolumeContext> {
    const mount = this.#system.volumes.mountOf(path);
    if (!mount.ok) return mount;
    const known = this.#byMount.get(mount.value);
    if (known !== undefined) return ok(known);
    const context = volumeContext(this.#system, mount.value, target);
    this.#byMount.set(mount.value, context);
    return ok(context);
  }
}
