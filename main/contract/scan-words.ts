/** Words of a folder scan. Free of any library, like words.ts. */

/** `every`: both questions of every file. `fast`: attributes and samples decide, and what they decided is marked as concluded. */
export const SCAN_MODES = ['every', 'fast'] as const;
export type ScanMode = (typeof SCAN_MODES)[number];

/** `interrupted`: its process ended, or its results could not be stored any more. Only a finished scan cannot be continued. */
export const SCAN_STATES = ['running', 'finished', 'cancelled', 'interrupted'] as const;
export type ScanState = (typeof SCAN_STATES)[number];

export const SCAN_ROOTS_MAX_COUNT = 64;
/** Rows that one page of files, folders, failures or changes holds at most. */
export const SCAN_PAGE_MAX_COUNT = 1_000;

/** What happened to a file between two scans. */
export const SCAN_CHANGES = ['added', 'removed', 'worse', 'better', 'different'] as const;
export type ScanChange = (typeof SCAN_CHANGES)[number];
