import type { Result } from '../contract/failure.ts';
import type { Machine } from '../contract/machine.ts';
import type { BypassIoAnswer, Operation } from './bypass-io.ts';

/** What the product needs of an operating system, by role. Implemented over FFI in win32/, on the real libraries or the simulated ones. */
export interface System {
  readonly machine: MachineSource;
  readonly targets: TargetSource;
  readonly volumes: VolumeSource;
  readonly filters: FilterManager;
  readonly drivers: DriverSource;
  readonly texts: StatusTexts;
}

export interface MachineSource {
  facts(): Result<Machine>;
}

/** Opens what a user names, ready to be asked about BypassIO. */
export interface TargetSource {
  /** Any form of path that Windows takes. Opening never creates, writes or locks anything. */
  open(path: string): Result<Target>;
}

export interface Target extends Disposable {
  readonly kind: 'file' | 'directory' | 'volume';
  /** Sends one operation of FSCTL_MANAGE_BYPASS_IO. A refusal is a value, not a failure. */
  manage(operation: Operation): Result<BypassIoAnswer>;
  attributes(): Result<FileAttributes>;
  /** Provider of external backing; null when the file is not backed externally. */
  externalBacking(): Result<ExternalBacking | null>;
  /** True when the file has no clusters of its own: it is resident in the MFT, or empty. */
  hasNoClusters(): Result<boolean>;
}

export interface FileAttributes {
  readonly isDirectory: boolean;
  readonly isCompressed: boolean;
  readonly isEncrypted: boolean;
  readonly isSparse: boolean;
}

export interface ExternalBacking {
  readonly provider: 'wim' | 'file' | 'cloud' | 'unknown';
}

export interface VolumeSource {
  list(): Result<readonly VolumeFacts[]>;
  /** Mount point of the volume that holds `path`, such as `C:`, or the mount folder's path. */
  mountOf(path: string): Result<string>;
  facts(mount: string): Result<VolumeFacts>;
  /** STORAGE_BUS_TYPE by name (`NVMe`, `SATA`, …). */
  busType(mount: string): Result<string>;
}

export interface VolumeFacts {
  readonly mount: string;
  readonly label: string;
  readonly guidPath: string;
  readonly fileSystem: string;
  readonly isDax: boolean;
  readonly totalBytes: number | null;
  readonly freeBytes: number | null;
}

export interface FilterManager {
  /** Instances on one volume, in no promised order. Needs elevation: hresult 0x80070005 without. */
  instances(mount: string): Result<readonly InstanceFacts[]>;
}

export interface InstanceFacts {
  readonly filter: string;
  readonly instance: string;
  readonly altitude: string;
  readonly supportedFeatures: number;
  readonly kind: 'minifilter' | 'legacy';
}

export interface DriverSource {
  /** Driver file of a service, such as `WdFilter.sys`; null when the registry does not say. */
  fileOf(service: string): string | null;
  /** Version and company from the driver file's resource; nulls where it has none or cannot be read. */
  version(service: string): { readonly version: string | null; readonly company: string | null };
  /** Class filters of the volume class, from the top of the volume stack down. Presence says nothing of their state. */
  volumeClassFilters(): readonly string[];
}

/** The system's own words for its codes. */
export interface StatusTexts {
  /** Win32 code by RtlNtStatusToDosError; null when the system has no mapping. */
  win32Of(ntstatus: number): number | null;
  /** Message text in the machine's language; null when the system has none. */
  textOf(win32: number): string | null;
}
