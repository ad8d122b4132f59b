import type { RecordingSource } from '../contract/recordings.ts';
import type { WritableDb } from './database.ts';
import { addLoss } from './losses.ts';
import { beginRecording } from './recordings.ts';

/** What is known of evidence before it is read. */
export type NewSource = Pick<RecordingSource, 'kind' | 'name' | 'sizeBytes' | 'sha256' | 'importedUs'>;

/** What evidence turned out to be, once it was read to its end. */
export interface ReadSource extends Pick<RecordingSource, 'timeZone' | 'machine' | 'warnings'> {
  readonly startedUs: number;
  readonly endedUs: number;
  readonly lost: { readonly events: number; readonly buffers: number };
}

const NOT_KNOWN = 'not known';

/**
 * Begins a recording for evidence. It counts as interrupted until `finishImport`: an import that is cut off then needs nobody to close it,
 * and a capture that starts meanwhile does not take it for one.
 */
export function beginImport(db: WritableDb, source: NewSource): number {
  return db
    .transaction(() => {
      const { importedUs, kind, name, sizeBytes, sha256 } = source;
      // No process of this computer caused what is in it, and no volume was asked.
      const nobody = { machine: NOT_KNOWN, os: NOT_KNOWN, simulated: false, processId: 0, sampleMs: 0 };
      const recording = beginRecording(db, { startedUs: importedUs, ...nobody });
      db.prepare("UPDATE recordings SET ended_us = started_us, ending = 'interrupted' WHERE id = ?").run(recording);
      db.prepare("INSERT INTO sources (recording, kind, name, bytes, sha256, imported_us, warnings) VALUES (?, ?, ?, ?, ?, ?, '[]')").run(
        recording,
        kind,
        name,
        sizeBytes,
        sha256,
        importedUs,
      );
      return recording;
    })
    .immediate();
}

/** Keeps the recording's time around its events while they are written. */
export function spanImport(db: WritableDb, recording: number, startedUs: number, endedUs: number): void {
  db.prepare('UPDATE recordings SET started_us = ?, ended_us = ? WHERE id = ?').run(startedUs, endedUs, recording);
}

export function finishImport(db: WritableDb, recording: number, read: ReadSource): void {
  const { startedUs, endedUs, timeZone, machine, warnings, lost } = read;
  db.transaction(() => {
    spanImport(db, recording, startedUs, endedUs);
    db.prepare("UPDATE recordings SET ending = 'imported', machine = ?, os = ? WHERE id = ?").run(
      machine.name ?? NOT_KNOWN,
      machine.os ?? NOT_KNOWN,
      recording,
    );
    db.prepare(
      'UPDATE sources SET zone_bias_minutes = ?, zone_name = ?, machine = ?, os = ?, product = ?, warnings = ? WHERE recording = ?',
    ).run(
      timeZone?.biasMinutes ?? null,
      timeZone?.name ?? null,
      machine.name,
      machine.os,
      machine.product,
      JSON.stringify(warnings),
      recording,
    );
    // A trace says how much was lost and not when: counted at its end, as a live recording's last loss is.
    if (lost.events > 0 || lost.buffers > 0) addLoss(db, recording, { timeUs: Math.max(startedUs, endedUs - 1), ...lost });
  }).immediate();
}
