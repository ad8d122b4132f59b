import { z } from 'zod';
import { EXPORT_CHUNK_MAX_BYTES, EXPORT_FORMATS, NOTE_MAX_CHARS, REDACTION_CATEGORIES, REDACTION_TERMS_MAX_COUNT } from './case-words.ts';
import { Failure } from './failure.ts';
import { REPORT_TABLES } from './report-words.ts';
import { SnapshotEntry } from './snapshot.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT } from './words.ts';

/** Case files and reports: what travels, what is replaced in it, and what one that came holds. Times are microseconds since 1970 in UTC. */

const Micros = z.number().int().min(0);
const count = z.number().int().min(0);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a case file says of itself. It is hostile until its contents were compared with it. */
export const CaseManifest = z.object({
  tool: z.object({ name: z.string(), version: z.string() }),
  /** Form of the tables. */
  form: count,
  /** ISO date of the catalogue of blockers that its advice came from. */
  catalogueDate: z.string(),
  createdUs: Micros,
  redacted: z.boolean(),
  machine: z.string(),
  os: z.string(),
  simulated: z.boolean(),
  tables: z.array(z.object({ name: z.string(), rows: count, sha256: Sha256 })),
});
export type CaseManifest = z.infer<typeof CaseManifest>;

export const CaseContents = z.object({
  /** Of this opening: the same file opened again has another one. */
  id: z.uuid(),
  name: z.string(),
  sizeBytes: count,
  manifest: CaseManifest,
  snapshots: z.array(SnapshotEntry),
  recordings: count,
  events: count,
  scans: count,
  sources: count,
  notes: z.array(z.object({ timeUs: Micros, text: z.string() })),
  /** Contents against the hashes of the manifest: compared behind the first page, since it takes as long as reading everything. */
  check: z.discriminatedUnion('state', [
    z.object({ state: z.literal('running'), fraction: z.number().min(0).max(1) }),
    z.object({ state: z.literal('intact') }),
    z.object({ state: z.literal('differs'), tables: z.array(z.string()) }),
    z.object({ state: z.literal('failed'), failure: Failure }),
  ]),
});
export type CaseContents = z.infer<typeof CaseContents>;

/** The case that is open, and why the last one could not be opened. */
export const CaseState = z.object({ open: CaseContents.nullable(), failure: Failure.nullable() });
export type CaseState = z.infer<typeof CaseState>;

const Terms = z.array(z.string().min(1).max(1_000)).max(REDACTION_TERMS_MAX_COUNT);

/** `allow` stays as it is, `add` is replaced wherever it stands. */
export const RedactionChoice = z.strictObject({ allow: Terms.default([]), add: Terms.default([]) });
export type RedactionChoice = z.infer<typeof RedactionChoice>;

export const RedactedTerm = z.object({
  category: z.enum(REDACTION_CATEGORIES),
  before: z.string(),
  after: z.string(),
  /** Cells in whose text it is replaced. Bytes that hold it are among `emptied`. */
  cells: count,
});
export type RedactedTerm = z.infer<typeof RedactedTerm>;

export const RedactionPreview = z.object({
  /** Most frequent first within each category. */
  terms: z.array(RedactedTerm),
  categories: z.array(z.object({ category: z.enum(REDACTION_CATEGORIES), terms: count, cells: count })),
  /** True when `terms` is cut off; the categories count all of them. */
  more: z.boolean(),
  /** What cannot be replaced and why, such as a name that is also a word of this product. */
  kept: z.array(z.object({ term: z.string(), why: z.string() })),
  /** Raw bytes that held something to be replaced and were left out: they can be emptied, not rewritten. */
  emptied: count,
});
export type RedactionPreview = z.infer<typeof RedactionPreview>;

export const ExportRequest = z.strictObject({
  format: z.enum(EXPORT_FORMATS),
  /** Asked about in the snapshot that is taken for a live export. */
  paths: z.array(z.string().min(1).max(PATH_MAX_CHARS)).max(PATHS_MAX_COUNT).default([]),
  note: z.string().max(NOTE_MAX_CHARS).optional(),
  redact: RedactionChoice.nullable().default(null),
  /** Of a CSV report: which table. */
  table: z.enum(REPORT_TABLES).default('verdicts'),
  /** CSV with a byte order mark, which Excel wants. */
  bom: z.boolean().default(false),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

export const ExportStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('writing'), part: z.string(), fraction: z.number().min(0).max(1) }),
  z.object({
    kind: z.literal('done'),
    export: z.uuid(),
    fileName: z.string(),
    sizeBytes: count,
    sha256: Sha256,
    redaction: RedactionPreview.nullable(),
  }),
]);
export type ExportStep = z.infer<typeof ExportStep>;

export const PreviewStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('searching'), part: z.string(), fraction: z.number().min(0).max(1) }),
  z.object({ kind: z.literal('found'), preview: RedactionPreview }),
]);
export type PreviewStep = z.infer<typeof PreviewStep>;

export const ExportChunk = z.object({ export: z.uuid(), offset: count });
export type ExportChunk = z.infer<typeof ExportChunk>;
export const EXPORT_CHUNK_BYTES = EXPORT_CHUNK_MAX_BYTES;
