import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { ScanResult } from '../../main/contract/scan.ts';
import { type Io, run } from '../../main/shell/cli/bpio.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'bpio-cli-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nobody presses Ctrl+C unless told. */
async function bpio(argv: readonly string[], interrupted: Promise<void> = new Promise(() => undefined)) {
  let out = '';
  let note = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    note: (text) => {
      note += text;
    },
    ask: async () => null,
    style: { color: false, columns: 100 },
    interrupted,
  };
  return { code: await run(argv, io), out, note };
}

let databases = 0;
const db = (): string => {
  databases += 1;
  return join(folder, `${databases}.db`);
};
const scenario = (
  name: string,
  files: readonly unknown[],
  volume: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): string => {
  const file = join(folder, `${name}.json`);
  const base = { fileSystem: 'NTFS', storageDriver: 'stornvme.sys', busType: 'NVMe', compatible: true };
  const volumes = [
    { ...base, mount: 'C:' },
    { ...base, mount: 'D:', files, ...volume },
  ];
  writeFileSync(file, JSON.stringify({ schemaVersion: 1, machine: { name: 'SCAN', os: '10.0.26100', elevated: true }, volumes, ...more }));
  return file;
};

const mixed = scenario('mixed', [
  { path: '\\Games\\Paks\\a.pak', size: 30, attributes: ['compressed'] },
  { path: '\\Games\\Paks\\b.pak', size: 10, attributes: ['compressed'] },
  { path: '\\Games\\c.pak', size: 60 },
]);

