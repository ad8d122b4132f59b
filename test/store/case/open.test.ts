import { copyFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkCase } from '../../../main/store/case/check.ts';
import { examineCase, readableFile } from '../../../main/store/case/open.ts';
import { MIGRATIONS } from '../../../main/store/migrations.ts';
import { TestFolder } from '../sample-events.ts';
import { fillStore, request, written } from './sample-case.ts';

const folder = new TestFolder();
const whole = join(folder.path, 'whole.bpio');
beforeAll(async () => {
  fillStore(folder.database);
  await written(request(folder.database, whole, { notes: [{ timeUs: 1, text: 'a note' }] }));
  return () => folder[Symbol.dispose]();
});

let copies = 0;
/** A copy of the whole case, changed by SQLite or byte by byte. */
function changed(change: { readonly sql?: string; readonly bytes?: (file: Buffer) => void }): string {
  copies += 1;
  const file = join(folder.path, `changed-${copies}.bpio`);
  copyFileSync(whole, file);
  if (change.sql !== undefined) {
    const db = new Sqlite(file);
    db.unsafeMode();
    db.pragma('journal_mode = OFF');
    db.pragma('writable_schema = ON');
    db.exec(change.sql);
    db.close();
  }
  if (change.bytes !== undefined) {
    const bytes = readFileSync(file);
    change.bytes(bytes);
    writeFileSync(file, bytes);
  }
  return file;
}

const why = (file: string): string | null => {
  const result = examineCase(file);
  if (result.ok) return null;
  expect(result.error).toMatchObject({ kind: 'refused', target: file });
  return 'detail' in result.error ? result.error.detail : '';
};

function differing(file: string): unknown {
  const examined = examineCase(file);
  if (!examined.ok) return examined.error;
  const checked = checkCase(examined.value);
  return checked.ok ? checked.value : checked.error;
}

test('a case that nobody touched opens, and holds what its manifest says', () => {
  expect(why(whole)).toBeNull();
  expect(differing(whole)).toEqual([]);
});

describe('what is no case file of this program is refused with the reason', () => {
  const words = (text: string | Buffer): string => {
    copies += 1;
    const file = join(folder.path, `other-${copies}.bpio`);
    writeFileSync(file, text);
    return file;
  };

  test.each<readonly [string, () => string, string]>([
    ['an empty file', () => words(''), 'shorter than the header'],
    ['text', () => words('BypassIo on "d:\\" is currently supported\n'.repeat(10)), 'does not begin as an SQLite database does'],
    ['another database', () => changed({ sql: 'PRAGMA application_id = 0' }), 'application id 0x00000000'],
    ['the case of a newer program', () => changed({ sql: 'PRAGMA user_version = 99' }), 'form 99 and was made by a newer version'],
    ['a form that never was', () => changed({ sql: 'PRAGMA user_version = 3' }), 'no case file of form 3'],
    ['one that wants a log beside it', () => changed({ bytes: (file) => file.fill(2, 18, 20) }), 'needs a second file beside it'],
    ['texts in UTF-16', () => changed({ bytes: (file) => file.writeUInt32BE(2, 56) }), 'not in UTF-8'],
    ['pages of no size', () => changed({ bytes: (file) => file.writeUInt16BE(3, 16) }), 'pages of 3 bytes'],
    ['pages that keep room', () => changed({ bytes: (file) => file.writeUInt8(32, 20) }), '32 of them reserved'],
    [
      'one page less than it names',
      () => changed({ bytes: (file) => file.writeUInt32BE(file.readUInt32BE(28) + 1, 28) }),
      'cut off or damaged',
    ],
  ])('%s', (_, make, reason) => {
    expect(why(make())).toContain(reason);
  });

  test('one that is cut off, wherever', () => {
    const { size } = statSync(whole);
    for (const bytes of [1, 99, 100, 512, 4_095, 4_096, Math.floor(size / 2), size - 1]) {
      const file = changed({});
      truncateSync(file, bytes);
      expect({ bytes, why: why(file) }).toEqual({ bytes, why: expect.any(String) });
    }
  });

  test.each(['-wal', '-journal'])('one beside which another program left its %s', (suffix) => {
    const file = changed({});
    writeFileSync(file + suffix, 'whatever');
    expect(why(file)).toContain(`beside it lies ${file}${suffix}`);
    expect(readFileSync(file + suffix, 'utf8')).toBe('whatever');
  });

  test('a file that is not there', () => {
    expect(why(join(folder.path, 'missing.bpio'))).toContain('ENOENT');
  });
});

