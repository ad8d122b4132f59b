import { z } from 'zod';
import { Failure } from './failure.ts';
import { ProbeUse } from './probe.ts';
import { EVIDENCE, FILE_FACTS, LAYERS, STACK_STATES, TARGET_KINDS, VERDICTS } from './words.ts';

/** NTSTATUS as people write it: 0x and eight upper-case hex digits. */
const StatusText = z.string().regex(/^0x[0-9A-F]{8}$/);
const HexBytes = z.string().regex(/^([0-9a-f]{2})*$/);
/** Decimal text: a float would lose digits. Empty where a legacy filter has none. */
export const Altitude = z.string().regex(/^(\d+(\.\d+)?)?$/);

/** What a cause means and what helps, safest first. From the catalogue of blockers, whose date and confidence it carries. */
export const Advice = z.object({
  id: z.string(),
  title: z.string(),
  meaning: z.string(),
  remedies: z.array(z.string()),
  risk: z.string(),
  confidence: z.string(),
  sources: z.array(z.string()),
});
export type Advice = z.infer<typeof Advice>;

/** One reason why BypassIO is not, or not wholly, available. The codes are null where nobody gave one. */
export const Cause = z.object({
  /** One sentence without a full stop, in this product's words: what stands in the way. */
  summary: z.string(),
  layer: z.enum(LAYERS),
  driver: z.string().nullable(),
  ntstatus: StatusText.nullable(),
  ntstatusName: z.string().nullable(),
  win32: z.number().int().nullable(),
  win32Name: z.string().nullable(),
  win32Message: z.string().nullable(),
  /** The driver's own text, in English by design. */
  reason: z.string().nullable(),
  evidence: z.enum(EVIDENCE),
  /** Run-time mask of the filter that is named, where the filters could be listed. */
  supportedFeatures: z.number().int().nullable(),
  advice: Advice.nullable(),
});
export type Cause = z.infer<typeof Cause>;

/** One FSCTL_MANAGE_BYPASS_IO answer as it came, for those who want the bytes. */
export const Answer = z.object({
  question: z.enum(['query', 'queryFilterStackOnly', 'getInfo']),
  opStatus: StatusText.nullable(),
  outFlags: z.array(z.string()),
  bytesReturned: z.number().int(),
  raw: HexBytes,
});
export type Answer = z.infer<typeof Answer>;

export const Storage = z.object({
  driver: z.string().nullable(),
  compatible: z.boolean().nullable(),
  busType: z.string().nullable(),
});
export type Storage = z.infer<typeof Storage>;

/** The verdict on one target. Not asked and not known are said, never left out. */
export const TargetVerdict = z.object({
  path: z.string(),
  targetKind: z.enum(TARGET_KINDS),
  /** Mount point of the volume, such as `C:`; null when it could not be found. */
  mount: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  /** True only when every layer was asked (through the probe driver). A plain query names the first refuser only. */
  complete: z.boolean(),
  causes: z.array(Cause),
  notAsked: z.array(z.object({ layer: z.enum(LAYERS), driver: z.string() })),
  /** False when drivers that were not asked could not be listed, for want of elevation for example. */
  notAskedComplete: z.boolean(),
  /** Names of FS_BPIO_OUTFLAGS bits; a bit without a name as hex text. */
  outFlags: z.array(z.string()),
  storage: Storage.nullable(),
  /** Files on the volume with BypassIO on at this moment; null when the volume did not say. */
  activeBypassIoCount: z.number().int().nullable(),
  facts: z.array(z.enum(FILE_FACTS)),
  /** False when one of the facts could not be found out. */
  factsComplete: z.boolean(),
  answers: z.array(Answer),
  /** Why there is no answer (`unknown`, `notApplicable`), else null. */
  failure: Failure.nullable(),
  /** What a verdict without causes means (`notApplicable`), else null: causes carry their own. */
  advice: Advice.nullable(),
  /** Present when the probe was asked for. */
  probe: ProbeUse.optional(),
});
export type TargetVerdict = z.infer<typeof TargetVerdict>;

export const VolumeVerdict = z.object({
  mount: z.string(),
  label: z.string(),
  guidPath: z.string(),
  fileSystem: z.string(),
  totalBytes: z.number().nullable(),
  freeBytes: z.number().nullable(),
  verdict: z.enum(VERDICTS),
  causes: z.array(Cause),
  storage: Storage.nullable(),
  activeBypassIoCount: z.number().int().nullable(),
  outFlags: z.array(z.string()),
  answers: z.array(Answer),
  failure: Failure.nullable(),
  advice: Advice.nullable(),
});
export type VolumeVerdict = z.infer<typeof VolumeVerdict>;

/** One filter attached to one volume. */
export const FilterInstance = z.object({
  name: z.string(),
  driver: z.string(),
  /** True when the driver file's name was taken from the filter's name, because the registry did not say. */
  driverAssumed: z.boolean(),
  altitude: Altitude,
  group: z.string().nullable(),
  company: z.string().nullable(),
  version: z.string().nullable(),
  /** Run-time mask of the instance; bit 0x8 is the BypassIO opt-in. */
  supportedFeatures: z.number().int(),
  optedIn: z.boolean(),
  kind: z.enum(['minifilter', 'legacy']),
  instance: z.string(),
  state: z.enum(STACK_STATES),
});
export type FilterInstance = z.infer<typeof FilterInstance>;

/** A driver below the filters: the file system, the volume stack, the storage stack. */
export const LowerDriver = z.object({
  layer: z.enum(['fileSystem', 'volume', 'storage']),
  driver: z.string(),
  detail: z.string().nullable(),
  state: z.enum(STACK_STATES),
});
export type LowerDriver = z.infer<typeof LowerDriver>;

/** A volume's whole stack, highest altitude first, with what its root directory answered. */
export const VolumeStack = z.object({
  mount: z.string(),
  label: z.string(),
  fileSystem: z.string(),
  verdict: z.enum(VERDICTS),
  causes: z.array(Cause),
  outFlags: z.array(z.string()),
  answers: z.array(Answer),
  filters: z.array(FilterInstance),
  below: z.array(LowerDriver),
  /** Why the filters could not be listed (not elevated, for example), else null. */
  filtersFailure: Failure.nullable(),
  /** Why the volume gave no answer, else null. */
  failure: Failure.nullable(),
  /** True when every layer was asked, through the probe: `state` and `causes` then know every refuser. */
  complete: z.boolean().optional(),
  /** Present when the probe was asked for. */
  probe: ProbeUse.optional(),
});
export type VolumeStack = z.infer<typeof VolumeStack>;