describe('scan', () => {
  test('the answer comes first, then causes with the command that undoes them', async () => {
    const { code, out } = await bpio(['scan', 'D:\\Games', '--sim', mixed, '--db', db()]);
    expect(out.split('\n')[2]).toBe('40 % of 100 bytes is not eligible: 2 compressed files, all under \\Paks.');
    expect(out).toContain('ntfs.sys refuses these files: 2 files, 40 bytes');
    expect(out).toContain('to undo  compact /u /a /i /s:"D:\\Games\\Paks"');
    expect(code).toBe(2);
  });

  test('JSON has the promised keys', async () => {
    const { out } = await bpio(['scan', 'D:\\Games', '--sim', mixed, '--db', db(), '--json']);
    const { data } = JSON.parse(out) as { data: Record<string, unknown> & ScanResult };
    expect(data).toMatchObject({
      root: 'D:\\Games',
      files: 3,
      bytes: 100,
      byVerdict: { full: { files: 1, bytes: 60 }, blocked: { files: 2, bytes: 40 } },
      byCause: [
        {
          layer: 'fileSystem',
          driver: 'ntfs.sys',
          ntstatusName: 'STATUS_NOT_SUPPORTED_WITH_COMPRESSION',
          files: 2,
          bytes: 40,
          worst: [
            { path: 'D:\\Games\\Paks\\a.pak', bytes: 30 },
            { path: 'D:\\Games\\Paks\\b.pak', bytes: 10 },
          ],
        },
      ],
      errors: [],
      cancelled: false,
    });
    expect(ScanResult.omit({ scan: true }).safeParse(data).error?.issues).toBeUndefined();
  });

  test('CSV has every file, largest first, and no formulas', async () => {
    const host = join(folder, 'csv');
    mkdirSync(host);
    writeFileSync(join(host, '=1+1,.txt'), 'x'.repeat(10));
    writeFileSync(join(host, 'b.txt'), 'x');
    const file = scenario('csv', [], { hostDirectory: host });
    const { out } = await bpio(['scan', 'D:\\', '--sim', file, '--db', db(), '--csv']);
    expect(
      out
        .split('\r\n')
        .slice(1, 3)
        .map((line) => line.split(',full,')[0]),
    ).toEqual(['"D:\\=1+1,.txt",10', 'D:\\b.txt,1']);
  });

  test.each([
    ['all of it full', [{ path: '\\a', size: 5 }], [], 0],
    [
      'one refused',
      [
        { path: '\\a', size: 5 },
        { path: '\\b', size: 1, attributes: ['sparse'] },
      ],
      [],
      2,
    ],
    [
      'one refused that holds nothing',
      [
        { path: '\\a', size: 5 },
        { path: '\\b', size: 0, attributes: ['sparse'] },
      ],
      [],
      0,
    ],
    [
      'less than the threshold',
      [
        { path: '\\a', size: 99 },
        { path: '\\b', size: 1, attributes: ['sparse'] },
      ],
      ['--threshold', '5%'],
      0,
    ],
    [
      'more than the threshold',
      [
        { path: '\\a', size: 90 },
        { path: '\\b', size: 10, attributes: ['sparse'] },
      ],
      ['--threshold', '5%'],
      2,
    ],
    ['one that cannot be opened', [{ path: '\\a', size: 9, open: 'inUse' }], [], 5],
    ['nothing at all', [], [], 0],
  ])('exit code: %s', async (title, files, flags, expected) => {
    const file = scenario(`exit-${title.replaceAll(' ', '-')}`, files);
    expect((await bpio(['scan', 'D:\\', '--sim', file, '--db', db(), '--quiet', ...flags])).code).toBe(expected);
  });

  test('--fail-on blocked lets partial pass', async () => {
    const file = scenario('partial', [{ path: '\\a', size: 5 }], { compatible: false });
    const codes: number[] = [];
    for (const flags of [[], ['--fail-on', 'partial'], ['--fail-on', 'blocked']]) {
      codes.push((await bpio(['scan', 'D:\\', '--sim', file, '--db', db(), '--quiet', ...flags])).code);
    }
    expect(codes).toEqual([1, 1, 0]);
  });

  test('Ctrl+C keeps what was found, says so, and --resume goes on', async () => {
    const file = db();
    const cancelled = await bpio(['scan', 'D:\\Games', '--sim', mixed, '--db', file, '--json'], Promise.resolve());
    expect(JSON.parse(cancelled.out).data).toMatchObject({ cancelled: true, state: 'cancelled', scan: 1 });
    const resumed = await bpio(['scan', '--resume', '1', '--sim', mixed, '--db', file, '--json']);
    expect(JSON.parse(resumed.out).data).toMatchObject({ cancelled: false, state: 'finished', scan: 1, files: 3 });
  });

  test('--since says what changed', async () => {
    const file = db();
    await bpio(['scan', 'D:\\Games', '--sim', mixed, '--db', file]);
    const better = scenario('better', [
      { path: '\\Games\\Paks\\a.pak', size: 30 },
      { path: '\\Games\\Paks\\b.pak', size: 10, attributes: ['compressed'] },
    ]);
    const { out } = await bpio(['scan', 'D:\\Games', '--since', '1', '--sim', better, '--db', file]);
    expect(out).toContain('1 file (30 bytes) got better, 1 file (60 bytes) went.');
  });

  test.each([
    [['scan'], 6],
    [['scan', 'D:\\nowhere'], 5],
    [['scan', 'D:\\Games\\c.pak'], 6],
    [['scan', '\\\\server\\share'], 3],
    [['scan', 'D:\\', '--threshold', 'much'], 6],
    [['scan', 'D:\\', '--fail-on', 'full'], 6],
    [['scan', '--resume', '7'], 6],
    [['scan', 'D:\\', '--resume', '7'], 6],
    [['scan', 'D:\\', '--since', 'x'], 6],
  ])('%j ends with %d', async (argv, expected) => {
    expect((await bpio([...argv, '--sim', mixed, '--db', db()])).code).toBe(expected);
  });

  test('a place where no database can be made', async () => {
    const { code, note } = await bpio(['scan', 'D:\\', '--sim', mixed, '--db', join(mixed, 'below-a-file.db')]);
    expect(code).toBe(5);
    expect(note).toContain('event database');
  });
});

