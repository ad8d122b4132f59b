import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { Machine } from './machine.ts';
import { TargetVerdict, VolumeStack, VolumeVerdict } from './verdicts.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT } from './words.ts';

const failed = { FAILED: { data: Failure } };
/** When the system was asked, as an ISO time in UTC. */
const askedAt = z.iso.datetime();

/** What the service promises to a window, over any transport. Everything in it only reads. */
export const contract = {
  machine: oc.errors(failed).output(Machine),
  volumes: oc.errors(failed).output(z.object({ askedAt, volumes: z.array(VolumeVerdict) })),
  filters: oc.errors(failed).output(z.object({ askedAt, volumes: z.array(VolumeStack) })),
  query: oc
    .input(z.object({ paths: z.array(z.string().min(1).max(PATH_MAX_CHARS)).min(1).max(PATHS_MAX_COUNT) }))
    .errors(failed)
    .output(z.object({ askedAt, results: z.array(TargetVerdict) })),
};
export type Contract = typeof contract;
