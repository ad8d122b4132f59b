import type { RedactionPreview } from '../../contract/case.ts';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import type { CaseRequest, WrittenCase } from '../../store/case/write.ts';
import type { CaseOrder, FromCaseThread } from './messages.ts';
import { CaseThread } from './thread.ts';

export interface WritingOptions {
  /** What is being done, and the share of the whole that is, a few times a second. */
  readonly onProgress?: (part: string, fraction: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Writes a case file in a thread of its own, as a whole or not at all. Fails as `writeCase` does, and when `signal` ends it; nothing is left
 * then.
 */
export const writeCaseFile = (request: CaseRequest, options: WritingOptions = {}): Promise<Result<WrittenCase>> =>
  carryOut({ kind: 'write', request }, options, (message) => (message.kind === 'written' ? message.written : null));

/** What redaction would replace in it, found in the same way. Nothing is written. */
export const previewCaseFile = (request: CaseRequest, options: WritingOptions = {}): Promise<Result<RedactionPreview>> =>
  carryOut({ kind: 'preview', request }, options, (message) => (message.kind === 'previewed' ? message.preview : null));

async function carryOut<T>(
  order: CaseOrder,
  { onProgress, signal }: WritingOptions,
  answerOf: (message: FromCaseThread) => T | null,
): Promise<Result<T>> {
  const answer = Promise.withResolvers<Result<T>>();
  const thread = new CaseThread(order, (message) => {
    const found = answerOf(message);
    if (found !== null) answer.resolve(ok(found));
    else if (message.kind === 'failed') answer.resolve(fail(message.failure));
    else if (message.kind === 'progress') onProgress?.(message.part, message.fraction);
  });
  const cancel = (): void => thread.cancel();
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel);
  const result = await answer.promise;
  signal?.removeEventListener('abort', cancel);
  await thread.ended;
  return result;
}
