import type { Result } from '../contract/failure.ts';
import { bind, type Libraries } from './library.ts';

/** Builder functions of native/sim/sim.h. Each returns 0 or a Win32 code. */
export type SimulatorBuilder = {
  SimReset(): number;
  SimSetMachine(name: string, major: number, minor: number, build: number, revision: number, elevated: number): number;
  SimSetElevationPrompt(isAccepted: number): number;
  SimSetInstallation(product: number, upMinutes: number, language: string, featuresMode: number): number;
  SimAddDiskFilter(service: string): number;
  SimAddDriverFile(file: string, version: string, company: string): number;
  SimAddVolume(
    mount: string,
    label: string,
    fileSystem: string,
    dax: number,
    storageDriver: string,
    busType: number,
    compatible: number,
    hostDirectory: string | null,
  ): number;
  SimAddStackDriver(mount: string, driver: string, layer: number, vetoStatus: number, reason: string | null): number;
  SimAddFile(mount: string, path: string, size: number, attributes: number, openError: number): number;
  SimAddFilter(
    name: string,
    driver: string,
    altitude: string,
    supportedFeatures: number,
    filtersReadWrite: number,
    kind: number,
    version: string,
    company: string,
  ): number;
  SimAttachFilter(filter: string, mount: string, instance: string | null): number;
  SimRemoveFilter(filter: string): number;
  SimInstallDriver(service: string, loadError: number): number;
  SimLoadDriver(service: string): number;
  SimSetProcess(name: string | null, processId: number): number;
  SimBurst: {
    async(
      process: string,
      processId: number,
      filter: string,
      pathPrefix: string,
      fileCount: number,
      operation: number,
      status: number,
      reason: string,
      count: number,
      perSecond: number,
      isPatient: number,
      done: () => void,
    ): void;
    (...args: never[]): number;
  };
  SimAddVeto(filter: string, pathPattern: string, status: number, reason: string): number;
  SimAddRegistryText(hive: number, key: string, name: string, text: string): number;
  SimAddRawAnswer(filter: string, pathPattern: string, bytes: Uint8Array, count: number, bytesReturned: number): number;
};

const PROTOTYPES: Record<keyof SimulatorBuilder, string> = {
  SimReset: 'uint32_t SimReset()',
  SimSetMachine:
    'uint32_t SimSetMachine(const char16_t *name, uint32_t major, uint32_t minor, uint32_t build, uint32_t revision, uint32_t elevated)',
  SimSetElevationPrompt: 'uint32_t SimSetElevationPrompt(uint32_t isAccepted)',
  SimSetInstallation: 'uint32_t SimSetInstallation(uint32_t product, uint32_t upMinutes, const char16_t *language, uint32_t featuresMode)',
  SimAddDiskFilter: 'uint32_t SimAddDiskFilter(const char16_t *service)',
  SimAddDriverFile: 'uint32_t SimAddDriverFile(const char16_t *file, const char16_t *version, const char16_t *company)',
  SimAddVolume:
    'uint32_t SimAddVolume(const char16_t *mount, const char16_t *label, const char16_t *fileSystem, uint32_t dax, const char16_t *storageDriver, uint32_t busType, uint32_t compatible, const char16_t *hostDirectory)',
  SimAddStackDriver:
    'uint32_t SimAddStackDriver(const char16_t *mount, const char16_t *driver, uint32_t layer, uint32_t vetoStatus, const char16_t *reason)',
  SimAddFile: 'uint32_t SimAddFile(const char16_t *mount, const char16_t *path, uint64_t size, uint32_t attributes, uint32_t openError)',
  SimAddFilter:
    'uint32_t SimAddFilter(const char16_t *name, const char16_t *driver, const char16_t *altitude, uint32_t supportedFeatures, uint32_t filtersReadWrite, uint32_t kind, const char16_t *version, const char16_t *company)',
  SimAttachFilter: 'uint32_t SimAttachFilter(const char16_t *filter, const char16_t *mount, const char16_t *instance)',
  SimInstallDriver: 'uint32_t SimInstallDriver(const char16_t *service, uint32_t loadError)',
  SimLoadDriver: 'uint32_t SimLoadDriver(const char16_t *service)',
  SimRemoveFilter: 'uint32_t SimRemoveFilter(const char16_t *filter)',
  SimSetProcess: 'uint32_t SimSetProcess(const char16_t *name, uint32_t processId)',
  SimBurst:
    'uint32_t SimBurst(const char16_t *process, uint32_t processId, const char16_t *filter, const char16_t *pathPrefix, uint32_t fileCount, uint32_t operation, uint32_t status, const char16_t *reason, uint32_t count, uint32_t perSecond, uint32_t isPatient)',
  SimAddVeto: 'uint32_t SimAddVeto(const char16_t *filter, const char16_t *pathPattern, uint32_t status, const char16_t *reason)',
  SimAddRegistryText: 'uint32_t SimAddRegistryText(uint32_t hive, const char16_t *key, const char16_t *name, const char16_t *text)',
  SimAddRawAnswer:
    'uint32_t SimAddRawAnswer(const char16_t *filter, const char16_t *pathPattern, const uint8_t *bytes, uint32_t count, uint32_t bytesReturned)',
};

/** Fails when the library lacks one of them. */
export const bindBuilder = (libraries: Libraries): Result<SimulatorBuilder> => bind<SimulatorBuilder>(libraries, 'simulator', PROTOTYPES);
