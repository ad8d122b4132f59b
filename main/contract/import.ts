import { z } from 'zod';
import { CaseContents } from './case.ts';
import { ImportedEvidence } from './evidence.ts';
import { IMPORT_CHUNK_MAX_BYTES, IMPORT_FILE_MAX_BYTES, IMPORT_PASSES, IMPORT_TEXT_MAX_CHARS } from './import-words.ts';

const count = z.number().int().min(0);

export const ImportText = z.object({ text: z.string().min(1).max(IMPORT_TEXT_MAX_CHARS) });
export type ImportText = z.infer<typeof ImportText>;

/** `name` is only shown: the service never opens a path for this. */
export const ImportFile = z.object({ name: z.string().min(1).max(1_000), sizeBytes: count.max(IMPORT_FILE_MAX_BYTES) });
export type ImportFile = z.infer<typeof ImportFile>;

/** The next bytes of a file that is being handed over, in order. */
export const ImportChunk = z.object({ upload: z.uuid(), offset: count, bytes: z.file().min(1).max(IMPORT_CHUNK_MAX_BYTES) });
export type ImportChunk = z.infer<typeof ImportChunk>;

/**
 * How far a file is on its way through: its hash is made, it is read through, and what is of interest in it is put in order and stored. The
 * bytes are those of the pass.
 */
export const ImportProgress = z.object({ pass: z.enum(IMPORT_PASSES), readBytes: count, totalBytes: count });
export type ImportProgress = z.infer<typeof ImportProgress>;

/** What happens to a file: its bytes are waited for, it is read, it is understood. Whoever stops listening cancels all of it. */
export const ImportStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), upload: z.uuid() }),
  ImportProgress.extend({ kind: z.literal('reading') }),
  z.object({ kind: z.literal('done'), evidence: ImportedEvidence }),
  /** A case file: it is open now, and `case.view` answers of it. */
  z.object({ kind: z.literal('case'), contents: CaseContents }),
]);
export type ImportStep = z.infer<typeof ImportStep>;
