import { z } from 'zod';
import { Failure } from './failure.ts';

/**
 * Whether a service with administrator rights answers for this one. `needless`: it has them itself, or nobody can tell. `possible` says
 * what ended the last one when that was not this window. `otherAccount`: the prompt was answered with somebody else's account; then it
 * answers questions and keeps nothing, so live events and snapshots stay without rights.
 */
export const ElevationState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('needless') }),
  z.object({ kind: z.literal('possible'), ended: Failure.nullable() }),
  z.object({ kind: z.literal('asking') }),
  z.object({ kind: z.literal('elevated'), otherAccount: z.boolean() }),
]);
export type ElevationState = z.infer<typeof ElevationState>;

/** `declined`: the person said no to Windows' prompt, or did not answer. Nothing has changed then. */
export const ElevationOutcome = z.enum(['elevated', 'declined']);
export type ElevationOutcome = z.infer<typeof ElevationOutcome>;
