import type { EvidenceKind, EvidenceSource } from '../contract/evidence.ts';
import type { Payload } from '../store/events.ts';

/** One event of the filter manager as it goes into a recording. */
export interface KeptEvent {
  /** FILETIME; null without a usable clock. */
  readonly fileTime: bigint | null;
  readonly processId: number | null;
  readonly threadId: number | null;
  readonly payload: Payload;
}

/** Takes what is stored of evidence, while it is read: every event, where an answer lists the first thousands. */
export interface EvidenceKeeper {
  /** Told once, before anything is read. Rejects only with the reason of a cancel. */
  begin(kind: EvidenceKind, source: Pick<EvidenceSource, 'name' | 'sizeBytes' | 'sha256' | 'readAt'>): Promise<void>;
  /** False when events need not be made: the evidence is stored already, or cannot be. */
  readonly wantsEvents: boolean;
  add(event: KeptEvent): void;
  /** What is to be waited for before more is added; null when there is room. Rejects as `begin` does. */
  settle(): Promise<void> | null;
}
