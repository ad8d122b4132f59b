import type { Failure, Result } from '../contract/failure.ts';
import type { Fact, SnapshotContent, SnapshotSwitch, SnapshotVolume } from '../contract/snapshot.ts';
import { type BypassIoAnswer, OUT_FLAG } from '../domain/bypass-io.ts';
import { factOf, known, notHere, unknownFor } from '../domain/facts.ts';
import { fail, ok } from '../domain/result.ts';
import { statusText } from '../domain/status.ts';
import { withText } from '../domain/status-texts.ts';
import type { DeviceClass, System } from '../domain/system.ts';
import { isFileSystemDriver, unanswered } from '../domain/verdict.ts';
import { volumeStackFacts } from '../domain/volume-stack.ts';
import { type InspectedVolume, inspectedVolumes, query } from './query.ts';

const MICROS_A_MS = 1_000;
const FILE_SYSTEM_KEY = 'SYSTEM\\CurrentControlSet\\Control\\FileSystem';
const SERVICES = 'SYSTEM\\CurrentControlSet\\Services';
const DEVICE_CLASSES: readonly DeviceClass[] = ['volume', 'disk'];
/** ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND; ERROR_RESOURCE_DATA_NOT_FOUND, ERROR_RESOURCE_TYPE_NOT_FOUND */
const NO_FILE: readonly number[] = [2, 3];
const NO_RESOURCE: readonly number[] = [1812, 1813];

/**
 * Everything that decides about BypassIO on this machine, asked now. Each volume is asked once. What cannot be found out is in it with
 * the reason; fails only where the machine itself does not answer.
 */
export function snapshotContent(system: System, paths: readonly string[], nowUs: number): Result<SnapshotContent> {
  const machine = system.machine.facts();
  if (!machine.ok) return machine;
  const { elevated } = machine.value;
  const worded = <T>(fact: Fact<T>): Fact<T> =>
    fact.state === 'failed' ? { state: 'failed', failure: withText(fact.failure, system.texts) } : fact;
  const fact = <T>(result: Result<T>): Fact<T> => worded(factOf(result, elevated));
  const inspected = inspectedVolumes(system);
  const volumes = inspected.ok ? inspected.value : [];
  const classFilters = DEVICE_CLASSES.map((deviceClass) => ({ deviceClass, listed: system.drivers.classFilters(deviceClass) }));
  const order = classFilters.flatMap(({ deviceClass, listed }) => (deviceClass === 'volume' && listed.ok ? listed.value : []));
  const versions = new DriverVersions(system, elevated);
  const { installation } = system;
  const upMs = installation.upMs();
  return ok({
    machine: machine.value,
    edition: fact(installation.edition()),
    bootedUs: fact(upMs.ok ? ok(Math.max(0, nowUs - upMs.value * MICROS_A_MS)) : upMs),
    displayLanguage: fact(installation.displayLanguage()),
    volumes: fact(inspected.ok ? ok(volumes.map((volume) => snapshotVolume(volume, { order, elevated, versions, worded }))) : inspected),
    classFilters: classFilters.map(({ deviceClass, listed }) => ({
      deviceClass,
      drivers: fact(listed.ok ? ok([...listed.value]) : listed),
    })),
    drivers: driversOf(
      volumes,
      classFilters.flatMap(({ listed }) => (listed.ok ? listed.value : [])),
      { versions, worded },
    ),
    switches: switchesOf(system, volumes, fact),
    paths: query(system, paths),
  });
}

function driversOf(
  volumes: readonly InspectedVolume[],
  classFilters: readonly string[],
  { versions, worded }: Pick<Surroundings, 'versions' | 'worded'>,
): SnapshotContent['drivers'] {
  return driverNames(volumes, classFilters).map(({ driver, service }) => ({
    driver,
    version: worded(versions.of(service)),
    company: versions.company(service),
  }));
}

interface Surroundings {
  readonly order: readonly string[];
  readonly elevated: boolean | null;
  readonly versions: DriverVersions;
  readonly worded: <T>(fact: Fact<T>) => Fact<T>;
}

function snapshotVolume({ facts, inspection, verdict, stack }: InspectedVolume, around: Surroundings): SnapshotVolume {
  const { asked, context, judgement } = inspection;
  const { order, elevated, worded } = around;
  const unasked: Failure = judgement.failure ?? { kind: 'refused', call: 'QUERY', detail: 'the volume could not be asked' };
  const seen =
    asked === null
      ? { bitLocker: unknownFor(unasked, elevated), shadowCopies: unknownFor(unasked, elevated) }
      : volumeStackFacts({ whole: asked.whole, judgement, order, elevated });
  return {
    mount: facts.mount,
    verdict,
    stack: context === null ? null : stack,
    flags: known(statusText(facts.flags)),
    busType: worded(factOf(context === null ? fail(unasked) : context.bus, elevated)),
    ...storageFacts(context?.info ?? fail(unasked), around),
    bitLocker: worded(seen.bitLocker),
    shadowCopies: worded(seen.shadowCopies),
  };
}

