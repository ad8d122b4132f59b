import type { RedactionPreview } from '../../../contract/case.ts';
import type { Failure } from '../../../contract/failure.ts';
import type { CaseParts } from '../copying.ts';
import type { OwnedPages } from '../page-hashes.ts';
import type { CaseRedaction } from './rewriting.ts';

/** What the thread that replaces names is to work on. */
export interface RedactionOrder {
  readonly parts: CaseParts;
  readonly redaction: CaseRedaction;
  readonly vocabulary: readonly string[];
  /** Names the case as a whole: its machine. */
  readonly machine: string;
  /** A new file for the tables with texts, as they go into the case. */
  readonly target: string;
}

/** In this order, each when the answer to the one before has come. */
export type ToRedaction =
  | { readonly kind: 'start'; readonly order: RedactionOrder }
  | { /** Reads the parts as they are at this moment, and begins with them. */ readonly kind: 'begin' }
  | { readonly kind: 'redact'; readonly text: string }
  | {
      /** Searches the finished case for everything that was replaced. */ readonly kind: 'search';
      readonly file: string;
      readonly pages: OwnedPages;
    };

export type FromRedaction =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begun' }
  | { readonly kind: 'progress'; readonly part: string; readonly fraction: number }
  | { readonly kind: 'rewritten' }
  | { readonly kind: 'redacted'; readonly text: string }
  | { readonly kind: 'searched'; readonly preview: RedactionPreview }
  | { readonly kind: 'failed'; readonly failure: Failure };
