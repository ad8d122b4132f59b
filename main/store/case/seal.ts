import Database from 'better-sqlite3';
import type { CaseManifest } from '../../contract/case.ts';
import { MANIFEST_TABLE } from './form.ts';

/** As long as a hash, and none: what stands in the manifest until the file is sealed. */
export const NO_HASH = '0'.repeat(64);

/** Puts the hashes into the manifest of a file that is otherwise finished, in the place of the ones that are none. */
export function sealCase(file: string, manifest: CaseManifest, hashes: ReadonlyMap<string, string>): CaseManifest {
  const tables = manifest.tables.map((table) => ({ ...table, sha256: hashes.get(table.name) ?? NO_HASH }));
  const sealed = { ...manifest, tables };
  const db = new Database(file);
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    // Of the same length as before, so that it takes the place of what was there.
    db.prepare(`UPDATE ${MANIFEST_TABLE} SET content = ?`).run(JSON.stringify(sealed));
  } finally {
    db.close();
  }
  return sealed;
}
