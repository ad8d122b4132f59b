import type { RedactionPreview } from '../../contract/case.ts';
import type { Failure } from '../../contract/failure.ts';
import type { CaseCounts } from '../../store/case/contents.ts';
import type { ExaminedCase } from '../../store/case/open.ts';
import type { CaseRequest, WrittenCase } from '../../store/case/write.ts';

/** What the thread for case files is asked for; it ends when it is done. */
export type CaseOrder =
  | {
      /** Looks at a file, tells what it holds, then compares all of it. */ readonly kind: 'open';
      readonly file: string /** For a copy in this program's form, where the file has an older one. */;
      readonly folder: string;
    }
  | { readonly kind: 'write'; readonly request: CaseRequest }
  | {
      /** Tells what redaction would replace; the request's target does not matter. */ readonly kind: 'preview';
      readonly request: CaseRequest;
    };

export interface CaseThreadOptions {
  readonly order: CaseOrder;
  /** One 32-bit number: not 0 when to stop. */
  readonly shared: SharedArrayBuffer;
}

export const STOP = 0;

export type FromCaseThread =
  | { readonly kind: 'opened'; readonly examined: ExaminedCase; readonly readable: string; readonly counts: CaseCounts }
  | { readonly kind: 'progress'; readonly part: string; readonly fraction: number }
  | { /** Names of tables; none: as it was written. */ readonly kind: 'checked'; readonly differing: readonly string[] }
  | { readonly kind: 'written'; readonly written: WrittenCase }
  | { readonly kind: 'previewed'; readonly preview: RedactionPreview }
  | { readonly kind: 'failed'; readonly failure: Failure };