type StorageFacts = Pick<SnapshotVolume, 'storageDriver' | 'storageCompatible' | 'storageDriverVersion' | 'activeCount'>;

/** What GET_INFO says, or why it does not. */
function storageFacts(info: Result<BypassIoAnswer>, { versions, elevated, worded }: Surroundings): StorageFacts {
  if (!info.ok) {
    const isUnknowing = unanswered(info.error).verdict === 'notApplicable';
    const unknown = worded(isUnknowing ? notHere('the volume does not know BypassIO') : unknownFor(info.error, elevated));
    return { storageDriver: unknown, storageCompatible: unknown, storageDriverVersion: unknown, activeCount: unknown };
  }
  const { storageDriver, outFlags, activeBypassIoCount } = info.value;
  const unnamed = notHere('the volume names no storage driver');
  return {
    storageDriver: storageDriver === null ? unnamed : known(storageDriver),
    storageCompatible: known((outFlags & OUT_FLAG.COMPATIBLE_STORAGE_DRIVER) !== 0),
    storageDriverVersion: storageDriver === null ? unnamed : worded(versions.of(serviceOf(storageDriver))),
    activeCount: activeBypassIoCount === null ? notHere('the answer is too short for it') : known(activeBypassIoCount),
  };
}

const serviceOf = (driver: string): string => driver.replace(/\.sys$/i, '');

/** Versions of driver files, each read once. */
class DriverVersions {
  readonly #read = new Map<string, ReturnType<System['drivers']['version']>>();
  readonly #system: System;
  readonly #elevated: boolean | null;

  constructor(system: System, elevated: boolean | null) {
    this.#system = system;
    this.#elevated = elevated;
  }

  of(service: string): Fact<string> {
    const found = this.#resource(service);
    if (found.ok) return found.value.version === null ? notHere('the file states no version') : known(found.value.version);
    const code = found.error.kind === 'win32' ? found.error.code : -1;
    if (NO_FILE.includes(code)) return notHere('there is no such file');
    return NO_RESOURCE.includes(code) ? notHere('the file states no version') : unknownFor(found.error, this.#elevated);
  }

  company(service: string): string | null {
    const found = this.#resource(service);
    return found.ok ? found.value.company : null;
  }

  #resource(service: string): ReturnType<System['drivers']['version']> {
    const read = this.#read.get(service) ?? this.#system.drivers.version(service);
    this.#read.set(service, read);
    return read;
  }
}

/** Every driver that is named anywhere, by file name and in its order. A filter's service is named like the filter, another's like its file. */
function driverNames(
  volumes: readonly InspectedVolume[],
  classFilters: readonly string[],
): { readonly driver: string; readonly service: string }[] {
  const named = new Map<string, { readonly driver: string; readonly service: string }>();
  const add = (driver: string, service: string): void => {
    const key = driver.toLowerCase();
    if (!named.has(key)) named.set(key, { driver, service });
  };
  for (const { stack } of volumes) {
    for (const { driver, name } of stack.filters) add(driver, name);
    // A file system without a driver of a known name is named after itself, and there is no such file.
    for (const { driver, layer } of stack.below) if (layer !== 'fileSystem' || isFileSystemDriver(driver)) add(driver, serviceOf(driver));
  }
  for (const driver of classFilters) add(driver, serviceOf(driver));
  return [...named].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, driver]) => driver);
}

/** The registry values that decide: one for all filters, one for each storage driver. A value that is not set is known, and null. */
function switchesOf(system: System, volumes: readonly InspectedVolume[], fact: <T>(result: Result<T>) => Fact<T>): SnapshotSwitch[] {
  const storageDrivers = new Map(
    volumes.flatMap(({ inspection }) => {
      const driver = inspection.context?.storageDriver ?? null;
      return driver === null ? [] : [[driver.toLowerCase(), driver] as const];
    }),
  );
  const read = (name: string, key: string): SnapshotSwitch => {
    const found = system.registry.number(key, name);
    const isNotSet = !found.ok && found.error.kind === 'win32' && NO_FILE.includes(found.error.code);
    return { name, key: `HKLM\\${key}`, value: isNotSet ? known(null) : fact(found) };
  };
  return [
    read('FilterSupportedFeaturesMode', FILE_SYSTEM_KEY),
    ...[...storageDrivers.values()]
      .toSorted()
      .map((driver) => read('StorageSupportedFeatures', `${SERVICES}\\${serviceOf(driver)}\\Parameters`)),
  ];
}
