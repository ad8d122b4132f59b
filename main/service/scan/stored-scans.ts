import type { Failure, Result } from '../../contract/failure.ts';
import type {
  CompareQuery,
  FilesPage,
  FilesQuery,
  FoldersAnswer,
  FoldersQuery,
  Scan,
  ScanComparison,
  ScanError,
  ScanResult,
} from '../../contract/scan.ts';
import { shownFolder } from '../../domain/audit.ts';
import { fail, ok } from '../../domain/result.ts';
import type { StatusTexts } from '../../domain/system.ts';
import { close, failureOf, type ReadableDb } from '../../store/database.ts';
import { findScan, listScans } from '../../store/scans.ts';
import { compareScans } from './comparison.ts';
import { filesPage, foldersAnswer, scanErrors, scanResult } from './result.ts';

/** What the scans of a database found: of this computer's, while it may be written to, or of a case. */
export abstract class StoredScans<Db extends ReadableDb = ReadableDb> {
  protected readonly databaseFile: string;
  /** Words for codes that scans met. */
  protected readonly texts: StatusTexts;

  constructor(databaseFile: string, texts: StatusTexts) {
    this.databaseFile = databaseFile;
    this.texts = texts;
  }

  /** Runs `work` on the connection that answers, and gives what SQLite refuses as a failure. */
  protected abstract attempt<T>(work: (db: Db) => Result<T>): Result<T>;

  /** A connection of the caller's own. */
  protected abstract connect(): Result<ReadableDb>;

  list(): Result<Scan[]> {
    return this.attempt((db) => ok(listScans(db)));
  }

  result(id: number): Result<ScanResult> {
    return this.with(id, (db, scan) => ok(scanResult(db, scan, this.texts)));
  }

  /** Folders that could not be listed and files that could not be asked. */
  errors(id: number, limit: number): Result<ScanError[]> {
    return this.with(id, (db, scan) => ok(scanErrors(db, scan, limit, this.texts)));
  }

  files({ scan, select, after, limit }: FilesQuery): Result<FilesPage> {
    return this.with(scan, (db, found) => ok(filesPage(db, found, select, after, limit)));
  }

  folders({ scan, parent, limit }: FoldersQuery): Result<FoldersAnswer> {
    return this.with(scan, (db, found) => {
      const answer = foldersAnswer(db, found, parent, limit);
      return answer === null
        ? fail({ kind: 'badRequest', call: 'scan', detail: 'the scan has no such folder', target: shownFolder(parent ?? '') })
        : ok(answer);
    });
  }

  /** On a connection of its own, since it takes turns with what else is to do. */
  async compare({ before, after, from, limit }: CompareQuery): Promise<Result<ScanComparison>> {
    const pair = this.attempt((db) => ok([findScan(db, before), findScan(db, after)] as const));
    if (!pair.ok) return pair;
    const [old, fresh] = pair.value;
    if (old === null) return fail(noScan(before));
    if (fresh === null) return fail(noScan(after));
    const opened = this.connect();
    if (!opened.ok) return opened;
    try {
      return ok(await compareScans(opened.value, old, fresh, from, limit));
    } catch (error) {
      return fail(failureOf(error, this.databaseFile));
    } finally {
      close(opened.value);
    }
  }

  protected with<T>(id: number, read: (db: Db, scan: Scan) => Result<T>): Result<T> {
    return this.attempt((db) => {
      const scan = findScan(db, id);
      return scan === null ? fail(noScan(id)) : read(db, scan);
    });
  }
}

export const noScan = (id: number): Failure => ({ kind: 'badRequest', call: 'scan', detail: 'there is no such scan', target: String(id) });
