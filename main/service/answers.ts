import type { Result } from '../contract/failure.ts';
import type { Answer } from '../contract/verdicts.ts';
import { type BypassIoAnswer, outFlagNames } from '../domain/bypass-io.ts';
import { statusText } from '../domain/status.ts';
import type { Asked } from '../domain/verdict.ts';

/** The answers that came, as evidence: the bytes as they were, and the few fields everybody asks for. */
export function answersOf(asked: Asked, info: Result<BypassIoAnswer> | null): Answer[] {
  const given: readonly (readonly [Answer['question'], Result<BypassIoAnswer> | null])[] = [
    ['query', asked.whole],
    ['queryFilterStackOnly', asked.filterStack],
    ['getInfo', info],
  ];
  return given.flatMap(([question, answer]) => (answer?.ok ? [toAnswer(question, answer.value)] : []));
}

const toAnswer = (question: Answer['question'], answer: BypassIoAnswer): Answer => ({
  question,
  opStatus: answer.opStatus === null ? null : statusText(answer.opStatus),
  outFlags: outFlagNames(answer.outFlags),
  bytesReturned: answer.bytesReturned,
  raw: Buffer.from(answer.raw).toString('hex'),
});
