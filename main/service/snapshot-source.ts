import { existsSync, statSync } from 'node:fs';
import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { isTableIntact } from '../store/case/check.ts';
import { connect } from '../store/case/connect.ts';
import { examineCase, readableFile } from '../store/case/open.ts';
import { databaseFile as ownDatabaseFile } from '../store/data-folder.ts';
import { failureOf, openForReading, openOwn } from '../store/database.ts';
import { PrivateFolder } from './case/private-folder.ts';
import type { FoundSnapshot } from './compare-snapshots.ts';
import { SnapshotReader } from './snapshot-reader.ts';

/** A snapshot with what its reader should hear first; null: nothing. */
export interface NamedSnapshot extends FoundSnapshot {
  readonly warning: string | null;
}

/**
 * The snapshot that a person names: a case file's newest, or one of a database by its number or name, `latest` or `previous`.
 * `databaseFile` overrides this user's own. Fails with `badRequest` where none or several are meant, `refused` where nothing can be read.
 */
export function findNamedSnapshot(word: string, databaseFile?: string): Result<NamedSnapshot> {
  return isFile(word) ? newestOfCase(word) : ofDatabase(word, databaseFile);
}

const isFile = (word: string): boolean => /\.bpio$/i.test(word) || (existsSync(word) && statSync(word).isFile());

function ofDatabase(word: string, databaseFile: string | undefined): Result<NamedSnapshot> {
  const file = databaseFile ?? ownDatabaseFile(process.env);
  using reader = new SnapshotReader(file, databaseFile === undefined ? openOwn : openForReading);
  const snapshot = reader.find(word);
  return snapshot.ok ? ok({ snapshot: snapshot.value, source: file, areNamesReplaced: false, warning: null }) : snapshot;
}

function newestOfCase(file: string): Result<NamedSnapshot> {
  const examined = examineCase(file);
  if (!examined.ok) return examined;
  const { manifest } = examined.value;
  try {
    using folder = new PrivateFolder();
    const readable = readableFile(examined.value, folder.path);
    using reader = new SnapshotReader(file, () => ok(connect(readable)), manifest.redacted);
    const listed = reader.list();
    if (!listed.ok) return listed;
    const [newest] = listed.value;
    if (newest === undefined) return fail({ kind: 'refused', call: 'snapshot', detail: 'the case file holds no snapshot', target: file });
    const snapshot = reader.get(newest.id);
    if (!snapshot.ok) return snapshot;
    const intact = isTableIntact(file, manifest, 'snapshots');
    if (!intact.ok) return intact;
    return ok({ snapshot: snapshot.value, source: file, areNamesReplaced: manifest.redacted, warning: intact.value ? null : CHANGED });
  } catch (error) {
    return fail(failureOf(error, file));
  }
}

const CHANGED = 'its snapshots are not as its manifest says: the file was changed after it was made';
