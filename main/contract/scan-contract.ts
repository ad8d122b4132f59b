import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { Games } from './games.ts';
import {
  CompareQuery,
  ExportFormat,
  FilesPage,
  FilesQuery,
  FoldersAnswer,
  FoldersQuery,
  Scan,
  ScanComparison,
  ScanError,
  ScanId,
  ScanOptions,
  ScanProgress,
  ScanResult,
} from './scan.ts';
import { SCAN_PAGE_MAX_COUNT } from './scan-words.ts';

const failed = { FAILED: { data: Failure } };
const one = z.object({ scan: ScanId });

/** Folder scans: they go on whoever listens, and everything they find is kept. They only read the machine. */
export const scans = {
  /** Newest first. */
  list: oc.errors(failed).output(z.array(Scan)),
  /** Returns at once; `progress` tells the rest. */
  start: oc.input(ScanOptions).errors(failed).output(Scan),
  /** Goes on with a scan that was cancelled or interrupted. */
  resume: oc.input(one).errors(failed).output(Scan),
  cancel: oc.input(one).errors(failed).output(z.null()),
  /** At most five a second, the last one when the scan has ended. Nothing at all for a scan that does not run. */
  progress: oc.input(one).errors(failed).output(eventIterator(ScanProgress)),
  result: oc.input(one).errors(failed).output(ScanResult),
  errors: oc
    .input(one.extend({ limit: z.number().int().min(1).max(SCAN_PAGE_MAX_COUNT).default(200) }))
    .errors(failed)
    .output(z.array(ScanError)),
  files: oc.input(FilesQuery).errors(failed).output(FilesPage),
  folders: oc.input(FoldersQuery).errors(failed).output(FoldersAnswer),
  compare: oc.input(CompareQuery).errors(failed).output(ScanComparison),
  remove: oc.input(one).errors(failed).output(z.null()),
  /** All files, largest first, as pieces of one text. */
  export: oc
    .input(one.extend({ format: ExportFormat }))
    .errors(failed)
    .output(eventIterator(z.string())),
};

/** Titles of the launchers on this machine, with their folders: what a scan can be started with. */
export const games = { list: oc.errors(failed).output(Games) };
