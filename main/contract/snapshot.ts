import { z } from 'zod';
import { CHANGE_KINDS, SNAPSHOT_NAME_MAX_CHARS, SNAPSHOT_TRIGGERS } from './case-words.ts';
import { Failure } from './failure.ts';
import { Machine } from './machine.ts';
import { TargetVerdict, VolumeStack, VolumeVerdict } from './verdicts.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT, VERDICTS } from './words.ts';

/** Snapshots: one machine at one moment, and what changed between two of them. Times are microseconds since 1970 in UTC. */

const Micros = z.number().int().min(0);

/** A fact with its state: what could not be found out says why. */
export const fact = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('state', [
    z.object({ state: z.literal('known'), value }),
    z.object({ state: z.literal('notElevated'), call: z.string() }),
    z.object({ state: z.literal('notOnThisSystem'), detail: z.string() }),
    z.object({ state: z.literal('failed'), failure: Failure }),
  ]);
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'notElevated'; readonly call: string }
  | { readonly state: 'notOnThisSystem'; readonly detail: string }
  | { readonly state: 'failed'; readonly failure: Failure };

const text = fact(z.string());

/** What a snapshot adds to what the volumes, their stacks and the paths answered. */
export const SnapshotVolume = z.object({
  mount: z.string(),
  verdict: VolumeVerdict,
  /** Null where the volume has none to ask for. */
  stack: VolumeStack.nullable(),
  /** File system flags as GetVolumeInformationW gives them, `0x` and eight hex digits. */
  flags: text,
  busType: text,
  storageDriver: text,
  /** Whether the storage driver declares BypassIO, as the volume's answer says. */
  storageCompatible: fact(z.boolean()),
  /** Version of the storage driver's file. */
  storageDriverVersion: text,
  /** Files on the volume with BypassIO on at that moment. */
  activeCount: fact(z.number().int()),
  /** What the volume stack's own answer shows, which needs no elevation; nothing is concluded from a driver being present. */
  bitLocker: fact(z.enum(['vetoes', 'noVeto'])),
  shadowCopies: fact(z.enum(['vetoes', 'noVeto'])),
});
export type SnapshotVolume = z.infer<typeof SnapshotVolume>;

/** One registry switch that decides about BypassIO; a value that is not set is `known` and null. */
export const SnapshotSwitch = z.object({ name: z.string(), key: z.string(), value: fact(z.number().int().nullable()) });
export type SnapshotSwitch = z.infer<typeof SnapshotSwitch>;

export const SnapshotContent = z.object({
  machine: Machine,
  edition: text,
  bootedUs: fact(Micros),
  displayLanguage: text,
  volumes: fact(z.array(SnapshotVolume)),
  /** Class filters of the volume and disk classes, from the top of each stack down. */
  classFilters: z.array(z.object({ deviceClass: z.enum(['volume', 'disk']), drivers: fact(z.array(z.string())) })),
  /** Versions of the drivers that are named anywhere in the snapshot, by file name. */
  drivers: z.array(z.object({ driver: z.string(), version: text, company: z.string().nullable() })),
  switches: z.array(SnapshotSwitch),
  /** The paths that the user named. */
  paths: z.array(TargetVerdict),
});
export type SnapshotContent = z.infer<typeof SnapshotContent>;

export const SnapshotEntry = z.object({
  id: z.number().int(),
  takenUs: Micros,
  name: z.string().nullable(),
  trigger: z.enum(SNAPSHOT_TRIGGERS),
  machine: z.string(),
  os: z.string(),
  simulated: z.boolean(),
  elevated: z.boolean().nullable(),
  verdicts: z.array(z.object({ mount: z.string(), verdict: z.enum(VERDICTS) })),
  pathCount: z.number().int(),
});
export type SnapshotEntry = z.infer<typeof SnapshotEntry>;

export const Snapshot = z.object({ entry: SnapshotEntry, content: SnapshotContent });
export type Snapshot = z.infer<typeof Snapshot>;

