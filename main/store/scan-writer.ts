import type { Failure } from '../contract/failure.ts';
import type { Verdict } from '../contract/words.ts';
import type { WritableDb } from './database.ts';
import { restored, storable } from './names.ts';

/** A folder to be listed. */
export interface FolderToList {
  readonly id: number;
  readonly path: string;
  /** Index of the root it lies under. */
  readonly root: number;
}

export interface NewFinding {
  readonly identity: string;
  readonly verdict: Verdict;
  /** JSON. */
  readonly content: string;
}

/** Files as they come, column by column: `folders[i]`, the i-th name, `bytes[i]` and `findings[i]` are one file. */
export interface FileRows {
  readonly folders: ArrayLike<number>;
  /** One text, `\0` between two names: no name holds it. Cut up only when the files are stored. */
  readonly names: string;
  readonly bytes: ArrayLike<number>;
  /** Places in `findingIds`. */
  readonly findings: ArrayLike<number>;
  /** Findings whose ids are yet to be added to `findingIds`; empty when they are. */
  readonly newFindings: NewFinding[];
  /** Shared by all that one thread found. */
  readonly findingIds: number[];
}

/** A folder whose files have all been handed over, in this batch or an earlier one. */
export interface ListedFolder {
  readonly id: number;
  readonly children: readonly string[];
  readonly links: number;
  /** Why it could not be listed, or not to its end. */
  readonly failure: Failure | null;
}

export interface ScanTotals {
  readonly files: number;
  readonly bytes: number;
  readonly folders: number;
  readonly links: number;
  /** Of the whole work, as far as the folders that were met tell. */
  readonly fraction: number;
}

interface WaitingFolder extends FolderToList {
  /** Of the whole work, as far as the folders that were met tell. */
  readonly share: number;
}

interface Added {
  readonly files: number;
  readonly bytes: number;
}

interface Written {
  readonly totals: ScanTotals;
  /** Folders that were met and are yet to be listed. */
  readonly met: readonly WaitingFolder[];
}

/** Waiting folders that memory keeps. More are left in the database, and read from there when these are handed out. */
const WAITING_MAX_COUNT = 4_096;

/** Stores one scan's results as they come, one transaction a batch. The only writer of its tables while the scan runs. */
export class ScanWriter {
  readonly #db: WritableDb;
  readonly #scan: number;
  readonly #statements;
  readonly #findings = new Map<string, number>();
  /** Handed out and not listed yet, with what is needed when they are. */
  readonly #taken = new Map<number, WaitingFolder>();
  /** Stored and not handed out, the newest last: all of them, or, while `#isInFull` is false, only the newest. */
  #waiting: WaitingFolder[] = [];
  #isInFull = false;
  #totals: ScanTotals;

