import { describe } from '../contract/describe.ts';
import type { EvidenceWarning, ImportedEvidence } from '../contract/evidence.ts';
import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { databaseFile as defaultDatabaseFile } from '../store/data-folder.ts';
import type { EvidenceKeeper } from './import-keeper.ts';
import { ImportRecording, type Kept, type LeftPart, type RecordingOptions } from './import-recording.ts';
import { SteadyHeap } from './steady-heap.ts';

export interface KeptEvidence {
  readonly evidence: ImportedEvidence;
  readonly databaseFile: string;
  /** The failure is also among the warnings of the evidence. */
  readonly kept: Result<Kept>;
}

/**
 * Reads evidence and stores it in this user's database, or in the one that is named. Whether it can be stored does not change what it
 * says: a refusal becomes a warning, and what was stored until then is removed. Fails as `read` does.
 */
export async function importAndKeep(
  read: (keeper: EvidenceKeeper) => Promise<Result<ImportedEvidence>>,
  databaseFile: string = defaultDatabaseFile(process.env),
  options: RecordingOptions = {},
): Promise<Result<KeptEvidence>> {
  using _steady = new SteadyHeap();
  await using keeper = new ImportRecording(databaseFile, options);
  const imported = await read(keeper);
  if (!imported.ok) return imported;
  const evidence = imported.value;
  const kept = await keeper.finish(evidence);
  if (kept.ok) return ok({ evidence: { ...evidence, recording: kept.value.recording }, databaseFile, kept });
  const left = await keeper.abandon();
  const warnings = [...evidence.warnings, notKept(kept.error), ...(left === null ? [] : [partKept(left)])];
  return ok({ evidence: { ...evidence, warnings }, databaseFile, kept: fail(kept.error) });
}

const notKept = (failure: Failure): EvidenceWarning => warning(`not stored as a recording: ${describe(failure)}`, '');

const partKept = (left: LeftPart): EvidenceWarning => warning(leftText(left), describe(left.why));

export const leftText = ({ recording }: LeftPart): string =>
  `recording ${recording} holds the first part of it, as an interrupted one: it could not be removed`;

const warning = (message: string, detail: string): EvidenceWarning => ({ kind: 'notKept', message, offset: null, detail, count: 1 });
