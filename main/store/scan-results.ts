import type { Failure } from '../contract/failure.ts';
import { commonFolder, type Finding } from '../domain/audit.ts';
import type { FindingSum, UnlistedFolders } from '../domain/audit-sums.ts';
import type { ReadableDb } from './database.ts';
import { restored } from './names.ts';

interface FindingRow {
  readonly id: number;
  readonly content: string;
}

/** Every finding of a scan, by id. */
export const listFindings = (db: ReadableDb, scan: number): ReadonlyMap<number, Finding> =>
  new Map(
    db
      .prepare<[number], FindingRow>('SELECT id, content FROM scan_findings WHERE scan = ? ORDER BY id')
      .all(scan)
      .map(({ id, content }) => [id, JSON.parse(content) as Finding]), // written by the scan
  );

/** Files and bytes by finding. The folders between the first and the last in the order of their text share what these two share. */
export function sumFindings(db: ReadableDb, scan: number, findings: ReadonlyMap<number, Finding>): FindingSum[] {
  const query = db.prepare<[number], { id: number; files: number; bytes: number; first: string; last: string }>(
    `SELECT s.finding AS id, sum(s.files) AS files, sum(s.bytes) AS bytes, min(f.path) AS first, max(f.path) AS last
     FROM scan_findings g CROSS JOIN scan_sums s ON s.finding = g.id JOIN scan_folders f ON f.id = s.folder
     WHERE g.scan = ? GROUP BY s.finding`,
  );
  return query.all(scan).flatMap(({ id, files, bytes, first, last }) => {
    const finding = findings.get(id);
    return finding === undefined ? [] : [{ id, finding, files, bytes, folder: restored(commonFolder(first, last)) }];
  });
}

export interface FileRow {
  readonly path: string;
  readonly bytes: number;
  readonly finding: number;
}

/** The place behind the last row of a page. */
export interface SizeKey {
  readonly bytes: number;
  readonly folder: number;
  readonly name: string;
}

interface StoredFile {
  readonly folder: number;
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly finding: number;
}

export interface FileRows {
  readonly rows: readonly FileRow[];
  readonly next: SizeKey | null;
}

/** Files that have one of the findings, largest first: each finding's by its own index, merged, and no more of them read than are shown. */
export function largestFiles(db: ReadableDb, findings: readonly number[], after: SizeKey | null, limit: number): FileRows {
  const start = after ?? { bytes: Number.MAX_SAFE_INTEGER, folder: -1, name: '' };
  const sources = findings.map((finding) => bySize(db, finding, start));
  try {
    const heads = sources.map((source) => source.next());
    const found: StoredFile[] = [];
    while (found.length <= limit) {
      const largest = largestOf(heads);
      const head = heads[largest];
      if (head === undefined || head.done === true) break;
      found.push(head.value);
      heads[largest] = sources[largest]?.next() ?? head;
    }
    return page(found, limit);
  } finally {
    for (const source of sources) source.return?.();
  }
}

/** A statement of its own for each finding, since all of them are read at the same time. */
const bySize = (db: ReadableDb, finding: number, { bytes, folder, name }: SizeKey): IterableIterator<StoredFile> =>
  db
    .prepare<[number, number, number, number, string], StoredFile>(
      `SELECT s.folder, f.path, s.name, s.bytes, s.finding FROM scan_files s INDEXED BY scan_files_by_size JOIN scan_folders f ON f.id = s.folder
       WHERE s.finding = ? AND s.bytes <= ? AND (s.bytes < ? OR (s.folder, s.name) > (?, ?))
       ORDER BY s.bytes DESC, s.folder, s.name`,
    )
    .iterate(finding, bytes, bytes, folder, name);

function largestOf(heads: readonly IteratorResult<StoredFile>[]): number {
  let best = -1;
  for (const [index, head] of heads.entries()) {
    const known = heads[best];
    if (head.done !== true && (known === undefined || known.done === true || bySizeOrder(head.value, known.value) < 0)) best = index;
  }
  return best;
}

const bySizeOrder = (a: StoredFile, b: StoredFile): number => b.bytes - a.bytes || a.folder - b.folder || compareText(a.name, b.name);

/** Files that lie directly in one folder, in the order of their names. */
export function filesOfFolder(db: ReadableDb, scan: number, path: string, after: SizeKey | null, limit: number): FileRows {
  const query = db.prepare<[number, string, string, number], StoredFile>(
    `SELECT s.folder, f.path, s.name, s.bytes, s.finding FROM scan_folders f JOIN scan_files s ON s.folder = f.id
     WHERE f.scan = ? AND f.path = ? AND s.name > ? ORDER BY s.name LIMIT ?`,
  );
  return page(query.all(scan, path, after?.name ?? '', limit + 1), limit);
}

function page(found: readonly StoredFile[], limit: number): FileRows {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(({ path, name, bytes, finding }) => ({ path: restored(`${path}\\${name}`), bytes, finding })),
    next: found.length > limit && last !== undefined ? { bytes: last.bytes, folder: last.folder, name: last.name } : null,
  };
}

/** As SQLite orders text: by its UTF-8 bytes. */
const compareText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Folders that could not be listed, with the reason, in the order they were met. */
export const failedFolders = (db: ReadableDb, scan: number, limit: number): { readonly path: string; readonly failure: Failure }[] =>
  db
    .prepare<[number, number], { path: string; failure: string }>(
      'SELECT path, failure FROM scan_folders WHERE scan = ? AND failure IS NOT NULL ORDER BY id LIMIT ?',
    )
    .all(scan, limit)
    .map(({ path, failure }) => ({ path: restored(path), failure: JSON.parse(failure) as Failure })); // written by the scan

/** How many folders could not be listed, by reason as it is stored. */
export const unlistedFolders = (db: ReadableDb, scan: number): UnlistedFolders[] =>
  db
    .prepare<[number], { failure: string; folders: number }>(
      `SELECT failure, count(*) AS folders FROM scan_folders INDEXED BY scan_folders_failed
       WHERE scan = ? AND failure IS NOT NULL GROUP BY failure`,
    )
    .all(scan)
    .map(({ failure, folders }) => ({ failure: JSON.parse(failure) as Failure, folders })); // written by the scan

export interface FolderFinding {
  readonly path: string;
  readonly finding: number | null;
  readonly files: number;
  readonly bytes: number;
}

/** What lies in a folder and everywhere below it, folder by folder. `path` null: everywhere. Streams: there may be very many. */
export function folderFindings(db: ReadableDb, scan: number, path: string | null): IterableIterator<FolderFinding> {
  const columns = 'SELECT f.path, s.finding, coalesce(s.files, 0) AS files, coalesce(s.bytes, 0) AS bytes';
  const from = 'FROM scan_folders f LEFT JOIN scan_sums s ON s.folder = f.id';
  if (path === null) return db.prepare<[number], FolderFinding>(`${columns} ${from} WHERE f.scan = ? ORDER BY f.path`).iterate(scan);
  // `]` follows `\` in the alphabet: everything below the folder lies between the two.
  return db
    .prepare<[number, string, string, string], FolderFinding>(
      `${columns} ${from} WHERE f.scan = ? AND (f.path = ? OR (f.path > ? AND f.path < ?)) ORDER BY f.path`,
    )
    .iterate(scan, path, `${path}\\`, `${path}]`);
}
