import type { EvidenceSource } from '../contract/evidence.ts';
import type { ImportProgress } from '../contract/import.ts';
import type { EvidenceKeeper } from './import-keeper.ts';

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** At most once for each piece of some megabytes. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Absent: nothing is stored. */
  readonly keeper?: EvidenceKeeper;
}

/** What one kind of evidence says, and what it says about the machine it came from. */
export interface Imported<T extends { readonly source: unknown }> extends Pick<EvidenceSource, 'timeZone' | 'machine'> {
  readonly data: Omit<T, 'source' | 'recording'>;
}
