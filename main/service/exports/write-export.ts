import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { RedactionChoice, RedactionPreview } from '../../contract/case.ts';
import { type ExportFormat, REDACTION_WARNING } from '../../contract/case-words.ts';
import type { Result } from '../../contract/failure.ts';
import type { Report, ReportOrigin } from '../../contract/report.ts';
import type { ReportTable } from '../../contract/report-words.ts';
import { BLOCKERS_SOURCE } from '../../domain/advice.ts';
import { fail, ok } from '../../domain/result.ts';
import { TOOL } from '../../domain/tool.ts';
import { type ReportFormat, renderReport } from '../../report/render.ts';
import { connect } from '../../store/case/connect.ts';
import { redactionSecret } from '../../store/case/redaction/secret.ts';
import type { CaseRequest } from '../../store/case/write.ts';
import { failureOf as storeFailureOf } from '../../store/database.ts';
import { PrivateFolder } from '../case/private-folder.ts';
import { previewCaseFile, writeCaseFile } from '../case/writing.ts';
import { buildReport } from './build-report.ts';
import { CaseSource } from './case-source.ts';
import type { ExportSource, SourceSnapshot } from './source.ts';
import { Turns } from './turns.ts';
import { measured, refused, type WrittenFile, writeWholeFiles } from './whole-files.ts';

export interface ExportOrder {
  readonly source: ExportSource;
  readonly format: ExportFormat;
  /** Asked about in the snapshot that is taken for it. */
  readonly paths: readonly string[];
  readonly note: string | null;
  /** Null: everything as it is. */
  readonly redact: RedactionChoice | null;
  /** Of CSV. */
  readonly tables: readonly ReportTable[];
  readonly bom: boolean;
  /** Where it goes; of CSV, each table. */
  readonly place: (table: ReportTable | null) => string;
  /** Who may read what is written: only this user, or whoever may read their files. */
  readonly readers: Readers;
}

export interface WrittenExport {
  readonly files: readonly (WrittenFile & { readonly table: ReportTable | null })[];
  /** What the machine was found to be: as it was asked, also where names were replaced in what was written. */
  readonly taken: SourceSnapshot;
  readonly redaction: RedactionPreview | null;
  /** The machine's name as it stands in what was written. */
  readonly machine: string;
}

export interface ExportWatch {
  readonly signal: AbortSignal;
  /** What is being done, and the share of the whole that is. */
  readonly onProgress: (part: string, fraction: number) => void;
}

export type Readers = 'self' | 'as usual';
const MODES: Readonly<Record<Readers, number>> = { self: 0o600, 'as usual': 0o666 };

const MICROS_A_MS = 1_000;
/** Shares of the whole that asking the machine and copying for redaction take, roughly. */
const ASKED = 0.05;
const COPIED = 0.6;
const RENDERED = 0.95;

/**
 * Writes a case file or a report, as a whole or not at all. Fails with `refused` where the source cannot be read, the place cannot be
 * written, or `signal` ends it; nothing is left then.
 */
export async function writeExport(order: ExportOrder, watch: ExportWatch): Promise<Result<WrittenExport>> {
  try {
    const written = await write(order, watch);
    return watch.signal.aborted ? fail(cancelled(order)) : written;
  } catch (error) {
    if (watch.signal.aborted) return fail(cancelled(order));
    return fail(storeFailureOf(error, order.place(order.tables[0] ?? null)));
  }
}

const cancelled = ({ place, tables }: ExportOrder) => refused(place(tables[0] ?? null), 'cancelled; nothing was written');

async function write(order: ExportOrder, watch: ExportWatch): Promise<Result<WrittenExport>> {
  watch.onProgress('asking the machine', 0);
  const taken = order.source.snapshot(order.paths);
  if (!taken.ok) return taken;
  const { format } = order;
  return format === 'bpio' ? writeCaseTo(order, taken.value, watch) : writeReport(order, format, taken.value, watch);
}

async function writeCaseTo(order: ExportOrder, taken: SourceSnapshot, watch: ExportWatch): Promise<Result<WrittenExport>> {
  const target = order.place(null);
  const request = caseRequest(order, taken, target);
  if (!request.ok) return request;
  const written = await writeCaseFile(request.value, { signal: watch.signal, onProgress: within(watch, ASKED, RENDERED) });
  if (!written.ok) return written;
  if (order.readers === 'self') await chmod(target, MODES.self);
  const file = await measured(target);
  return file.ok
    ? ok({ files: [{ ...file.value, table: null }], taken, redaction: written.value.redaction, machine: written.value.manifest.machine })
    : file;
}

