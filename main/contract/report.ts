import { z } from 'zod';
import { REDACTION_CATEGORIES } from './case-words.ts';
import { Timeline } from './events.ts';
import { Failure } from './failure.ts';
import { Machine } from './machine.ts';
import { Recording, RecordingSource, VolumeUse } from './recordings.ts';
import { REPORT_SCHEMA_VERSION } from './report-words.ts';
import { CauseSum, FactSum, FailureSum, FolderSum, Scan, ScannedFile, VerdictSums } from './scan.ts';
import { fact, SnapshotContent, SnapshotEntry, SnapshotVolume } from './snapshot.ts';
import { Cause, TargetVerdict, VolumeStack, VolumeVerdict } from './verdicts.ts';
import { LAYERS, VERDICTS } from './words.ts';

/**
 * A report: what one machine answered, what was recorded and scanned on it, and what of that is not known. The JSON form of a report is this,
 * and every other form is made from it. Times whose names end in `Us` are microseconds since 1970 in UTC.
 */

const count = z.number().int().min(0);
const Micros = z.number().int().min(0);

/** The first of `total`, in the order that matters most. */
const first = <T extends z.ZodType>(item: T) => z.object({ total: count, items: z.array(item) });

/** One sentence without a full stop about what stands below it. */
const sentence = z.string();

export const ReportCause = Cause.extend({
  concluded: z.boolean().describe('True: nobody said this. It follows from a mask or an attribute.'),
});
export type ReportCause = z.infer<typeof ReportCause>;

const NotAsked = z.object({ layer: z.enum(LAYERS), driver: z.string() });

export const ReportStack = VolumeStack.pick({ below: true, filtersFailure: true }).extend({
  filters: first(VolumeStack.shape.filters.element).describe('Highest altitude first.'),
  notAsked: z.array(NotAsked),
  complete: z.boolean().describe('True when every layer was asked, through the probe driver. A plain query names the first refuser only.'),
});
export type ReportStack = z.infer<typeof ReportStack>;

export const ReportVolume = VolumeVerdict.omit({ causes: true }).extend({
  causes: z.array(ReportCause),
  stack: ReportStack.nullable(),
  ...SnapshotVolume.pick({ flags: true, storageDriverVersion: true, bitLocker: true, shadowCopies: true }).shape,
});
export type ReportVolume = z.infer<typeof ReportVolume>;

export const ReportPath = TargetVerdict.omit({ causes: true }).extend({ causes: z.array(ReportCause) });
export type ReportPath = z.infer<typeof ReportPath>;

/** The computer that was asked. What only a snapshot knows is null without one. */
export const ReportMachine = Machine.extend({
  edition: fact(z.string()).nullable(),
  bootedUs: fact(Micros).nullable(),
  displayLanguage: fact(z.string()).nullable(),
  switches: SnapshotContent.shape.switches,
  classFilters: SnapshotContent.shape.classFilters,
  drivers: first(SnapshotContent.shape.drivers.element),
});
export type ReportMachine = z.infer<typeof ReportMachine>;

const Span = { vetoes: count, firstUs: Micros, lastUs: Micros };

/** Vetoes of one filter with one status and one reason. */
export const VetoReason = z.object({
  filter: z.string().nullable(),
  ntstatus: z.string().nullable(),
  ntstatusName: z.string().nullable(),
  reason: z.string().nullable(),
  operations: z.array(z.string()),
  processes: z.array(z.string()),
  ...Span,
});
export type VetoReason = z.infer<typeof VetoReason>;

export const VetoPath = z.object({ path: z.string().nullable(), filters: z.array(z.string()), ...Span });
export type VetoPath = z.infer<typeof VetoPath>;

/** Events that filters were seen to refuse BypassIO with, over all recordings, without those that this program's own queries caused. */
export const ReportVetoes = z.object({
  sentence,
  total: count,
  own: count.describe("Vetoes of this program's own queries, which `total` leaves out."),
  events: count.describe('Events of every kind that the recordings hold.'),
  lostEvents: count.describe('What Windows could not deliver: above zero, every count of events is at least what it says.'),
  lostBuffers: count,
  byReason: first(VetoReason).describe('Most vetoes first.'),
  byPath: first(VetoPath).describe('Most vetoes first.'),
  byPathComplete: z.boolean().describe('False: there were too many different paths to count each, so `byPath` may lack some.'),
});
export type ReportVetoes = z.infer<typeof ReportVetoes>;

