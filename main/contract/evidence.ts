import { z } from 'zod';
import { Altitude, Cause, TargetVerdict } from './verdicts.ts';
import { STACK_STATES, VERDICTS } from './words.ts';

/** What a customer sends, by content. */
export const EvidenceKind = z.enum(['etl', 'evtx', 'fsutil', 'fltmc', 'bpio']);
export type EvidenceKind = z.infer<typeof EvidenceKind>;

/** Why less than everything could be read. Nothing is left out without one of these. */
export const WarningKind = z.enum([
  'cutOff',
  'notABuffer',
  'bufferTooLarge',
  'bufferDamaged',
  'recordsDamaged',
  'chunkDamaged',
  'recordDamaged',
  'lost',
  'lostHere',
  'notClosed',
  'clock',
  'timeless',
  'silent',
  'notSupported',
  'notDecoded',
  'notUnderstood',
  'tooMany',
  'changed',
  'unreadable',
  'notKept',
]);
export type WarningKind = z.infer<typeof WarningKind>;

export const EvidenceWarning = z.object({
  kind: WarningKind,
  message: z.string(),
  /** Bytes from the file's start (text: line number from 1) of the first place; null where it has none. */
  offset: z.number().int().nullable(),
  detail: z.string(),
  count: z.number().int(),
});
export type EvidenceWarning = z.infer<typeof EvidenceWarning>;

/** ISO time in UTC with all seven digits; null where the evidence has no usable clock. */
const Time = z.string().nullable();
const HexStatus = z.string().regex(/^0x[0-9A-F]{8}$/);

/** One veto (FilterManager event 12), live or imported. `own` marks this program's own queries. */
export const VetoEvent = z.object({
  seq: z.number().int(),
  time: Time,
  eventId: z.number().int(),
  processId: z.number().int().nullable(),
  processName: z.string().nullable(),
  /** As logged: a device path or a drive path; null when the system had no name. */
  path: z.string().nullable(),
  /** With a drive letter, where the evidence says which volume has which; else null. */
  dosPath: z.string().nullable(),
  /** `enable` or `query`; another number as text. */
  operation: z.string(),
  /** Registered name, without `.sys`. */
  filter: z.string(),
  reason: z.string().nullable(),
  ntstatus: HexStatus,
  ntstatusName: z.string().nullable(),
  own: z.boolean(),
});
export type VetoEvent = z.infer<typeof VetoEvent>;

/** One line of a filter's history: FilterManager events other than the veto. */
export const FilterEvent = z.object({
  seq: z.number().int(),
  time: Time,
  eventId: z.number().int(),
  version: z.number().int(),
  action: z.enum(['loaded', 'unloaded', 'attachFailed', 'supportedFeatures', 'other']),
  filter: z.string().nullable(),
  driverVersion: z.string().nullable(),
  status: HexStatus.nullable(),
  statusName: z.string().nullable(),
  altitudes: z.array(z.string()),
  group: z.string().nullable(),
  supportedFeatures: z.number().int().nullable(),
  optedIn: z.boolean().nullable(),
  detail: z.string().nullable(),
});
export type FilterEvent = z.infer<typeof FilterEvent>;

/** One filter as the evidence shows it. Masks are null where it does not: an older `fltmc`, a log without the extra text. */
export const ImportedFilter = z.object({
  name: z.string(),
  driver: z.string(),
  driverAssumed: z.boolean(),
  altitude: Altitude,
  group: z.string().nullable(),
  company: z.string().nullable(),
  version: z.string().nullable(),
  supportedFeatures: z.number().int().nullable(),
  optedIn: z.boolean().nullable(),
  kind: z.enum(['minifilter', 'legacy']),
  instance: z.string(),
  state: z.enum(STACK_STATES),
  /** When a log last saw it loaded; null in a listing. */
  seenAt: Time,
  /** Instances of the filter where a listing counts them; else null. */
  instanceCount: z.number().int().nullable(),
});
export type ImportedFilter = z.infer<typeof ImportedFilter>;

export const ImportedVolume = z.object({
  /** Drive, mount folder or device path; empty for a volume that the listing leaves unnamed. */
  mount: z.string(),
  fileSystem: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  causes: z.array(Cause),
  filters: z.array(ImportedFilter),
});
export type ImportedVolume = z.infer<typeof ImportedVolume>;

/** Vetoes of one filter for one reason, counted. */
export const VetoGroup = z.object({ cause: Cause, filter: z.string(), count: z.number().int(), first: Time, last: Time });
export type VetoGroup = z.infer<typeof VetoGroup>;

export const EvidenceSource = z.object({
  name: z.string(),
  sizeBytes: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was read here. */
  readAt: z.iso.datetime(),
  /** Of the machine it came from: UTC = local time + bias. */
  timeZone: z.object({ biasMinutes: z.number().int(), name: z.string().nullable() }).nullable(),
  machine: z.object({ name: z.string().nullable(), os: z.string().nullable(), product: z.string().nullable() }),
});
export type EvidenceSource = z.infer<typeof EvidenceSource>;

const common = {
  source: EvidenceSource,
  /** The recording it is stored as; null when it is not. */
  recording: z.number().int().nullable(),
  vetoes: z.array(VetoEvent),
  /** All vetoes, also those past what `vetoes` holds. */
  vetoCount: z.number().int(),
  vetoGroups: z.array(VetoGroup),
  filterEvents: z.array(FilterEvent),
  /** The filter stack that load events or a listing by filter show, highest altitude first. */
  filters: z.array(ImportedFilter),
  results: z.array(TargetVerdict),
  volumes: z.array(ImportedVolume),
  warnings: z.array(EvidenceWarning),
};

