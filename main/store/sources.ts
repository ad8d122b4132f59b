import type { RecordingSource } from '../contract/recordings.ts';
import type { ReadableDb } from './database.ts';

/** The whole recording of a file with this hash, newest first; null when there is none, or retention has taken of it. */
export const findImport = (db: ReadableDb, sha256: string): { readonly recording: number; readonly importedUs: number } | null =>
  db
    .prepare<[string], { recording: number; importedUs: number }>(
      `SELECT s.recording, s.imported_us AS importedUs FROM sources s JOIN recordings r ON r.id = s.recording
       WHERE s.sha256 = ? AND r.ending = 'imported' AND r.removed = 0 ORDER BY s.recording DESC LIMIT 1`,
    )
    .get(sha256) ?? null;

/** From the first to behind the last event of an imported recording; null for one that was recorded here, whose clock may have been set. */
export const importedRange = (db: ReadableDb, recording: number): { readonly fromUs: number; readonly toUs: number } | null =>
  db
    .prepare<[number], { fromUs: number; toUs: number }>(
      `SELECT r.started_us AS fromUs, r.ended_us + 1 AS toUs FROM recordings r JOIN sources s ON s.recording = r.id WHERE r.id = ?`,
    )
    .get(recording) ?? null;

export interface SourceColumns {
  readonly kind: RecordingSource['kind'] | null;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly biasMinutes: number | null;
  readonly zoneName: string | null;
  readonly machineName: string | null;
  readonly machineOs: string | null;
  readonly product: string | null;
  readonly importedUs: number;
  readonly warnings: string;
}

/** Columns of `sources s`, each null where the recording was not imported. */
export const SOURCE_COLUMNS = `s.kind, s.name, s.bytes AS sizeBytes, s.sha256, s.zone_bias_minutes AS biasMinutes, s.zone_name AS zoneName,
  s.machine AS machineName, s.os AS machineOs, s.product, s.imported_us AS importedUs, s.warnings`;

export function sourceOf(columns: SourceColumns): RecordingSource | null {
  const { kind, name, sizeBytes, sha256, biasMinutes, zoneName, machineName, machineOs, product, importedUs, warnings } = columns;
  if (kind === null) return null;
  return {
    kind,
    name,
    sizeBytes,
    sha256,
    timeZone: biasMinutes === null ? null : { biasMinutes, name: zoneName },
    machine: { name: machineName, os: machineOs, product },
    importedUs,
    warnings: JSON.parse(warnings) as RecordingSource['warnings'], // written by finishImport in this form
  };
}
