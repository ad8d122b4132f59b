import { z } from 'zod';
import { EVENTS_PAGE_MAX } from './event-words.ts';
import { FilterEvent, VetoEvent } from './evidence.ts';

/** Recorded events: what a window or the console may ask of them. Times are microseconds since 1970 in UTC, unless a name says `time`. */

const Micros = z.number().int().min(0);
const Name = z.string().max(1_000);
const Names = z.array(Name).max(64);

/** All given parts hold at once; within a list, any. Names are whole and exact; `path` and `text` are parts, in any case. */
export const EventFilter = z.strictObject({
  recording: z.number().int().optional(),
  fromUs: Micros.optional(),
  toUs: Micros.optional(),
  eventIds: z.array(z.number().int().min(0).max(0xffff)).max(32).optional(),
  filters: Names.optional(),
  processes: Names.optional(),
  reasons: Names.optional(),
  operations: z.array(z.string().max(32)).max(8).optional(),
  /** As `0xC00004C9`. */
  ntstatuses: z
    .array(z.string().regex(/^0x[0-9A-Fa-f]{8}$/))
    .max(64)
    .optional(),
  own: z.boolean().optional(),
  path: Name.optional(),
  /** A part of the path, or of the filter's or process's name, or of the reason. */
  text: Name.optional(),
});
export type EventFilter = z.infer<typeof EventFilter>;

/** One event as it is listed. Keys are the console's JSON. */
export const StoredEvent = z.object({
  /** Grows with every event, in the order they were delivered; never used twice. */
  seq: z.number().int(),
  timeUs: Micros,
  /** ISO text in UTC with microseconds. */
  time: z.string(),
  eventId: z.number().int(),
  processId: z.number().int(),
  threadId: z.number().int(),
  processName: z.string().nullable(),
  /** With its drive letter where the device had one, else as it was logged. */
  path: z.string().nullable(),
  operation: z.string().nullable(),
  filter: z.string().nullable(),
  reason: z.string().nullable(),
  ntstatus: z.string().nullable(),
  ntstatusName: z.string().nullable(),
  /** Caused by this program's own queries. */
  own: z.boolean(),
});
export type StoredEvent = z.infer<typeof StoredEvent>;

/** Where a page ends: the next one goes on behind it. */
export const EventCursor = z.object({ timeUs: Micros, seq: z.number().int() });
export type EventCursor = z.infer<typeof EventCursor>;

export const EventPageRequest = z.strictObject({
  filter: EventFilter.default({}),
  /** Absent: from the newest event (`older`) or the oldest (`newer`). */
  from: EventCursor.optional(),
  direction: z.enum(['older', 'newer']).default('older'),
  limit: z.number().int().min(1).max(EVENTS_PAGE_MAX).default(100),
});
export type EventPageRequest = z.infer<typeof EventPageRequest>;

export const EventPage = z.object({
  events: z.array(StoredEvent),
  /** Null at the end. Not null with fewer events than asked for: the time for one page was used up, ask on from here. */
  next: EventCursor.nullable(),
  /** How many events match in all; null where counting them would take longer than a page may. */
  total: z.number().int().nullable(),
});
export type EventPage = z.infer<typeof EventPage>;

export const EventGroups = z.object({
  groups: z.array(z.object({ value: z.string().nullable(), events: z.number().int() })),
  /** False: the time was used up, and the counts are of the newest matching events only. */
  complete: z.boolean(),
});
export type EventGroups = z.infer<typeof EventGroups>;

export const Timeline = z.object({
  fromUs: Micros,
  toUs: Micros,
  binUs: z.number().int().min(1),
  /** Only steps with events, in the order of time, at most three entries of one time: the two busiest filters and the rest (null). */
  bins: z.array(z.object({ fromUs: Micros, filter: z.string().nullable(), events: z.number().int() })),
  /** Highest count of files with BypassIO on, by volume, on the same steps. */
  active: z.array(z.object({ mount: z.string(), timeUs: Micros, count: z.number().int() })),
  losses: z.array(z.object({ timeUs: Micros, events: z.number().int(), buffers: z.number().int() })),
  complete: z.boolean(),
});
export type Timeline = z.infer<typeof Timeline>;

export const EventDetail = z.object({
  event: StoredEvent,
  version: z.number().int(),
  /** Names from this Windows' own manifest, positions of a known layout, or nothing that is known. */
  decoded: z.enum(['named', 'positional', 'raw']),
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
  /** The event's bytes in hex, as Windows delivered them. */
  raw: z.string(),
});
export type EventDetail = z.infer<typeof EventDetail>;

/** What the System log still holds, newest first. Windows does not document whether every veto is written there. */
export const EventHistory = z.object({
  vetoes: z.array(VetoEvent),
  filterEvents: z.array(FilterEvent),
  unread: z.number().int(),
  more: z.boolean(),
});
export type EventHistory = z.infer<typeof EventHistory>;
