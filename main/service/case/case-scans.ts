import { z } from 'zod';
import type { Failure, Result } from '../../contract/failure.ts';
import {
  type CompareQuery,
  FilesPage,
  type FilesQuery,
  FoldersAnswer,
  type FoldersQuery,
  Scan,
  ScanComparison,
  ScanError,
  type ScanProgress,
  ScanResult,
} from '../../contract/scan.ts';
import { TABLE_TEXTS } from '../../domain/imported.ts';
import { fail } from '../../domain/result.ts';
import { close, type ReadableDb } from '../../store/database.ts';
import { StoredScans } from '../scan/stored-scans.ts';
import type { ScansView } from '../view.ts';
import { guarded, guardedSoon } from './guarded.ts';
import { readOnly } from './read-only.ts';

/** Folder scans of a case: what they found, and nothing that scans. */
export class CaseScans extends StoredScans implements ScansView, Disposable {
  readonly #open: () => Result<ReadableDb>;
  #db: ReadableDb | null = null;

  constructor(file: string, open: () => Result<ReadableDb>) {
    super(file, TABLE_TEXTS);
    this.#open = open;
  }

  override list(): Result<Scan[]> {
    return guarded(this.databaseFile, z.array(Scan), () => super.list());
  }

  override result(id: number): Result<ScanResult> {
    return guarded(this.databaseFile, ScanResult, () => super.result(id));
  }

  override errors(id: number, limit: number): Result<ScanError[]> {
    return guarded(this.databaseFile, z.array(ScanError), () => super.errors(id, limit));
  }

  override files(query: FilesQuery): Result<FilesPage> {
    return guarded(this.databaseFile, FilesPage, () => super.files(query));
  }

  override folders(query: FoldersQuery): Result<FoldersAnswer> {
    return guarded(this.databaseFile, FoldersAnswer, () => super.folders(query));
  }

  override compare(query: CompareQuery): Promise<Result<ScanComparison>> {
    return guardedSoon(this.databaseFile, ScanComparison, () => super.compare(query));
  }

  start(): Result<Scan> {
    return fail(NOT_HERE);
  }

  resume(): Result<Scan> {
    return fail(NOT_HERE);
  }

  remove(): Result<null> {
    return fail(readOnly('scan', 'nothing is removed from a case file'));
  }

  cancel(): void {}

  async ended(): Promise<void> {}

  async *watch(): AsyncGenerator<ScanProgress> {}

  protected override attempt<T>(work: (db: ReadableDb) => Result<T>): Result<T> {
    if (this.#db === null) {
      const opened = this.connect();
      if (!opened.ok) return opened;
      this.#db = opened.value;
    }
    return work(this.#db);
  }

  protected override connect(): Result<ReadableDb> {
    return this.#open();
  }

  [Symbol.dispose](): void {
    if (this.#db !== null) close(this.#db);
    this.#db = null;
  }
}

const NOT_HERE: Failure = readOnly('scan', 'a case file is of another moment: its machine cannot be scanned');
