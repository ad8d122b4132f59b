import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Cause } from '../../main/contract/verdicts.ts';
import { VERDICTS } from '../../main/contract/words.ts';
import { gameVolume, startMachine } from './machine.ts';
import { allFiles, must, openScans, scanAll } from './scans.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'bpio-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hostFolder = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
};

/** The first volume of a machine carries Windows; scans are of another one. */
const systemVolume = { ...gameVolume, mount: 'C:' };

const ATTRIBUTES = ['compressed', 'encrypted', 'sparse', 'resident', 'wof', 'pagingFile'] as const;
/** Every combination of attributes a file can have, by the bits of its number. */
const combinations = Array.from({ length: 2 ** ATTRIBUTES.length }, (_, bits) =>
  ATTRIBUTES.filter((_name, bit) => (bits & (1 << bit)) !== 0),
);

describe('every file gets the verdict that a query gives it', () => {
  const files = combinations.map((attributes, bits) => ({ path: `\\Games\\${bits % 4}\\file${bits}.bin`, size: 1000 + bits, attributes }));

  test.each([
    ['on a clean volume', {}],
    ['below a filter that vetoes some of them', { filters: [vetoing('D:\\Games\\1\\*')] }],
    ['below a filter without opt-in', { filters: [{ ...vetoing('X:\\*'), supportedFeatures: 3 }] }],
    ['on a DAX volume', { dax: true }],
    ['on a file system that does not know BypassIO', { fileSystem: 'exFAT' }],
  ] as const)(
    '%s',
    async (_title, {
      filters = [],
      ...volume
    }: { filters?: readonly ReturnType<typeof vetoing>[]; dax?: boolean; fileSystem?: string }) => {
      using machine = startMachine({ filters: [...filters], volumes: [systemVolume, { ...gameVolume, ...volume, files }] });
      await using opened = openScans(machine);
      const { scan, byVerdict } = await scanAll(opened.scans, ['D:\\Games']);
      const found = allFiles(opened.scans, scan);
      const asked = machine.service.query(found.map(({ path }) => path)).results;
      const short = ({ verdict, causes, facts }: (typeof found)[number] | (typeof asked)[number]) => [
        verdict,
        causes.map(({ summary }) => summary),
        facts,
      ];
      expect(found.map(short)).toEqual(asked.map(short));
      expect([found.length, scan.files, byVerdict.unknown.files]).toEqual([files.length, files.length, 0]);
      expect(machine.handleCount()).toBe(0);
    },
  );
});

test('neighbours that one driver refuses with other words or another status keep their own', async () => {
  const answers = [
    ['STATUS_NOT_SUPPORTED', 'Scanning'],
    ['STATUS_NOT_SUPPORTED', 'Scanning later'],
    ['STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', 'Scanning later'],
    ['STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', 'Scanning later'],
  ] as const;
  const vetoes = answers.map(([status, reason], index) => ({ path: `D:\\${index}.bin`, status, reason }));
  const files = [...answers.keys(), answers.length].map((index) => ({ path: `\\${index}.bin`, size: 1 }));
  using machine = startMachine({ filters: [{ ...vetoing('X:\\*'), vetoes }], volumes: [systemVolume, { ...gameVolume, files }] });
  await using opened = openScans(machine);
  const { scan } = await scanAll(opened.scans, ['D:\\']);
  const found = new Map(allFiles(opened.scans, scan).map((file) => [file.path, file.causes]));
  const asked = machine.service.query(files.map(({ path }) => `D:${path}`)).results;
  const told = ({ driver, ntstatus, reason }: Cause) => [driver, ntstatus, reason];
  expect(asked.map(({ path }) => found.get(path)?.map(told))).toEqual(asked.map(({ causes }) => causes.map(told)));
  expect(new Set([...found.values()].map((causes) => JSON.stringify(causes))).size).toBe(4);
});

function vetoing(path: string) {
  return {
    name: 'Vault',
    driver: 'vault.sys',
    altitude: '141100',
    supportedFeatures: 15,
    volumes: ['D:'],
    vetoes: [{ path, status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'Encrypted' }],
  };
}

