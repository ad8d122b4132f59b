import type { Failure, Result } from '../../../contract/failure.ts';
import type { Scan, ScanComparison, ScanError, ScanProgress, ScanResult } from '../../../contract/scan.ts';
import type { Verdict } from '../../../contract/words.ts';
import { fail, ok } from '../../../domain/result.ts';
import { worstFirst } from '../../../domain/verdict.ts';
import type { Scans } from '../../../service/scan/scans.ts';
import { badRequest } from '../arguments.ts';
import type { Console, Context, MachineCommand, Outcome } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { comparisonLines, progressText, scanLines } from '../scan-text.ts';
import { visible } from '../text.ts';

const ERRORS_MAX_COUNT = 1_000;
const CHANGES_MAX_COUNT = 200;
/** Where a line cannot overwrite itself, one this often is enough. */
const PROGRESS_LINE_MS = 5_000;

export const scan: MachineCommand = {
  usage:
    'scan <folder>… [--fast] [--fail-on partial|blocked] [--threshold <percent>] [--since <scan>] [--resume <scan>] [--db <file>] [--csv]',
  summary: 'which files of these folders cannot use BypassIO, how many bytes that is, why, and what undoes it',
  options: {
    fast: { type: 'boolean' },
    'fail-on': { type: 'string' },
    threshold: { type: 'string' },
    since: { type: 'string' },
    resume: { type: 'string' },
    db: { type: 'string' },
    csv: { type: 'boolean' },
  },
  async run(context) {
    const choice = readChoice(context.arguments);
    if (!choice.ok) return choice;
    const { words, flags, values } = context.arguments;
    const scans = await context.service.scans(values.get('db'));
    const { resume, since } = choice.value;
    const started = resume === null ? scans.start({ roots: [...words], mode: flags.has('fast') ? 'fast' : 'every' }) : scans.resume(resume);
    if (!started.ok) return started;
    const ended = await follow(scans, started.value, context.console, flags.has('quiet'));
    if (ended?.failure != null) {
      context.console.note(`bpio: what was found so far is kept: bpio scan --resume ${started.value.id}\n`);
      return fail(ended.failure);
    }
    const result = scans.result(started.value.id);
    if (!result.ok) return result;
    const errors = scans.errors(started.value.id, ERRORS_MAX_COUNT);
    if (!errors.ok) return errors;
    const comparison =
      since === null ? ok(null) : await scans.compare({ before: since, after: started.value.id, from: null, limit: CHANGES_MAX_COUNT });
    if (!comparison.ok) return comparison;
    const exitCode = exitCodeOfScan(result.value, errors.value, choice.value, context.machine.elevated);
    if (flags.has('csv')) return printCsv(scans, started.value.id, exitCode, context.console);
    return ok(outcomeOf({ result: result.value, errors: errors.value, comparison: comparison.value, ended, exitCode }, context));
  },
};

interface Choice {
  readonly failOn: Verdict | null;
  /** Share of the bytes that may be as bad without failing; null: none. */
  readonly threshold: number | null;
  readonly since: number | null;
  readonly resume: number | null;
}

function readChoice({ words, values }: Context['arguments']): Result<Choice> {
  const failOn = values.get('fail-on') ?? null;
  if (failOn !== null && failOn !== 'partial' && failOn !== 'blocked')
    return fail(badRequest('--fail-on takes partial or blocked', failOn));
  const [, percent] = /^(\d{1,3}(?:\.\d+)?) ?%?$/.exec(values.get('threshold') ?? '0') ?? [];
  if (percent === undefined || Number(percent) > 100)
    return fail(badRequest('--threshold takes a percentage such as 5%', values.get('threshold')));
  const ids = ['since', 'resume']
    .map((name) => values.get(name))
    .map((text) => (text === undefined ? null : /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN));
  const [since = null, resume = null] = ids;
  if (Number.isNaN(since) || Number.isNaN(resume)) return fail(badRequest('--since and --resume take the number of a scan'));
  if (resume === null && words.length === 0) return fail(badRequest('scan needs at least one folder'));
  if (resume !== null && words.length > 0) return fail(badRequest('--resume goes on with the folders of that scan', words[0]));
  return ok({ failOn, threshold: values.has('threshold') ? Number(percent) / 100 : null, since, resume });
}

