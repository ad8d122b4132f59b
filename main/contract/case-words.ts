/** Words and limits of snapshots, case files and reports. Free of any library, like words.ts. */

/** How much is known of one fact: a snapshot states what it could not find out, and never leaves it out. */
export const FACT_STATES = ['known', 'notElevated', 'notOnThisSystem', 'failed'] as const;

export const SNAPSHOT_TRIGGERS = ['asked', 'schedule', 'report'] as const;
export type SnapshotTrigger = (typeof SNAPSHOT_TRIGGERS)[number];

/** What can differ between two snapshots. Those of NOISE_KINDS come and go by themselves. */
export const CHANGE_KINDS = [
  'cause',
  'filterAdded',
  'filterRemoved',
  'filterVersion',
  'filterOptIn',
  'filterAltitude',
  'classFilterAdded',
  'classFilterRemoved',
  'driverVersion',
  'storageDriver',
  'storageCompatible',
  'busType',
  'fileSystem',
  'switch',
  'os',
  'volumeAdded',
  'volumeRemoved',
  'bitLocker',
  'shadowCopies',
  'elevation',
  'volumeFact',
  'fileFact',
  'machineFact',
  'activeCount',
  'freeSpace',
  'bootTime',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
export const NOISE_KINDS: ReadonlySet<ChangeKind> = new Set(['activeCount', 'freeSpace', 'bootTime', 'elevation']);

export const EXPORT_FORMATS = ['bpio', 'html', 'json', 'csv', 'md'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What a failure is about when a case file is not taken as it is. */
export const CASE_FILE_CALL = 'case file';

/** What redaction replaces, each with its own placeholder. */
export const REDACTION_CATEGORIES = ['user', 'machine', 'domain', 'sid', 'serial', 'uncHost', 'path', 'term'] as const;
export type RedactionCategory = (typeof REDACTION_CATEGORIES)[number];

/** Stands wherever redaction is offered and in everything that was redacted. */
export const REDACTION_WARNING = 'This is not anonymisation: look before you send.';

export const NOTE_MAX_CHARS = 100_000;
export const SNAPSHOT_NAME_MAX_CHARS = 200;
/** How many a list gives, newest first: a schedule of five minutes makes as many in three days. */
export const SNAPSHOTS_LISTED_MAX_COUNT = 1_000;
export const REDACTION_TERMS_MAX_COUNT = 1_000;
export const EXPORT_CHUNK_MAX_BYTES = 1_048_576;
/** `BPIO` in ASCII: the application id of a case file, at offset 68 of its SQLite header. */
export const CASE_APPLICATION_ID = 0x4250_494f;
