import { describe } from '../../../contract/describe.ts';
import type { ImportedEvidence } from '../../../contract/evidence.ts';
import type { Result } from '../../../contract/failure.ts';
import type { ImportProgress } from '../../../contract/import.ts';
import { formatBytes } from '../../../contract/numbers.ts';
import type { TargetVerdict } from '../../../contract/verdicts.ts';
import { microsText } from '../../../domain/micros.ts';
import { fail, ok } from '../../../domain/result.ts';
import { FILTER_COLUMNS, FIRST_CAUSE_COLUMNS, filterCells, firstCauseCells } from '../../../report/csv-rows.ts';
import type { EvidenceKeeper } from '../../../service/import-keeper.ts';
import type { KeptEvidence } from '../../../service/import-kept.ts';
import type { ImportOptions } from '../../../service/import-options.ts';
import type { LeftPart } from '../../../service/import-recording.ts';
import { badRequest } from '../arguments.ts';
import { machineOfCase } from '../case-text.ts';
import type { Console, EvidenceCommand, EvidenceOutcome } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { importLines } from '../import-text.ts';
import { csv } from '../output.ts';
import { visible } from '../text.ts';
import { exitCodeOfSnapshot } from './snapshot.ts';

export const importCommand: EvidenceCommand = {
  usage: 'import <file|-> [--csv] [--db <file>] [--no-store]',
  summary:
    'what a trace (.etl), an event log (.evtx) or text of fsutil or fltmc says, on any system, stored as a recording; what a case file (.bpio) holds; - reads standard input',
  options: { csv: { type: 'boolean' }, db: { type: 'string' }, 'no-store': { type: 'boolean' } },
  needs: 'nothing',
  async run({ console, arguments: { words, values, flags } }) {
    const [path, extra] = words;
    if (path === undefined) return fail(badRequest('import needs a file, or - for standard input'));
    if (extra !== undefined) return fail(badRequest('import takes one file', extra));
    if (flags.has('no-store') && values.has('db')) return fail(badRequest('--db names where to store, and --no-store stores nothing'));
    if (path !== '-' && (await isCase(path))) return ofCase(path, values.has('db'), console);
    const stop = new AbortController();
    void console.interrupted.then(() => stop.abort());
    const imported = await untilStopped(path, stop.signal, () => {
      const options = { signal: stop.signal, onProgress: progressNotes(flags.has('quiet') ? null : console) };
      const read = (keeper?: EvidenceKeeper) => readEvidence(path, console, keeper === undefined ? options : { ...options, keeper });
      return flags.has('no-store') ? read() : kept(read, values.get('db'), flags.has('quiet') ? null : console, stop.signal);
    });
    if (!imported.ok) return imported;
    const evidence = imported.value;
    return ok({
      exitCode: exitCodeOfEvidence(evidence),
      machine: { name: evidence.source.machine.name, os: evidence.source.machine.os, simulated: false, elevated: null },
      data: () => evidence,
      text: () => importLines(evidence, console.style),
      csv: () => importCsv(evidence),
    });
  },
};

const isCase = async (path: string): Promise<boolean> => (await import('../../../service/case/is-database.ts')).isDatabase(path);

/** A case file is opened, which stores nothing. */
async function ofCase(path: string, hasDatabase: boolean, { style }: Console): Promise<Result<EvidenceOutcome>> {
  if (hasDatabase) return fail(badRequest('a case file is opened and not stored: --db has no use', path));
  const [{ importCase }, { importedCaseLines }] = await Promise.all([
    import('../../../service/case/import-case.ts'),
    import('../import-case-text.ts'),
  ]);
  const imported = await importCase(path);
  if (!imported.ok) return imported;
  const { evidence, snapshot } = imported.value;
  return ok({
    exitCode: snapshot === null ? EXIT.full : exitCodeOfSnapshot(snapshot),
    machine: { ...machineOfCase(evidence.case.manifest), elevated: snapshot?.content.machine.elevated ?? null },
    data: () => evidence,
    text: () => importedCaseLines(imported.value, style),
    csv: () => resultsCsv(evidence.results),
  });
}

/** A person who ends it gets a word, not a stack. */
async function untilStopped<T>(path: string, signal: AbortSignal, act: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await act();
  } catch (error) {
    if (!signal.aborted) throw error;
    return fail({ kind: 'refused', call: 'import', detail: 'stopped before the end', target: path });
  }
}

