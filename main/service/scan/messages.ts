import type { Failure } from '../../contract/failure.ts';
import type { ScanMode } from '../../contract/scan-words.ts';
import type { FolderToList, NewFinding } from '../../store/scan-writer.ts';

/** What a scanning thread is told when it starts. */
export interface WorkerOptions {
  readonly simulated: boolean;
  readonly mode: ScanMode;
  /** Of each root, the mount point of its volume and the folder that answers for the volume. */
  readonly roots: readonly string[];
  /** Two 32-bit numbers: whether to stop, and how far the thread is ahead of the database, in rows and messages. */
  readonly shared: SharedArrayBuffer;
}

export const STOP = 0;
export const AHEAD = 1;

/** How far one thread may be ahead: what bounds memory when the disk is slower than the scan. */
export const AHEAD_MAX_COUNT = 16_000;

export type ToWorker = { readonly kind: 'folders'; readonly folders: readonly FolderToList[] } | { readonly kind: 'end' };

/** A folder that was listed to its end. Names of subfolders come as one text, `\0` between them: no name holds it. */
export interface ListedMessage {
  readonly id: number;
  readonly children: string;
  readonly links: number;
  readonly failure: Failure | null;
}

/** Files column by column, so that a thousand of them cross to another thread as four values. */
export interface BatchMessage {
  readonly kind: 'batch';
  readonly folders: Float64Array;
  readonly names: string;
  readonly bytes: Float64Array;
  /** Numbers that this thread gave its findings, in the order of `newFindings` since it started. */
  readonly findings: Uint32Array;
  readonly newFindings: readonly NewFinding[];
  readonly listed: readonly ListedMessage[];
  /** The folder that is being read. */
  readonly current: string;
  /** Orders that are done since the batch before. */
  readonly ordersDone: number;
}

export type FromWorker = { readonly kind: 'ready' } | BatchMessage | { readonly kind: 'failed'; readonly failure: Failure };