export const SnapshotRequest = z.strictObject({
  name: z.string().min(1).max(SNAPSHOT_NAME_MAX_CHARS).optional(),
  paths: z.array(z.string().min(1).max(PATH_MAX_CHARS)).max(PATHS_MAX_COUNT).default([]),
});
export type SnapshotRequest = z.infer<typeof SnapshotRequest>;

/** A snapshot of this computer's database, or of the case that is open. */
export const SnapshotRef = z.strictObject({ of: z.enum(['store', 'case']), id: z.number().int().positive() });
export type SnapshotRef = z.infer<typeof SnapshotRef>;

/** One difference. `before` and `after` are ready to show; null: not there. */
export const Change = z.object({
  kind: z.enum(CHANGE_KINDS),
  mount: z.string().nullable(),
  subject: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** One sentence without a full stop. */
  sentence: z.string(),
});
export type Change = z.infer<typeof Change>;

/** A verdict that changed, with those changes in the same stack that explain it. None explain it: `explanation` is empty, and `sentence` says so. */
export const VerdictChange = z.object({
  targetKind: z.enum(['volume', 'path']),
  target: z.string(),
  before: z.enum(VERDICTS),
  after: z.enum(VERDICTS),
  /** One sentence without a full stop, the explanation in it. */
  sentence: z.string(),
  explanation: z.array(Change),
});
export type VerdictChange = z.infer<typeof VerdictChange>;

export const SnapshotDiff = z.object({
  before: SnapshotEntry,
  after: SnapshotEntry,
  /** One sentence: what the reader should know first. */
  summary: z.string(),
  /** False when names differ, or cannot be compared for redaction. */
  isSameMachine: z.boolean(),
  verdicts: z.array(VerdictChange),
  changes: z.array(Change),
  noise: z.array(Change),
  /** What one of the two does not know, so that nothing can be said of it. */
  notCompared: z.array(z.object({ subject: z.string(), sentence: z.string() })),
});
export type SnapshotDiff = z.infer<typeof SnapshotDiff>;

/** What stands on the timeline beside snapshots and recordings: filters that were loaded or unloaded, drivers whose version changed. */
export const HistoryMark = z.object({
  timeUs: Micros,
  kind: z.enum(['filterLoaded', 'filterUnloaded', 'driverChanged', 'verdictChanged']),
  subject: z.string(),
  sentence: z.string(),
});
export type HistoryMark = z.infer<typeof HistoryMark>;

export const HistoryTimeline = z.object({
  /** Newest first, as many as `list` gives. */
  snapshots: z.array(SnapshotEntry),
  /** Newest first. */
  recordings: z.array(
    z.object({
      id: z.number().int(),
      startedUs: Micros,
      endedUs: Micros.nullable(),
      vetoes: z.number().int(),
      machine: z.string(),
      imported: z.boolean(),
    }),
  ),
  /** Newest first. */
  marks: z.array(HistoryMark),
  /** True when there are older marks than those that are given. */
  more: z.boolean(),
});
export type HistoryTimeline = z.infer<typeof HistoryTimeline>;

/** While a window is open a snapshot is taken this often; null: only when asked. */
export const SnapshotSchedule = z.strictObject({
  everyMinutes: z.number().int().min(5).max(10_080).nullable(),
  paths: z.array(z.string().min(1).max(PATH_MAX_CHARS)).max(100),
});
export type SnapshotSchedule = z.infer<typeof SnapshotSchedule>;

/** What a window follows: told at once, and whenever a snapshot came or went, the schedule changed, or a scheduled snapshot failed. */
export const SnapshotChange = z.object({
  /** Grows with every change of the list, so that a page knows when to ask for it again. */
  version: z.number().int(),
  schedule: SnapshotSchedule,
  /** When the next one is due; null without a schedule. */
  nextUs: Micros.nullable(),
  /** Why the last scheduled snapshot could not be taken, until one is. */
  failure: Failure.nullable(),
});
export type SnapshotChange = z.infer<typeof SnapshotChange>;