/** Only this command needs the readers: the others start without them. */
async function readEvidence(
  path: string,
  console: Console,
  options: ImportOptions & { readonly signal: AbortSignal },
): Promise<Result<ImportedEvidence>> {
  if (path !== '-') return (await import('../../../service/import.ts')).importFile(path, options);
  const { importStream } = await import('../../../service/import-stream.ts');
  return importStream(console.input(options.signal), 'standard input', options);
}

/** SQLite is loaded only where something is stored. */
async function kept(
  read: (keeper: EvidenceKeeper) => Promise<Result<ImportedEvidence>>,
  databaseFile: string | undefined,
  console: Console | null,
  signal: AbortSignal,
): Promise<Result<ImportedEvidence>> {
  const { importAndKeep, leftText } = await import('../../../service/import-kept.ts');
  const onLeft = (left: LeftPart): void => console?.note(`bpio: ${leftText(left)}: ${visible(describe(left.why))}\n`);
  const imported = await importAndKeep(read, databaseFile, { signal, onLeft });
  if (!imported.ok) return imported;
  console?.note(`bpio: ${visible(keptText(imported.value))}\n`);
  return ok(imported.value.evidence);
}

function keptText({ kept: stored, databaseFile }: KeptEvidence): string {
  if (!stored.ok) return `not stored as a recording: ${describe(stored.error)}`;
  const { recording, sinceUs, notes } = stored.value;
  const where = `recording ${recording} in ${databaseFile}`;
  const what =
    sinceUs === null ? `stored as ${where}` : `the same bytes are ${where} already, imported ${microsText(sinceUs).slice(0, 19)}Z`;
  return [what, ...notes].join('; ');
}

const NOTE_EVERY_MS = 2_000;

const PASS_WORDS: Readonly<Record<ImportProgress['pass'], string>> = { hash: 'hashed', read: 'read', order: 'put in order' };

/** What takes a moment says nothing; what takes longer says how far it is. */
function progressNotes(console: Console | null): (progress: ImportProgress) => void {
  let notedAt = performance.now();
  return ({ pass, readBytes, totalBytes }) => {
    if (performance.now() - notedAt < NOTE_EVERY_MS) return;
    notedAt = performance.now();
    console?.note(`bpio: ${formatBytes(readBytes)} of ${formatBytes(totalBytes)} ${PASS_WORDS[pass]}\n`);
  };
}

/** The worst verdict, as on a live machine. Evidence without a verdict was read: that is all that was asked. A failed listing is none. */
function exitCodeOfEvidence(evidence: ImportedEvidence): number {
  if (evidence.results.length > 0) return exitCodeOf(evidence.results, null);
  const isEmptyListing = evidence.kind === 'fltmc' && evidence.volumes.length === 0 && evidence.filters.length === 0;
  return isEmptyListing ? EXIT.notFoundOrUnreadable : EXIT.full;
}

const resultsCsv = (results: readonly TargetVerdict[]): string =>
  csv(
    ['path', 'verdict', ...FIRST_CAUSE_COLUMNS],
    results.map(({ path, verdict, causes }) => [path, verdict, ...firstCauseCells(causes)]),
  );

/** The table that matters most in each kind of evidence. */
function importCsv(evidence: ImportedEvidence): string {
  switch (evidence.kind) {
    case 'etl':
    case 'evtx':
      return csv(
        ['seq', 'time', 'processId', 'processName', 'operation', 'filter', 'ntstatus', 'ntstatusName', 'reason', 'path', 'dosPath'],
        evidence.vetoes.map((veto) => [
          veto.seq,
          veto.time,
          veto.processId,
          veto.processName,
          veto.operation,
          veto.filter,
          veto.ntstatus,
          veto.ntstatusName,
          veto.reason,
          veto.path,
          veto.dosPath,
        ]),
      );
    case 'fsutil':
      return resultsCsv(evidence.results);
    case 'fltmc':
      return csv(
        FILTER_COLUMNS,
        [{ mount: '', filters: evidence.filters }, ...evidence.volumes].flatMap(({ mount, filters }) =>
          filters.map((filter) => filterCells(mount, filter)),
        ),
      );
  }
}
