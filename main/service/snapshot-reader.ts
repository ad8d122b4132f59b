import { z } from 'zod';
import { SNAPSHOTS_LISTED_MAX_COUNT } from '../contract/case-words.ts';
import type { Failure, Result } from '../contract/failure.ts';
import { type HistoryTimeline, type Snapshot, SnapshotContent, SnapshotEntry } from '../contract/snapshot.ts';
import { PATHS_MAX_COUNT, VERDICTS } from '../contract/words.ts';
import { fail, ok } from '../domain/result.ts';
import { type ReadableDb, storeFailure } from '../store/database.ts';
import { type OpenDatabase, StoreReader } from '../store/reader.ts';
import {
  CONTENT_MAX_BYTES,
  findNamed,
  findSnapshot,
  firstOversized,
  listSnapshots,
  ROW_MAX_BYTES,
  readContent,
  type SnapshotRow,
} from '../store/snapshots.ts';
import { readTimeline } from './history-timeline.ts';

const NAMES_MAX_COUNT = 2;
/** Counted from the newest. */
const PLACES: Readonly<Record<string, number>> = { latest: 0, previous: 1 };

/** Snapshots of one database: this computer's, or a case's. What it holds may come from anybody and is checked before it is handed out. */
export class SnapshotReader implements Disposable {
  /** True where names were replaced when the case was written: they compare within the case only. */
  readonly areNamesReplaced: boolean;
  readonly #store: StoreReader;

  constructor(file: string, open: OpenDatabase, areNamesReplaced = false) {
    this.#store = new StoreReader(file, open);
    this.areNamesReplaced = areNamesReplaced;
  }

  /** Newest first, at most SNAPSHOTS_LISTED_MAX_COUNT. */
  list(): Result<SnapshotEntry[]> {
    return this.#checked((db) => this.#entries(db));
  }

  /** Fails with `badRequest` when there is no such snapshot, `refused` when what it holds is none. */
  get(id: number): Result<Snapshot> {
    return this.#checked((db) => {
      const row = findSnapshot(db, id);
      const content = row === null ? null : readContent(db, id);
      if (row === null || content === null) throw new Unreadable(this.#noSuch(String(id)));
      if (content === 'too large') throw new Unreadable(this.#damaged(id, `it is larger than ${CONTENT_MAX_BYTES} bytes`));
      const found = parsed(content, SnapshotContent, (why) => new Unreadable(this.#damaged(id, why)));
      const excess = excessOf(found);
      if (excess !== null) throw new Unreadable(this.#damaged(id, excess));
      return { entry: this.#entry(row), content: found };
    });
  }

  /** A snapshot as a person names it: its number, its name, `latest` or `previous`. Fails with `badRequest` when none or several are meant. */
  find(word: string): Result<Snapshot> {
    const id = this.#checked((db) => this.#idOf(db, word));
    return id.ok ? this.get(id.value) : id;
  }

  timeline(): Result<HistoryTimeline> {
    return this.#checked((db) => readTimeline(db, this.#entries(db)));
  }

  read<T>(work: (db: ReadableDb) => T): Result<T> {
    return this.#store.read(work);
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  #idOf(db: ReadableDb, word: string): number {
    if (/^\d{1,15}$/.test(word) && findSnapshot(db, Number(word)) !== null) return Number(word);
    const named = findNamed(db, word, NAMES_MAX_COUNT);
    if (named.length > 1) {
      throw new Unreadable({ kind: 'badRequest', call: 'snapshot', detail: 'several have this name: say the number', target: word });
    }
    const place = PLACES[word];
    const id = named[0] ?? (place === undefined ? undefined : listSnapshots(db, place + 1)[place]?.id);
    if (id === undefined) throw new Unreadable(this.#noSuch(word));
    return id;
  }

  #entries(db: ReadableDb): SnapshotEntry[] {
    const oversized = firstOversized(db, SNAPSHOTS_LISTED_MAX_COUNT);
    if (oversized !== null) throw new Unreadable(this.#damaged(oversized, `its names and verdicts have more than ${ROW_MAX_BYTES} bytes`));
    return listSnapshots(db, SNAPSHOTS_LISTED_MAX_COUNT).map((row) => this.#entry(row));
  }

  #entry(row: SnapshotRow): SnapshotEntry {
    const { verdicts, simulated, elevated, ...rest } = row;
    const listed = parsed(verdicts, Verdicts, (why) => new Unreadable(this.#damaged(row.id, why)));
    const entry = SnapshotEntry.safeParse({
      ...rest,
      simulated: simulated !== 0,
      elevated: elevated === null ? null : elevated !== 0,
      verdicts: listed,
    });
    if (!entry.success) throw new Unreadable(this.#damaged(row.id, whereOf(entry.error)));
    return entry.data;
  }

  #checked<T>(work: (db: ReadableDb) => T): Result<T> {
    const read = this.#store.read((db): Result<T> => {
      try {
        return ok(work(db));
      } catch (error) {
        if (error instanceof Unreadable) return fail(error.failure);
        throw error;
      }
    });
    return read.ok ? read.value : read;
  }

  readonly #noSuch = (target: string): Failure => ({
    kind: 'badRequest',
    call: 'snapshot',
    detail: `there is none of this number or name in ${this.#store.file}`,
    target,
  });

  readonly #damaged = (id: number, why: string): Failure => storeFailure(`snapshot ${id} cannot be read: ${why}`, this.#store.file);
}

/** More than any machine has: comparing takes time by the product of some of these. */
const MAX_COUNTS = { volumes: 256, filters: 1_000, causes: 1_000, drivers: 5_000, settings: 1_000 } as const;

/** What there is too much of; null: nothing. */
function excessOf({ volumes, paths, drivers, switches, classFilters }: SnapshotContent): string | null {
  const listed = volumes.state === 'known' ? volumes.value : [];
  const causes = [...paths, ...listed.map(({ verdict }) => verdict)].map((target) => target.causes.length);
  const filters = listed.map(({ stack }) => stack?.filters.length ?? 0);
  const counts: readonly (readonly [what: string, count: number, max: number])[] = [
    ['volumes', listed.length, MAX_COUNTS.volumes],
    ['paths', paths.length, PATHS_MAX_COUNT],
    ['filters of a volume', filters.reduce((most, count) => Math.max(most, count), 0), MAX_COUNTS.filters],
    ['causes of a verdict', causes.reduce((most, count) => Math.max(most, count), 0), MAX_COUNTS.causes],
    ['drivers', drivers.length, MAX_COUNTS.drivers],
    ['settings', switches.length + classFilters.length, MAX_COUNTS.settings],
  ];
  const found = counts.find(([, count, max]) => count > max);
  return found === undefined ? null : `it holds ${found[1]} ${found[0]}, more than ${found[2]}`;
}

/** Ends the reading of one snapshot with its failure. */
class Unreadable extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

const Verdicts = z.array(z.object({ mount: z.string(), verdict: z.enum(VERDICTS) }));

function parsed<T extends z.ZodType>(text: string, schema: T, wrong: (why: string) => Unreadable): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('it is no JSON');
  }
  const found = schema.safeParse(value);
  if (!found.success) throw wrong(whereOf(found.error));
  return found.data;
}

const whereOf = ({ issues: [issue] }: z.core.$ZodError): string => `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
