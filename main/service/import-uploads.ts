import { randomUUID } from 'node:crypto';
import type { CaseContents } from '../contract/case.ts';
import type { ImportedEvidence } from '../contract/evidence.ts';
import type { Failure, Result } from '../contract/failure.ts';
import type { ImportFile, ImportProgress, ImportStep } from '../contract/import.ts';
import { fail, ok } from '../domain/result.ts';
import type { ByteSource } from '../etw/byte-source.ts';
import { hasCode } from '../etw/guarded-source.ts';
import type { CaseFile } from './case/open-case.ts';
import type { ImportOptions } from './import-options.ts';
import { Spool } from './import-spool.ts';

/** Files handed over at one time, over all windows. */
const UPLOADS_MAX_COUNT = 4;
/** A window that sends nothing for so long is gone. */
const SILENCE_MAX_MS = 60_000;
const PROGRESS_EVERY_MS = 200;

interface Upload {
  readonly spool: Spool;
  readonly file: ImportFile;
  readonly complete: PromiseWithResolvers<Result<void>>;
  /** Chunks are written one after the other, whatever order they were sent in. */
  writing: Promise<unknown>;
  restartSilence(): void;
}

/** Ends early when the signal says so, in whatever way. */
export type ReadEvidence = (
  source: ByteSource,
  name: string,
  options: Required<Pick<ImportOptions, 'signal' | 'onProgress'>>,
) => Promise<Result<ImportedEvidence>>;

/** Opens a database that came as a case file, and removes it with the case, or when it is none. */
export type OpenCaseFile = (file: CaseFile, signal: AbortSignal) => Promise<Result<CaseContents>>;

/** Evidence that a window hands over in chunks. A file lives exactly as long as somebody listens to its steps. */
export class ImportUploads {
  readonly #open = new Map<string, Upload>();
  readonly #read: ReadEvidence;
  readonly #openCase: OpenCaseFile;
  readonly #silenceMaxMs: number;

  constructor(read: ReadEvidence, openCase: OpenCaseFile, silenceMaxMs = SILENCE_MAX_MS) {
    this.#read = read;
    this.#openCase = openCase;
    this.#silenceMaxMs = silenceMaxMs;
  }

