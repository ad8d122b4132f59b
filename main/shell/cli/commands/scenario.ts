import { readFileSync, writeFileSync } from 'node:fs';
import type { Result } from '../../../contract/failure.ts';
import type { SelfCheckReport } from '../../../contract/self-check.ts';
import { fail, ok } from '../../../domain/result.ts';
import { badRequest } from '../arguments.ts';
import type { EvidenceCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { visible } from '../text.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const scenario: EvidenceCommand = {
  usage: 'scenario <selfcheck.json> <scenario.json> [--golden <file>]',
  summary: 'turn the file of a selfcheck into a simulated machine for --sim, and its bytes into a test of the decoder',
  options: { golden: { type: 'string' } },
  needs: 'nothing',
  async run({ arguments: { words, values } }) {
    const [source, target] = words;
    if (source === undefined || target === undefined || words.length > 2) return fail(badRequest('scenario needs two files'));
    const read = await readReport(source);
    if (!read.ok) return read;
    const { goldenOf, scenarioOf } = await import('../../../service/self-check-conversion.ts');
    const made = scenarioOf(read.value);
    if (!made.ok) return made;
    const golden = values.get('golden');
    const files: readonly (readonly [string, unknown])[] = [
      [target, made.value],
      ...(golden === undefined ? [] : [[golden, goldenOf(read.value)] as const]),
    ];
    try {
      for (const [file, content] of files) writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
    } catch (error) {
      return fail(badRequest(messageOf(error), target));
    }
    const names = files.map(([file]) => file);
    return ok({
      exitCode: EXIT.full,
      machine: read.value.machine,
      data: () => ({ files: names }),
      text: () => names.map((file) => `Written to ${visible(file)}`),
    });
  },
};

/** The report itself, or the envelope that `selfcheck --json` prints around it. */
async function readReport(file: string): Promise<Result<SelfCheckReport>> {
  const { SelfCheckReport } = await import('../../../contract/self-check.ts');
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const inside = typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
    const read = SelfCheckReport.safeParse(inside);
    if (read.success) return ok(read.data);
    const [issue] = read.error.issues;
    return fail(badRequest(`this is no report of a selfcheck: ${issue?.path.join('.')} ${issue?.message}`, file));
  } catch (error) {
    return fail(badRequest(messageOf(error), file));
  }
}
