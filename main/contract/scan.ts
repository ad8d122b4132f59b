import { z } from 'zod';
import { Failure } from './failure.ts';
import { SCAN_CHANGES, SCAN_MODES, SCAN_PAGE_MAX_COUNT, SCAN_ROOTS_MAX_COUNT, SCAN_STATES } from './scan-words.ts';
import { Cause } from './verdicts.ts';
import { FILE_FACTS, PATH_MAX_CHARS, VERDICTS } from './words.ts';

const count = z.number().int().min(0);
/** Exact to 2^53: eight petabytes. */
const bytes = z.number().min(0);
export const ScanId = z.number().int().positive();
const path = z.string().min(1).max(PATH_MAX_CHARS);

export const ScanOptions = z.object({ roots: z.array(path).min(1).max(SCAN_ROOTS_MAX_COUNT), mode: z.enum(SCAN_MODES).default('every') });
export type ScanOptions = z.infer<typeof ScanOptions>;

/** One scan as it stands in the database. */
export const Scan = z.object({
  id: ScanId,
  roots: z.array(z.string()),
  mode: z.enum(SCAN_MODES),
  state: z.enum(SCAN_STATES),
  machine: z.string(),
  os: z.string(),
  simulated: z.boolean(),
  startedAt: z.iso.datetime(),
  /** Null while it runs, and when its process was killed. */
  endedAt: z.iso.datetime().nullable(),
  files: count,
  bytes,
  folders: count,
  /** Links, junctions and mount points that were met and not followed. */
  links: count,
  /** Why it ended before its end, else null. */
  failure: Failure.nullable(),
});
export type Scan = z.infer<typeof Scan>;

/** Where a scan is. The fraction is estimated from the folders that were met so far, so it can slow down, but it never goes back. */
export const ScanProgress = z.object({
  scan: ScanId,
  state: z.enum(SCAN_STATES),
  files: count,
  bytes,
  folders: count,
  filesPerSecond: z.number().min(0),
  elapsedMs: z.number().min(0),
  fraction: z.number().min(0).max(1),
  /** Null until there is enough to tell. */
  remainingMs: z.number().min(0).nullable(),
  /** A folder that is being read. */
  current: z.string().nullable(),
  failure: Failure.nullable(),
});
export type ScanProgress = z.infer<typeof ScanProgress>;

export const ScanSum = z.object({ files: count, bytes, /** Of `files`, those that nobody asked. */ concluded: count });
export type ScanSum = z.infer<typeof ScanSum>;

export const VerdictSums = z.record(z.enum(VERDICTS), ScanSum);
export type VerdictSums = z.infer<typeof VerdictSums>;

export const LargestFile = z.object({ path: z.string(), bytes });
export type LargestFile = z.infer<typeof LargestFile>;

/** All files that have the same first cause. A file counts once, under the cause that stopped it first. */
export const CauseSum = z.object({
  /** Names the group in `files`, within this scan. */
  key: z.string(),
  verdict: z.enum(VERDICTS),
  ...Cause.omit({ supportedFeatures: true, win32Name: true }).shape,
  files: count,
  bytes,
  concluded: count,
  /** The deepest folder that holds all of them. */
  folder: z.string(),
  worst: z.array(LargestFile),
  /** The command that undoes it, exactly as it would be typed; null where there is none that is safe. Never run by this program. */
  undo: z.string().nullable(),
});
export type CauseSum = z.infer<typeof CauseSum>;

/** Files with one property of their own, whatever their verdict. A file can have several. */
export const FactSum = z.object({
  fact: z.enum(FILE_FACTS),
  files: count,
  bytes,
  folder: z.string(),
  worst: z.array(LargestFile),
  undo: z.string().nullable(),
});
export type FactSum = z.infer<typeof FactSum>;

/** Files and folders that one call failed on with one code. */
export const FailureSum = z.object({ key: z.string(), verdict: z.enum(VERDICTS), failure: Failure, files: count, bytes, folders: count });
export type FailureSum = z.infer<typeof FailureSum>;

export const ScanError = z.object({
  what: z.enum(['file', 'folder']),
  path: z.string(),
  call: z.string(),
  code: z.number().int().nullable(),
  kind: z.string(),
  message: z.string(),
});
export type ScanError = z.infer<typeof ScanError>;

