import type { EvidenceSource } from '../contract/evidence.ts';

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Bytes read so far, a few times a second at most. */
  readonly onProgress?: (bytes: number) => void;
}

/** What one kind of evidence says, and what it says about the machine it came from. */
export interface Imported<T extends { readonly source: unknown }> extends Pick<EvidenceSource, 'timeZone' | 'machine'> {
  readonly data: Omit<T, 'source'>;
}
