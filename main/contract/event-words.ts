/** Bounds and choices about recorded events, free of any library, so that a console command can use them and start quickly. */

export const EVENTS_PAGE_MAX = 1_000;
export const TIMELINE_BINS_MAX = 1_000;

/** What events are counted by. */
export const GROUPINGS = ['filter', 'process', 'reason', 'ntstatus', 'operation', 'eventId'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** How often volumes are asked how many files have BypassIO on. */
export const SAMPLE_MS_MIN = 100;
export const SAMPLE_MS_DEFAULT = 1_000;
export const SAMPLE_MS_MAX = 60_000;
