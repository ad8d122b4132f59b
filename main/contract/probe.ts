import { z } from 'zod';
import { Failure } from './failure.ts';

/** What is known of the probe driver. */
export const ProbeStatus = z.object({
  /** Windows knows its service. */
  installed: z.boolean(),
  /** Null when it could not be found out (not elevated, for example). */
  loaded: z.boolean().nullable(),
  /** `major.minor` of the driver that runs. */
  version: z.string().nullable(),
  /** Volumes it watches, by device name. */
  observing: z.array(z.object({ volume: z.string(), altitude: z.string() })),
  /** Since it was loaded. `droppedCount` are requests that it saw and could not keep. */
  statistics: z
    .object({
      observedCount: z.number().int(),
      droppedCount: z.number().int(),
      askedCount: z.number().int(),
      waitingCount: z.number().int(),
    })
    .nullable(),
  /** Why the rest is not known, else null. A driver that is not loaded is no failure. */
  failure: Failure.nullable(),
});
export type ProbeStatus = z.infer<typeof ProbeStatus>;

/** What became of the wish to ask through the probe. */
export const ProbeUse = z.object({
  used: z.boolean(),
  /** Why it was not used, with a sentence that says what to do; else null. */
  failure: Failure.nullable(),
});
export type ProbeUse = z.infer<typeof ProbeUse>;