export const ReportRecording = Recording.omit({ source: true }).extend({
  imported: z.boolean(),
  useSentence: z.string().describe('Whether BypassIO was seen in use meanwhile, with what that cannot say.'),
  volumes: z.array(VolumeUse),
  timeline: Timeline.nullable().describe('Vetoes without own ones in steps of time; null where there are none, and for older recordings.'),
});
export type ReportRecording = z.infer<typeof ReportRecording>;

export const ReportSource = RecordingSource.omit({ warnings: true }).extend({
  recording: z.number().int(),
  warnings: first(RecordingSource.shape.warnings.element),
});
export type ReportSource = z.infer<typeof ReportSource>;

export const ReportScan = z.object({
  scan: Scan,
  sentence,
  byVerdict: VerdictSums,
  byCause: first(CauseSum).describe('Worst verdict first, then most bytes.'),
  byFact: z.array(FactSum),
  byFailure: z.array(FailureSum),
  folders: first(FolderSum).describe(
    'Those below the scanned folder, or the scanned folders themselves when there are several; most bytes first.',
  ),
  files: first(ScannedFile).describe('Files whose verdict is not `full`, largest first.'),
});
export type ReportScan = z.infer<typeof ReportScan>;

/** Where the answers come from. */
export const ReportOrigin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('machine') }).describe('The machine was asked for this report.'),
  z
    .object({
      kind: z.literal('case'),
      name: z.string().nullable().describe('Null where it was redacted.'),
      createdUs: Micros,
      tool: z.object({ name: z.string(), version: z.string() }),
      catalogueDate: z.string(),
      check: z
        .enum(['intact', 'differs', 'notCompared'])
        .describe('Its contents against the hashes of its manifest; `differs`: the file was changed after it was made.'),
    })
    .describe('A case file, which somebody made earlier.'),
]);
export type ReportOrigin = z.infer<typeof ReportOrigin>;

export const ReportRedaction = z.object({
  warning: z.string().describe('What redaction is not.'),
  categories: z
    .array(z.object({ category: z.enum(REDACTION_CATEGORIES), terms: count, cells: count }))
    .nullable()
    .describe('What was replaced, by category; null where a case came redacted, since only its sender knows.'),
});
export type ReportRedaction = z.infer<typeof ReportRedaction>;

export const Report = z.object({
  schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
  kind: z.literal('report'),
  generatedAt: z.iso.datetime(),
  tool: z.object({ name: z.string(), version: z.string() }),
  catalogues: z
    .object({ blockers: z.string(), altitudes: z.string() })
    .describe('Dates of the catalogues that advice, vendors and groups come from.'),
  origin: ReportOrigin,
  redaction: ReportRedaction.nullable().describe('Null: nothing was replaced.'),
  summary: sentence.describe('The answer: of the paths that were named, and of the volumes.'),
  verdict: z
    .enum(VERDICTS)
    .nullable()
    .describe('The worst of those verdicts; null where nothing was asked. The exit code of the console is that of it.'),
  notes: first(z.object({ timeUs: Micros, text: z.string() })).describe(
    'What people wrote: for this report, or into the case it is made from. Newest first.',
  ),
  machine: ReportMachine,
  missing: z.array(z.object({ subject: z.string(), sentence, failure: Failure.nullable() })).describe('What is not known, and why.'),
  snapshot: SnapshotEntry.nullable().describe(
    'When the machine was asked what stands here of it; null: nobody asked, so there are no volumes and paths.',
  ),
  volumes: first(ReportVolume),
  paths: first(ReportPath).describe('The paths that the user named.'),
  vetoes: ReportVetoes,
  recordings: first(ReportRecording).describe('Newest first.'),
  scans: first(ReportScan).describe('Newest first.'),
  sources: first(ReportSource).describe('What recordings were imported from, newest first.'),
  snapshots: first(SnapshotEntry).describe('All snapshots that the database or the case holds, newest first.'),
});
export type Report = z.infer<typeof Report>;