/** Shows progress until the scan has ended; Ctrl+C cancels it. Gives the last progress. */
async function follow(scans: Scans, { id }: Scan, console: Console, isQuiet: boolean): Promise<ScanProgress | null> {
  void console.interrupted.then(() => scans.cancel(id));
  const isTerminal = console.style.color;
  let last: ScanProgress | null = null;
  let shownAtMs = 0;
  for await (const progress of scans.watch(id, new AbortController().signal)) {
    last = progress;
    if (isQuiet || progress.state !== 'running' || (!isTerminal && progress.elapsedMs - shownAtMs < PROGRESS_LINE_MS)) continue;
    shownAtMs = progress.elapsedMs;
    console.note(isTerminal ? `\r\x1b[K${progressText(progress)}` : `${progressText(progress)}\n`);
  }
  if (isTerminal && shownAtMs > 0) console.note('\r\x1b[K');
  return last;
}

/**
 * The worst verdict that holds more than zero bytes. `--fail-on` leaves out what is less bad; with `--threshold`, what is at least as bad
 * has to hold more than that share of all bytes. A scan of nothing but a network share is not applicable.
 */
function exitCodeOfScan(
  { scan: { bytes }, byVerdict, byFailure }: ScanResult,
  errors: readonly ScanError[],
  choice: Choice,
  elevated: boolean | null,
): number {
  const [firstError] = errors;
  if (bytes === 0)
    return firstError === undefined ? EXIT.full : firstError.kind === 'refused' ? EXIT.notApplicable : EXIT.notFoundOrUnreadable;
  const counted = (Object.keys(byVerdict) as Verdict[]) // the keys of VerdictSums
    .filter((verdict) => verdict !== 'full' && byVerdict[verdict].bytes > 0)
    .filter((verdict) => choice.failOn === null || worstFirst(verdict, choice.failOn) <= 0);
  const bad = counted.reduce((sum, verdict) => sum + byVerdict[verdict].bytes, 0);
  if (bad === 0 || (choice.threshold !== null && bad <= choice.threshold * bytes)) return EXIT.full;
  const failures: readonly Failure[] = byFailure.filter(({ verdict }) => verdict === 'unknown').map(({ failure }) => failure);
  const judged = counted.flatMap((verdict): { readonly verdict: Verdict; readonly failure: Failure | null }[] =>
    verdict === 'unknown' ? failures.map((failure) => ({ verdict, failure })) : [{ verdict, failure: null }],
  );
  return exitCodeOf(judged, elevated);
}

interface Found {
  readonly result: ScanResult;
  readonly errors: readonly ScanError[];
  readonly comparison: ScanComparison | null;
  readonly ended: ScanProgress | null;
  readonly exitCode: number;
}

function outcomeOf({ result, errors, comparison, ended, exitCode }: Found, { console: { style } }: Context): Outcome {
  const { scan: found, sentence, byVerdict, byCause, byFact, byFailure } = result;
  return {
    exitCode,
    data: () => ({
      root: found.roots[0],
      roots: found.roots,
      scan: found.id,
      state: found.state,
      mode: found.mode,
      sentence,
      files: found.files,
      bytes: found.bytes,
      folders: found.folders,
      links: found.links,
      elapsedMs: Math.round(ended?.elapsedMs ?? 0),
      filesPerSecond: Math.round(ended?.filesPerSecond ?? 0),
      byVerdict,
      byCause,
      byFact,
      byFailure,
      errors,
      cancelled: found.state === 'cancelled',
      ...(comparison === null ? {} : { comparison }),
    }),
    text: () => [...scanLines(result, errors, style), ...(comparison === null ? [] : comparisonLines(comparison, style))],
  };
}

/** Every file, printed page by page: a million rows need not fit into one text. */
async function printCsv(scans: Scans, id: number, exitCode: number, console: Console): Promise<Result<Outcome>> {
  const { exportScan } = await import('../../../service/scan/export.ts');
  for (const piece of exportScan(scans, id, 'csv')) {
    if (!piece.ok) return piece;
    console.print(piece.value);
  }
  return ok({ exitCode, data: () => ({ scan: id }), text: () => [visible('')], isPrinted: true });
}