export const ScanResult = z.object({
  scan: Scan,
  /** The answer in one sentence. */
  sentence: z.string(),
  byVerdict: VerdictSums,
  /** Worst verdict first, then most bytes. */
  byCause: z.array(CauseSum),
  byFact: z.array(FactSum),
  byFailure: z.array(FailureSum),
});
export type ScanResult = z.infer<typeof ScanResult>;

/** Which files of a scan: all, those of one verdict, cause, property or failure, or those that lie directly in one folder. */
export const FileSelection = z.discriminatedUnion('by', [
  z.object({ by: z.literal('all') }),
  z.object({ by: z.literal('verdict'), verdict: z.enum(VERDICTS) }),
  z.object({ by: z.literal('cause'), key: z.string().max(100) }),
  z.object({ by: z.literal('failure'), key: z.string().max(100) }),
  z.object({ by: z.literal('fact'), fact: z.enum(FILE_FACTS) }),
  z.object({ by: z.literal('folder'), path }),
]);
export type FileSelection = z.infer<typeof FileSelection>;

/** The last row of the page before: pages go on behind it. Opaque to whoever holds it. */
export const PageKey = z.string().max(1_000).nullable();

export const ScannedFile = z.object({
  path: z.string(),
  bytes,
  verdict: z.enum(VERDICTS),
  /** True: nobody asked; attributes or samples decided. */
  concluded: z.boolean(),
  facts: z.array(z.enum(FILE_FACTS)),
  causes: z.array(Cause),
  failure: Failure.nullable(),
});
export type ScannedFile = z.infer<typeof ScannedFile>;

const limit = z.number().int().min(1).max(SCAN_PAGE_MAX_COUNT).default(200);

export const FilesQuery = z.object({ scan: ScanId, select: FileSelection, after: PageKey.default(null), limit });
export type FilesQuery = z.infer<typeof FilesQuery>;
/** Largest first; in a folder by name. `next` is null on the last page. */
export const FilesPage = z.object({ files: z.array(ScannedFile), next: PageKey });
export type FilesPage = z.infer<typeof FilesPage>;

/** A folder with everything below it. */
export const FolderSum = z.object({
  path: z.string(),
  name: z.string(),
  files: count,
  bytes,
  /** Subfolders directly in it. */
  folders: count,
  /** The worst verdict below it that holds more than zero bytes, a refusal before what could not be asked; `full` where all is empty. */
  worst: z.enum(VERDICTS),
  byVerdict: VerdictSums,
});
export type FolderSum = z.infer<typeof FolderSum>;

/** `parent` null: the roots of the scan. */
export const FoldersQuery = z.object({ scan: ScanId, parent: path.nullable().default(null), limit });
export type FoldersQuery = z.infer<typeof FoldersQuery>;
/** Most bytes first. `own` is the files that lie directly in the parent; `others` all folders past the limit together. */
export const FoldersAnswer = z.object({ folders: z.array(FolderSum), own: FolderSum.nullable(), others: FolderSum.nullable() });
export type FoldersAnswer = z.infer<typeof FoldersAnswer>;

export const CompareQuery = z.object({ before: ScanId, after: ScanId, from: PageKey.default(null), limit });
export type CompareQuery = z.infer<typeof CompareQuery>;

const Side = z.object({ bytes, verdict: z.enum(VERDICTS), cause: z.string().nullable() });
export const ScanDifference = z.object({
  /** Below the root, since the same folder may have moved to another drive. */
  path: z.string(),
  change: z.enum(SCAN_CHANGES),
  before: Side.nullable(),
  after: Side.nullable(),
});
export type ScanDifference = z.infer<typeof ScanDifference>;

/** What changed between two scans of one folder. `totals` are of all changes, `changes` is a page of them in the order of paths. */
export const ScanComparison = z.object({
  before: Scan,
  after: Scan,
  sentence: z.string(),
  totals: z.record(z.enum(SCAN_CHANGES), z.object({ files: count, bytes })),
  changes: z.array(ScanDifference),
  next: PageKey,
});
export type ScanComparison = z.infer<typeof ScanComparison>;

export const ExportFormat = z.enum(['csv', 'json']);
export type ExportFormat = z.infer<typeof ExportFormat>;