  /** Ends with `done` or one failure; without either when `signal` cancels it. */
  async *receive(file: ImportFile, signal: AbortSignal): AsyncGenerator<Result<ImportStep>, void> {
    if (this.#open.size >= UPLOADS_MAX_COUNT) {
      yield fail(refused(file.name, `${UPLOADS_MAX_COUNT} files are being read already: wait for one to end`));
      return;
    }
    const created = await createSpool(file.name);
    if (!created.ok) {
      yield created;
      return;
    }
    await using spool = created.value;
    const id = randomUUID();
    const complete = Promise.withResolvers<Result<void>>();
    using silence = new Silence(this.#silenceMaxMs, () => complete.resolve(fail(refused(file.name, 'the window stopped sending it'))));
    const cancel = (): void => complete.resolve(fail(refused(file.name, 'cancelled')));
    signal.addEventListener('abort', cancel);
    const upload: Upload = { spool, file, complete, writing: Promise.resolve(), restartSilence: () => silence.restart() };
    this.#open.set(id, upload);
    try {
      if (signal.aborted) return;
      yield ok({ kind: 'ready', upload: id });
      if (file.sizeBytes === 0) complete.resolve(ok(undefined));
      const received = await complete.promise;
      silence.stop();
      if (signal.aborted) return;
      if (!received.ok) {
        yield received;
        return;
      }
      const database = await spool.takeDatabase();
      if (database === null) yield* this.#steps(spool, file.name, signal);
      else {
        const opened = await this.#openCase({ ...database, name: file.name }, signal);
        if (!signal.aborted) yield opened.ok ? ok({ kind: 'case', contents: opened.value }) : opened;
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#open.delete(id);
      await upload.writing;
    }
  }

  /** Gives how many bytes are here. Fails with `badRequest` for a chunk that does not follow the one before. */
  async append(id: string, offset: number, bytes: Uint8Array): Promise<Result<{ readonly receivedBytes: number }>> {
    const upload = this.#open.get(id);
    if (upload === undefined) return fail(NOT_RECEIVED);
    const written = upload.writing.then(() => appendTo(upload, offset, bytes));
    upload.writing = written;
    return written;
  }

  /** Fails with `refused` when nothing came, `badRequest` when the file is not being received. */
  async cutShort(id: string): Promise<Result<null>> {
    const upload = this.#open.get(id);
    if (upload === undefined) return fail(NOT_RECEIVED);
    await upload.writing;
    const { spool, file, complete } = upload;
    if (spool.sizeBytes === 0 || spool.isDatabase) {
      const since = spool.isDatabase
        ? ' whole: it was changed, moved or locked meanwhile'
        : ': it was changed, moved or locked since it was chosen';
      complete.resolve(fail(refused(file.name, `it cannot be read${since}`)));
      return ok(null);
    }
    spool.cutShort(file.sizeBytes);
    complete.resolve(ok(undefined));
    return ok(null);
  }

  async *#steps(spool: Spool, name: string, signal: AbortSignal): AsyncGenerator<Result<ImportStep>, void> {
    let progress: ImportProgress = { pass: 'hash', readBytes: 0, totalBytes: spool.sizeBytes };
    const onProgress = (now: ImportProgress): void => {
      progress = now;
    };
    const reading = this.#read(spool, name, { signal, onProgress }).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    for (;;) {
      const ended = await Promise.race([reading, pause(PROGRESS_EVERY_MS)]);
      if (signal.aborted) {
        await reading;
        return;
      }
      if (ended === null) yield ok({ kind: 'reading', ...progress });
      else if ('error' in ended) throw ended.error;
      else {
        yield ended.result.ok ? ok({ kind: 'done', evidence: ended.result.value }) : ended.result;
        return;
      }
    }
  }
}

async function appendTo(upload: Upload, offset: number, bytes: Uint8Array): Promise<Result<{ readonly receivedBytes: number }>> {
  const { spool, file, complete } = upload;
  if (offset !== spool.sizeBytes)
    return fail({
      kind: 'badRequest',
      call: 'import',
      detail: `bytes ${offset} came where ${spool.sizeBytes} was next`,
      target: file.name,
    });
  if (offset + bytes.byteLength > file.sizeBytes)
    return fail({
      kind: 'badRequest',
      call: 'import',
      detail: `more than the ${file.sizeBytes} bytes that were announced`,
      target: file.name,
    });
  try {
    await spool.append(bytes);
  } catch (error) {
    const failure = fail(refused(file.name, `it cannot be kept while it is read: ${systemWords(error)}`));
    complete.resolve(failure);
    return failure;
  }
  upload.restartSilence();
  if (spool.sizeBytes === file.sizeBytes) complete.resolve(ok(undefined));
  return ok({ receivedBytes: spool.sizeBytes });
}

/** Acts when nothing was heard for a while. */
class Silence implements Disposable {
  readonly #maxMs: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout;

  constructor(maxMs: number, act: () => void) {
    this.#maxMs = maxMs;
    this.#act = act;
    this.#timer = setTimeout(act, maxMs);
  }

  restart(): void {
    this.stop();
    this.#timer = setTimeout(this.#act, this.#maxMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

async function createSpool(name: string): Promise<Result<Spool>> {
  try {
    return ok(await Spool.create());
  } catch (error) {
    return fail(refused(name, `no temporary file can be made for it: ${systemWords(error)}`));
  }
}

const pause = (ms: number): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), ms));

const NOT_RECEIVED: Failure = { kind: 'badRequest', call: 'import', detail: 'this file is not being received any more' };
const refused = (target: string, detail: string): Failure => ({ kind: 'refused', call: 'import', detail, target });

/** Anything without a code is a bug of ours. */
function systemWords(error: unknown): string {
  if (hasCode(error)) return error.message;
  throw error;
}
