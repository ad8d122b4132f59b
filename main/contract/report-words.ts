/** Words and bounds of reports. Free of any library, like words.ts. */

/** Raised when the meaning of a key changes; keys may be added without. */
export const REPORT_SCHEMA_VERSION = 1;

/** The tables of a CSV report, one file each. */
export const REPORT_TABLES = [
  'summary',
  'verdicts',
  'causes',
  'filters',
  'missing',
  'machine',
  'vetoes',
  'veto-paths',
  'recordings',
  'scans',
  'scan-causes',
  'scan-files',
  'snapshots',
  'sources',
  'notes',
] as const;
export type ReportTable = (typeof REPORT_TABLES)[number];

/** How many of each a report holds; of how many is always said. The case file holds all of them. */
export const REPORT_MAX_COUNTS = {
  volumes: 200,
  filtersAVolume: 500,
  paths: 1_000,
  drivers: 1_000,
  vetoReasons: 200,
  vetoPaths: 200,
  recordings: 50,
  timelines: 10,
  timelineBins: 120,
  scans: 20,
  causesAScan: 50,
  foldersAScan: 12,
  filesAScan: 200,
  sources: 50,
  warningsASource: 50,
  snapshots: 200,
  notes: 100,
} as const;
