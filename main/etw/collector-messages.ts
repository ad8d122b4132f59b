import type { Failure } from '../contract/failure.ts';
import type { Removal } from '../store/retention.ts';

/** What the collector is told when it starts. */
export interface CollectorOptions {
  readonly simulated: boolean;
  readonly databaseFile: string;
  readonly sessionName: string;
  readonly stagingBytes: number;
  readonly recording: number;
  /** This program: events with its process id since it started are its own doing. */
  readonly own: { readonly processId: number; readonly startedUs: number };
  /** One 64-bit number: the last event that is committed. Readable at any time, since the thread answers no messages while it collects. */
  readonly committed: SharedArrayBuffer;
}

/** What it says: that it is connected, what retention took meanwhile, and once how it ended. */
export type CollectorMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'removed'; readonly removals: readonly Removal[] }
  | { readonly kind: 'ended'; readonly failure: Failure | null; readonly isStoreFailure: boolean };