describe('games', () => {
  const host = join(folder, 'games');
  const write = (path: string, content: string | Uint8Array): void => {
    const file = join(host, ...path.split('\\'));
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  };
  write(
    'Steam\\steamapps\\libraryfolders.vdf',
    '"libraryfolders" { "0" { "path" "D:\\\\Steam" } "1" { "path" "D:\\\\More" } "2" { "path" "D:\\\\..\\\\Windows" } }',
  );
  write('Steam\\steamapps\\appmanifest_1.acf', '"AppState" { "appid" "1" "name" "One" "installdir" "One" "SizeOnDisk" "7" }');
  write('Steam\\steamapps\\appmanifest_2.acf', '"AppState" { "appid" "2" "name" "Bad" "installdir" "..\\\\..\\\\Windows" }');
  write('Steam\\steamapps\\appmanifest_3.acf', '"AppState" { "appid"');
  write('Steam\\steamapps\\appmanifest_5.acf', `"AppState" { "appid" "5" "name" "${'x'.repeat(5 << 20)}" "installdir" "Five" }`);
  write('Steam\\steamapps\\common\\One\\data.pak', 'x'.repeat(1000));
  write('Steam\\steamapps\\common\\One\\bin\\dstorage.dll', 'not a library');
  write('More\\steamapps\\appmanifest_4.acf', '"AppState" { "appid" "4" "name" "Four" "installdir" "Four" }');
  write('More\\steamapps\\common\\Four\\a', 'x');
  write(
    'Epic\\Manifests\\a.item',
    JSON.stringify({ AppName: 'e', DisplayName: 'Epic One', InstallLocation: 'D:\\EpicOne', InstallSize: 5 }),
  );
  write('Epic\\Manifests\\b.item', '{"InstallLocation":');
  write('EpicOne\\game.exe', 'x'.repeat(10));
  write('Gog\\Two\\a', 'xx');
  write('Ea\\Three\\a', 'xxx');
  const root = Buffer.concat([Buffer.from('RGBX\x01\0\0\0', 'latin1'), Buffer.from('XboxGames\0', 'utf16le')]);
  write('.GamingRoot', root);
  write('XboxGames\\Halo\\Content\\MicrosoftGame.config', '<Game><ShellVisuals DefaultDisplayName="Halo &amp; Co"/></Game>');
  write('XboxGames\\GameSave\\x', 'x');
  const key = (path: string, name: string, text: string) => ({ key: `HKLM\\SOFTWARE\\WOW6432Node\\${path}`, name, text });
  const registry = [
    { key: 'HKCU\\Software\\Valve\\Steam', name: 'SteamPath', text: 'd:/steam' },
    key('Epic Games\\EpicGamesLauncher', 'AppDataPath', 'D:\\Epic\\'),
    key('GOG.com\\Games\\1207', 'path', 'D:\\Gog\\Two'),
    key('GOG.com\\Games\\1207', 'gameName', 'Two'),
    key('EA Games\\Three', 'Install Dir', 'D:\\Ea\\Three\\'),
    key('EA Games\\Hostile', 'Install Dir', '\\\\server\\share'),
  ];
  const file = scenario('games', [], { hostDirectory: host }, { registry });

  test('titles of every store, with what lies in their folders; what is damaged is named and the rest goes on', async () => {
    const { code, out } = await bpio(['games', '--sim', file, '--json']);
    const { data } = JSON.parse(out);
    expect(code).toBe(0);
    expect(data.games.map((game: Record<string, unknown>) => [game.store, game.title, game.bytes, game.storeBytes])).toEqual([
      ['steam', 'One', 1013, 7],
      ['xbox', 'Halo & Co', 63, null],
      ['epic', 'Epic One', 10, 5],
      ['ea', 'Three', 3, null],
      ['gog', 'Two', 2, null],
      ['steam', 'Four', 1, null],
    ]);
    expect(data.games[0].runtime).toEqual([{ name: 'dstorage.dll', path: expect.stringMatching(/\\bin\\dstorage\.dll$/i), version: null }]);
    expect(data.problems.map((problem: Record<string, string>) => [problem.store, problem.source?.split('\\').at(-1)])).toEqual([
      ['steam', 'libraryfolders.vdf'],
      ['steam', 'appmanifest_2.acf'],
      ['steam', 'appmanifest_3.acf'],
      ['steam', 'appmanifest_5.acf'],
      ['epic', 'b.item'],
      ['ea', 'Hostile'],
    ]);
  });

  test('text marks the files of DirectStorage as a hint', async () => {
    const { out } = await bpio(['games', '--sim', file]);
    expect(out).toContain('a hint only');
    expect(out).toContain('dstorage.dll (no version)');
  });

  test('a machine without launchers', async () => {
    expect((await bpio(['games', '--sim', mixed])).out).toContain('No titles');
  });
});
