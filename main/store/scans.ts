import type { Failure } from '../contract/failure.ts';
import type { Scan } from '../contract/scan.ts';
import type { ScanMode, ScanState } from '../contract/scan-words.ts';
import { shownFolder } from '../domain/audit.ts';
import type { ReadableDb, WritableDb } from './database.ts';
import { restored, storable } from './names.ts';

export interface NewScan {
  readonly roots: readonly { readonly path: string /** Why it cannot be scanned, else null. */; readonly failure: Failure | null }[];
  readonly mode: ScanMode;
  readonly startedUs: number;
  readonly machine: string;
  readonly os: string;
  readonly simulated: boolean;
}

interface Row {
  readonly id: number;
  readonly roots: string;
  readonly mode: ScanMode;
  readonly state: ScanState;
  readonly machine: string;
  readonly os: string;
  readonly simulated: number;
  readonly started_us: number;
  readonly ended_us: number | null;
  readonly files: number;
  readonly bytes: number;
  readonly folders: number;
  readonly links: number;
  readonly failure: string | null;
}

/** Stores a new scan with its roots to be listed; gives its id. */
export function beginScan(db: WritableDb, { roots, mode, startedUs, machine, os, simulated }: NewScan): number {
  return db
    .transaction(() => {
      const { lastInsertRowid } = db
        .prepare("INSERT INTO scans (roots, mode, state, machine, os, simulated, started_us) VALUES (?, ?, 'running', ?, ?, ?, ?)")
        .run(JSON.stringify(roots.map(({ path }) => storable(path))), mode, machine, os, Number(simulated), startedUs);
      const scan = Number(lastInsertRowid);
      const insert = db.prepare('INSERT INTO scan_folders (scan, path, root, share, is_listed, failure) VALUES (?, ?, ?, ?, ?, ?)');
      for (const [index, { path, failure }] of roots.entries()) {
        insert.run(
          scan,
          storable(path),
          index,
          1 / roots.length,
          failure === null ? 0 : 1,
          failure === null ? null : JSON.stringify(failure),
        );
      }
      const failed = roots.filter(({ failure }) => failure !== null).length;
      db.prepare('UPDATE scans SET fraction = ? WHERE id = ?').run(failed / roots.length, scan);
      return scan;
    })
    .immediate();
}

/** A scan that was cut off or cancelled runs again from where it stands. */
export function reopenScan(db: WritableDb, scan: number): void {
  db.prepare("UPDATE scans SET state = 'running', ended_us = NULL, failure = NULL WHERE id = ?").run(scan);
}

export interface ScanEnding {
  readonly state: Exclude<ScanState, 'running'>;
  readonly endedUs: number;
  readonly activeMs: number;
  readonly failure: Failure | null;
}

export function endScan(db: WritableDb, scan: number, { state, endedUs, activeMs, failure }: ScanEnding): void {
  db.prepare('UPDATE scans SET state = ?, ended_us = ?, active_ms = ?, failure = ? WHERE id = ?').run(
    state,
    endedUs,
    Math.round(activeMs),
    failure === null ? null : JSON.stringify(failure),
    scan,
  );
}

/** What earlier processes left running is interrupted. Only for whoever holds the lock that scanning processes hold. */
export const closeInterruptedScans = (db: WritableDb): number =>
  db.prepare("UPDATE scans SET state = 'interrupted' WHERE state = 'running'").run().changes;

export function removeScan(db: WritableDb, scan: number): void {
  const folders = 'SELECT id FROM scan_folders WHERE scan = ?';
  db.transaction(() => {
    db.prepare(`DELETE FROM scan_files WHERE folder IN (${folders})`).run(scan);
    db.prepare(`DELETE FROM scan_sums WHERE folder IN (${folders})`).run(scan);
    for (const table of ['scan_folders', 'scan_findings']) db.prepare(`DELETE FROM ${table} WHERE scan = ?`).run(scan);
    db.prepare('DELETE FROM scans WHERE id = ?').run(scan);
  }).immediate();
}

/** Newest first. */
export const listScans = (db: ReadableDb): Scan[] => db.prepare<[], Row>('SELECT * FROM scans ORDER BY id DESC').all().map(toScan);

export function findScan(db: ReadableDb, id: number): Scan | null {
  const row = db.prepare<[number], Row>('SELECT * FROM scans WHERE id = ?').get(id);
  return row === undefined ? null : toScan(row);
}

const isoTime = (us: number): string => new Date(us / 1000).toISOString();

const toScan = (row: Row): Scan => ({
  id: row.id,
  roots: (JSON.parse(row.roots) as string[]).map((root) => shownFolder(restored(root))), // written by beginScan
  mode: row.mode,
  state: row.state,
  machine: row.machine,
  os: row.os,
  simulated: row.simulated !== 0,
  startedAt: isoTime(row.started_us),
  endedAt: row.ended_us === null ? null : isoTime(row.ended_us),
  files: row.files,
  bytes: row.bytes,
  folders: row.folders,
  links: row.links,
  failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure), // written by endScan
});
