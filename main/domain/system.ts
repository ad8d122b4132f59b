import type { Result } from '../contract/failure.ts';
import type { Machine } from '../contract/machine.ts';
import type { BypassIoAnswer, Operation } from './bypass-io.ts';

/** What the product needs of an operating system, by role. Implemented over FFI in win32/, on the real libraries or the simulated ones. */
export interface System {
  readonly machine: MachineSource;
  readonly installation: InstallationSource;
  readonly targets: TargetSource;
  readonly folders: FolderSource;
  readonly files: FileSource;
  readonly registry: RegistrySource;
  readonly volumes: VolumeSource;
  readonly filters: FilterManager;
  readonly probe: ProbeDriver;
  readonly drivers: DriverSource;
  readonly texts: StatusTexts;
}

export interface MachineSource {
  facts(): Result<Machine>;
}

/** What the installation says of itself beside its version. */
export interface InstallationSource {
  /** Name of the edition, such as `Pro`; an edition without a known name as its number. */
  edition(): Result<string>;
  /** Milliseconds since Windows was started. */
  upMs(): Result<number>;
  /** Locale name of this user's display language, such as `en-US`. */
  displayLanguage(): Result<string>;
}

/** Opens what a user names, ready to be asked about BypassIO. */
export interface TargetSource {
  /** Any form of path that Windows takes. Opening never creates, writes or locks anything. */
  open(path: string): Result<Target>;
  /**
   * A file as a folder's listing named it: `path` is in the literal form `\\?\`, so no name in it stands for a device. The bytes of its
   * answers are valid until the next answer of any file that was opened so.
   */
  openListed(path: string): Result<Target>;
}

/** Contents of small files of other programs. */
export interface FileSource {
  /** The whole file; fails with `refused` when it has more than `maxBytes`. Opens it for shared reading only. */
  read(path: string, maxBytes: number): Result<Uint8Array>;
}

/** The part of the registry that this user sees, read only. */
export interface RegistrySource {
  /** A text value with its variables expanded. Fails with win32 code 2 when key or value is not there. */
  text(hive: RegistryHive, key: string, value: string): Result<string>;
  /** A REG_DWORD of the machine's hive, unsigned. Fails with win32 code 2 when key or value is not there. */
  number(key: string, value: string): Result<number>;
  subkeys(hive: RegistryHive, key: string): Result<readonly string[]>;
}
export type RegistryHive = 'machine' | 'user';

/** Lists folders, one level at a time. */
export interface FolderSource {
  /**
   * Calls `visit` with every entry but `.` and `..`, in the order that the file system gives, until it returns `stop`. `path` is in the
   * literal form. The entry is only valid during the call. A listing that breaks off in the middle fails after what it gave.
   */
  list(path: string, visit: (entry: FolderEntry) => 'next' | 'stop'): Result<null>;
}

export interface FolderEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly isFolder: boolean;
  readonly isCompressed: boolean;
  readonly isEncrypted: boolean;
  readonly isSparse: boolean;
  /** A name that stands for another place (symbolic link, junction, mount point): never followed. */
  readonly isLink: boolean;
  /** Kept elsewhere: opening the file would fetch it. */
  readonly isRecalledOnOpen: boolean;
}

export interface Target extends Disposable {
  readonly kind: 'file' | 'directory' | 'volume';
  /** The system's own handle, for a driver that is asked about this very open. */
  readonly handle: bigint;
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
  /** True when the root of a drive lies on another computer. */
  isRemote(root: string): boolean;
  /** STORAGE_BUS_TYPE by name (`NVMe`, `SATA`, …). */
  busType(mount: string): Result<string>;
}

export interface VolumeFacts {
  readonly mount: string;
  readonly label: string;
  readonly guidPath: string;
  readonly fileSystem: string;
  /** File system flags, as GetVolumeInformationW gives them. */
  readonly flags: number;
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

/** The optional driver that asks from inside the stack. Everything about it needs elevation. */
export interface ProbeDriver {
  /**
   * Connects, loading the driver first if it is not running. One program at a time: hresult 0x800704D6 for the second. 0x80070002 when it is
   * not installed, 0x80070241 when Windows does not accept its signature. What an earlier run left behind is cleared away.
   */
  open(): Result<ProbeSession>;
  /** Connects to a driver that runs: 0x80070002 when none does. */
  connect(): Result<ProbeSession>;
  /** True when Windows knows the driver's service, running or not. */
  isInstalled(): boolean;
}

/** A connection to the probe. Disposing of it detaches what it attached and, when it was opened, unloads a driver that observes nothing. */
export interface ProbeSession extends Disposable {
  readonly version: ProbeVersion;
  /** Marks a place in the stack of a volume from which to ask. */
  attach(mount: string, altitude: string): Result<ProbePlace>;
  /** Sends QUERY for an open target from that place downward. */
  ask(place: ProbePlace, target: Target, question: 'query' | 'query-filter-stack'): Result<BypassIoAnswer>;
  /** Watches a volume until told otherwise, beyond this session. False when it does already. */
  observe(mount: string): Result<boolean>;
  /** Stops watching everywhere; gives the number of volumes. */
  stopObserving(): Result<number>;
  observing(): Result<readonly ProbeObserver[]>;
  statistics(): Result<ProbeStatistics>;
}

export interface ProbePlace {
  readonly instance: string;
  readonly altitude: string;
}

export interface ProbeVersion {
  /** `major.minor` of the driver. */
  readonly driver: string;
  readonly canObserve: boolean;
  readonly canAsk: boolean;
}

export interface ProbeObserver {
  /** Device name, such as `\\Device\\HarddiskVolume3`. */
  readonly volume: string;
  readonly altitude: string;
}

export interface ProbeStatistics {
  readonly observedCount: number;
  readonly droppedCount: number;
  readonly askedCount: number;
  readonly waitingCount: number;
}

export interface DriverSource {
  /** Driver file of a service, such as `WdFilter.sys`; null when the registry does not say. */
  fileOf(service: string): string | null;
  /** Version and company from the driver file's resource, nulls where it says neither. Fails with win32 codes: 2 not there, 1813 no resource. */
  version(service: string): Result<{ readonly version: string | null; readonly company: string | null }>;
  /** Files of a device class' filters, from the top of its stacks down. Presence says nothing of their state. */
  classFilters(deviceClass: DeviceClass): Result<readonly string[]>;
}

export type DeviceClass = 'volume' | 'disk';

/** The system's own words for its codes. */
export interface StatusTexts {
  /** Win32 code by RtlNtStatusToDosError; null when the system has no mapping. */
  win32Of(ntstatus: number): number | null;
  /** Message text in the machine's language; null when the system has none. */
  textOf(win32: number): string | null;
}
