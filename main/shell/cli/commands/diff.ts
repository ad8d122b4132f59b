import { fail, ok } from '../../../domain/result.ts';
import { badRequest } from '../arguments.ts';
import type { EvidenceCommand } from '../command.ts';
import { exitCodeOfSnapshot } from './snapshot.ts';

export const diff: EvidenceCommand = {
  usage: 'diff <a> <b> [--noise] [--db <file>]',
  summary:
    'what changed between two snapshots (number, name, latest, previous, or the newest of a .bpio file), verdicts first, with what explains them; the exit code is that of <b>',
  options: { noise: { type: 'boolean' }, db: { type: 'string' } },
  needs: 'nothing',
  async run({ console: { style }, arguments: { words, values, flags } }) {
    const [before, after, extra] = words;
    if (before === undefined || after === undefined) return fail(badRequest('diff needs two snapshots, such as: diff previous latest'));
    if (extra !== undefined) return fail(badRequest('diff takes two snapshots', extra));
    // Only this command needs SQLite and the schemas for it.
    const [{ findNamedSnapshot }, { compareSnapshots }, { diffLines }] = await Promise.all([
      import('../../../service/snapshot-source.ts'),
      import('../../../service/compare-snapshots.ts'),
      import('../diff-text.ts'),
    ]);
    const first = findNamedSnapshot(before, values.get('db'));
    if (!first.ok) return first;
    const second = findNamedSnapshot(after, values.get('db'));
    if (!second.ok) return second;
    const found = compareSnapshots(first.value, second.value);
    const said = [first.value, second.value].flatMap(({ warning }, index) => (warning === null ? [] : [`${words[index]}: ${warning}`]));
    const warnings = [...new Set(said)];
    const { machine, os, simulated, elevated } = second.value.snapshot.entry;
    return ok({
      exitCode: exitCodeOfSnapshot(second.value.snapshot),
      machine: { name: machine, os, simulated, elevated },
      data: () => ({ ...found, warnings }),
      text: () => diffLines(found, { names: [before, after], warnings, noise: flags.has('noise') ? 'shown' : 'folded' }, style),
    });
  },
};
