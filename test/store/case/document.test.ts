import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { CaseManifest } from '../../../main/contract/case.ts';
import { CASE_APPLICATION_ID, REDACTION_WARNING } from '../../../main/contract/case-words.ts';
import { caseForm } from '../../../main/store/case/form.ts';
import { NEWEST_VERSION } from '../../../main/store/migrations.ts';
import { TestFolder } from '../sample-events.ts';
import { fillStore, request, written } from './sample-case.ts';

const document = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'case-file.md'), 'utf8');
const { tables } = caseForm(NEWEST_VERSION);

describe('the document of the case file', () => {
  test.each(tables.map((table) => [table.name, table] as const))('names every column of %s', (name, { columns }) => {
    const line = document.split('\n').find((text) => text.startsWith(`- **\`${name}\`**`)) ?? '';
    expect(columns.map((column) => column.name).filter((column) => !line.includes(`\`${column}\``))).toEqual([]);
  });

  test('names no table that is not there', () => {
    const named = [...document.matchAll(/^- \*\*`(\w+)`\*\*/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(tables.map(({ name }) => name).toSorted());
  });

  test('names every key of the manifest, the application id, the form and the warning', () => {
    const keys = Object.keys(CaseManifest.shape);
    expect(keys.filter((key) => !document.includes(`\`${key}\``))).toEqual([]);
    expect(document).toContain(`0x${CASE_APPLICATION_ID.toString(16).toUpperCase()}`);
    expect(document).toContain(`describes form ${NEWEST_VERSION}`);
    expect(document).toContain(REDACTION_WARNING);
  });
});

describe('what the document has people type', () => {
  const folder = new TestFolder();
  const file = join(folder.path, 'case.bpio');
  let manifest: CaseManifest;
  beforeAll(async () => {
    fillStore(folder.database);
    ({ manifest } = await written(request(folder.database, file)));
    return () => folder[Symbol.dispose]();
  });
  const [reading = '', hashing = ''] = [...document.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

  test('reads what it says', () => {
    const db = new Sqlite(file, { readonly: true });
    const statements = [...reading.matchAll(/"(SELECT[\s\S]*?)"/g)].map(([, sql]) => sql ?? '');
    const found = statements.map((sql) => db.prepare(sql).all().length);
    expect(found).toEqual([
      1,
      1,
      db.prepare('SELECT count(*) FROM events e JOIN kinds k ON k.id = e.kind WHERE k.event_id = 12').pluck().get(),
    ]);
    db.close();
  });

  const hasProgram = spawnSync('sqlite3', ['--version']).status === 0;
  test.skipIf(!hasProgram)('makes the hash of a table again', () => {
    for (const { name, sha256 } of manifest.tables) {
      const script = hashing.replace("'events'", `'${name}'`);
      const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder.path, encoding: 'utf8' });
      expect({ name, hash: stdout.slice(0, 64), stderr }).toEqual({ name, hash: sha256, stderr: '' });
    }
  });

  test('makes the same hash by the pages that SQLite itself counts to a table', () => {
    const db = new Sqlite(file, { readonly: true });
    const bytes = readFileSync(file);
    const pageBytes = db.pragma('page_size', { simple: true }) as number;
    const pages = db
      .prepare<[string], number>(
        'SELECT pageno FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?) ORDER BY pageno',
      )
      .pluck();
    for (const { name, sha256 } of manifest.tables) {
      const parts = pages.all(name).map((number) => bytes.subarray((number - 1) * pageBytes, number * pageBytes));
      expect({ name, sha256: hash('sha256', Buffer.concat(parts), 'hex') }).toEqual({ name, sha256 });
    }
    db.close();
  });
});
