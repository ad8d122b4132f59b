import { existsSync } from 'node:fs';
import type { Result } from '../../contract/failure.ts';
import type { Report } from '../../contract/report.ts';
import type { SnapshotEntry } from '../../contract/snapshot.ts';
import { fail, ok } from '../../domain/result.ts';
import { withText } from '../../domain/status-texts.ts';
import type { StatusTexts, System } from '../../domain/system.ts';
import type { First } from '../../report/answers.ts';
import { secretFileBeside } from '../../store/case/redaction/secret.ts';
import { databaseFile as ownDatabaseFile } from '../../store/data-folder.ts';
import { close, openForReading, type ReadableDb } from '../../store/database.ts';
import { countSnapshots } from '../../store/snapshots.ts';
import { SnapshotReader } from '../snapshot-reader.ts';
import { takeSnapshot } from '../take-snapshot.ts';
import type { ExportSource, SourceSnapshot } from './source.ts';

const MICROS_A_MS = 1_000;

/** This machine, asked for the occasion, and its database. What it answers is not stored: an export leaves no trace in it. */
export class LiveSource implements ExportSource {
  readonly origin = { kind: 'machine' } as const;
  readonly isRedacted = false;
  readonly #system: System;
  readonly #file: string;
  readonly #isOwn: boolean;

  /** `databaseFile` overrides this user's own, which need not exist yet. */
  constructor(system: System, databaseFile?: string) {
    this.#system = system;
    const own = ownDatabaseFile(process.env);
    this.#file = databaseFile ?? own;
    this.#isOwn = this.#file === own;
  }

  get secretFile(): string {
    return secretFileBeside(this.#file);
  }

  get texts(): StatusTexts {
    return this.#system.texts;
  }

  databaseFile(): Result<string | null> {
    const opened = this.connect(); // an older form is brought to the newest
    if (!opened.ok || opened.value === null) return opened.ok ? ok(null) : opened;
    close(opened.value);
    return ok(this.#file);
  }

  connect(): Result<ReadableDb | null> {
    return this.#isOwn && !existsSync(this.#file) ? ok(null) : openForReading(this.#file);
  }

  snapshot(paths: readonly string[]): Result<SourceSnapshot> {
    const taken = takeSnapshot(this.#system, { paths: [...paths] }, 'report', Date.now() * MICROS_A_MS);
    if (!taken.ok) return fail(withText(taken.error, this.#system.texts));
    const { machine, os, simulated } = taken.value.entry;
    return ok({ snapshot: taken.value, isStored: false, machine: { machine, os, simulated } });
  }

  snapshots(): Result<First<SnapshotEntry>> {
    if (this.#isOwn && !existsSync(this.#file)) return ok({ total: 0, items: [] });
    using reader = new SnapshotReader(this.#file, openForReading);
    return listedBy(reader);
  }

  notes(): Result<Report['notes']> {
    return ok({ total: 0, items: [] });
  }

  checked(build: () => Promise<Result<Report>>): Promise<Result<Report>> {
    return build();
  }
}

/** What a list holds, and how many there are in all. */
export function listedBy(reader: SnapshotReader): Result<First<SnapshotEntry>> {
  const items = reader.list();
  if (!items.ok) return items;
  const total = reader.read(countSnapshots);
  return total.ok ? ok({ total: total.value, items: items.value }) : total;
}
