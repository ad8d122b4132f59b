import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSource, readFully, type SourceChange } from '../etw/byte-source.ts';
import { PrivateFolder } from './case/private-folder.ts';
import { SQLITE_MAGIC } from './import-source.ts';

/**
 * Foreign bytes on their way in, in a file that only this process can reach: it loses its name as soon as it is open, so nothing of it is
 * left however the process ends. Where a file system keeps the name of an open file, it goes when this is disposed of. A database alone
 * keeps its name, since SQLite opens files by name.
 */
export class Spool implements ByteSource, AsyncDisposable {
  #file: FileHandle;
  readonly #folder: string;
  #database: PrivateFolder | null = null;
  #sizeBytes = 0;
  #missing: SourceChange | null = null;

  private constructor(file: FileHandle, folder: string) {
    this.#file = file;
    this.#folder = folder;
  }

  /** Rejects with the system's error. */
  static async create(): Promise<Spool> {
    const folder = await mkdtemp(join(tmpdir(), 'bpio-import-'));
    try {
      const file = await open(join(folder, 'evidence'), 'wx+', 0o600);
      await rm(folder, { recursive: true, force: true }).catch(() => {}); // tried again when it is disposed of
      return new Spool(file, folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Rejects with the system's error, a full disk for example. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#sizeBytes === 0 && Buffer.from(bytes.subarray(0, SQLITE_MAGIC.length)).toString('latin1') === SQLITE_MAGIC)
      await this.#keepName();
    let written = 0;
    while (written < bytes.byteLength) {
      const { bytesWritten } = await this.#file.write(bytes, written, bytes.byteLength - written, this.#sizeBytes + written);
      written += bytesWritten;
    }
    this.#sizeBytes += written;
  }

  async #keepName(): Promise<void> {
    const folder = new PrivateFolder();
    this.#database = folder;
    const file = await open(join(folder.path, DATABASE_NAME), 'wx+', 0o600);
    await this.#file.close();
    this.#file = file;
  }

  get isDatabase(): boolean {
    return this.#database !== null;
  }

  /** The file where it is a database, for whoever removes it from now on; else null. */
  async takeDatabase(): Promise<{ readonly path: string; readonly owner: Disposable } | null> {
    const owner = this.#database;
    if (owner === null) return null;
    await this.#file.close(); // Windows lets nobody else read a file that is open for writing
    this.#database = null;
    return { path: join(owner.path, DATABASE_NAME), owner };
  }

  read(position: number, target: Uint8Array): Promise<number> {
    return readFully(this.#file, position, target);
  }

  /** The rest of what was announced does not come. */
  cutShort(announcedBytes: number): void {
    this.#missing = {
      message: 'the rest of the file could not be read: it was changed, moved or locked meanwhile; everything before is kept',
      offset: this.#sizeBytes,
      detail: `${this.#sizeBytes} of ${announcedBytes} bytes`,
    };
  }

  /** Nobody else can write to it. */
  async change(): Promise<SourceChange | null> {
    return this.#missing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    await rm(this.#folder, { recursive: true, force: true });
    this.#database?.[Symbol.dispose]();
  }
}

const DATABASE_NAME = 'case.bpio';