describe('names and places', () => {
  test('names that Windows would take for something else, or that text has trouble with', async () => {
    const host = hostFolder('names');
    const names = [
      'NUL',
      'con.txt',
      'COM1',
      'point.',
      'space ',
      ' first',
      '%TEMP%',
      "it's",
      'a;b',
      '=1+1',
      '-x',
      '@',
      'Ünïcode ☃',
      'データ.pak',
      '𝕏𝕐',
      '\u00e9',
      'e\u0301',
      '[x]',
      '{y}',
      '~1',
      '...',
    ];
    for (const name of names) writeFileSync(join(host, name), 'x'.repeat(5000));
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, hostDirectory: host }] });
    await using opened = openScans(machine);
    const { scan, byVerdict } = await scanAll(opened.scans, ['D:\\']);
    expect(
      allFiles(opened.scans, scan)
        .map(({ path }) => path.slice('D:\\'.length))
        .sort(),
    ).toEqual(names.toSorted());
    expect(byVerdict.full.files).toBe(names.length);
  });

  test('names that are no text', async () => {
    const names = ['lone\ud800', 'lone\udfff', 'wrong\udfff\ud800', 'tab\u0001'];
    const files = names.map((name) => ({ path: `\\${name}`, size: 7 }));
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files }] });
    await using opened = openScans(machine);
    const { scan } = await scanAll(opened.scans, ['D:\\']);
    const found = allFiles(opened.scans, scan);
    expect(found.map(({ path }) => path.slice('D:\\'.length)).sort()).toEqual(names.toSorted());
    // Win32 opens no name with a control character.
    expect(found.filter(({ verdict }) => verdict !== 'full').map(({ path }) => path)).toEqual(['D:\\tab\u0001']);
  });

  test('a path as long as Windows allows', async () => {
    const segments = Array.from({ length: 160 }, (_, index) => `${index}-`.padEnd(200, 'x'));
    const path = `\\${segments.join('\\')}\\file.bin`;
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files: [{ path, size: 7 }] }] });
    await using opened = openScans(machine);
    const { scan } = await scanAll(opened.scans, ['D:\\']);
    expect(path.length).toBeGreaterThan(32_000);
    expect(allFiles(opened.scans, scan).map((file) => [file.path, file.verdict])).toEqual([[`D:${path}`, 'full']]);
  });

  test('links lead nowhere: not around in circles, not out of the root', async () => {
    const host = hostFolder('links');
    mkdirSync(join(host, 'a', 'b'), { recursive: true });
    writeFileSync(join(host, 'a', 'b', 'one.bin'), 'x');
    symlinkSync('../..', join(host, 'a', 'b', 'up'));
    symlinkSync('/etc', join(host, 'a', 'out'));
    symlinkSync('b/one.bin', join(host, 'a', 'same.bin'));
    symlinkSync('nowhere', join(host, 'a', 'broken'));
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, hostDirectory: host }] });
    await using opened = openScans(machine);
    const { scan } = await scanAll(opened.scans, ['D:\\']);
    expect([scan.files, scan.folders, scan.links]).toEqual([1, 3, 4]);
  });

  test('a root inside another counts once, in whatever case it is written', async () => {
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files: [{ path: '\\Games\\a.bin', size: 1 }] }] });
    await using opened = openScans(machine);
    const { scan } = await scanAll(opened.scans, ['d:\\games\\', 'D:\\Games', 'D:\\', 'D:/Games']);
    expect([scan.roots, scan.files]).toEqual([['D:\\'], 1]);
  });
});

