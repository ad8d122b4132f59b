import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ImportedEvidence } from './evidence.ts';
import { Failure } from './failure.ts';
import { ImportChunk, ImportFile, ImportStep, ImportText } from './import.ts';
import { Machine } from './machine.ts';
import { ProbeStatus } from './probe.ts';
import { TargetVerdict, VolumeStack, VolumeVerdict } from './verdicts.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT } from './words.ts';

const failed = { FAILED: { data: Failure } };
/** When the system was asked, as an ISO time in UTC. */
const askedAt = z.iso.datetime();

/** Ask every layer through the probe driver, which is loaded and attached for the length of the call. */
const probe = z.boolean().default(false);

/** What the service promises to a window, over any transport. Everything in it only reads, but for what the probe driver does. */
export const contract = {
  machine: oc.errors(failed).output(Machine),
  volumes: oc.errors(failed).output(z.object({ askedAt, volumes: z.array(VolumeVerdict) })),
  filters: oc
    .input(z.object({ probe }).default({ probe: false }))
    .errors(failed)
    .output(z.object({ askedAt, volumes: z.array(VolumeStack) })),
  query: oc
    .input(z.object({ paths: z.array(z.string().min(1).max(PATH_MAX_CHARS)).min(1).max(PATHS_MAX_COUNT), probe }))
    .errors(failed)
    .output(z.object({ askedAt, results: z.array(TargetVerdict) })),
  probe: {
    status: oc.errors(failed).output(ProbeStatus),
    /** Loads the probe driver and lets it watch every NTFS volume. Needs elevation; undone by `remove`. */
    install: oc.errors(failed).output(ProbeStatus),
    /** Detaches the probe driver everywhere and unloads it. */
    remove: oc.errors(failed).output(ProbeStatus),
  },
  /** Evidence from other machines: only read, never kept. */
  import: {
    text: oc.input(ImportText).errors(failed).output(ImportedEvidence),
    /** A file comes in chunks while its steps are listened to, and is gone when nobody does. */
    file: oc.input(ImportFile).errors(failed).output(eventIterator(ImportStep)),
    chunk: oc
      .input(ImportChunk)
      .errors(failed)
      .output(z.object({ receivedBytes: z.number().int() })),
  },
};
export type Contract = typeof contract;