  constructor(db: WritableDb, scan: number) {
    this.#db = db;
    this.#scan = scan;
    this.#statements = prepareStatements(db);
    this.#totals = this.#statements.totals.get(scan) ?? { files: 0, bytes: 0, folders: 0, links: 0, fraction: 0 };
    for (const { id, identity } of this.#statements.findings.all(scan)) this.#findings.set(identity, id);
  }

  get totals(): ScanTotals {
    return this.#totals;
  }

  /** Up to `count` folders that nobody lists yet, the newest first, so that few wait at any time. */
  take(count: number): FolderToList[] {
    if (this.#waiting.length === 0 && !this.#isInFull) this.#readWaiting();
    const folders = this.#waiting.splice(-count).reverse();
    for (const folder of folders) this.#taken.set(folder.id, folder);
    return folders.map(({ id, path, root }) => ({ id, path, root }));
  }

  #readWaiting(): void {
    const limit = WAITING_MAX_COUNT + this.#taken.size;
    const rows = this.#statements.toList.all(this.#scan, limit);
    this.#isInFull = rows.length < limit;
    this.#waiting = rows
      .filter(({ id }) => !this.#taken.has(id))
      .map((row) => ({ ...row, path: restored(row.path) }))
      .reverse();
  }

  /** The id of a finding, stored when it is new. One that no file has after all harms nobody. */
  #idOf({ identity, verdict, content }: NewFinding): number {
    const known = this.#findings.get(identity);
    if (known !== undefined) return known;
    const id = Number(this.#statements.insertFinding.run(this.#scan, identity, verdict, content).lastInsertRowid);
    this.#findings.set(identity, id);
    return id;
  }

  /** All of it or, when it throws, nothing. A file that is stored already is neither stored nor counted again. */
  commit(rows: readonly FileRows[], listed: readonly ListedFolder[]): void {
    for (const { newFindings, findingIds } of rows) {
      for (let fresh = newFindings[0]; fresh !== undefined; fresh = newFindings[0]) {
        findingIds.push(this.#idOf(fresh));
        newFindings.shift(); // behind what can throw: who tries again goes on here
      }
    }
    const { totals, met } = this.#unchecked(() => this.#writeOnce(rows, listed));
    this.#totals = totals;
    for (const { id } of listed) this.#taken.delete(id);
    for (const folder of met) this.#waiting.push(folder);
    if (this.#waiting.length > WAITING_MAX_COUNT) {
      this.#waiting = this.#waiting.slice(-WAITING_MAX_COUNT / 2);
      this.#isInFull = false;
    }
  }

  /** Without SQLite's own check of every reference, which is a fifth of what storing a file costs: `#check` stands in for it. */
  #unchecked<T>(commit: () => T): T {
    this.#db.pragma('foreign_keys = OFF');
    try {
      return commit();
    } finally {
      this.#db.pragma('foreign_keys = ON');
    }
  }

  /** Nearly always every file is new. Where one is not, all is undone and stored with a look at each. */
  #writeOnce(rows: readonly FileRows[], listed: readonly ListedFolder[]): Written {
    const write = (isEachNew: boolean) => this.#db.transaction(() => this.#write(rows, listed, isEachNew)).immediate();
    try {
      return write(true);
    } catch (error) {
      if (!(error instanceof StoredBefore)) throw error;
      return write(false);
    }
  }

  #write(rows: readonly FileRows[], listed: readonly ListedFolder[], isEachNew: boolean): Written {
    const met: WaitingFolder[] = [];
    let { files, bytes, folders, links, fraction } = this.#totals;
    for (const some of rows) {
      const added = this.#insertFiles(some, isEachNew);
      files += added.files;
      bytes += added.bytes;
    }
    for (const folder of listed) {
      folders += 1;
      links += folder.links;
      fraction += this.#insertListed(folder, met);
    }
    const totals = { files, bytes, folders, links, fraction: Math.min(1, fraction) };
    this.#statements.update.run(files, bytes, folders, links, totals.fraction, this.#scan);
    return { totals, met };
  }

