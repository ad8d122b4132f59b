import type { EvidenceSource } from '../contract/evidence.ts';
import type { EvidenceKeeper } from './import-keeper.ts';

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Bytes read so far, a few times a second at most. */
  readonly onProgress?: (bytes: number) => void;
  /** Absent: nothing is stored. */
  readonly keeper?: EvidenceKeeper;
}

/** What one kind of evidence says, and what it says about the machine it came from. */
export interface Imported<T extends { readonly source: unknown }> extends Pick<EvidenceSource, 'timeZone' | 'machine'> {
  readonly data: Omit<T, 'source' | 'recording'>;
}
