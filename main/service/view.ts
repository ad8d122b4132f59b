import type { EventHistory } from '../contract/events.ts';
import type { Result } from '../contract/failure.ts';
import type { Games } from '../contract/games.ts';
import type { Machine } from '../contract/machine.ts';
import type { HistoryTimeline, Snapshot, SnapshotChange, SnapshotEntry, SnapshotRequest, SnapshotSchedule } from '../contract/snapshot.ts';
import type { TargetVerdict, VolumeStack, VolumeVerdict } from '../contract/verdicts.ts';
import type { EventStore } from './events.ts';
import type { Asking } from './query.ts';
import type { Scans } from './scan/scans.ts';

/** Answers with the time they were given at, as an ISO time in UTC. */
type Asked<T> = T & { readonly askedAt: string };
type Soon<T> = T | Promise<T>;

export type EventsView = Pick<
  EventStore,
  'page' | 'since' | 'groups' | 'timeline' | 'detail' | 'recordings' | 'summary' | 'retention' | 'setRetention'
>;

/** Nothing happens on `cancel`, and `watch` tells nothing, of a scan that does not run here. */
export type ScansView = Pick<
  Scans,
  'list' | 'start' | 'resume' | 'cancel' | 'ended' | 'watch' | 'remove' | 'result' | 'errors' | 'files' | 'folders' | 'compare'
>;

export interface SnapshotsView {
  /** True where names were replaced when a case was written: they compare within it only. */
  readonly areNamesReplaced: boolean;
  /** Newest first. */
  list(): Result<SnapshotEntry[]>;
  take(request: SnapshotRequest): Soon<Result<Snapshot>>;
  get(id: number): Result<Snapshot>;
  remove(id: number): Soon<Result<null>>;
  timeline(): Result<HistoryTimeline>;
  schedule(): Result<SnapshotSchedule>;
  setSchedule(schedule: SnapshotSchedule): Soon<Result<SnapshotSchedule>>;
  changes(signal: AbortSignal): AsyncIterable<SnapshotChange>;
}

/** What the pages show, of this machine and its database or of a case. What one of them cannot do is a failure that says why. */
export interface View {
  machine(): Result<Machine>;
  volumes(): Result<Asked<{ readonly volumes: VolumeVerdict[] }>>;
  filters(asking: Asking): Result<Asked<{ readonly volumes: VolumeStack[] }>>;
  query(paths: readonly string[], asking: Asking): Result<Asked<{ readonly results: TargetVerdict[] }>>;
  /** The newest `limit` events that the System log still holds. */
  history(limit: number): Promise<Result<EventHistory>>;
  games(): Promise<Result<Games>>;
  events(): Promise<EventsView>;
  scans(): Promise<ScansView>;
  snapshots(): Promise<SnapshotsView>;
}

/** The view that answers now; fails when there is none, because no case is open. */
export type ViewSource = () => Promise<Result<View>>;

/** One question to one part of the view. */
export async function ask<P, T>(
  view: ViewSource,
  part: (view: View) => Soon<P>,
  question: (part: P) => Soon<Result<T>>,
): Promise<Result<T>> {
  const answering = await view();
  return answering.ok ? question(await part(answering.value)) : answering;
}
