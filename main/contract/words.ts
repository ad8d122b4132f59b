/** The field's words, in the order that people compare them. Free of any library, so that every layer can use them at run time. */

/** Worst last, except `notApplicable` and `unknown`, which are no degree of "bad" (product rule: no error, a statement). */
export const VERDICTS = ['full', 'partial', 'blocked', 'paused', 'notApplicable', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The four layers a BypassIO request meets, from the application down to the disk. */
export const LAYERS = ['filter', 'fileSystem', 'volume', 'storage'] as const;
export type Layer = (typeof LAYERS)[number];

/** Where a cause was seen. `supportedFeatures` and `fileAttribute` are conclusions; the others are answers somebody gave. */
export const EVIDENCE = ['query', 'queryFilterStackOnly', 'supportedFeatures', 'vetoEvent', 'probe', 'fileAttribute', 'imported'] as const;
export type Evidence = (typeof EVIDENCE)[number];

export const TARGET_KINDS = ['file', 'directory', 'volume', 'device', 'unknown'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What is known about one driver of a stack after a query: `passed` and `notAsked` follow from the order, `refused` was said. */
export const STACK_STATES = ['refused', 'passed', 'notAsked', 'suspected', 'unknown'] as const;
export type StackState = (typeof STACK_STATES)[number];

export const OUT_FLAGS = [
  'VOLUME_STACK_BYPASS_PAUSED',
  'STREAM_BYPASS_PAUSED',
  'FILTER_ATTACH_BLOCKED',
  'COMPATIBLE_STORAGE_DRIVER',
] as const;

/** A property of the file itself that decides, or may decide, about BypassIO. */
export const FILE_FACTS = ['compressed', 'encrypted', 'sparse', 'resident', 'pagingFile', 'wof', 'dax'] as const;
export type FileFact = (typeof FILE_FACTS)[number];

/** The longest path Windows takes, in UTF-16 units, terminator not counted. */
export const PATH_MAX_CHARS = 32_767;
/** How many paths one call may name. */
export const PATHS_MAX_COUNT = 1_000;

/** Editions of Windows that have names here; any other goes by its number. */
export const EDITIONS = [
  'Home',
  'Home N',
  'Home China',
  'Home Single Language',
  'Pro',
  'Pro N',
  'Education',
  'Education N',
  'Enterprise',
  'Enterprise N',
  'Enterprise LTSC',
  'Enterprise LTSC N',
  'Enterprise Evaluation',
  'Server Standard',
  'Server Datacenter',
] as const;
export type Edition = (typeof EDITIONS)[number];

/** STORAGE_BUS_TYPE by its value, in the names people use. Source: winioctl.h. */
export const BUS_TYPES = [
  'Unknown',
  'SCSI',
  'ATAPI',
  'ATA',
  '1394',
  'SSA',
  'Fibre Channel',
  'USB',
  'RAID',
  'iSCSI',
  'SAS',
  'SATA',
  'SD',
  'MMC',
  'Virtual',
  'File-backed virtual',
  'Storage Spaces',
  'NVMe',
  'SCM',
  'UFS',
  'NVMe-oF',
] as const;
