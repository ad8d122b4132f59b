import { describe } from '../contract/describe.ts';
import type { EvidenceWarning, ImportedEvidence } from '../contract/evidence.ts';
import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { databaseFile as defaultDatabaseFile } from '../store/data-folder.ts';
import type { EvidenceKeeper } from './import-keeper.ts';
import { ImportRecording, type Kept } from './import-recording.ts';

export interface KeptEvidence {
  readonly evidence: ImportedEvidence;
  readonly databaseFile: string;
  /** The failure is also among the warnings of the evidence. */
  readonly kept: Result<Kept>;
}

/**
 * Reads evidence and stores it in this user's database, or in the one that is named. Whether it can be stored does not change what it
 * says: a refusal becomes a warning. Fails as `read` does.
 */
export async function importAndKeep(
  read: (keeper: EvidenceKeeper) => Promise<Result<ImportedEvidence>>,
  databaseFile: string = defaultDatabaseFile(process.env),
): Promise<Result<KeptEvidence>> {
  using keeper = new ImportRecording(databaseFile);
  const imported = await read(keeper);
  if (!imported.ok) return imported;
  const evidence = imported.value;
  const kept = keeper.finish(evidence);
  if (kept.ok) return ok({ evidence: { ...evidence, recording: kept.value.recording }, databaseFile, kept });
  return ok({ evidence: { ...evidence, warnings: [...evidence.warnings, notKept(kept.error)] }, databaseFile, kept: fail(kept.error) });
}

function notKept(failure: Failure): EvidenceWarning {
  return { kind: 'notKept', message: `not stored as a recording: ${describe(failure)}`, offset: null, detail: '', count: 1 };
}
