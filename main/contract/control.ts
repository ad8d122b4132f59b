import type { Failure } from './failure.ts';

/** One operation sent by `bpio control`, with the answer as it came. Keys are the console's JSON. */
export interface ControlResult {
  readonly operation: string;
  /** Did the call itself succeed? A veto is an answer of a call that did. */
  readonly ok: boolean;
  readonly call: string;
  /** Win32 code of a call that failed; 0 of one that did not. */
  readonly code: number;
  readonly opStatus: string | null;
  readonly opStatusName: string | null;
  readonly driver: string | null;
  readonly reason: string | null;
  readonly outFlags: readonly string[];
  readonly activeBypassIoCount: number | null;
  readonly storageDriver: string | null;
  readonly bytesReturned: number;
  /** The answered bytes in hex. */
  readonly raw: string;
  /** True for a resume that was sent because a pause must not outlive the command. */
  readonly automatic: boolean;
  readonly failure: Failure | null;
}
