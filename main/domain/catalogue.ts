import type { Layer } from '../contract/words.ts';
import altitudes from './catalogue/altitudes.json' with { type: 'json' };

/**
 * Microsoft's list of allocated altitudes: which load order group an altitude belongs to and which company registered a driver.
 * It informs, it does not decide: live altitudes differ from the list, and one component name can belong to many companies.
 */
export const ALTITUDES_SOURCE = { source: altitudes.source, date: altitudes.sourceDate } as const;

interface Allocation {
  readonly altitude: string;
  readonly company: string;
}

/** Made at the first look-up: most commands never need it. */
let allocations: ReadonlyMap<string, readonly Allocation[]> | undefined;

function allocationsOf(driver: string): readonly Allocation[] {
  allocations ??= readAllocations();
  return allocations.get(driver.toLowerCase()) ?? [];
}

function readAllocations(): ReadonlyMap<string, Allocation[]> {
  const byDriver = new Map<string, Allocation[]>();
  const companies = altitudes.companies.split('\n');
  for (const line of altitudes.filters.split('\n')) {
    const [driver = '', altitude = '', company = ''] = line.split('|');
    const key = driver.toLowerCase();
    const allocation = { altitude, company: companies[Number(company)] ?? '' };
    const known = byDriver.get(key);
    if (known === undefined) byDriver.set(key, [allocation]);
    else known.push(allocation);
  }
  return byDriver;
}

/** Load order group by whole altitude; null between the groups' ranges. */
export function groupOf(altitude: string): string | null {
  const whole = Number.parseInt(altitude, 10);
  return altitudes.groups.find(({ min, max }) => whole >= min && whole <= max)?.name ?? null;
}

/** Company that registered the driver: the row with this altitude, else the only company that has the name, else null. */
export function companyOf(driver: string, altitude: string): string | null {
  const listed = allocationsOf(driver);
  const exact = listed.find((allocation) => allocation.altitude === altitude);
  if (exact !== undefined) return exact.company;
  const companies = new Set(listed.map(({ company }) => company));
  const [only] = companies;
  return companies.size === 1 && only !== undefined ? only : null;
}

/** Drivers of the storage stack by name or pattern: controllers, port and class drivers, partitions. Source: the catalogue of blockers. */
const STORAGE_DRIVERS =
  /^(storport|stornvme|storahci|nvmedisk|classpnp|disk|partmgr|spaceport|vhdmp|ehstorclass|uaspstor|usbstor|secnvme|samsungnvmedriver|iastor\w*|iavroc)\.sys$/i;

/** Layer of a driver below the filters, as far as its name tells. */
export function layerOfLowerDriver(driver: string, storageDriver: string | null, volumeDrivers: readonly string[]): Layer | null {
  const said = driver.toLowerCase();
  if (storageDriver !== null && storageDriver.toLowerCase() === said) return 'storage';
  if (volumeDrivers.some((known) => known.toLowerCase() === said)) return 'volume';
  return STORAGE_DRIVERS.test(driver) ? 'storage' : null;
}
