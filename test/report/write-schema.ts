import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Timeline } from '../../main/contract/events.ts';
import { EvidenceWarning } from '../../main/contract/evidence.ts';
import { Failure } from '../../main/contract/failure.ts';
import * as report from '../../main/contract/report.ts';
import { CauseSum, FailureSum, FolderSum, Scan, ScannedFile, ScanSum } from '../../main/contract/scan.ts';
import { SnapshotEntry } from '../../main/contract/snapshot.ts';
import { Advice, Answer, FilterInstance, LowerDriver, Storage } from '../../main/contract/verdicts.ts';

export const SCHEMA_FILE = join(import.meta.dirname, '..', '..', 'docs', 'report.schema.json');

/** What is said once in the schema, under its name. */
const NAMED = {
  Advice,
  Answer,
  CauseSum,
  EvidenceWarning,
  Failure,
  FailureSum,
  FilterInstance,
  FolderSum,
  LowerDriver,
  Scan,
  ScannedFile,
  ScanSum,
  SnapshotEntry,
  Storage,
  Timeline,
  ReportCause: report.ReportCause,
  ReportMachine: report.ReportMachine,
  ReportPath: report.ReportPath,
  ReportRecording: report.ReportRecording,
  ReportScan: report.ReportScan,
  ReportSource: report.ReportSource,
  ReportVetoes: report.ReportVetoes,
  ReportVolume: report.ReportVolume,
} as const;

/**
 * The published schema. Objects may hold more keys than it names (`open`): a later version adds some, and a reader has to put up with them.
 * `closed` allows none, so that a test finds those that it lacks.
 */
export function reportSchema(keys: 'open' | 'closed'): object {
  for (const [id, schema] of Object.entries(NAMED)) if (!z.globalRegistry.has(schema)) z.globalRegistry.add(schema, { id });
  const { $schema, ...schema } = z.toJSONSchema(report.Report, { target: 'draft-2020-12', io: keys === 'open' ? 'input' : 'output' });
  return {
    $schema,
    title: 'BypassIO Inspector report, version 1',
    description:
      'What one machine answered about BypassIO, what was recorded and scanned on it, and what of that is not known. Keys stay; a change of meaning raises schemaVersion, and keys may be added without. Times whose names end in Us are microseconds since 1970 in UTC. A list with total and items holds the first of total.',
    ...schema,
  };
}

export const schemaText = (): string => `${JSON.stringify(reportSchema('open'), null, 2)}\n`;

if (import.meta.main) writeFileSync(SCHEMA_FILE, schemaText());
