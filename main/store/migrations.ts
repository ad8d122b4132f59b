import type Database from 'better-sqlite3';
import { FIRST_TABLES } from './migration-1.ts';
import { SCAN_TABLES } from './migration-2.ts';
import { SOURCE_TABLE } from './migration-3.ts';
import { SNAPSHOT_TABLE } from './migration-4.ts';

/** One step of the database's form. Never edited after a release: databases in the field have taken it already. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: FIRST_TABLES },
  { version: 2, sql: SCAN_TABLES },
  { version: 3, sql: SOURCE_TABLE },
  { version: 4, sql: SNAPSHOT_TABLE },
];
export const newestOf = (steps: readonly Migration[]): number => steps.at(-1)?.version ?? 0;
export const NEWEST_VERSION = newestOf(MIGRATIONS);

export const versionOf = (db: Database.Database): number => db.pragma('user_version', { simple: true }) as number; // SQLite keeps it as an integer

/** Brings the database to the newest form, each step wholly or not at all. The caller has refused newer ones. */
export function migrate(db: Database.Database, steps: readonly Migration[] = MIGRATIONS): void {
  const at = versionOf(db);
  for (const { version, sql } of steps.filter((step) => step.version > at)) {
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${version}`);
    }).immediate();
  }
}
