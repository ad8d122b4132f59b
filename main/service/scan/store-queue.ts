import type { Failure } from '../../contract/failure.ts';
import { failureOf } from '../../store/database.ts';
import type { FileRows, ListedFolder, NewFinding, ScanWriter } from '../../store/scan-writer.ts';
import type { BatchMessage, ListedMessage } from './messages.ts';

/**
 * Rows of one transaction, and how long the first of them waits at most: what a kill loses. Many rows, because sizes come in no order, so
 * each transaction writes most pages of the index by size anew.
 */
const ROWS_MAX_COUNT = 16_000;
const AGE_MAX_MS = 250;

/** Gathers what threads post into transactions of a good size. Never holds more than the threads are allowed to be ahead. */
export class StoreQueue {
  readonly #writer: ScanWriter;
  readonly #databaseFile: string;
  readonly #onStored: (result: Failure | null) => void;
  /** As they were posted: cut into rows only when they are stored, so that they cost no memory of this thread meanwhile. */
  #rows: FileRows[] = [];
  #rowCount = 0;
  #listed: ListedFolder[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `onStored` hears of each transaction: null, or why it failed. Nothing of a failed one is kept. */
  constructor(writer: ScanWriter, databaseFile: string, onStored: (result: Failure | null) => void) {
    this.#writer = writer;
    this.#databaseFile = databaseFile;
    this.#onStored = onStored;
  }

  get isEmpty(): boolean {
    return this.#rowCount === 0 && this.#listed.length === 0;
  }

  get isDue(): boolean {
    return this.#rowCount >= ROWS_MAX_COUNT;
  }

  /** `findings` are the ids by the numbers of the thread that posted. */
  add(batch: BatchMessage, findings: number[]): void {
    if (!this.#intern(batch.newFindings, findings)) return;
    this.#rows.push({ ...batch, findingIds: findings });
    this.#rowCount += batch.folders.length;
    this.#listed.push(...batch.listed.map(toListed));
    this.#timer ??= setTimeout(() => this.store(), AGE_MAX_MS);
  }

  store(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.isEmpty) return;
    const [rows, listed] = [this.#rows, this.#listed];
    this.#rows = [];
    this.#rowCount = 0;
    this.#listed = [];
    if (this.#attempt(() => this.#writer.commit(rows, listed))) this.#onStored(null);
  }

  #intern(fresh: readonly NewFinding[], findings: number[]): boolean {
    return fresh.length === 0 || this.#attempt(() => void findings.push(...fresh.map((finding) => this.#writer.finding(finding))));
  }

  #attempt(write: () => void): boolean {
    try {
      write();
    } catch (error) {
      this.#onStored(failureOf(error, this.#databaseFile)); // rethrows what is no failure of the store
      return false;
    }
    return true;
  }
}

const toListed = ({ id, children, links, failure }: ListedMessage): ListedFolder => ({
  id,
  children: children === '' ? [] : children.split('\0'),
  links,
  failure,
});
