import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXPORT_FORMATS, type ExportFormat, NOTE_MAX_CHARS, REDACTION_WARNING } from '../../../contract/case-words.ts';
import type { Result } from '../../../contract/failure.ts';
import { countOf, formatBytes } from '../../../contract/numbers.ts';
import { REPORT_TABLES, type ReportTable } from '../../../contract/report-words.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT } from '../../../contract/words.ts';
import { fail, ok } from '../../../domain/result.ts';
import type { ExportSource } from '../../../service/exports/source.ts';
import type { WrittenExport } from '../../../service/exports/write-export.ts';
import { type Arguments, badRequest } from '../arguments.ts';
import type { CaseCommand, Console, EvidenceOutcome, Outcome } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { visible } from '../text.ts';
import { exitCodeOfSnapshot } from './snapshot.ts';

export const report: CaseCommand = {
  usage: 'report <out.bpio|html|json|csv|md> [--path <path>]… [--case <file>] [--redact] [--note <text>] [--db <file>] [--bom]',
  summary:
    'one file to send or to read: a case file, a report for people or programs, CSV tables (one file each), or a short text for a ticket; of this machine, asked now, or of a case file; --redact replaces names',
  options: {
    path: { type: 'string', multiple: true },
    case: { type: 'string' },
    redact: { type: 'boolean' },
    note: { type: 'string' },
    db: { type: 'string' },
    bom: { type: 'boolean' },
  },
  needs: 'machineOrCase',
  async run({ service, console, arguments: args }) {
    const wanted = readWanted(args);
    if (!wanted.ok) return wanted;
    return written(wanted.value, await service.exportSource(args.values.get('db')), console, args);
  },
  async runOnCase({ console, arguments: args }) {
    const wanted = readWanted(args);
    if (!wanted.ok) return wanted;
    const file = args.values.get('case') ?? '';
    const refused = whyNotOnCase(file, wanted.value, args);
    if (refused !== null) return fail(refused);
    // Only this needs SQLite and the schemas for it.
    const [{ openChecked }, { CaseSource }] = await Promise.all([
      import('../../../service/case/open-checked.ts'),
      import('../../../service/exports/case-source.ts'),
    ]);
    const opened = await openChecked(file);
    if (!opened.ok) return opened;
    await using open = opened.value;
    const { check, manifest } = open.contents;
    if (check.state === 'differs')
      console.note(`bpio: ${visible(file)} was changed after it was made: ${check.tables.join(', ')} differ from its manifest\n`);
    const outcome = await written(wanted.value, CaseSource.of(open), console, args);
    const { machine: name, os, simulated } = manifest;
    return outcome.ok ? ok({ ...outcome.value, machine: { name, os, simulated, elevated: null } }) : outcome;
  },
};

interface Wanted {
  readonly target: string;
  readonly format: ExportFormat;
  readonly paths: readonly string[];
  readonly note: string | null;
  readonly isRedacted: boolean;
  readonly bom: boolean;
}

function readWanted({ words, values, flags, lists }: Arguments): Result<Wanted> {
  const [target, extra] = words;
  const kinds = EXPORT_FORMATS.map((format) => `.${format}`).join(', ');
  if (target === undefined) return fail(badRequest(`report needs a file to write, which ends in ${kinds}`));
  if (extra !== undefined) return fail(badRequest('report writes one file; paths are named by --path', extra));
  const format = EXPORT_FORMATS.find((each) => target.toLowerCase().endsWith(`.${each}`));
  if (format === undefined) return fail(badRequest(`what it is to be follows from its name, which ends in ${kinds}`, target));
  const note = values.get('note') ?? null;
  if (note !== null && note.length > NOTE_MAX_CHARS) return fail(badRequest(`--note takes at most ${NOTE_MAX_CHARS} characters`));
  if (flags.has('bom') && format !== 'csv') return fail(badRequest('--bom is for CSV', target));
  const paths = lists.get('path') ?? [];
  if (paths.length > PATHS_MAX_COUNT) return fail(badRequest(`report takes at most ${PATHS_MAX_COUNT} paths; got ${paths.length}`));
  const wrong = paths.find((path) => path === '' || path.length > PATH_MAX_CHARS);
  if (wrong !== undefined) return fail(badRequest('this is no path', wrong.slice(0, 100)));
  return ok({ target, format, paths, note, isRedacted: flags.has('redact'), bom: flags.has('bom') });
}

