import { z } from 'zod';
import { SAMPLE_MS_DEFAULT, SAMPLE_MS_MAX, SAMPLE_MS_MIN } from './event-words.ts';
import { EvidenceKind, EvidenceSource, EvidenceWarning } from './evidence.ts';

/** Recordings: what a capture was, what it lost, and whether BypassIO was seen in use meanwhile. Times are microseconds since 1970 in UTC. */

const Micros = z.number().int().min(0);

/** The evidence that an imported recording was read from. */
export const RecordingSource = EvidenceSource.omit({ readAt: true }).extend({
  kind: EvidenceKind,
  importedUs: Micros,
  warnings: z.array(EvidenceWarning),
});
export type RecordingSource = z.infer<typeof RecordingSource>;

export const Recording = z.object({
  id: z.number().int(),
  startedUs: Micros,
  /** Null while it runs. */
  endedUs: Micros.nullable(),
  ending: z.enum(['stopped', 'interrupted', 'sessionEnded', 'storeFailed', 'imported']).nullable(),
  machine: z.string(),
  os: z.string(),
  simulated: z.boolean(),
  processId: z.number().int(),
  sampleMs: z.number().int(),
  events: z.number().int(),
  /** Events that the user's retention choice has removed since. */
  removed: z.number().int(),
  lostEvents: z.number().int(),
  lostBuffers: z.number().int(),
  /** Null for what was recorded here. */
  source: RecordingSource.nullable(),
});
export type Recording = z.infer<typeof Recording>;

/** What the samples of one volume saw. */
export const VolumeUse = z.object({
  mount: z.string(),
  samples: z.number().int(),
  highest: z.number().int(),
  firstUs: Micros.nullable(),
  lastUs: Micros.nullable(),
});
export type VolumeUse = z.infer<typeof VolumeUse>;

export const RecordingSummary = z.object({
  recording: Recording,
  volumes: z.array(VolumeUse),
  /** One sentence on the use of BypassIO during this recording, with what it cannot say. */
  useSentence: z.string(),
  /** Why it ended, when nobody asked it to; else null. */
  problem: z.string().nullable(),
});
export type RecordingSummary = z.infer<typeof RecordingSummary>;

/** What is worth telling when a capture starts: a damaged database set aside, recordings closed as interrupted, events removed. */
export const CaptureStarted = z.object({ recording: z.number().int(), notes: z.array(z.string()) });
export type CaptureStarted = z.infer<typeof CaptureStarted>;

/** What changed, at most five times a second. */
export const CaptureChange = z.object({
  /** The running recording; null when none runs. */
  recording: z.number().int().nullable(),
  /** Number of the last stored event, whether or not anything runs. */
  lastSeq: z.number().int(),
  lostEvents: z.number().int(),
  lostBuffers: z.number().int(),
  active: z.array(z.object({ mount: z.string(), count: z.number().int() })),
  /** Set once, when a capture has ended. */
  ended: RecordingSummary.nullable(),
  /** What happened that a user should read, such as events that retention removed. */
  notes: z.array(z.string()),
});
export type CaptureChange = z.infer<typeof CaptureChange>;

export const CaptureRequest = z.strictObject({
  sampleMs: z.number().int().min(SAMPLE_MS_MIN).max(SAMPLE_MS_MAX).default(SAMPLE_MS_DEFAULT),
});

/** Null keeps everything. Nothing is removed unless the user has chosen so, and each removal is listed. */
export const RetentionChoice = z.strictObject({
  maxAgeDays: z.number().int().min(1).max(36_500).nullable(),
  maxBytes: z.number().int().min(1_048_576).nullable(),
});
export type RetentionChoice = z.infer<typeof RetentionChoice>;

export const Retention = z.object({
  choice: RetentionChoice,
  usedBytes: z.number().int(),
  removals: z.array(z.object({ timeUs: Micros, events: z.number().int(), reason: z.string() })),
});
export type Retention = z.infer<typeof Retention>;
