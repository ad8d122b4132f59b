import type { CaseManifest } from '../../../main/contract/case.ts';
import type { Cause } from '../../../main/contract/verdicts.ts';
import { identityOf } from '../../../main/domain/audit.ts';
import { addActiveCounts } from '../../../main/store/active-counts.ts';
import { type CaseRequest, type WrittenCase, writeCase } from '../../../main/store/case/write.ts';
import type { WritableDb } from '../../../main/store/database.ts';
import { beginImport, finishImport } from '../../../main/store/imports.ts';
import { addLoss } from '../../../main/store/losses.ts';
import { endRecording } from '../../../main/store/recordings.ts';
import { ScanWriter } from '../../../main/store/scan-writer.ts';
import { beginScan, endScan } from '../../../main/store/scans.ts';
import { indexNew } from '../../../main/store/search-index.ts';
import { insertSnapshot } from '../../../main/store/snapshots.ts';
import { GOOD, snapshotOf } from '../../service/snapshots.ts';
import { newRecording, OpenDb, randomSamples, writeSamples } from '../sample-events.ts';

export const MANIFEST: CaseRequest['manifest'] = {
  tool: { name: 'bpio', version: '0.1.0' },
  catalogueDate: '2026-11-20',
  createdUs: 1_795_161_600_000_000,
  redacted: false,
  machine: 'TEST',
  os: '10.0.26100',
  simulated: true,
};

export const request = (source: string | null, target: string, part: Partial<CaseRequest> = {}): CaseRequest => ({
  source,
  target,
  manifest: MANIFEST,
  snapshots: [],
  notes: [],
  redaction: null,
  ...part,
});

export async function written(asked: CaseRequest): Promise<WrittenCase> {
  const result = await writeCase(asked);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Something in every table that a case takes over. */
export function fillStore(file: string, samples = 300): void {
  using opened = new OpenDb(file);
  const { db } = opened;
  const recording = newRecording(db);
  writeSamples(db, recording, randomSamples(samples, 7));
  addActiveCounts(db, recording, [
    { mount: 'D:', timeUs: 1_000_000_500, count: 3 },
    { mount: 'D:', timeUs: 1_001_000_500, count: 0 },
  ]);
  addLoss(db, recording, { timeUs: 1_000_100_000, events: 5, buffers: 1 });
  endRecording(db, recording, 1_100_000_000, 'stopped');
  importSomething(db);
  scanSomething(db);
  indexNew(db);
  takeSomething(db);
  db.prepare("INSERT INTO removals (time_us, events, reason) VALUES (1, 2, 'older than 3 days')").run();
}

function importSomething(db: WritableDb): void {
  const name = 'trace.etl';
  const recording = beginImport(db, { kind: 'etl', name, sizeBytes: 10, sha256: 'a'.repeat(64), importedUs: 2_000_000 });
  finishImport(db, recording, {
    startedUs: 2_000_000,
    endedUs: 3_000_000,
    timeZone: { biasMinutes: -60, name: 'W. Europe Standard Time' },
    machine: { name: 'OTHER', os: '10.0.22631', product: 'Windows 11' },
    warnings: [{ kind: 'lost', message: 'some were lost', offset: 1, detail: '', count: 1 }],
    lost: { events: 0, buffers: 0 },
  });
}

const VETO: Cause = {
  summary: 'WdFilter refuses',
  layer: 'filter',
  driver: 'WdFilter.sys',
  ntstatus: '0xC00004C9',
  ntstatusName: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION',
  win32: 489,
  win32Name: null,
  win32Message: null,
  reason: 'Encrypted file not supported',
  evidence: 'query',
  supportedFeatures: null,
  advice: null,
};

function scanSomething(db: WritableDb): void {
  const roots = [{ path: 'D:\\Games', failure: null }];
  const scan = beginScan(db, { roots, mode: 'every', startedUs: 5_000_000, machine: 'TEST', os: '10.0.26100', simulated: true });
  const writer = new ScanWriter(db, scan);
  const findings = (['full', 'blocked'] as const).map((verdict) => {
    const finding = { verdict, concluded: false, facts: [], causes: verdict === 'full' ? [] : [VETO], failure: null };
    return { identity: identityOf(finding), verdict, content: JSON.stringify(finding) };
  });
  const names = ['a.pak', 'b.pak', 'c.txt'];
  const findingIds: number[] = [];
  for (let [folder] = writer.take(1); folder !== undefined; [folder] = writer.take(1)) {
    const { id, path } = folder;
    const rows = {
      folders: names.map(() => id),
      names: names.join('\0'),
      bytes: [10, 20, 30],
      findings: [0, 1, 0],
      newFindings: findingIds.length === 0 ? findings : [],
      findingIds,
    };
    writer.commit([rows], [{ id, children: path === 'D:\\Games' ? ['Title', 'Other'] : [], links: 0, failure: null }]);
  }
  endScan(db, scan, { state: 'finished', endedUs: 6_000_000, activeMs: 1_000, failure: null });
}

function takeSomething(db: WritableDb): void {
  const { entry, content } = snapshotOf(GOOD);
  const { id: _none, simulated, elevated, verdicts, ...rest } = entry;
  insertSnapshot(db, {
    ...rest,
    name: 'before the update',
    simulated: Number(simulated),
    elevated: Number(elevated),
    verdicts: JSON.stringify(verdicts),
    content: JSON.stringify(content),
  });
}

export const tableNames = (manifest: CaseManifest): string[] => manifest.tables.map(({ name }) => name);