/** What redaction would replace in it; nothing is written. */
export async function previewExport(
  order: Pick<ExportOrder, 'source' | 'paths' | 'note'> & { readonly redact: RedactionChoice },
  watch: ExportWatch,
): Promise<Result<RedactionPreview>> {
  const taken = order.source.snapshot(order.paths);
  if (!taken.ok) return taken;
  const request = caseRequest(order, taken.value, '');
  return request.ok ? previewCaseFile(request.value, watch) : request;
}

function caseRequest(
  { source, note, redact }: Pick<ExportOrder, 'source' | 'note' | 'redact'>,
  { snapshot, isStored, machine }: SourceSnapshot,
  target: string,
): Result<CaseRequest> {
  const file = source.databaseFile();
  if (!file.ok) return file;
  const secret = redact === null ? null : redactionSecret(source.secretFile);
  if (secret?.ok === false) return secret;
  const nowUs = Date.now() * MICROS_A_MS;
  return ok({
    source: file.value,
    target,
    manifest: { tool: TOOL, catalogueDate: BLOCKERS_SOURCE.date, createdUs: nowUs, redacted: source.isRedacted, ...machine },
    snapshots: snapshot === null || isStored ? [] : [snapshot],
    notes: note === null ? [] : [{ timeUs: nowUs, text: note }],
    redaction: redact === null || secret === null ? null : { secret: secret.value, choice: redact },
  });
}

async function writeReport(
  order: ExportOrder,
  format: ReportFormat,
  taken: SourceSnapshot,
  watch: ExportWatch,
): Promise<Result<WrittenExport>> {
  const made = order.redact === null ? await plainReport(order, taken, watch) : await redactedReport(order, taken, watch);
  if (!made.ok) return made;
  const { report, redaction } = made.value;
  watch.onProgress('writing', RENDERED);
  const rendered = renderReport(report, format, order);
  watch.signal.throwIfAborted();
  const written = await writeWholeFiles(
    rendered.map(({ table, text }) => ({ path: order.place(table), text })),
    MODES[order.readers],
  );
  if (!written.ok) return written;
  const files = written.value.map((file, index) => ({ ...file, table: rendered[index]?.table ?? null }));
  return ok({ files, taken, redaction, machine: report.machine.name });
}

interface MadeReport {
  readonly report: Report;
  readonly redaction: RedactionPreview | null;
}

async function plainReport({ source, note }: ExportOrder, taken: SourceSnapshot, watch: ExportWatch): Promise<Result<MadeReport>> {
  const turns = new Turns(watch.signal, within(watch, ASKED, RENDERED));
  const written = note === null ? null : { timeUs: Date.now() * MICROS_A_MS, text: note };
  const redaction = source.isRedacted ? { warning: REDACTION_WARNING, categories: null } : null;
  const report = await buildReport({ source, taken, note: written, redaction }, turns);
  return report.ok ? ok({ report: report.value, redaction: null }) : report;
}

/** There is one way to replace names: in a case file. So a redacted report is made from one, which is then gone. */
async function redactedReport(order: ExportOrder, taken: SourceSnapshot, watch: ExportWatch): Promise<Result<MadeReport>> {
  using folder = new PrivateFolder();
  const file = join(folder.path, 'redacted.bpio');
  const request = caseRequest(order, taken, file);
  if (!request.ok) return request;
  const written = await writeCaseFile(request.value, { signal: watch.signal, onProgress: within(watch, ASKED, COPIED) });
  if (!written.ok) return written;
  const { manifest, redaction } = written.value;
  const source = new CaseSource(file, manifest, () => ok(connect(file)), withoutName(order.source.origin));
  const replaced = source.snapshot([]);
  if (!replaced.ok) return replaced;
  const said = { warning: REDACTION_WARNING, categories: redaction?.categories ?? null };
  const turns = new Turns(watch.signal, within(watch, COPIED, RENDERED));
  const report = await buildReport({ source, taken: replaced.value, note: null, redaction: said }, turns);
  return report.ok ? ok({ report: report.value, redaction }) : report;
}

/** The name of a case file may say whose it is. */
const withoutName = (origin: ReportOrigin): ReportOrigin => (origin.kind === 'case' ? { ...origin, name: null } : origin);

/** Progress of a part as progress of the whole. */
const within =
  ({ onProgress }: ExportWatch, from: number, to: number) =>
  (part: string, fraction: number): void =>
    onProgress(part, from + fraction * (to - from));
