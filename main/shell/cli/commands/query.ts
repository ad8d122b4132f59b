import { describe } from '../../../contract/describe.ts';
import { activeSentence } from '../../../contract/numbers.ts';
import type { TargetVerdict } from '../../../contract/verdicts.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT } from '../../../contract/words.ts';
import { isElevationMissing } from '../../../domain/facts.ts';
import { fail, ok } from '../../../domain/result.ts';
import { FIRST_CAUSE_COLUMNS, failureCell, firstCauseCells } from '../../../report/csv-rows.ts';
import { badRequest } from '../arguments.ts';
import { adviceLines, causeLines, failureLines, notAskedLines } from '../cause-text.ts';
import type { Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { fsutilLines } from '../fsutil-text.ts';
import { csv } from '../output.ts';
import { paint, type Style, verdictText, visible, wrap } from '../text.ts';

export const query: Command = {
  usage: 'query <path>… [--probe] [--fsutil] [--csv]',
  summary: 'is BypassIO available for these files, folders or volumes, and if not, why',
  options: { probe: { type: 'boolean' }, fsutil: { type: 'boolean' }, csv: { type: 'boolean' } },
  run({ service, machine, arguments: { words, flags }, console: { style } }) {
    if (words.length === 0) return fail(badRequest('query needs at least one path'));
    if (words.length > PATHS_MAX_COUNT) return fail(badRequest(`query takes at most ${PATHS_MAX_COUNT} paths; got ${words.length}`));
    const long = words.find((path) => path.length > PATH_MAX_CHARS);
    if (long !== undefined)
      return fail(badRequest(`a path has ${long.length} characters; Windows takes at most ${PATH_MAX_CHARS}`, `${long.slice(0, 60)}…`));
    const { results } = service.query(words, { probe: flags.has('probe') });
    return ok({
      exitCode: exitCodeOf(results, machine.elevated),
      data: () => ({ results }),
      text: () =>
        results.flatMap((result) => (flags.has('fsutil') ? fsutilLines(result) : [...resultLines(result, machine.elevated, style), ''])),
      csv: () => queryCsv(results),
    });
  },
};

function resultLines(result: TargetVerdict, elevated: boolean | null, style: Style): string[] {
  const elevation = result.failure !== null && result.verdict === 'unknown' && isElevationMissing(result.failure, elevated);
  return [
    paint(style, 'bold', visible(result.path)),
    `  ${verdictText(style, result.verdict)}  ${whereText(result)}`.trimEnd(),
    ...failureLines(result, style),
    ...(elevation ? wrap('  ', 'This process is not elevated: run it as administrator to ask again.', 2, style) : []),
    ...factLines(result, style),
    ...result.causes.flatMap((cause, index) => ['', ...causeLines(cause, index, style)]),
    ...(result.advice === null ? [] : adviceLines(result.advice, style)),
    ...(result.causes.length === 0 ? [] : ['']),
    ...notAskedLines(result, style),
    ...probeLines(result, style),
  ];
}

/** Which of the two the list is: complete, or the first refuser only, and why. */
function probeLines({ probe, complete }: TargetVerdict, style: Style): string[] {
  if (probe === undefined) return [];
  if (probe.failure !== null) return wrap('  ', `Asked without the probe: ${visible(describe(probe.failure))}`, 2, style);
  if (!probe.used) return [];
  const sentence = complete
    ? 'Every layer was asked through the probe driver: the list is complete.'
    : 'Every filter was asked through the probe driver. One that never opted in shows only by its mask: the list may lack others like it.';
  return wrap('  ', sentence, 2, style);
}

function whereText({ targetKind, mount, storage, activeBypassIoCount }: TargetVerdict): string {
  const parts = [
    targetKind === 'unknown' ? null : targetKind,
    mount === null || targetKind === 'volume' ? null : `on ${mount}`,
    storage?.busType ?? null,
    storage?.driver ?? null,
    activeBypassIoCount === null ? null : activeSentence(activeBypassIoCount),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

const FACT_WORDS: Record<TargetVerdict['facts'][number], string> = {
  compressed: 'NTFS-compressed',
  encrypted: 'encrypted with EFS',
  sparse: 'sparse',
  resident: 'resident in the MFT or empty: counts as enabled, takes the ordinary path',
  pagingFile: 'a paging file',
  wof: 'compressed by the Windows Overlay Filter (compact /exe)',
  dax: 'on a DAX volume',
};

function factLines({ facts, factsComplete, targetKind }: TargetVerdict, style: Style): string[] {
  if (targetKind !== 'file') return [];
  const known = facts.length === 0 ? [] : wrap('  ', `The file is ${facts.map((fact) => FACT_WORDS[fact]).join('; ')}.`, 2, style);
  return factsComplete ? known : [...known, '  Not everything about the file itself could be found out.'];
}

const queryCsv = (results: readonly TargetVerdict[]): string =>
  csv(
    ['path', 'targetKind', 'mount', 'verdict', 'complete', ...FIRST_CAUSE_COLUMNS, 'failure'],
    results.map(({ path, targetKind, mount, verdict, complete, causes, failure }) => [
      path,
      targetKind,
      mount,
      verdict,
      complete,
      ...firstCauseCells(causes),
      failureCell(failure),
    ]),
  );
