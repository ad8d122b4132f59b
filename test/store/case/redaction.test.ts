import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { caseVocabulary } from '../../../main/contract/case-vocabulary.ts';
import { REDACTION_CATEGORIES } from '../../../main/contract/case-words.ts';
import { checkCase } from '../../../main/store/case/check.ts';
import { contentTables } from '../../../main/store/case/copying.ts';
import { examineCase } from '../../../main/store/case/open.ts';
import { CasePages } from '../../../main/store/case/pages.ts';
import { findLeft } from '../../../main/store/case/redaction/find-left.ts';
import { type CaseRedaction, Rewriting } from '../../../main/store/case/redaction/rewriting.ts';
import { previewRedaction } from '../../../main/store/case/write.ts';
import { newRecording, OpenDb, randomFrom, TestFolder, writeSamples } from '../sample-events.ts';
import { fillStore, request, written } from './sample-case.ts';

const folder = new TestFolder();
beforeAll(() => {
  fillStore(folder.database, 60);
  return () => folder[Symbol.dispose]();
});

const secret = new Uint8Array(32).fill(42);
const redaction: CaseRedaction = { secret, choice: { allow: [], add: [] } };

/** Names as people and machines have them, different with every seed. */
function secretsOf(seed: number) {
  const random = randomFrom(seed);
  const alphabets = ['abcdefghijklmnopqrstuvwxyz', 'äöüéèñçøåß', 'абвгдежзикл', '漢字東京名前'] as const;
  const pick = (letters: string): string => [...letters][random([...letters].length)] ?? 'q';
  const word = (letters: number, foreign = 0): string => {
    const text = Array.from({ length: letters }, (_, index) =>
      index < foreign ? pick(alphabets[1 + random(3)] ?? '') : pick(alphabets[0]),
    ).join('');
    return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}q`;
  };
  const number = () => 1_000_000_000 + random(1_000_000_000);
  return {
    user: word(6, 1),
    plainUser: `${word(3)}.${word(7)}`,
    machine: `${word(4).toUpperCase()}-PC${random(90) + 10}`,
    domain: `${word(8).toLowerCase()}.example`,
    sid: `S-1-5-21-${number()}-${number()}-${number()}`,
    serial: `${word(4).toUpperCase()}${number()}`,
    host: `${word(9)}srv`,
    folder: `${word(7)} ${word(8, 2)}`,
    file: `${word(9, 1)}`,
    term: `${word(5)} ${word(6)}`,
  };
}
type Secrets = ReturnType<typeof secretsOf>;

/** All of them in one text, each in a form that tells what it is. */
const proseOf = ({ user, plainUser, machine, domain, sid, serial, host, folder: dir, file, term }: Secrets): string =>
  [
    `C:\\Users\\${user}\\Documents\\${dir}\\${file}.xlsx`,
    `\\\\?\\C:\\Users\\${plainUser}\\${file}.bin`,
    `\\\\${host}\\share\\${dir}`,
    `\\Device\\HarddiskVolume3\\Users\\${user}\\${file}`,
    `${plainUser}@${domain}`,
    `serial number: ${serial}`,
    `${sid}-1001`,
    `${machine} and ${user} and ${term}`,
  ].join(' | ');

/** A copy of the database in which every text of every table tells all of it, as text or within JSON, and every blob as UTF-16. */
function told(secrets: Secrets, form: 'text' | 'json', name: string): string {
  const file = join(folder.path, name);
  copyFileSync(folder.database, file);
  const db = new Sqlite(file);
  db.pragma('foreign_keys = OFF');
  const prose = proseOf(secrets);
  for (const table of contentTables.filter(({ isCopied }) => isCopied)) {
    const isThere = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table.name) !== undefined;
    if (!isThere) continue;
    for (const column of table.columns) {
      const own = `${table.name}.${column.name}`;
      if (column.type === 'BLOB') db.prepare(`UPDATE ${table.name} SET ${column.name} = ?`).run(Buffer.from(`x${prose}`, 'utf16le'));
      if (column.type !== 'TEXT') continue;
      if (column.name === 'machine') db.prepare(`UPDATE ${table.name} SET machine = ?`).run(`${secrets.machine}.${secrets.domain}`);
      else if (own === 'sources.name') db.prepare('UPDATE sources SET name = ?').run(`${secrets.file}.etl`);
      else if (own === 'scan_files.name') db.exec(`UPDATE scan_files SET name = '${secrets.file}' || name`);
      else if (own === 'scan_folders.path') db.exec(`UPDATE scan_folders SET path = 'D:\\${secrets.folder}\\' || id`);
      else if (own !== 'settings.name') update(db, table.name, column.name, form, prose);
    }
  }
  db.close();
  return file;
}

const hasRowId = (db: Sqlite.Database, table: string): boolean =>
  !String(db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table)).includes('WITHOUT ROWID');

/** A different text in every row, since some have to be. */
function update(db: Sqlite.Database, table: string, column: string, form: 'text' | 'json', prose: string): void {
  if (!hasRowId(db, table)) {
    db.prepare(`UPDATE ${table} SET ${column} = ?`).run(prose);
    return;
  }
  for (const id of db.prepare<[], number>(`SELECT rowid FROM ${table}`).pluck().all()) {
    const text = form === 'text' ? `${prose} ${id}` : JSON.stringify({ path: prose, detail: [{ reason: `${prose} ${id}` }] });
    db.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(text, id);
  }
}

/** Every name that stands in the bytes, in any case, in UTF-8 or UTF-16. */
function leftIn(bytes: Buffer, names: readonly string[]): string[] {
  const texts = [bytes.toString('utf8'), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le'), bytes.toString('latin1')].map(
    (text) => text.toLowerCase(),
  );
  return names.filter((name) => texts.some((text) => text.includes(name.toLowerCase())));
}

describe('no name survives, whatever column it stands in', () => {
  test.each([1, 2, 3].flatMap((seed) => (['text', 'json'] as const).map((form) => [seed, form] as const)))(
    'names of seed %i as %s',
    { timeout: 60_000 },
    async (seed, form) => {
      const secrets = secretsOf(seed);
      const source = told(secrets, form, `told-${seed}-${form}.db`);
      const target = join(folder.path, `told-${seed}-${form}.bpio`);
      const names = Object.values(secrets);
      expect(leftIn(readFileSync(source), names)).toEqual(names); // all of them are there before
      const choice = { allow: [], add: [secrets.term] };
      const notes = [{ timeUs: 1, text: proseOf(secrets) }];
      const manifest = { ...request(null, '').manifest, machine: secrets.machine };
      const { redaction: shown, manifest: said } = await written(
        request(source, target, { manifest, notes, redaction: { secret, choice } }),
      );
      expect(leftIn(readFileSync(target), names)).toEqual([]);
      expect(said).toMatchObject({ redacted: true, machine: expect.stringMatching(/^machine-[0-9a-f]{8}$/) });
      expect(shown?.categories.map(({ category }) => category)).toEqual([...REDACTION_CATEGORIES]);
      const examined = examineCase(target);
      expect(examined.ok && checkCase(examined.value)).toEqual({ ok: true, value: [] });
    },
  );

  test('the test itself covers every text and blob column of every table', () => {
    const columns = contentTables.flatMap((table) =>
      table.columns.filter(({ type }) => type === 'TEXT' || type === 'BLOB').map(({ name }) => `${table.name}.${name}`),
    );
    const source = told(secretsOf(9), 'text', 'covered.db');
    const db = new Sqlite(source, { readonly: true });
    const bare = columns.filter((column) => {
      const [table, name] = column.split('.') as [string, string]; // made of two above
      if (db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) === undefined) return false;
      const cells = db.prepare<[], string | Buffer | null>(`SELECT ${name} FROM ${table}`).pluck().all();
      return cells.length === 0 || !cells.every((cell) => leftIn(Buffer.from(cell ?? ''), Object.values(secretsOf(9))).length > 0);
    });
    db.close();
    // Names of settings are this program's, and the schedule is in no case.
    expect(bare).toEqual(['settings.name', 'snapshot_schedule.paths']);
  });
});

/** Events of these paths in a database of their own, and the case of it. */
async function caseOf(paths: readonly string[], asked: CaseRedaction, notes: readonly string[] = []) {
  using place = new TestFolder();
  using opened = new OpenDb(place.database);
  const { db } = opened;
  const samples = paths.map((path, index) => ({
    filter: 'WdFilter',
    processName: 'game.exe',
    reason: 'Not on this layer',
    path,
    timeUs: 1_000_000 + index,
  }));
  writeSamples(db, newRecording(db), samples);
  const target = join(place.path, 'made.bpio');
  const made = request(place.database, target, { redaction: asked, notes: notes.map((text, index) => ({ timeUs: index, text })) });
  const preview = previewRedaction(made);
  const { redaction: shown } = await written(made);
  if (!preview.ok || shown === null) throw new Error(JSON.stringify(preview));
  const copy = new Sqlite(target, { readonly: true });
  const texts = copy.prepare<[], string>('SELECT t.value FROM payloads p JOIN texts t ON t.id = p.path ORDER BY p.id').pluck().all();
  const bytes = copy
    .prepare<[], Buffer>('SELECT bytes FROM payloads ORDER BY id')
    .pluck()
    .all()
    .map((blob) => blob.length);
  const noted = copy.prepare<[], string>('SELECT text FROM case_notes ORDER BY id').pluck().all();
  copy.close();
  return { texts, bytes, noted, shown, preview: preview.value };
}

describe('what stands in the place of a name', () => {
  test('folders of Windows, programs and games stay, with what lies in the games; people and their folders do not', async () => {
    const { texts } = await caseOf(
      [
        'C:\\Windows\\System32\\drivers\\etc\\hosts',
        'D:\\SteamLibrary\\steamapps\\common\\Some Game\\data\\pak0.bin',
        'C:\\Users\\Anna Meier\\AppData\\Local\\Temp\\Steuer 2025.docx',
        'D:\\Projekte\\Geheim\\plan.pdf',
        '\\\\fileserver\\share\\Projekte\\plan.pdf',
        '\\Device\\HarddiskVolume3\\Users\\Anna Meier\\x.bin',
      ],
      redaction,
    );
    const name = 'name-[0-9a-f]{12}';
    const patterns = [
      'C:\\\\Windows\\\\System32\\\\drivers\\\\etc\\\\hosts',
      'D:\\\\SteamLibrary\\\\steamapps\\\\common\\\\Some Game\\\\data\\\\pak0.bin',
      `C:\\\\Users\\\\user-[0-9a-f]{8}\\\\AppData\\\\Local\\\\Temp\\\\${name}.docx`,
      `D:\\\\${name}\\\\${name}\\\\${name}.pdf`,
      `\\\\\\\\host-[0-9a-f]{8}\\\\${name}\\\\${name}\\\\${name}.pdf`,
      `\\\\Device\\\\HarddiskVolume3\\\\Users\\\\user-[0-9a-f]{8}\\\\${name}.bin`,
    ];
    expect(texts).toEqual(patterns.map((pattern) => expect.stringMatching(new RegExp(`^${pattern}$`))));
    const parts = texts.map((text) => text.split('\\'));
    expect(parts[2]?.[2]).toBe(parts[5]?.[4]); // the same person
    expect(parts[3]?.slice(1)).toEqual([parts[4]?.[4], expect.any(String), parts[4]?.[5]]); // the same folder and file
  });

  test('is the same for the same secret, in any case of the letters, and another for another', async () => {
    const paths = ['D:\\Projekte\\a.bin', 'd:\\PROJEKTE\\b.bin'];
    const first = await caseOf(paths, redaction);
    const again = await caseOf(paths, redaction);
    const other = await caseOf(paths, { ...redaction, secret: new Uint8Array(32).fill(1) });
    expect(again.texts).toEqual(first.texts);
    expect(first.texts[0]?.split('\\')[1]).toBe(first.texts[1]?.split('\\')[1]);
    expect(other.texts[0]).not.toBe(first.texts[0]);
  });

  test('names that differ in their case only stay two', async () => {
    const { texts } = await caseOf(['D:\\Projekte\\Plan.bin', 'D:\\projekte\\plan.BIN', 'D:\\PROJEKTE\\PLAN.bin'], redaction);
    expect(new Set(texts).size).toBe(3);
  });

  test('the preview shows what will be written, term by term', async () => {
    const { preview, shown } = await caseOf(['C:\\Users\\Anna\\Projekte\\a.bin', 'C:\\Users\\Anna\\b.bin'], redaction, ['from Anna']);
    expect(shown).toEqual(preview);
    expect(preview.terms.find(({ category }) => category === 'user')).toEqual({
      category: 'user',
      before: 'Anna',
      after: expect.stringMatching(/^user-[0-9a-f]{8}$/),
      cells: 3,
    });
  });

  test('bytes that hold a name are emptied and counted; others stay', async () => {
    const { bytes, shown } = await caseOf(['D:\\Games\\Title\\a.bin', 'C:\\Users\\Anna\\b.bin'], redaction);
    expect(bytes).toEqual([expect.any(Number), 0]);
    expect(bytes[0]).toBeGreaterThan(0);
    expect(shown.emptied).toBe(1);
  });
});

describe('what the user says', () => {
  const paths = ['C:\\Users\\Anna\\Projekte\\a.bin', 'D:\\Games\\Mystery Title\\b.bin'];

  test('a name that is allowed stays, one that is added goes wherever it stands', async () => {
    const choice = { allow: ['projekte'], add: ['Mystery Title', 'Blue Tuesday'] };
    const { texts, noted, shown } = await caseOf(paths, { secret, choice }, ['since blue tuesday, Mystery title']);
    expect(texts).toEqual([
      expect.stringMatching(/^C:\\Users\\user-[0-9a-f]{8}\\Projekte\\name-[0-9a-f]{12}\.bin$/),
      expect.stringMatching(/^D:\\Games\\term-[0-9a-f]{8}\\b\.bin$/),
    ]);
    expect(noted).toEqual([expect.stringMatching(/^since term-[0-9a-f]{8}, term-[0-9a-f]{8}$/)]);
    expect(shown.terms.filter(({ category }) => category === 'term').map(({ before, cells }) => [before, cells])).toEqual([
      ['Mystery Title', 2],
      ['Blue Tuesday', 1],
    ]);
  });

  test('a word of this product stays where it is no name, and is listed with the reason', async () => {
    const { texts, noted, shown } = await caseOf(['C:\\Users\\filter\\a.bin'], { secret, choice: { allow: [], add: ['x'] } }, [
      'the filter is slow',
    ]);
    expect(texts).toEqual([expect.stringMatching(/^C:\\Users\\user-[0-9a-f]{8}\\/)]);
    expect(noted).toEqual(['the filter is slow']);
    expect(shown.kept).toEqual([
      { term: 'x', why: expect.stringContaining('too short') },
      { term: 'filter', why: expect.stringContaining('also a word of this product') },
    ]);
  });
});

test('a case in which something was left is refused, with the table and without the name', async () => {
  const paths = ['C:\\Users\\Annabelle\\a.bin'];
  using place = new TestFolder();
  using opened = new OpenDb(place.database);
  writeSamples(
    opened.db,
    newRecording(opened.db),
    paths.map((path) => ({ filter: 'F', processName: 'P', reason: 'R', path, timeUs: 1 })),
  );
  const plain = join(place.path, 'plain.bpio');
  await written(request(place.database, plain));
  const rewriting = new Rewriting(redaction, [...caseVocabulary()]);
  opened.db.exec(`ATTACH '${place.database}' AS source`);
  for (const table of contentTables.filter(({ name }) => name === 'texts')) rewriting.learn(opened.db, 'source', table, () => {});
  rewriting.settle();
  const pages = CasePages.open(plain, 4);
  if (typeof pages === 'string') throw new Error(pages);
  using read = pages;
  const owned = { pageBytes: read.pageBytes, owners: new Uint8Array(read.pageCount + 1) };
  expect(() => findLeft(plain, owned, rewriting)).toThrow(/\(user\) still stood in the table (texts|payloads); nothing was written/);
  expect(() => findLeft(plain, owned, rewriting)).not.toThrow(/annabelle/i);
});
