import type { Failure } from '../../contract/failure.ts';
import { failureOf } from '../../store/database.ts';
import type { FileRows, ListedFolder, ScanWriter } from '../../store/scan-writer.ts';
import { isBusy } from '../../store/when-free.ts';
import type { BatchMessage, ListedMessage } from './messages.ts';

/**
 * Rows of one transaction, and how long the first of them waits at most: what a kill loses. Many rows, because sizes come in no order, so
 * each transaction writes most pages of the index by size anew; not more, because a cancel waits until the last ones are stored.
 */
const ROWS_MAX_COUNT = 12_000;
const AGE_MAX_MS = 250;
/** Between two tries to store into a database that another program keeps locked. */
const PAUSE_MS = 50;

/** Gathers what threads post into transactions of a good size. Never holds more than the threads are allowed to be ahead. */
export class StoreQueue {
  readonly #writer: ScanWriter;
  readonly #databaseFile: string;
  readonly #patienceMs: number;
  readonly #onStored: (result: Failure | null) => void;
  /** As they were posted: cut into rows only when they are stored, so that they cost no memory of this thread meanwhile. */
  #rows: FileRows[] = [];
  #rowCount = 0;
  #listed: ListedFolder[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When the database was first found locked; null while it is free. */
  #lockedAtMs: number | null = null;

  /**
   * `onStored` hears of each transaction: null, or why it failed. Nothing of a failed one is kept. A database that another program keeps
   * locked is tried again for `patienceMs`.
   */
  constructor(writer: ScanWriter, databaseFile: string, patienceMs: number, onStored: (result: Failure | null) => void) {
    this.#writer = writer;
    this.#databaseFile = databaseFile;
    this.#patienceMs = patienceMs;
    this.#onStored = onStored;
  }

  get isEmpty(): boolean {
    return this.#rowCount === 0 && this.#listed.length === 0;
  }

  get isDue(): boolean {
    return this.#rowCount >= ROWS_MAX_COUNT;
  }

  /** `findingIds` are those of the thread that posted. */
  add(batch: BatchMessage, findingIds: number[]): void {
    this.#rows.push({ ...batch, newFindings: [...batch.newFindings], findingIds });
    this.#rowCount += batch.folders.length;
    this.#listed.push(...batch.listed.map(toListed));
    this.#timer ??= setTimeout(() => this.#attempt(this.#patienceMs), AGE_MAX_MS);
  }

  /** Stores now, unless the database is locked: then it is tried again by itself. */
  store(): void {
    if (this.#lockedAtMs === null) this.#attempt(this.#patienceMs);
  }

  /** Stores now or never. */
  storeLast(): void {
    this.#attempt(0);
  }

  #attempt(patienceMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.isEmpty) return;
    const failure = this.#commit(patienceMs);
    if (failure === 'again') {
      this.#timer = setTimeout(() => this.#attempt(patienceMs), PAUSE_MS);
      return;
    }
    this.#rows = [];
    this.#rowCount = 0;
    this.#listed = [];
    this.#lockedAtMs = null;
    this.#onStored(failure);
  }

  #commit(patienceMs: number): Failure | null | 'again' {
    try {
      this.#writer.commit(this.#rows, this.#listed);
      return null;
    } catch (error) {
      if (isBusy(error)) {
        this.#lockedAtMs ??= performance.now();
        if (performance.now() - this.#lockedAtMs < patienceMs) return 'again';
      }
      return failureOf(error, this.#databaseFile); // rethrows what is no failure of the store
    }
  }
}

const toListed = ({ id, children, links, failure }: ListedMessage): ListedFolder => ({
  id,
  children: children === '' ? [] : children.split('\0'),
  links,
  failure,
});
