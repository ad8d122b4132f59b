import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { CaseState, ExportChunk, ExportRequest, ExportStep, PreviewStep, RedactionChoice } from './case.ts';
import { Failure } from './failure.ts';
import {
  HistoryTimeline,
  Snapshot,
  SnapshotChange,
  SnapshotDiff,
  SnapshotEntry,
  SnapshotRef,
  SnapshotRequest,
  SnapshotSchedule,
} from './snapshot.ts';

const failed = { FAILED: { data: Failure } };
const one = z.object({ id: z.number().int().positive() });

/** Snapshots of a machine, kept until the user removes them. */
export const snapshots = {
  /** Newest first, at most SNAPSHOTS_LISTED_MAX_COUNT. */
  list: oc.errors(failed).output(z.array(SnapshotEntry)),
  take: oc.input(SnapshotRequest).errors(failed).output(Snapshot),
  get: oc.input(one).errors(failed).output(Snapshot),
  remove: oc.input(one).errors(failed).output(z.null()),
  diff: oc
    .input(z.object({ before: SnapshotRef, after: SnapshotRef }))
    .errors(failed)
    .output(SnapshotDiff),
  timeline: oc.errors(failed).output(HistoryTimeline),
  schedule: oc.errors(failed).output(SnapshotSchedule),
  /** Takes effect at once, in this window's service. */
  setSchedule: oc.input(SnapshotSchedule).errors(failed).output(SnapshotSchedule),
  /** The state now, then each change. A window listens for as long as it is open, whatever page it shows: the schedule runs while anybody does. */
  changes: oc.errors(failed).output(eventIterator(SnapshotChange)),
};

/** Case files and reports, made of what the pages show. */
export const exports = {
  /** What redaction would replace. Reads everything once, and tells how far it is; whoever stops listening cancels it. */
  preview: oc
    .input(ExportRequest.pick({ paths: true, note: true }).extend({ redact: RedactionChoice }))
    .errors(failed)
    .output(eventIterator(PreviewStep)),
  /** Made in a file of the service's own; whoever stops listening cancels it and nothing is left. */
  write: oc.input(ExportRequest).errors(failed).output(eventIterator(ExportStep)),
  /** The next bytes of what was written; an empty chunk is the end. It is kept until `drop`, or until the service ends. */
  read: oc
    .input(ExportChunk)
    .errors(failed)
    .output(z.object({ bytes: z.file() })),
  drop: oc
    .input(ExportChunk.pick({ export: true }))
    .errors(failed)
    .output(z.null()),
};

/** The case file that is open, at most one. It comes in through `import.file`, or by its place from the program's command line. */
export const openCase = {
  /** The state now, then each change, until the listener leaves. */
  changes: oc.errors(failed).output(eventIterator(CaseState)),
  close: oc.errors(failed).output(z.null()),
};
