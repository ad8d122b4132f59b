import { z } from 'zod';

/** The computer that was asked. `simulated` is shown wherever anything about it is shown. */
export const Machine = z.object({
  name: z.string(),
  /** Version and build, such as `10.0.26100`. */
  os: z.string(),
  revision: z.number().int().nullable(),
  /** Marketing name of the build, such as `24H2`. */
  release: z.string().nullable(),
  simulated: z.boolean(),
  /** Null when the system did not say. */
  elevated: z.boolean().nullable(),
});
export type Machine = z.infer<typeof Machine>;