const text64 = z.string().regex(/^-?\d+$/);

export const TraceHeaderJson = z.object({
  pointerSize: z.number().int(),
  bufferSize: z.number().int(),
  osVersion: z.string(),
  logfileVersion: z.string(),
  osBuild: z.number().int(),
  numberOfProcessors: z.number().int(),
  logFileMode: z.string(),
  buffersWritten: z.number().int(),
  startBuffers: z.number().int(),
  eventsLost: z.number().int(),
  buffersLost: z.number().int(),
  cpuSpeedMHz: z.number().int(),
  clockType: z.number().int(),
  perfFreq: text64,
  bootTime: text64,
  startTime: text64,
  endTime: text64,
  startTimeIso: z.string(),
  endTimeIso: z.string(),
  bootTimeIso: z.string(),
  headerRawTimestamp: text64,
  timeZoneBiasMinutes: z.number().int(),
  timeZoneName: z.string(),
  timerResolution: z.number().int(),
  maximumFileSize: z.number().int(),
  sessionName: z.string(),
  logFileName: z.string(),
  loggerPid: z.number().int(),
  loggerTid: z.number().int(),
});

const counts = z.record(z.string(), z.number().int());

export const RecordSummaryJson = z.object({
  rawTimestamp: text64,
  fileTime: text64.nullable(),
  iso: Time,
  kind: z.enum(['system', 'perfinfo', 'event', 'classic', 'message', 'other']),
  provider: z.string().nullable(),
  id: z.union([z.number(), z.string()]).nullable(),
  version: z.number().int().nullable(),
  opcode: z.number().int().nullable(),
  pid: z.number().int().nullable(),
  tid: z.number().int().nullable(),
  cpu: z.number().int(),
});
export type RecordSummaryJson = z.infer<typeof RecordSummaryJson>;

const EtlImport = z.object({
  kind: z.literal('etl'),
  ...common,
  header: TraceHeaderJson,
  buffers: z.object({
    count: z.number().int(),
    compressed: z.number().int(),
    types: counts,
    flags: counts,
    sequenceMin: text64,
    sequenceMax: text64,
    fileOrderIsSequenceOrder: z.boolean(),
    trailingBytes: z.number().int(),
    recordsPerProcessor: counts,
  }),
  records: z.object({ total: z.number().int(), byHeaderType: counts }),
  events: z.array(
    z.object({
      provider: z.string(),
      /** From the trace itself or built in; null where neither knows. */
      providerName: z.string().nullable(),
      id: z.number().int(),
      version: z.number().int(),
      opcode: z.number().int(),
      level: z.number().int(),
      name: z.string().nullable(),
      count: z.number().int(),
    }),
  ),
  classicEvents: z.array(
    z.object({ guid: z.string(), type: z.number().int(), level: z.number().int(), version: z.number().int(), count: z.number().int() }),
  ),
  kernelHooks: z.array(
    z.object({ header: z.enum(['system', 'perfinfo']), hookId: z.string(), version: z.number().int(), count: z.number().int() }),
  ),
  extendedDataItems: counts,
  traceLogging: z.array(z.object({ provider: z.string(), name: z.string(), count: z.number().int() })),
  /** One self-describing event of each name, the first in the file, decoded by its own description; 64-bit numbers are decimal text. */
  traceLoggingSamples: z.array(
    z.object({
      provider: z.string(),
      event: z.string(),
      fileTime: text64.nullable(),
      tag: z.number().int(),
      fields: z.record(z.string(), z.json()),
      problem: z.string().nullable(),
    }),
  ),
  providerTraits: z.array(z.object({ provider: z.string(), name: z.string(), groups: z.array(z.string()), count: z.number().int() })),
  firstRecord: RecordSummaryJson.nullable(),
  lastRecord: RecordSummaryJson.nullable(),
  firstEvent: RecordSummaryJson.nullable(),
  lastEvent: RecordSummaryJson.nullable(),
  lost: z.object({ events: z.number().int(), buffers: z.number().int() }),
});
export type EtlImport = z.infer<typeof EtlImport>;

const EvtxImport = z.object({
  kind: z.literal('evtx'),
  ...common,
  records: z.number().int(),
  recordIdMin: z.number().nullable(),
  recordIdMax: z.number().nullable(),
  firstTime: Time,
  lastTime: Time,
  channel: z.string().nullable(),
  /** The log was not closed: its last events may be missing. */
  isDirty: z.boolean(),
  events: z.array(
    z.object({
      providerName: z.string(),
      provider: z.string().nullable(),
      id: z.number().int(),
      version: z.number().int().nullable(),
      opcode: z.number().int().nullable(),
      count: z.number().int(),
    }),
  ),
});
export type EvtxImport = z.infer<typeof EvtxImport>;

const TextImport = z.object({
  kind: z.enum(['fsutil', 'fltmc']),
  ...common,
  /** Lines, from 1, that could not be understood, as they came. */
  notUnderstood: z.array(z.object({ line: z.number().int(), text: z.string() })),
});
export type TextImport = z.infer<typeof TextImport>;

/** What one piece of evidence says, in the terms of a live answer. */
export const ImportedEvidence = z.discriminatedUnion('kind', [EtlImport, EvtxImport, TextImport]);
export type ImportedEvidence = z.infer<typeof ImportedEvidence>;
