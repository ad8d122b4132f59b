import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExportChunk, ExportRequest, ExportStep, PreviewStep, RedactionChoice } from '../../contract/case.ts';
import { EXPORT_CHUNK_MAX_BYTES } from '../../contract/case-words.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { PrivateFolder } from '../case/private-folder.ts';
import type { ExportSource } from './source.ts';
import { failureOf } from './whole-files.ts';
import { previewExport, type WrittenExport, writeExport } from './write-export.ts';

/** Written and not dropped yet, over all windows; the oldest goes when there would be more. */
const KEPT_MAX_COUNT = 8;
const PROGRESS_EVERY_MS = 200;

interface Kept {
  readonly folder: PrivateFolder;
  readonly path: string;
}

/** Files that windows fetch: made in a folder of this process's own and kept until they are dropped, or it ends. */
export class Exports {
  readonly #kept = new Map<string, Kept>();

  /** Tells how far it is, ends with `found` or one failure; without either when `signal` or its listener ends it. */
  async *preview(
    source: ExportSource,
    { paths, note, redact }: Pick<ExportRequest, 'paths' | 'note'> & { readonly redact: RedactionChoice },
    signal: AbortSignal,
  ): AsyncGenerator<Result<PreviewStep>, void> {
    const stop = new AbortController();
    const order = { source, paths, note: note ?? null, redact };
    const search = new Watched((onProgress) => previewExport(order, { signal: AbortSignal.any([signal, stop.signal]), onProgress }));
    try {
      for await (const step of search.steps()) {
        if (signal.aborted) return;
        if (step.kind === 'progress') yield ok({ kind: 'searching', part: step.part, fraction: step.fraction });
        else yield step.result.ok ? ok({ kind: 'found', preview: step.result.value }) : step.result;
      }
    } finally {
      stop.abort();
      await search.ended;
    }
  }

  /** Tells how far it is, ends with `done` or one failure; without either when `signal` or its listener ends it, and nothing is left then. */
  async *write(source: ExportSource, request: ExportRequest, signal: AbortSignal): AsyncGenerator<Result<ExportStep>, void> {
    const made = makeFolder();
    if (!made.ok) {
      yield made;
      return;
    }
    const folder = made.value;
    const stop = new AbortController();
    const { format, paths, note = null, redact, table, bom } = request;
    const place = (): string => join(folder.path, `export.${format}`);
    const order = { source, format, paths, note, redact, tables: [table], bom, place, readers: 'self' } as const;
    const writing = new Watched((onProgress) => writeExport(order, { signal: AbortSignal.any([signal, stop.signal]), onProgress }));
    let isKept = false;
    try {
      for await (const step of writing.steps()) {
        if (signal.aborted) return;
        if (step.kind === 'progress') {
          yield ok({ kind: 'writing', part: step.part, fraction: step.fraction });
        } else if (!step.result.ok) {
          yield step.result;
        } else {
          isKept = true;
          yield ok(this.#keep(folder, step.result.value, request));
        }
      }
    } finally {
      stop.abort();
      await writing.ended;
      if (!isKept) folder[Symbol.dispose]();
    }
  }

  /** The next bytes; none at the end. Fails with `badRequest` once it was dropped. */
  async read({ export: id, offset }: ExportChunk): Promise<Result<Uint8Array<ArrayBuffer>>> {
    const kept = this.#kept.get(id);
    if (kept === undefined) return fail(GONE);
    try {
      await using file = await open(kept.path, 'r');
      const bytes = new Uint8Array(EXPORT_CHUNK_MAX_BYTES);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
      return ok(bytes.subarray(0, bytesRead));
    } catch (error) {
      return fail(failureOf(error, basename(kept.path)));
    }
  }

  /** Nothing happens to what is gone already. */
  drop(id: string): void {
    this.#kept.get(id)?.folder[Symbol.dispose]();
    this.#kept.delete(id);
  }

  #keep(folder: PrivateFolder, { files: [file], redaction, machine }: WrittenExport, request: ExportRequest): ExportStep {
    if (file === undefined) throw new Error('an export without a file');
    const id = randomUUID();
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= KEPT_MAX_COUNT) this.drop(oldest);
    this.#kept.set(id, { folder, path: file.path });
    const { sizeBytes, sha256 } = file;
    return { kind: 'done', export: id, fileName: fileNameOf(machine, request, new Date()), sizeBytes, sha256, redaction };
  }
}

const GONE: Failure = { kind: 'badRequest', call: 'export', detail: 'this export is not kept any more' };

function makeFolder(): Result<PrivateFolder> {
  try {
    return ok(new PrivateFolder());
  } catch (error) {
    return fail(failureOf(error, 'temporary folder'));
  }
}

/** `bypassio-DESKTOP-20261120-081500.html`; a name of somebody else is no path. */
function fileNameOf(machine: string, { format, table }: ExportRequest, now: Date): string {
  const when = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const name = machine.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, NAME_MAX_CHARS);
  return `bypassio-${name}-${when}${format === 'csv' ? `-${table}` : ''}.${format}`;
}

const NAME_MAX_CHARS = 64;

type Watching<T> =
  | { readonly kind: 'progress'; readonly part: string; readonly fraction: number }
  | { readonly kind: 'ended'; readonly result: Result<T> };

/** Something long while it is done. */
class Watched<T> {
  readonly #done: Promise<Result<T>>;
  #step: Watching<T> | null = null;

  constructor(begin: (onProgress: (part: string, fraction: number) => void) => Promise<Result<T>>) {
    this.#done = begin((part, fraction) => {
      this.#step = { kind: 'progress', part, fraction };
    });
  }

  /** Resolves when nothing is done any more, however it ended. */
  get ended(): Promise<unknown> {
    return this.#done.catch(() => undefined); // whoever waits for the steps gets the error
  }

  /** Where it is, a few times a second, and at last what came of it. */
  async *steps(): AsyncGenerator<Watching<T>> {
    for (let told: Watching<T> | null = null; ; ) {
      const result = await Promise.race([this.#done, pause(PROGRESS_EVERY_MS)]);
      if (result !== null) {
        yield { kind: 'ended', result };
        return;
      }
      if (this.#step !== null && this.#step !== told) yield this.#step;
      told = this.#step;
    }
  }
}

const pause = (ms: number): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), ms).unref());