describe('nothing in it may be anything but data', () => {
  test.each([
    ['a trigger', 'CREATE TRIGGER hidden AFTER UPDATE ON events BEGIN DELETE FROM events; END', 'trigger "hidden"'],
    ['a view', 'CREATE VIEW hidden AS SELECT * FROM events', 'view "hidden"'],
    ['a view with the name of a table', 'DROP TABLE removals; CREATE VIEW removals AS SELECT 1 AS id', 'view "removals"'],
    ['a virtual table', 'CREATE VIRTUAL TABLE hidden USING fts5(text)', 'table "hidden'],
    ['a table of its own', 'CREATE TABLE hidden (id)', 'table "hidden"'],
    ['an index of its own', 'CREATE INDEX hidden ON events (process_id)', 'index "hidden"'],
    ['a column more', 'ALTER TABLE removals ADD COLUMN hidden TEXT', 'table "removals"'],
    ['a column that computes', "ALTER TABLE removals ADD COLUMN hidden TEXT AS (printf('%s', reason))", 'table "removals"'],
    [
      'a default that computes',
      "UPDATE sqlite_schema SET sql = replace(sql, 'removed INTEGER NOT NULL DEFAULT 0', 'removed INTEGER NOT NULL DEFAULT (randomblob(9))') WHERE name = 'recordings'",
      'table "recordings"',
    ],
    ['a table less', 'DROP TABLE losses', 'lacks tables or indexes'],
    ['an index less', 'DROP INDEX events_by_time', 'lacks tables or indexes'],
    [
      'an index that says something else',
      "UPDATE sqlite_schema SET sql = 'CREATE INDEX events_by_time ON events (seq)' WHERE name = 'events_by_time'",
      'index "events_by_time"',
    ],
  ])('%s', (_, sql, reason) => {
    expect(why(changed({ sql }))).toContain(reason);
  });
});

/** Where things lie in the sample: found by SQLite, so that a change of the sample does not matter. */
const rootOf = (name: string): number => {
  const db = new Sqlite(whole, { readonly: true });
  const root = db.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name);
  db.close();
  return root ?? 0;
};
const PAGE = 4_096;
const at = (page: number, offset = 0): number => (page - 1) * PAGE + offset;

describe('pages that lead astray', () => {
  /** Makes a page an interior one of a table with these children. */
  const interior = (file: Buffer, page: number, children: readonly number[]): void => {
    const from = at(page);
    file.fill(0, from, from + PAGE);
    file[from] = 5;
    file.writeUInt16BE(children.length - 1, from + 3);
    for (const [index, child] of children.slice(0, -1).entries()) {
      const cell = PAGE - (index + 1) * 8;
      file.writeUInt16BE(cell, from + 12 + index * 2);
      file.writeUInt32BE(child, from + cell);
      file.writeUInt8(index + 1, from + cell + 4);
    }
    file.writeUInt32BE(children.at(-1) ?? 0, from + 8);
  };

  test('a page that hangs twice in a tree, which would take for ever to read', () => {
    const [root, child] = [rootOf('removals'), rootOf('losses')];
    expect(why(changed({ bytes: (file) => interior(file, root, [child, child]) }))).toContain(`page ${child} is used twice`);
  });

  test('a page that hangs below itself', () => {
    const root = rootOf('removals');
    expect(why(changed({ bytes: (file) => interior(file, root, [root, 2]) }))).toContain(`page ${root} is used twice`);
  });

  test('a page that is not there', () => {
    expect(why(changed({ bytes: (file) => interior(file, rootOf('removals'), [999_999]) }))).toContain(
      'page 999999 is named and not in the file',
    );
  });

  test('cells outside of their page', () => {
    const root = rootOf('removals');
    const bytes = (file: Buffer): void => {
      interior(file, root, [2, 3]);
      file.writeUInt16BE(PAGE - 1, at(root, 12));
    };
    expect(why(changed({ bytes }))).toContain(`page ${root} is damaged`);
  });

  test('a schema that claims to be as long as memory', () => {
    const bytes = (file: Buffer): void => {
      // The first leaf of the schema, wherever it is: its first cell says how long it is.
      const leaf = file[100] === 13 ? 1 : file.readUInt32BE(file.readUInt16BE(112));
      const from = leaf === 1 ? 100 : at(leaf);
      const cell = (leaf === 1 ? 0 : at(leaf)) + file.readUInt16BE(from + 8);
      file.set([0x84, 0x80, 0x80, 0x80, 0x00], cell); // 1 GiB
    };
    expect(why(changed({ bytes }))).toContain('its schema is longer than any of ours');
  });
});