  /** `isEachNew`: many with one statement, which throws StoredBefore when it finds one that is not. */
  #insertFiles({ folders, names, bytes, findings, findingIds }: FileRows, isEachNew: boolean): Added {
    const { insertFiles, addSums } = this.#statements;
    const total = { files: 0, bytes: 0 };
    const files: unknown[] = [];
    const sums: unknown[] = [];
    // Files of one folder and finding mostly come one after the other: a sum is written when that changes.
    let sum = { folder: -1, finding: -1, files: 0, bytes: 0 };
    const flush = (): void => {
      if (sum.files === 0) return;
      this.#check(sum.folder, sum.finding);
      sums.push(sum.folder, sum.finding, sum.files, sum.bytes);
    };
    const texts = folders.length === 0 ? [] : names.split('\0');
    for (let index = 0; index < texts.length; index++) {
      const [folder, size, finding] = [folders[index] ?? 0, bytes[index] ?? 0, findingIds[findings[index] ?? 0] ?? 0];
      const name = storable(texts[index] ?? '');
      if (isEachNew) files.push(folder, name, size, finding);
      else if (insertFiles([folder, name, size, finding]) === 0) continue;
      if (folder !== sum.folder || finding !== sum.finding) {
        flush();
        sum = { folder, finding, files: 0, bytes: 0 };
      }
      sum.files += 1;
      sum.bytes += size;
      total.files += 1;
      total.bytes += size;
    }
    flush();
    if (insertFiles(files) < files.length / COLUMNS_COUNT) throw new StoredBefore();
    addSums(sums);
    return total;
  }

  /** Files come from folders that were handed out, and as findings that are stored. */
  #check(folder: number, finding: number): void {
    if (!this.#taken.has(folder)) throw new Error(`folder ${folder} was not handed out`);
    if (finding === 0) throw new Error(`a file of folder ${folder} has a finding that nobody told`);
  }

  /** Marks a folder as listed and stores its children, which it adds to `met`; gives its own share of the whole work. */
  #insertListed({ id, children, failure }: ListedFolder, met: WaitingFolder[]): number {
    const folder = this.#taken.get(id);
    if (folder === undefined) throw new Error(`folder ${id} was not handed out`);
    const share = folder.share / (children.length + 1);
    for (const name of children) {
      const path = `${folder.path}\\${name}`;
      const { changes, lastInsertRowid } = this.#statements.insertFolder.run(this.#scan, storable(path), folder.root, share);
      if (changes > 0) met.push({ id: Number(lastInsertRowid), path, root: folder.root, share });
    }
    this.#statements.setListed.run(failure === null ? null : JSON.stringify(failure), id);
    return share;
  }
}

/** A file that was thought to be new is not. */
class StoredBefore extends Error {}

/** Of one statement that stores many rows: to call SQLite costs as much as to store a row. */
const ROWS_COUNT = 32;
/** Of files and of sums. */
const COLUMNS_COUNT = 4;

/** Stores rows whose columns follow one another in `values`; gives how many it stored. */
function insertMany(db: WritableDb, table: string, onConflict = ''): (values: readonly unknown[]) => number {
  const prepare = (rows: number) =>
    db.prepare<unknown[]>(`INSERT ${table} VALUES ${Array(rows).fill('(?, ?, ?, ?)').join()} ${onConflict}`);
  const [many, one] = [prepare(ROWS_COUNT), prepare(1)];
  return (values) => {
    let [stored, at] = [0, 0];
    const store = (statement: typeof one, rows: number): void => {
      for (const length = rows * COLUMNS_COUNT; at + length <= values.length; at += length)
        stored += statement.run(values.slice(at, at + length)).changes;
    };
    store(many, ROWS_COUNT);
    store(one, 1);
    return stored;
  };
}

function prepareStatements(db: WritableDb) {
  return {
    totals: db.prepare<[number], ScanTotals>('SELECT files, bytes, folders, links, fraction FROM scans WHERE id = ?'),
    findings: db.prepare<[number], { id: number; identity: string }>('SELECT id, identity FROM scan_findings WHERE scan = ?'),
    toList: db.prepare<[number, number], WaitingFolder>(
      'SELECT id, path, root, share FROM scan_folders WHERE scan = ? AND is_listed = 0 ORDER BY id DESC LIMIT ?',
    ),
    insertFinding: db.prepare('INSERT INTO scan_findings (scan, identity, verdict, content) VALUES (?, ?, ?, ?)'),
    insertFiles: insertMany(db, 'OR IGNORE INTO scan_files (folder, name, bytes, finding)'),
    addSums: insertMany(
      db,
      'INTO scan_sums (folder, finding, files, bytes)',
      'ON CONFLICT DO UPDATE SET files = files + excluded.files, bytes = bytes + excluded.bytes',
    ),
    insertFolder: db.prepare('INSERT OR IGNORE INTO scan_folders (scan, path, root, share) VALUES (?, ?, ?, ?)'),
    setListed: db.prepare('UPDATE scan_folders SET is_listed = 1, failure = ? WHERE id = ?'),
    update: db.prepare('UPDATE scans SET files = ?, bytes = ?, folders = ?, links = ?, fraction = ? WHERE id = ?'),
  };
}
