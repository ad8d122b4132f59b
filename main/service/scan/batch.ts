import type { Transferable } from 'node:worker_threads';
import type { NewFinding } from '../../store/scan-writer.ts';
import type { BatchMessage, ListedMessage } from './messages.ts';

/** Rows of one transaction, and how long the first of them waits at most. */
const ROWS_MAX_COUNT = 2000;
const AGE_MAX_MS = 250;

/** What one thread has found since it last posted. */
export class Batch {
  readonly #startedAt = performance.now();
  readonly #folders: number[] = [];
  readonly #names: string[] = [];
  readonly #bytes: number[] = [];
  readonly #findings: number[] = [];
  readonly #listed: ListedMessage[] = [];
  current: string;
  ordersDone = 0;

  constructor(current = '') {
    this.current = current;
  }

  get rowCount(): number {
    return this.#names.length;
  }

  get isDue(): boolean {
    return this.#names.length >= ROWS_MAX_COUNT || performance.now() - this.#startedAt >= AGE_MAX_MS;
  }

  addFile(folder: number, name: string, bytes: number, finding: number): void {
    this.#folders.push(folder);
    this.#names.push(name);
    this.#bytes.push(bytes);
    this.#findings.push(finding);
  }

  addListed(listed: ListedMessage): void {
    this.#listed.push(listed);
  }

  finish(newFindings: readonly NewFinding[]): { readonly message: BatchMessage; readonly transfer: Transferable[] } {
    const folders = new Float64Array(this.#folders);
    const bytes = new Float64Array(this.#bytes);
    const findings = new Uint32Array(this.#findings);
    return {
      message: {
        kind: 'batch',
        folders,
        names: this.#names.join('\0'),
        bytes,
        findings,
        newFindings,
        listed: this.#listed,
        current: this.current,
        ordersDone: this.ordersDone,
      },
      transfer: [folders.buffer, bytes.buffer, findings.buffer],
    };
  }
}
