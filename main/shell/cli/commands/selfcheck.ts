import { writeFileSync } from 'node:fs';
import { describe } from '../../../contract/describe.ts';
import { countOf } from '../../../contract/numbers.ts';
import type { SelfCheckReport } from '../../../contract/self-check.ts';
import { fail, ok } from '../../../domain/result.ts';
import { badRequest } from '../arguments.ts';
import type { MachineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { TOOL } from '../output.ts';
import { visible } from '../text.ts';

const REPORT_FILE = 'bpio-selfcheck.json';

export const selfcheck: MachineCommand = {
  usage: 'selfcheck [<path>…] [--report <file>]',
  summary: 'ask this Windows what documents leave open, read-only, and write every answer with its bytes into one JSON file',
  options: { report: { type: 'string' } },
  async run({ arguments: { words, values, flags }, selfCheck }) {
    const checked = await selfCheck({ paths: words, tool: TOOL });
    if (!checked.ok) return checked;
    const report = checked.value;
    const file = values.get('report') ?? REPORT_FILE;
    const written = flags.has('json') && !values.has('report') ? null : file;
    if (written !== null) {
      try {
        writeFileSync(written, `${JSON.stringify(report, null, 2)}\n`);
      } catch (error) {
        return fail(badRequest(error instanceof Error ? error.message : String(error), written));
      }
    }
    return ok({ exitCode: EXIT.full, data: () => report, text: () => summary(report, file) });
  },
};

function summary({ targets, files, stacks, events, machine }: SelfCheckReport, file: string): string[] {
  const answered = targets.flatMap(({ answers }) => answers).filter(({ raw }) => raw !== null).length;
  const asked = targets.flatMap(({ answers }) => answers).length;
  const unlisted = stacks.flatMap(({ mount, filtersFailure }) => (filtersFailure === null ? [] : [`${mount} ${describe(filtersFailure)}`]));
  return [
    `${countOf(targets.length, 'handle')}, ${answered} of ${countOf(asked, 'question')} answered`,
    `${countOf(files.length, 'file')} named, ${countOf(events.xml.length, 'event')} of the filter manager found`,
    ...unlisted.map((line) => `Filters not listed: ${visible(line)}`),
    ...(machine.elevated === false ? ['Run it once more as administrator: both answers are wanted.'] : []),
    ...(files.length === 0
      ? ['Name files to learn more: one compressed, one encrypted, one sparse, one that "compact /exe:lzx" packed.']
      : []),
    `Written to ${visible(file)}`,
  ];
}
