import type { Result } from '../../contract/failure.ts';
import type { Report } from '../../contract/report.ts';
import { ok } from '../../domain/result.ts';
import { TOOL } from '../../domain/tool.ts';
import { makeReport } from '../../report/model.ts';
import { close, type ReadableDb } from '../../store/database.ts';
import { gatherStored, NOTHING_STORED } from './gather.ts';
import type { ExportSource, SourceSnapshot } from './source.ts';
import type { Turns } from './turns.ts';

export interface ReportOrder {
  readonly source: ExportSource;
  readonly taken: SourceSnapshot;
  /** Written for this report; the newest of its notes. */
  readonly note: Report['notes']['items'][number] | null;
  readonly redaction: Report['redaction'];
}

/** Everything that a report says, from one source. Throws what SQLite refuses, and the signal's reason when it was aborted. */
export async function buildReport(order: ReportOrder, turns: Turns): Promise<Result<Report>> {
  const { source } = order;
  const opened = source.connect();
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    return await source.checked(() => make(order, db, turns));
  } finally {
    if (db !== null) close(db);
  }
}

async function make({ source, taken, note, redaction }: ReportOrder, db: ReadableDb | null, turns: Turns): Promise<Result<Report>> {
  const [snapshots, notes] = [source.snapshots(), source.notes()];
  if (!snapshots.ok) return snapshots;
  if (!notes.ok) return notes;
  const stored = db === null ? NOTHING_STORED : await gatherStored(db, source.texts, turns);
  const { machine: name, os, simulated } = taken.machine;
  const written = note === null ? notes.value : { total: notes.value.total + 1, items: [note, ...notes.value.items] };
  return ok(
    makeReport({
      generatedAt: new Date().toISOString(),
      tool: TOOL,
      origin: source.origin,
      redaction,
      notes: written,
      machine: { name, os, simulated },
      snapshot: taken.snapshot,
      snapshots: snapshots.value,
      ...stored,
    }),
  );
}
