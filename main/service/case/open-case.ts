import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { CaseContents } from '../../contract/case.ts';
import { CASE_FILE_CALL } from '../../contract/case-words.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { connect } from '../../store/case/connect.ts';
import { failureOf, type ReadableDb, storeFailure } from '../../store/database.ts';
import { CaseView } from './case-view.ts';
import type { FromCaseThread } from './messages.ts';
import { PrivateFolder } from './private-folder.ts';
import { CaseThread } from './thread.ts';

/** A case file, and, where it is only there to be read from once, who removes it. */
export interface CaseFile {
  readonly path: string;
  /** As people know it; the file's own name when absent. */
  readonly name?: string;
  readonly owner?: Disposable;
}

type Check = CaseContents['check'];
type Opened = Extract<FromCaseThread, { kind: 'opened' }>;

/** A case file that is open. A thread of its own looked at it, and compares it with its hashes while its pages are read. */
export class OpenCase implements AsyncDisposable {
  readonly view: CaseView;
  /** What the case is read from: itself, or a copy of it in this program's form. */
  readonly readable: string;
  readonly #file: CaseFile;
  readonly #looking: Looking;
  readonly #contents: Omit<CaseContents, 'check' | 'snapshots'>;
  #snapshots: CaseContents['snapshots'] = [];

  private constructor(file: CaseFile, looking: Looking, { examined, readable, counts }: Opened) {
    this.#file = file;
    this.#looking = looking;
    this.readable = readable;
    this.view = new CaseView(nameOf(file), examined.manifest, () => this.connect());
    const { sizeBytes, manifest } = examined;
    this.#contents = { id: randomUUID(), name: nameOf(file), sizeBytes, manifest, ...counts };
  }

  /**
   * Opens a case; `onChange` is called when its comparison gets on. Fails as `examineCase` does, or with `refused` when `signal` ends it
   * before it is open; the owner of the file has then removed it.
   */
  static async open(file: CaseFile, onChange: () => void, signal?: AbortSignal): Promise<Result<OpenCase>> {
    const looking = new Looking(file, onChange);
    const stop = (): void => looking.stop();
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);
    const first = await looking.first;
    signal?.removeEventListener('abort', stop);
    if (first.ok) {
      const open = new OpenCase(file, looking, first.value);
      await open.#list();
      return ok(open);
    }
    await looking[Symbol.asyncDispose]();
    return first;
  }

  get contents(): CaseContents {
    return { ...this.#contents, snapshots: this.#snapshots, check: this.#looking.check };
  }

  /** A connection of the caller's own, who closes it. */
  connect(): Result<ReadableDb> {
    try {
      return ok(connect(this.readable));
    } catch (error) {
      return fail(failureOf(error, nameOf(this.#file)));
    }
  }

  /** Where they cannot be read, the page that shows them says why; the rest of the case can still be. */
  async #list(): Promise<void> {
    const listed = (await this.view.snapshots()).list();
    if (listed.ok) this.#snapshots = listed.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.view[Symbol.dispose]();
    await this.#looking[Symbol.asyncDispose]();
  }
}

/** What people know the file by: where its bytes lie meanwhile is nobody's business. */
const nameOf = (file: CaseFile): string => file.name ?? basename(file.path);

const ofCase = (failure: Failure, file: CaseFile): Failure =>
  failure.kind === 'refused' ? { ...failure, call: CASE_FILE_CALL, target: nameOf(file) } : failure;

/** The thread that looks at a case, and the files that go with it. */
class Looking implements AsyncDisposable {
  readonly #file: CaseFile;
  readonly #folder = new PrivateFolder();
  readonly #thread: CaseThread;
  readonly #first = Promise.withResolvers<Result<Opened>>();
  check: Check = { state: 'running', fraction: 0 };

  constructor(file: CaseFile, onChange: () => void) {
    this.#file = file;
    this.#thread = new CaseThread({ kind: 'open', file: file.path, folder: this.#folder.path }, (message) => {
      this.#hear(message);
      onChange();
    });
  }

  /** What it found from outside. */
  get first(): Promise<Result<Opened>> {
    return this.#first.promise;
  }

  stop(): void {
    this.#first.resolve(fail(storeFailure('cancelled', this.#file.path)));
  }

  #hear(message: FromCaseThread): void {
    switch (message.kind) {
      case 'opened':
        this.#first.resolve(ok(message));
        break;
      case 'progress':
        this.check = { state: 'running', fraction: message.fraction };
        break;
      case 'checked':
        this.check = message.differing.length === 0 ? { state: 'intact' } : { state: 'differs', tables: [...message.differing] };
        break;
      case 'failed': {
        const failure = ofCase(message.failure, this.#file);
        this.#first.resolve(fail(failure));
        this.check = { state: 'failed', failure };
        break;
      }
      case 'written':
      case 'previewed':
        break;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread.end();
    this.#folder[Symbol.dispose]();
    this.#file.owner?.[Symbol.dispose]();
  }
}
