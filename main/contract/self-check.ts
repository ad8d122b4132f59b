import { z } from 'zod';
import { Failure } from './failure.ts';
import { TargetVerdict, VolumeStack } from './verdicts.ts';

const HexBytes = z.string().regex(/^([0-9a-f]{2})*$/);
const HexNumber = z.string().regex(/^0x[0-9A-F]{8}$/);

/** How a handle was opened: which of them Windows answers on is one of the questions. */
export const OPEN_FORMS = ['nonCached', 'cached', 'attributesOnly', 'directory', 'volumeDevice'] as const;
export const ASKED_OPERATIONS = ['query', 'query-filter-stack', 'get-info'] as const;

export const RawAnswer = z.object({
  operation: z.enum(ASKED_OPERATIONS),
  /** Bytes that Windows says it returned, and the whole buffer behind them; null when the call failed. */
  bytesReturned: z.number().int().nullable(),
  raw: HexBytes.nullable(),
  failure: Failure.nullable(),
});
export type RawAnswer = z.infer<typeof RawAnswer>;

export const OpenedTarget = z.object({
  path: z.string(),
  form: z.enum(OPEN_FORMS),
  /** Why it did not open, else null. */
  failure: Failure.nullable(),
  answers: z.array(RawAnswer),
});
export type OpenedTarget = z.infer<typeof OpenedTarget>;

/** What one Windows machine answers to every question that documents leave open. Everything was asked; nothing was changed. */
export const SelfCheckReport = z.object({
  schemaVersion: z.literal(1),
  takenAt: z.string(),
  tool: z.object({ name: z.string(), version: z.string() }),
  machine: z.object({
    name: z.string(),
    os: z.string(),
    revision: z.number().int().nullable(),
    release: z.string().nullable(),
    simulated: z.boolean(),
    elevated: z.boolean().nullable(),
  }),
  /** Which handles are answered on, with how many bytes, and with what in them. */
  targets: z.array(OpenedTarget),
  /** Files that the person named, for their attributes' sake: verdicts with causes and bytes. */
  files: z.array(TargetVerdict),
  /** Every volume's filters with their run-time masks, and why they could not be listed. */
  stacks: z.array(VolumeStack),
  /** File system flags of every volume. */
  volumeFlags: z.array(z.object({ mount: z.string(), fileSystem: z.string(), flags: HexNumber.nullable(), failure: Failure.nullable() })),
  /** SupportedFeatures in the registry: of the service's key and of its Parameters. */
  registeredFeatures: z.array(
    z.object({ filter: z.string(), service: z.number().int().nullable(), parameters: z.number().int().nullable() }),
  ),
  /** FilterSupportedFeaturesMode; null when not set. */
  featuresMode: z.number().int().nullable(),
  /** Which Win32 code the system gives for an NTSTATUS; null: none. */
  statuses: z.array(z.object({ ntstatus: HexNumber, win32: z.number().int().nullable(), message: z.string().nullable() })),
  /** The filter manager's newest events of the System log, as XML. */
  events: z.object({ xml: z.array(z.string()), failure: Failure.nullable() }),
});
export type SelfCheckReport = z.infer<typeof SelfCheckReport>;
