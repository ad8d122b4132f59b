import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { exports, openCase, snapshots } from './case-contract.ts';
import { ElevationOutcome, ElevationState } from './elevation.ts';
import { EVENTS_PAGE_MAX, GROUPINGS, TIMELINE_BINS_MAX } from './event-words.ts';
import { EventDetail, EventFilter, EventGroups, EventHistory, EventPage, EventPageRequest, StoredEvent, Timeline } from './events.ts';
import { ImportedEvidence } from './evidence.ts';
import { Failure } from './failure.ts';
import { ImportChunk, ImportFile, ImportStep, ImportText } from './import.ts';
import { Machine } from './machine.ts';
import { ProbeStatus } from './probe.ts';
import { CaptureChange, CaptureRequest, CaptureStarted, Recording, RecordingSummary, Retention, RetentionChoice } from './recordings.ts';
import { games, scans } from './scan-contract.ts';
import { TargetVerdict, VolumeStack, VolumeVerdict } from './verdicts.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT } from './words.ts';

const failed = { FAILED: { data: Failure } };
/** When the system was asked, as an ISO time in UTC. */
const askedAt = z.iso.datetime();

/** Ask every layer through the probe driver, which is loaded and attached for the length of the call. */
const probe = z.boolean().default(false);

/** What the pages show: of this machine and its database, or, with the same names, of a case that is open. Everything in it only reads. */
const view = {
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
  /** Recorded events, while they are recorded and later. Every answer takes milliseconds at any number of events. */
  events: {
    page: oc.input(EventPageRequest).errors(failed).output(EventPage),
    /** Events behind number `seq`, in the order of their numbers. */
    since: oc
      .input(z.object({ seq: z.number().int().min(0), limit: z.number().int().min(1).max(EVENTS_PAGE_MAX) }))
      .errors(failed)
      .output(z.array(StoredEvent)),
    groups: oc
      .input(z.object({ filter: EventFilter.default({}), by: z.enum(GROUPINGS) }))
      .errors(failed)
      .output(EventGroups),
    /** As many steps as are asked for at least, where a tenth of a second is not too wide for that. */
    timeline: oc
      .input(z.object({ filter: EventFilter.default({}), bins: z.number().int().min(1).max(TIMELINE_BINS_MAX) }))
      .errors(failed)
      .output(Timeline),
    detail: oc
      .input(z.object({ seq: z.number().int().min(1) }))
      .errors(failed)
      .output(EventDetail),
    recordings: oc.errors(failed).output(z.array(Recording)),
    summary: oc
      .input(z.object({ recording: z.number().int() }))
      .errors(failed)
      .output(RecordingSummary),
    retention: oc.errors(failed).output(Retention),
    setRetention: oc.input(RetentionChoice).errors(failed).output(Retention),
    history: oc
      .input(z.object({ limit: z.number().int().min(1).max(10_000).default(1_000) }))
      .errors(failed)
      .output(EventHistory),
  },
  scans,
  games,
  snapshots,
  exports,
};

/** What the service promises to a window, over any transport. Everything in it only reads, but for what the probe driver does. */
export const contract = {
  ...view,
  probe: {
    status: oc.errors(failed).output(ProbeStatus),
    /** Loads the probe driver and lets it watch every NTFS volume. Needs elevation; undone by `remove`. */
    install: oc.errors(failed).output(ProbeStatus),
    /** Detaches the probe driver everywhere and unloads it. */
    remove: oc.errors(failed).output(ProbeStatus),
  },
  /** Recording of live events. One at a time, whichever window starts it. */
  capture: {
    start: oc.input(CaptureRequest).errors(failed).output(CaptureStarted),
    /** Null when nothing ran. */
    stop: oc.errors(failed).output(RecordingSummary.nullable()),
    /** The state now, then each change, at most five a second, until the listener leaves. */
    changes: oc.errors(failed).output(eventIterator(CaptureChange)),
  },
  /** Evidence from other machines: read, and stored as a recording of its own. */
  import: {
    text: oc.input(ImportText).errors(failed).output(ImportedEvidence),
    /** A file comes in chunks while its steps are listened to, and is gone when nobody does. */
    file: oc.input(ImportFile).errors(failed).output(eventIterator(ImportStep)),
    chunk: oc
      .input(ImportChunk)
      .errors(failed)
      .output(z.object({ receivedBytes: z.number().int() })),
    /** The rest of the file cannot be read where it lies: what came is all there is. */
    cutShort: oc
      .input(ImportChunk.pick({ upload: true }))
      .errors(failed)
      .output(z.null()),
  },
  /** A service with administrator rights beside this one. While there is one, it answers for this one what needs them. */
  elevation: {
    /** The state now, then each change, until the listener leaves. */
    changes: oc.errors(failed).output(eventIterator(ElevationState)),
    /** Has Windows ask the person. Answers when they have, and the service is there. */
    enable: oc.errors(failed).output(ElevationOutcome),
  },
  /** What of `view` a case cannot do, such as asking a machine, is refused with the reason. */
  case: { ...openCase, view },
};
export type Contract = typeof contract;
