import type { Result } from '../contract/failure.ts';
import type { OPEN_FORMS } from '../contract/self-check.ts';
import type { Operation } from './bypass-io.ts';

/** Questions that only the self-check asks: handles that nobody else opens like this, values that nobody else needs. */
export interface RawQuestions {
  /** Opens `path` in one of the forms. Opening never creates, writes or locks anything. */
  open(path: string, form: (typeof OPEN_FORMS)[number]): Result<RawTarget>;
  /** The filter manager's newest events of the System log, as XML. */
  filterManagerEvents(count: number): Result<readonly string[]>;
}

export interface RawTarget extends Disposable {
  /** The bytes as they came, however few. */
  ask(operation: Operation): Result<{ readonly bytesReturned: number; readonly raw: Uint8Array }>;
}
