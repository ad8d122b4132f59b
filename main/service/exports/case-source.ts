import type { CaseContents, CaseManifest } from '../../contract/case.ts';
import type { Result } from '../../contract/failure.ts';
import { Report, type ReportOrigin } from '../../contract/report.ts';
import { REPORT_MAX_COUNTS } from '../../contract/report-words.ts';
import type { SnapshotEntry } from '../../contract/snapshot.ts';
import { TABLE_TEXTS } from '../../domain/imported.ts';
import { fail, ok } from '../../domain/result.ts';
import type { First } from '../../report/answers.ts';
import { withBoundedTexts } from '../../report/bounded-texts.ts';
import { readNotes } from '../../store/case/notes.ts';
import { secretFileBeside } from '../../store/case/redaction/secret.ts';
import { databaseFile as ownDatabaseFile } from '../../store/data-folder.ts';
import type { ReadableDb } from '../../store/database.ts';
import { guardedSoon } from '../case/guarded.ts';
import type { OpenCase } from '../case/open-case.ts';
import { readOnly } from '../case/read-only.ts';
import { SnapshotReader } from '../snapshot-reader.ts';
import { listedBy } from './live-source.ts';
import type { ExportSource, SourceSnapshot } from './source.ts';

/** A case file, which is somebody else's until it was looked at. */
export class CaseSource implements ExportSource {
  readonly origin: ReportOrigin;
  readonly texts = TABLE_TEXTS;
  readonly #file: string;
  readonly #manifest: CaseManifest;
  readonly #connect: () => Result<ReadableDb>;

  /** `file` is in this program's form. */
  constructor(file: string, manifest: CaseManifest, connect: () => Result<ReadableDb>, origin: ReportOrigin) {
    this.#file = file;
    this.#manifest = manifest;
    this.#connect = connect;
    this.origin = origin;
  }

  static of(open: OpenCase): CaseSource {
    const { name, manifest, check } = open.contents;
    const { createdUs, tool, catalogueDate } = manifest;
    const origin = { kind: 'case', name, createdUs, tool, catalogueDate, check: CHECKS[check.state] } as const;
    return new CaseSource(open.readable, manifest, () => open.connect(), origin);
  }

  /** That of this user: a case carries none. */
  get secretFile(): string {
    return secretFileBeside(ownDatabaseFile(process.env));
  }

  get isRedacted(): boolean {
    return this.#manifest.redacted;
  }

  databaseFile(): Result<string | null> {
    return ok(this.#file);
  }

  connect(): Result<ReadableDb | null> {
    return this.#connect();
  }

  snapshot(paths: readonly string[]): Result<SourceSnapshot> {
    if (paths.length > 0) return fail(readOnly('export', 'a case file can ask nobody: it has the paths that were named when it was made'));
    const { machine, os, simulated } = this.#manifest;
    const known = { isStored: true, machine: { machine, os, simulated } };
    using reader = new SnapshotReader(this.#file, this.#connect, this.isRedacted);
    const listed = reader.list();
    if (!listed.ok) return listed;
    const [newest] = listed.value;
    if (newest === undefined) return ok({ snapshot: null, ...known });
    const snapshot = reader.get(newest.id);
    return snapshot.ok ? ok({ snapshot: snapshot.value, ...known }) : snapshot;
  }

  snapshots(): Result<First<SnapshotEntry>> {
    using reader = new SnapshotReader(this.#file, this.#connect, this.isRedacted);
    return listedBy(reader);
  }

  notes(): Result<Report['notes']> {
    using reader = new SnapshotReader(this.#file, this.#connect, this.isRedacted);
    return reader.read((db) => readNotes(db, REPORT_MAX_COUNTS.notes));
  }

  async checked(build: () => Promise<Result<Report>>): Promise<Result<Report>> {
    const report = await guardedSoon(this.#file, Report, build);
    return report.ok ? ok(withBoundedTexts(report.value)) : report;
  }
}

const CHECKS: Readonly<Record<CaseContents['check']['state'], 'intact' | 'differs' | 'notCompared'>> = {
  running: 'notCompared',
  intact: 'intact',
  differs: 'differs',
  failed: 'notCompared',
};