/** Seven bits a byte, the most significant first. */
function varint(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest % 128) | 0x80);
  return bytes;
}

describe('texts as long as memory', () => {
  test('one that is there is named with its length', () => {
    const sql = "UPDATE removals SET reason = printf('%.*c', 3000000, 'x')";
    expect(why(changed({ sql }))).toContain('3000000 bytes in one row of removals');
  });

  test('one that is only claimed is not read to find out: a gigabyte that goes round in one page', () => {
    const bytes = (file: Buffer): void => {
      const [root, chain] = [rootOf('removals'), rootOf('losses')];
      const local = 489; // of such a row, as the file format has it for pages of this size
      const rowBytes = local + (PAGE - 4) * 2 ** 18;
      const header = [9, 0, 1, 1, ...varint((rowBytes - 11) * 2 + 13)];
      const cell = PAGE - 600;
      file.fill(0, at(root), at(root) + PAGE);
      file.set([13, 0, 0, 0, 1, cell >> 8, cell & 0xff, 0, cell >> 8, cell & 0xff], at(root));
      file.set([...varint(rowBytes), 1, ...header, 1, 1], at(root, cell));
      file.writeUInt32BE(chain, at(root, cell + varint(rowBytes).length + 1 + local));
      file.writeUInt32BE(chain, at(chain));
    };
    const startedAt = process.memoryUsage().rss;
    expect(why(changed({ bytes }))).toMatch(/holds 10\d{8} bytes in one row of removals/);
    expect(process.memoryUsage().rss - startedAt).toBeLessThan(64 << 20);
  });

  test('many that are together longer than the file', () => {
    const bytes = (file: Buffer): void => {
      const [root, chain] = [rootOf('removals'), rootOf('losses')];
      const rowBytes = 489 + (PAGE - 4) * 200;
      const header = [8, 0, 1, 1, ...varint((rowBytes - 10) * 2 + 13)];
      file.fill(0, at(root), at(root) + PAGE);
      file.set([13, 0, 0, 0, 4], at(root));
      for (let row = 0; row < 4; row++) {
        const cell = 100 + row * 600;
        file.writeUInt16BE(cell, at(root, 8 + row * 2));
        file.set([...varint(rowBytes), row + 1, ...header, 1, 1], at(root, cell));
        file.writeUInt32BE(chain, at(root, cell + varint(rowBytes).length + 1 + 489));
      }
      file.writeUInt32BE(chain, at(chain));
    };
    expect(why(changed({ bytes }))).toMatch(/claim \d{7} bytes, more than the file has/);
  });
});

describe('a manifest that is none', () => {
  test.each([
    ['is missing', 'DELETE FROM case_manifest', 'has no manifest'],
    ['is not JSON', "UPDATE case_manifest SET content = 'hello'", 'not JSON'],
    ['lacks the machine', "UPDATE case_manifest SET content = json_remove(content, '$.machine')", 'wrong machine'],
    [
      'has hashes that are none',
      "UPDATE case_manifest SET content = json_set(content, '$.tables[0].sha256', 'x')",
      'wrong tables.0.sha256',
    ],
    ['is of another form', "UPDATE case_manifest SET content = json_set(content, '$.form', 5)", 'names another form'],
    [
      'is longer than any',
      "UPDATE case_manifest SET content = json_set(content, '$.os', printf('%.*c', 2000000, 'x'))",
      'bytes in one row of case_manifest',
    ],
    [
      'is a number',
      'DROP TABLE case_manifest; CREATE TABLE case_manifest (id INTEGER PRIMARY KEY CHECK (id = 1), content TEXT NOT NULL) STRICT',
      '',
    ],
  ])('%s', (_, sql, reason) => {
    const found = why(changed({ sql }));
    expect(found).not.toBeNull();
    expect(found).toContain(reason);
  });
});