function whyNotOnCase(file: string, { target, paths }: Wanted, { sim, values }: Arguments) {
  if (sim !== undefined || values.has('db')) return badRequest('--case reads that file alone: --sim and --db name another source');
  if (paths.length > 0) return badRequest('a case file can ask nobody: it has the paths that were named when it was made', paths[0]);
  return isSameFile(file, target) ? badRequest('a case file is not written over itself', target) : null;
}

const isSameFile = (a: string, b: string): boolean =>
  resolve(a) === resolve(b) || (existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b));

/** Writes it, says on standard error what it takes and what was replaced, and asks nobody anything. */
async function written(wanted: Wanted, source: ExportSource, console: Console, { flags }: Arguments): Promise<Result<Outcome>> {
  const { writeExport } = await import('../../../service/exports/write-export.ts');
  const { target, format, paths, note, isRedacted, bom } = wanted;
  const stop = new AbortController();
  void console.interrupted.then(() => stop.abort());
  const isQuiet = flags.has('quiet');
  const done = await writeExport(
    {
      source,
      format,
      paths,
      note,
      redact: isRedacted ? { allow: [], add: [] } : null,
      tables: REPORT_TABLES,
      bom,
      place: (table) => placeOf(target, table),
      readers: 'as usual',
    },
    { signal: stop.signal, onProgress: isQuiet ? () => undefined : progressNotes(console) },
  );
  if (!done.ok) return done;
  if (!isQuiet) for (const line of notes(done.value, isRedacted)) console.note(`bpio: ${visible(line)}\n`);
  return ok(outcomeOf(done.value, format));
}

/** `out.csv` becomes one file for each table: `out-verdicts.csv`. */
const placeOf = (target: string, table: ReportTable | null): string =>
  table === null ? target : `${target.slice(0, -'.csv'.length)}-${table}${target.slice(-'.csv'.length)}`;

function notes({ files, redaction }: WrittenExport, isRedacted: boolean): string[] {
  const tables = files.filter(({ table }) => table !== null);
  const listed = tables.length === 0 ? [] : [`one file for each table: ${tables.map(({ path }) => path).join(', ')}`];
  if (!isRedacted) return listed;
  const replaced = (redaction?.categories ?? []).filter(({ terms }) => terms > 0);
  const counted = replaced.map(({ category, terms, cells }) => `${category} ${countOf(terms, 'name')} in ${countOf(cells, 'place')}`);
  const kept = (redaction?.kept ?? []).map(({ term, why }) => `kept: ${term}: ${why}`);
  return [...listed, counted.length === 0 ? 'nothing was found to replace' : `replaced: ${counted.join(', ')}`, ...kept, REDACTION_WARNING];
}

function outcomeOf(
  { files, taken: { snapshot }, redaction }: WrittenExport,
  format: ExportFormat,
): Outcome & Pick<EvidenceOutcome, 'exitCode'> {
  return {
    exitCode: snapshot === null ? EXIT.full : exitCodeOfSnapshot(snapshot),
    data: () => ({
      format,
      files: files.map(({ path, table, sizeBytes, sha256 }) => ({ path, table, sizeBytes, sha256 })),
      redaction: redaction === null ? null : { categories: redaction.categories, kept: redaction.kept },
    }),
    text: () => files.map(({ path, sizeBytes }) => `${visible(path)}  ${formatBytes(sizeBytes)}`),
  };
}

const NOTE_EVERY_MS = 2_000;

/** What takes a moment says nothing; what takes longer says how far it is. */
function progressNotes(console: Console): (part: string, fraction: number) => void {
  let notedAt = performance.now();
  return (part, fraction) => {
    if (performance.now() - notedAt < NOTE_EVERY_MS) return;
    notedAt = performance.now();
    console.note(`bpio: ${Math.floor(fraction * 100)} %, ${part}\n`);
  };
}
