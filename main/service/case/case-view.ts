import type { CaseContents } from '../../contract/case.ts';
import type { EventHistory } from '../../contract/events.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import type { Games } from '../../contract/games.ts';
import type { Machine } from '../../contract/machine.ts';
import { HistoryTimeline, type Snapshot, type SnapshotChange, type SnapshotSchedule } from '../../contract/snapshot.ts';
import type { TargetVerdict, VolumeStack, VolumeVerdict } from '../../contract/verdicts.ts';
import { kindOf, mountOf, UNSAID } from '../../domain/imported.ts';
import { fail, ok } from '../../domain/result.ts';
import type { ReadableDb } from '../../store/database.ts';
import { SnapshotReader } from '../snapshot-reader.ts';
import type { SnapshotsView, View } from '../view.ts';
import { CaseEvents } from './case-events.ts';
import { CaseScans } from './case-scans.ts';
import { guarded } from './guarded.ts';
import { readOnly } from './read-only.ts';

/** The pages of a case. Machine, volumes and filters are those of its newest snapshot. */
export class CaseView implements View, Disposable {
  readonly #manifest: CaseContents['manifest'];
  readonly #events: CaseEvents;
  readonly #scans: CaseScans;
  readonly #snapshots: CaseSnapshots;

  constructor(file: string, manifest: CaseContents['manifest'], open: () => Result<ReadableDb>) {
    this.#manifest = manifest;
    this.#events = new CaseEvents(file, open);
    this.#scans = new CaseScans(file, open);
    this.#snapshots = new CaseSnapshots(file, new SnapshotReader(file, open, manifest.redacted));
  }

  machine(): Result<Machine> {
    const newest = this.#snapshots.newest();
    if (!newest.ok) return newest;
    if (newest.value !== null) return ok(newest.value.content.machine);
    const { machine: name, os, simulated } = this.#manifest;
    return ok({ name, os, simulated, revision: null, release: null, elevated: null });
  }

  volumes(): Result<{ readonly askedAt: string; readonly volumes: VolumeVerdict[] }> {
    return this.#ofVolumes((volumes) => volumes.map(({ verdict }) => verdict));
  }

  filters(): Result<{ readonly askedAt: string; readonly volumes: VolumeStack[] }> {
    return this.#ofVolumes((volumes) => volumes.flatMap(({ stack }) => stack ?? []));
  }

  /** What the newest snapshot says of a path that was named for it; of any other nobody can be asked. */
  query(paths: readonly string[]): Result<{ readonly askedAt: string; readonly results: TargetVerdict[] }> {
    const newest = this.#snapshots.newest();
    if (!newest.ok) return newest;
    if (newest.value === null) return fail(NO_SNAPSHOT);
    const { entry, content } = newest.value;
    const known = new Map(content.paths.map((result) => [result.path.toLowerCase(), result]));
    return ok({ askedAt: isoTime(entry), results: paths.map((path) => known.get(path.toLowerCase()) ?? notAsked(path)) });
  }

  async history(): Promise<Result<EventHistory>> {
    return fail(readOnly('System log', 'the log of that machine is not in the case file'));
  }

  async games(): Promise<Result<Games>> {
    return fail(readOnly('games', 'what is installed on that machine is not in the case file'));
  }

  async events(): Promise<CaseEvents> {
    return this.#events;
  }

  async scans(): Promise<CaseScans> {
    return this.#scans;
  }

  async snapshots(): Promise<CaseSnapshots> {
    return this.#snapshots;
  }

  [Symbol.dispose](): void {
    this.#events[Symbol.dispose]();
    this.#scans[Symbol.dispose]();
    this.#snapshots[Symbol.dispose]();
  }

  #ofVolumes<T>(select: (volumes: readonly Known[]) => T): Result<{ readonly askedAt: string; readonly volumes: T }> {
    const newest = this.#snapshots.newest();
    if (!newest.ok) return newest;
    if (newest.value === null) return fail(NO_SNAPSHOT);
    const { entry, content } = newest.value;
    switch (content.volumes.state) {
      case 'known':
        return ok({ askedAt: isoTime(entry), volumes: select(content.volumes.value) });
      case 'notElevated':
        return fail({ kind: 'notElevated', call: content.volumes.call, detail: 'the program had no administrator rights there' });
      case 'notOnThisSystem':
        return fail(readOnly('volumes', content.volumes.detail));
      case 'failed':
        return fail(content.volumes.failure);
    }
  }
}

type Known = Extract<Snapshot['content']['volumes'], { state: 'known' }>['value'][number];

const MICROS_A_MS = 1_000;
const isoTime = ({ takenUs }: Snapshot['entry']): string => new Date(takenUs / MICROS_A_MS).toISOString();
const NO_SNAPSHOT: Failure = readOnly('snapshot', 'the case file holds no snapshot of its machine');

const notAsked = (path: string): TargetVerdict => ({
  path,
  targetKind: kindOf(path),
  mount: mountOf(path),
  verdict: 'unknown',
  causes: [],
  ...UNSAID,
  failure: { ...readOnly('query', 'this path was not asked when the snapshot was taken, and a case file can ask nobody'), target: path },
});

/** Snapshots of a case: they can be read and compared, and no more come. */
export class CaseSnapshots implements SnapshotsView, Disposable {
  readonly reader: SnapshotReader;
  readonly #file: string;
  #newest: Result<Snapshot | null> | null = null;

  constructor(file: string, reader: SnapshotReader) {
    this.#file = file;
    this.reader = reader;
  }

  get areNamesReplaced(): boolean {
    return this.reader.areNamesReplaced;
  }

  /** Read once: it does not change. Null where there is none. */
  newest(): Result<Snapshot | null> {
    this.#newest ??= this.#readNewest();
    return this.#newest;
  }

  list() {
    return this.reader.list();
  }

  get(id: number) {
    return this.reader.get(id);
  }

  timeline(): Result<HistoryTimeline> {
    return guarded(this.#file, HistoryTimeline, () => this.reader.timeline());
  }

  take(): Result<Snapshot> {
    return fail(readOnly('snapshot', 'a case file is of another moment: its machine cannot be asked'));
  }

  remove(): Result<null> {
    return fail(readOnly('snapshot', 'nothing is removed from a case file'));
  }

  schedule(): Result<SnapshotSchedule> {
    return ok({ everyMinutes: null, paths: [] });
  }

  setSchedule(): Result<SnapshotSchedule> {
    return fail(readOnly('snapshot', 'no snapshots are taken of a case file'));
  }

  /** Nothing changes in a case: its state, and then nothing until the listener leaves. */
  async *changes(signal: AbortSignal): AsyncGenerator<SnapshotChange> {
    yield { version: 0, schedule: { everyMinutes: null, paths: [] }, nextUs: null, failure: null };
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
  }

  [Symbol.dispose](): void {
    this.reader[Symbol.dispose]();
  }

  #readNewest(): Result<Snapshot | null> {
    const listed = this.reader.list();
    if (!listed.ok) return listed;
    const [entry] = listed.value;
    return entry === undefined ? ok(null) : this.reader.get(entry.id);
  }
}
