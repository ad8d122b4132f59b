import { basename } from 'node:path';
import type { EvidenceSource, EvidenceWarning, ImportedEvidence } from '../contract/evidence.ts';
import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { type ByteSource, FileSource, memorySource, sha256Of } from '../etw/byte-source.ts';
import { GuardedSource, hasCode } from '../etw/guarded-source.ts';
import { importEtl } from './import-etl.ts';
import { importEvtx } from './import-evtx.ts';
import type { Imported, ImportOptions } from './import-options.ts';
import { decodeText, readWhole, recognise, TEXT_MAX_BYTES } from './import-source.ts';
import { importText } from './import-text.ts';

/** A file named on the command line, or chosen in the window. Opened for reading, and closed again. */
export async function importFile(path: string, options: ImportOptions = {}): Promise<Result<ImportedEvidence>> {
  let source: FileSource;
  try {
    source = await FileSource.open(path);
  } catch (error) {
    return fail(refused(path, systemWords(error)));
  }
  await using opened = source;
  return await importEvidence(opened, basename(path), options); // awaited: the file closes when this returns
}

/** Bytes that are all here: pasted text, a dropped file. `name` is only shown. */
export const importBytes = (bytes: Uint8Array, name: string, options: ImportOptions = {}): Promise<Result<ImportedEvidence>> =>
  importEvidence(memorySource(bytes), name, options);

/**
 * Reads evidence of any kind, recognised by content. Fails with `refused` when nothing of it can be read; what can be read in part is an
 * answer with warnings. Only reads; needs no Windows and no machine.
 */
export async function importEvidence(source: ByteSource, name: string, options: ImportOptions = {}): Promise<Result<ImportedEvidence>> {
  try {
    return await read(new GuardedSource(source), name, options);
  } catch (error) {
    // Nothing of it can be read: the system's words. Anything without a code is a bug of ours.
    if (!hasCode(error)) throw error;
    return fail(refused(name, systemWords(error)));
  }
}

async function read(source: GuardedSource, name: string, options: ImportOptions): Promise<Result<ImportedEvidence>> {
  const found = await recognise(source);
  if ('problem' in found) return fail(refused(name, found.problem));
  const { signal, onProgress } = options;
  const sha256 = await sha256Of(source, {
    ...(signal && { signal }),
    onProgress: (readBytes) => onProgress?.({ pass: 'hash', readBytes, totalBytes: source.sizeBytes }),
  });
  const identity = { name, sizeBytes: source.sizeBytes, sha256, readAt: new Date().toISOString() };
  const finish = async <T extends ImportedEvidence>(imported: Imported<T>): Promise<Result<ImportedEvidence>> => {
    const { data, timeZone, machine } = imported;
    const warnings = [...data.warnings, ...(await sourceWarnings(source))];
    const facts: EvidenceSource = { ...identity, timeZone, machine };
    // Object.assign of the kind's own keys and the common ones gives T again; the compiler cannot add up a generic Omit.
    return ok({ ...data, source: facts, recording: null, warnings } as unknown as T);
  };
  switch (found.kind) {
    case 'etl': {
      await options.keeper?.begin('etl', identity);
      const imported = await importEtl(source, options);
      return imported === null ? fail(refused(name, NO_TRACE_HEADER)) : finish(imported);
    }
    case 'evtx': {
      await options.keeper?.begin('evtx', identity);
      const imported = await importEvtx(source, options);
      return imported === null
        ? fail(refused(name, `an event log that is cut off inside its header: ${source.sizeBytes} bytes`))
        : finish(imported);
    }
    case 'bpio':
      return fail(refused(name, 'a database: a case file (.bpio) is opened by its name, and no other database says anything here'));
    default: {
      const bytes = await readWhole(source, TEXT_MAX_BYTES);
      if (bytes === null) return fail(refused(name, `text of ${source.sizeBytes} bytes: no output of fsutil or fltmc is that long`));
      const { text, encoding } = decodeText(bytes);
      const imported = importText(text, encoding);
      if (imported === null) return fail(refused(name, NO_KNOWN_TEXT));
      await options.keeper?.begin(imported.data.kind, identity);
      return finish(imported);
    }
  }
}

/** What is to be said of the file as such. */
async function sourceWarnings(source: GuardedSource): Promise<EvidenceWarning[]> {
  const change = await source.change();
  const warnings: EvidenceWarning[] = change === null ? [] : [{ kind: 'changed', ...change, count: 1 }];
  if (source.failure === null) return warnings;
  const { offset, error } = source.failure;
  const message = 'the file could not be read on from this offset; everything before is kept';
  return [...warnings, { kind: 'unreadable', message, offset, detail: systemWords(error), count: 1 }];
}

const NO_TRACE_HEADER =
  'a trace whose header at offset 72 is cut off, damaged, or of Windows Vista or older: nothing in it can be placed in time or order';
const NO_KNOWN_TEXT =
  'text, but no output of "fsutil bypassio state" or "fltmc" in it: neither a first line with BypassIo and a path, nor a row of a listing';

const refused = (target: string, detail: string): Failure => ({ kind: 'refused', call: 'import', detail, target });

function systemWords(error: unknown): string {
  if (!hasCode(error)) throw error;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'no such file',
    EACCES: 'access denied',
    EPERM: 'access denied',
    EISDIR: 'a folder or device, not a file',
    EBUSY: 'in use by another program',
  };
  return `${words[error.code] ?? error.message} (${error.code})`;
}
