import type { ControlResult } from '../../../contract/control.ts';
import { describe } from '../../../contract/describe.ts';
import type { Result } from '../../../contract/failure.ts';
import { isOperation, OPERATIONS, type Operation } from '../../../domain/bypass-io.ts';
import { fail, ok } from '../../../domain/result.ts';
import { badRequest } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { logStateChange } from '../control-log.ts';
import { EXIT, exitCodeOfFailure } from '../exit-codes.ts';
import { type Style, visible, wrap } from '../text.ts';

export const control: Command = {
  usage: 'control <operation>[,<operation>…] <path> [--expert] [--yes]',
  summary: 'send BypassIO operations on one handle and show each answer, field by field',
  options: { expert: { type: 'boolean' }, yes: { type: 'boolean' } },
  async run(context) {
    const { words } = context.arguments;
    const [list, path] = words;
    if (list === undefined || path === undefined || words.length > 2) return fail(badRequest('control needs operations and one path'));
    const operations = readOperations(list);
    if (!operations.ok) return operations;
    const allowed = await allow(context, operations.value, path);
    if (!allowed.ok) return allowed;
    const sent = context.service.control(path, operations.value);
    if (!sent.ok) return sent;
    const results = sent.value;
    const failed = results.find((result) => !result.ok)?.failure ?? null;
    return ok({
      exitCode: failed === null ? EXIT.full : exitCodeOfFailure(failed, context.machine.elevated),
      data: () => ({ results }),
      text: () => results.flatMap((result) => resultLines(result, context.console.style)),
    });
  },
};

function readOperations(list: string): Result<readonly Operation[]> {
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isOperation(name));
  if (unknown !== undefined) {
    return fail(badRequest(`unknown operation; known are ${Object.keys(OPERATIONS).join(', ')}`, unknown));
  }
  return ok(names.filter(isOperation));
}

/**
 * Operations that change what other programs meet need `--expert`, a confirmation typed on a terminal (or `--yes`), and a line in the log
 * before they are sent: what cannot be logged is not sent.
 */
async function allow(context: Context, operations: readonly Operation[], path: string): Promise<Result<null>> {
  const changing = operations.filter((operation) => OPERATIONS[operation].changesState);
  if (changing.length === 0) return ok(null);
  const { flags } = context.arguments;
  if (!flags.has('expert')) {
    return fail(badRequest(`${changing.join(', ')} changes BypassIO for other programs too; add --expert to send it`, path));
  }
  if (!flags.has('yes')) {
    const typed = await context.console.ask(
      `${changing.join(', ')} on ${path} changes BypassIO for every program until it is resumed.\nType the path to send it: `,
    );
    if (typed !== null && typed.trim() !== path) return fail(badRequest('not confirmed; nothing was sent', path));
  }
  return logStateChange({ operations, path, machine: context.machine.name, simulated: context.machine.simulated });
}

const LABEL_CHARS = 26;

/** FS_BPIO_OUTPUT field by field; fields that the operation does not answer are left out. */
function resultLines(result: ControlResult, style: Style): string[] {
  const origin = result.automatic ? ' (automatic: a pause must not outlive the command)' : '';
  const head = `${result.operation}${origin}`;
  if (result.failure !== null) return [head, ...wrap('  ', visible(describe(result.failure)), 2, style), ''];
  const field = (name: string, value: string | number | null): string[] =>
    value === null ? [] : wrap(`  ${name}`, visible(String(value)), LABEL_CHARS, style);
  const status = result.opStatus === null ? null : `${result.opStatus}${result.opStatusName === null ? '' : ` ${result.opStatusName}`}`;
  return [
    head,
    ...field('BytesReturned', result.bytesReturned),
    ...field('OutFlags', result.outFlags.length === 0 ? 'none' : result.outFlags.join(', ')),
    ...field('OpStatus', status),
    ...field('FailingDriverName', result.driver),
    ...field('FailureReason', result.reason),
    ...field('ActiveBypassIoCount', result.activeBypassIoCount),
    ...field('StorageDriverName', result.storageDriver),
    ...hexLines(result.raw),
    '',
  ];
}

const BYTES_A_LINE = 16;

/** The answered bytes; runs of zero lines are folded, as hexdump does. */
function hexLines(raw: string): string[] {
  const lines: string[] = [];
  let folded = false;
  for (let at = 0; at < raw.length; at += BYTES_A_LINE * 2) {
    const chunk = raw.slice(at, at + BYTES_A_LINE * 2);
    const isZero = /^0+$/.test(chunk) && at > 0;
    if (!isZero) lines.push(`  ${(at / 2).toString(16).padStart(4, '0')}  ${chunk.replace(/(..)/g, '$1 ').trim()}`);
    else if (!folded) lines.push('  *');
    folded = isZero;
  }
  return [...lines, `  ${(raw.length / 2).toString(16).padStart(4, '0')}`];
}
