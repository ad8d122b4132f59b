import type { Timeline } from '../contract/events.ts';
import type { Recording, VolumeUse } from '../contract/recordings.ts';
import type { Report } from '../contract/report.ts';
import type { FolderSum, ScannedFile, ScanResult } from '../contract/scan.ts';
import type { Snapshot, SnapshotEntry } from '../contract/snapshot.ts';
import type { VetoSums } from '../domain/veto-sums.ts';

/** The first of `total`. */
export interface First<T> {
  readonly total: number;
  readonly items: readonly T[];
}

export interface ScanAnswers {
  readonly result: ScanResult;
  readonly folders: First<FolderSum>;
  /** Files whose verdict is not `full`, largest first. */
  readonly files: First<ScannedFile>;
}

/** Everything that a report is made from, as a database and a machine answered it: of this computer or of a case. */
export interface ReportAnswers extends Pick<Report, 'generatedAt' | 'tool' | 'origin' | 'redaction'> {
  /** Newest first. */
  readonly notes: First<Report['notes']['items'][number]>;
  /** Whose answers these are; a snapshot knows more. */
  readonly machine: Pick<Report['machine'], 'name' | 'os' | 'simulated'>;
  readonly snapshot: Snapshot | null;
  readonly snapshots: First<SnapshotEntry>;
  /** All of them, newest first. */
  readonly recordings: readonly Recording[];
  /** Of the newest ones, by their id. */
  readonly samples: ReadonlyMap<number, readonly VolumeUse[]>;
  /** Of the newest ones that have vetoes, by their id. */
  readonly timelines: ReadonlyMap<number, Timeline>;
  readonly vetoes: VetoSums;
  readonly scans: First<ScanAnswers>;
}