describe('sums', () => {
  const random = (seed: number) => () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };

  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'over verdicts, causes, folders and files agree with the total (tree %d)',
    async (seed) => {
      const next = random(seed);
      const files = Array.from({ length: 80 }, (_, index) => ({
        path: `\\${['A', 'A!', 'B', 'A\\B', 'A\\C\\D', 'b'][Math.floor(next() * 6)]}\\f${index}`,
        size: Math.floor(next() * 1e9),
        attributes: ATTRIBUTES.filter(() => next() < 0.2),
        open: (['allowed', 'allowed', 'allowed', 'denied', 'inUse'] as const)[Math.floor(next() * 5)] ?? 'allowed',
      }));
      using machine = startMachine({ filters: [vetoing('D:\\A\\*')], volumes: [systemVolume, { ...gameVolume, files }] });
      await using opened = openScans(machine);
      const { scan, byVerdict, byCause, byFailure } = await scanAll(opened.scans, ['D:\\'], seed % 2 === 0 ? 'every' : 'fast');
      const sum = (parts: readonly { readonly files: number; readonly bytes: number }[]) => [
        parts.reduce((total, part) => total + part.files, 0),
        parts.reduce((total, part) => total + part.bytes, 0),
      ];
      const total = [files.length, files.reduce((bytes, { size }) => bytes + size, 0)];
      const { folders, own } = must(opened.scans.folders({ scan: scan.id, parent: 'D:\\', limit: 100 }));
      const roots = must(opened.scans.folders({ scan: scan.id, parent: null, limit: 100 })).folders;
      expect([scan.files, scan.bytes]).toEqual(total);
      expect(sum(VERDICTS.map((verdict) => byVerdict[verdict]))).toEqual(total);
      expect(sum([byVerdict.full, ...byCause, ...byFailure])).toEqual(total);
      expect(sum([...folders, ...(own === null ? [] : [own])])).toEqual(total);
      expect(sum(roots)).toEqual(total);
      expect(sum(allFiles(opened.scans, scan, 7).map(({ bytes }) => ({ files: 1, bytes })))).toEqual(total);
    },
  );

  test('a folder holds everything below it, and those past the limit are summed up', async () => {
    const files = ['A\\1', 'A\\2', 'A!\\3', 'A\\B\\4', 'C\\5'].map((path, index) => ({ path: `\\${path}`, size: 10 ** index }));
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files }] });
    await using opened = openScans(machine);
    const { scan } = await scanAll(opened.scans, ['D:\\']);
    const { folders, others } = must(opened.scans.folders({ scan: scan.id, parent: 'D:\\', limit: 2 }));
    expect(folders.map(({ name, files: count, bytes, folders: below, worst }) => [name, count, bytes, below, worst])).toEqual([
      ['C', 1, 10_000, 0, 'full'],
      ['A', 3, 1_011, 1, 'full'],
    ]);
    expect([others?.files, others?.bytes, others?.folders]).toEqual([1, 100, 1]);
    expect(opened.scans.folders({ scan: scan.id, parent: 'D:\\nowhere', limit: 2 })).toMatchObject({
      ok: false,
      error: { kind: 'badRequest' },
    });
  });

  test('pages go on behind their last row, largest first', async () => {
    const files = Array.from({ length: 50 }, (_, index) => ({
      path: `\\x\\${index}`,
      size: (index * 7) % 10,
      attributes: index % 3 === 0 ? ['sparse' as const] : [],
    }));
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files }] });
    await using opened = openScans(machine);
    const { scan } = await scanAll(opened.scans, ['D:\\']);
    const paged = allFiles(opened.scans, scan, 3);
    expect(paged).toEqual(allFiles(opened.scans, scan, 1_000));
    expect(paged.map(({ bytes }) => bytes)).toEqual(files.map(({ size }) => size).sort((a, b) => b - a));
    expect(new Set(paged.map(({ path }) => path)).size).toBe(50);
  });
});

describe('fast', () => {
  test('what nobody asked is marked, and sums say how much of it there is', async () => {
    const files = [
      ...Array.from({ length: 20 }, (_, index) => ({ path: `\\pak${index}`, size: 10 })),
      { path: '\\packed', size: 10, attributes: ['compressed' as const] },
    ];
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files }] });
    await using opened = openScans(machine);
    const { scan, byVerdict, byCause } = await scanAll(opened.scans, ['D:\\'], 'fast');
    expect([byVerdict.full, byVerdict.blocked]).toEqual([
      { files: 20, bytes: 200, concluded: 17 },
      { files: 1, bytes: 10, concluded: 1 },
    ]);
    expect(byCause.map(({ evidence, concluded }) => [evidence, concluded])).toEqual([['fileAttribute', 1]]);
    expect(allFiles(opened.scans, scan).filter(({ concluded }) => concluded).length).toBe(18);
  });
});

describe('two scans of one folder', () => {
  test('what came, went, changed, and got worse', async () => {
    const host = hostFolder('compare');
    const write = (name: string, text: string) => writeFileSync(join(host, name), text);
    const makeSparse = (name: string) => {
      const file = openSync(join(host, name), 'w');
      ftruncateSync(file, 2 ** 22);
      closeSync(file);
    };
    for (const name of ['same', 'grown', 'gone', 'worse']) write(name, 'x'.repeat(5000));
    makeSparse('better');
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, hostDirectory: host }] });
    await using opened = openScans(machine);
    const before = (await scanAll(opened.scans, ['D:\\'])).scan.id;
    rmSync(join(host, 'gone'));
    rmSync(join(host, 'better'));
    write('better', 'x'.repeat(5000));
    write('grown', 'x'.repeat(9000));
    write('new', 'x');
    makeSparse('worse');
    const after = (await scanAll(opened.scans, ['D:\\'])).scan.id;
    const { changes, totals, sentence } = must(await opened.scans.compare({ before, after, from: null, limit: 100 }));
    expect(changes.map(({ path, change }) => `${path} ${change}`)).toEqual([
      '\\better better',
      '\\gone removed',
      '\\grown different',
      '\\new added',
      '\\worse worse',
    ]);
    expect(Object.values(totals).map(({ files }) => files)).toEqual([1, 1, 1, 1, 1]);
    expect(sentence).toMatch(/^1 file \(4\.00 MB\) got worse/);
    const second = must(await opened.scans.compare({ before, after, from: changes[1]?.path ?? null, limit: 2 }));
    expect([second.changes.map(({ path }) => path), second.next]).toEqual([['\\grown', '\\new'], '\\new']);
    expect(must(await opened.scans.compare({ before: after, after, from: null, limit: 1 })).sentence).toBe(
      'Nothing changed between the two scans',
    );
  });
});
