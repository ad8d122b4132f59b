import type { ControlResult } from '../contract/control.ts';
import type { Result } from '../contract/failure.ts';
import { type BypassIoAnswer, type Operation, outFlagNames, RESUME_OF } from '../domain/bypass-io.ts';
import { ok } from '../domain/result.ts';
import { ntstatusName, statusText } from '../domain/status.ts';
import { withText } from '../domain/status-texts.ts';
import type { System, Target } from '../domain/system.ts';

/**
 * Sends the operations in order, all on one handle that closes at the end, so what was enabled ends with the command. A pause does not
 * end by itself: each one that the list does not resume is resumed before the handle closes, also when an operation in between throws.
 */
export function control(system: System, path: string, operations: readonly Operation[]): Result<readonly ControlResult[]> {
  const opened = system.targets.open(path);
  if (!opened.ok) return opened;
  using target = opened.value;
  const results: ControlResult[] = [];
  const owed = new Set<Operation>();
  try {
    for (const operation of operations) {
      const resume = RESUME_OF[operation];
      if (resume !== undefined) owed.add(resume);
      owed.delete(operation);
      results.push(send(system, target, operation, 'asked for'));
    }
  } finally {
    for (const resume of owed) results.push(send(system, target, resume, 'automatic'));
  }
  return ok(results);
}

function send(system: System, target: Target, operation: Operation, origin: 'asked for' | 'automatic'): ControlResult {
  const answer = target.manage(operation);
  const automatic = origin === 'automatic';
  if (answer.ok) return { operation, ok: true, call: 'DeviceIoControl', code: 0, ...fieldsOf(answer.value), automatic, failure: null };
  const failure = withText(answer.error, system.texts);
  return { operation, ok: false, call: failure.call, code: 'code' in failure ? failure.code : 0, ...NO_FIELDS, automatic, failure };
}

type Fields = Omit<ControlResult, 'operation' | 'ok' | 'call' | 'code' | 'automatic' | 'failure'>;

const fieldsOf = (answer: BypassIoAnswer): Fields => ({
  opStatus: answer.opStatus === null ? null : statusText(answer.opStatus),
  opStatusName: answer.opStatus === null ? null : ntstatusName(answer.opStatus),
  driver: answer.failingDriver,
  reason: answer.failureReason,
  outFlags: outFlagNames(answer.outFlags),
  activeBypassIoCount: answer.activeBypassIoCount,
  storageDriver: answer.storageDriver,
  bytesReturned: answer.bytesReturned,
  raw: Buffer.from(answer.raw).toString('hex'),
});

const NO_FIELDS: Fields = {
  opStatus: null,
  opStatusName: null,
  driver: null,
  reason: null,
  outFlags: [],
  activeBypassIoCount: null,
  storageDriver: null,
  bytesReturned: 0,
  raw: '',
};