describe('contents that are not what was written', () => {
  const tables: readonly [table: string, sql: string][] = [
    ['recordings', "UPDATE recordings SET machine = 'X'"],
    ['texts', "UPDATE texts SET value = value || '!'"],
    ['kinds', 'UPDATE kinds SET own = 1 - own'],
    ['payloads', 'UPDATE payloads SET version = 77 WHERE id = 1'],
    ['events', 'UPDATE events SET process_id = 1 WHERE seq = 5'],
    ['payload_events', 'DELETE FROM payload_events'],
    ['bins', 'UPDATE bins SET events = events + 1'],
    ['active_counts', 'UPDATE active_counts SET count = 99'],
    ['losses', 'DELETE FROM losses'],
    ['settings', 'UPDATE settings SET value = 0'],
    ['removals', "UPDATE removals SET reason = ''"],
    ['scans', 'UPDATE scans SET bytes = 0'],
    ['scan_folders', "UPDATE scan_folders SET path = 'E:' || substr(path, 3)"],
    ['scan_findings', "UPDATE scan_findings SET content = '{}'"],
    ['scan_files', 'UPDATE scan_files SET bytes = 0'],
    ['scan_sums', 'UPDATE scan_sums SET files = 0'],
    ['sources', "UPDATE sources SET warnings = '['"],
    ['snapshots', "UPDATE snapshots SET content = '{}'"],
    ['case_notes', "UPDATE case_notes SET text = 'another'"],
  ];

  test('every table that has rows is among those that are changed here', async () => {
    const examined = examineCase(whole);
    if (!examined.ok) throw new Error(JSON.stringify(examined.error));
    const filled = examined.value.manifest.tables.filter(({ rows }) => rows > 0).map(({ name }) => name);
    expect(filled.toSorted()).toEqual(tables.map(([name]) => name).toSorted());
  });

  test.each(tables)('%s', (table, sql) => {
    expect(differing(changed({ sql: `PRAGMA foreign_keys = OFF; ${sql}` }))).toEqual([table]);
  });

  test('an index alone: what is listed by it would be another list', () => {
    const root = rootOf('events_by_time');
    expect(differing(changed({ bytes: (file) => file.writeUInt8((file[at(root, PAGE - 1)] ?? 0) ^ 1, at(root, PAGE - 1)) }))).toEqual([
      'events',
    ]);
  });

  test('a count, or a table that the manifest does not know', () => {
    expect(differing(changed({ sql: `UPDATE case_manifest SET content = json_set(content, '$.tables[0].rows', 12345)` }))).toEqual([
      'recordings',
    ]);
    expect(differing(changed({ sql: `UPDATE case_manifest SET content = json_remove(content, '$.tables[0]')` }))).toEqual(['recordings']);
    const more = `json('{"name":"hidden","rows":0,"sha256":"${'0'.repeat(64)}"}')`;
    expect(differing(changed({ sql: `UPDATE case_manifest SET content = json_insert(content, '$.tables[#]', ${more})` }))).toEqual([
      'hidden',
    ]);
  });
});

describe('a case of an older form', () => {
  const steps = [
    ...MIGRATIONS,
    { version: 5, sql: 'ALTER TABLE removals ADD COLUMN why TEXT; CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;' },
  ];

  test('is brought to the newest form in a copy, and stays as it is', () => {
    const before = readFileSync(whole);
    const examined = examineCase(whole, steps);
    if (!examined.ok) throw new Error(JSON.stringify(examined.error));
    using place = new TestFolder();
    const copy = readableFile(examined.value, place.path, steps);
    expect(copy).toBe(join(place.path, 'renewed.bpio'));
    const db = new Sqlite(copy, { readonly: true });
    expect(db.prepare('SELECT why FROM removals').all()).toEqual([{ why: null }]);
    db.close();
    expect(readFileSync(whole)).toEqual(before);
    expect(checkCase(examined.value, () => {}, steps)).toEqual({ ok: true, value: [] });
  });
});

test('nothing is ever written: neither to the file nor beside it', () => {
  const place = new TestFolder();
  const file = join(place.path, 'only.bpio');
  copyFileSync(whole, file);
  const [bytes, { mtimeMs }] = [readFileSync(file), statSync(file)];
  expect(differing(file)).toEqual([]);
  expect(readFileSync(file)).toEqual(bytes);
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
  expect(readdirSync(place.path)).toEqual(['only.bpio']);
  place[Symbol.dispose]();
});
