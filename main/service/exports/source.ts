import type { CaseManifest } from '../../contract/case.ts';
import type { Result } from '../../contract/failure.ts';
import type { Report, ReportOrigin } from '../../contract/report.ts';
import type { Snapshot, SnapshotEntry } from '../../contract/snapshot.ts';
import type { StatusTexts } from '../../domain/system.ts';
import type { First } from '../../report/answers.ts';
import type { ReadableDb } from '../../store/database.ts';

/** What reports and case files are made of: this machine with its database, or a case. */
export interface ExportSource {
  readonly origin: ReportOrigin;
  /** Names in it were replaced when it was written. */
  readonly isRedacted: boolean;
  /** Where the secret lies that names are replaced by: it stays with whoever sends. */
  readonly secretFile: string;
  /** Words for codes that its scans met. */
  readonly texts: StatusTexts;
  /** The database that a case file copies, in this program's form; null where there is none. */
  databaseFile(): Result<string | null>;
  /** A connection of the caller's own, who closes it; null where there is no database. */
  connect(): Result<ReadableDb | null>;
  /** The machine as it is now, with the paths that are named, or as a case has it. */
  snapshot(paths: readonly string[]): Result<SourceSnapshot>;
  /** Newest first. */
  snapshots(): Result<First<SnapshotEntry>>;
  /** Newest first. */
  notes(): Result<Report['notes']>;
  /** Gives the report that `build` makes over this source; what makes that fail is a bug here, and damage in a file of somebody else. */
  checked(build: () => Promise<Result<Report>>): Promise<Result<Report>>;
}

export interface SourceSnapshot {
  /** Null where a case holds none. */
  readonly snapshot: Snapshot | null;
  /** False: it was taken just now and is in no database. */
  readonly isStored: boolean;
  readonly machine: Pick<CaseManifest, 'machine' | 'os' | 'simulated'>;
}
