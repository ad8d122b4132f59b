import type { Failure } from '../../contract/failure.ts';
import { failureOf } from '../../store/database.ts';
import type { ListedFolder, NewFinding, ScanWriter } from '../../store/scan-writer.ts';
import type { BatchMessage, ListedMessage } from './messages.ts';

/** Rows of one transaction, and how long the first of them waits at most: what a kill loses. */
const ROWS_MAX_COUNT = 2000;
const AGE_MAX_MS = 250;

/** Gathers what threads post into transactions of a good size. Never holds more than the threads are allowed to be ahead. */
export class StoreQueue {
  readonly #writer: ScanWriter;
  readonly #databaseFile: string;
  readonly #onStored: (result: Failure | null) => void;
  #rows = noRows();
  #listed: ListedFolder[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `onStored` hears of each transaction: null, or why it failed. Nothing of a failed one is kept. */
  constructor(writer: ScanWriter, databaseFile: string, onStored: (result: Failure | null) => void) {
    this.#writer = writer;
    this.#databaseFile = databaseFile;
    this.#onStored = onStored;
  }

  get isEmpty(): boolean {
    return this.#rows.names.length === 0 && this.#listed.length === 0;
  }

  get isDue(): boolean {
    return this.#rows.names.length >= ROWS_MAX_COUNT;
  }

  /** `findings` are the ids by the numbers of the thread that posted. */
  add(batch: BatchMessage, findings: number[]): void {
    if (!this.#intern(batch.newFindings, findings)) return;
    const { folders, names, bytes } = this.#rows;
    if (batch.folders.length > 0) names.push(...batch.names.split('\0'));
    for (let index = 0; index < batch.folders.length; index++) {
      folders.push(batch.folders[index] ?? 0);
      bytes.push(batch.bytes[index] ?? 0);
      this.#rows.findings.push(findings[batch.findings[index] ?? 0] ?? 0);
    }
    this.#listed.push(...batch.listed.map(toListed));
    this.#timer ??= setTimeout(() => this.store(), AGE_MAX_MS);
  }

  store(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.isEmpty) return;
    const [rows, listed] = [this.#rows, this.#listed];
    this.#rows = noRows();
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

const noRows = () => ({ folders: [] as number[], names: [] as string[], bytes: [] as number[], findings: [] as number[] });

const toListed = ({ id, children, links, failure }: ListedMessage): ListedFolder => ({
  id,
  children: children === '' ? [] : children.split('\0'),
  links,
  failure,
});
