import { describe, expect, test } from 'vitest';
import { epicTitle, localFolder, steamLibraries, steamTitle, xboxFolders, xboxTitle } from '../../main/domain/libraries.ts';

const acf = (installdir: string) => `"AppState" { "appid" "42" "name" "Title" "installdir" "${installdir}" "SizeOnDisk" "123456" }`;

describe('what a manifest may name', () => {
  test.each([
    ['an ordinary folder', 'D:\\Games\\Title\\', 'D:\\Games\\Title'],
    ['with slashes, as Steam writes it', 'c:/program files (x86)/steam', 'c:\\program files (x86)\\steam'],
  ])('%s', (_title, path, folder) => {
    expect(localFolder(path)).toEqual({ ok: true, value: folder });
  });

  test.each([
    '',
    'Games',
    '\\\\server\\share\\Games',
    '\\\\.\\PhysicalDrive0',
    '\\\\?\\C:\\Games',
    'D:\\Games\\..\\Windows',
    'D:Games',
    'D:\\a\u0000b',
    'D:\\a:stream',
    'D:\\*',
  ])('not %j', (path) => {
    expect(localFolder(path).ok).toBe(false);
  });

  test.each(['..', '..\\\\..\\\\Windows', 'C:\\\\Windows', 'a/b', '.', ''])(
    'a title of Steam cannot lead out of its library: %j',
    (installdir) => {
      expect(steamTitle(acf(installdir), 'D:\\SteamLibrary')).toMatchObject({ ok: false });
    },
  );
});

test('libraries of Steam in the form of today and of ten years ago', () => {
  const now =
    '"libraryfolders" { "0" { "path" "C:\\\\Steam" "apps" { "42" "1" } } "1" { "path" "\\\\\\\\server\\\\x" } "contentstatsid" "7" }';
  const then = '"LibraryFolders" { "TimeNextStatsReport" "1" "1" "D:\\\\SteamLibrary" }';
  expect([steamLibraries(now), steamLibraries(then)]).toEqual([
    { ok: true, value: { folders: ['C:\\Steam'], refused: [expect.objectContaining({ detail: expect.stringContaining('server') })] } },
    { ok: true, value: { folders: ['D:\\SteamLibrary'], refused: [] } },
  ]);
});

test('a manifest of Steam that is cut off at any place is a failure', () => {
  const text = acf('Title');
  expect(Array.from({ length: text.length - 1 }, (_, end) => steamTitle(text.slice(0, end), 'D:\\SteamLibrary').ok)).not.toContain(true);
});

test('a title of Steam lies below common', () => {
  expect(steamTitle(acf('Title One'), 'D:\\SteamLibrary')).toEqual({
    ok: true,
    value: { id: '42', title: 'Title', folder: 'D:\\SteamLibrary\\steamapps\\common\\Title One', storeBytes: 123_456 },
  });
});

describe('a title of Epic', () => {
  const item = JSON.stringify({ AppName: 'Fortnite', DisplayName: 'Fortnite', InstallLocation: 'D:\\Epic\\Fortnite', InstallSize: 99 });

  test('with everything it says', () => {
    expect(epicTitle(`\ufeff${item}`)).toEqual({
      ok: true,
      value: { id: 'Fortnite', title: 'Fortnite', folder: 'D:\\Epic\\Fortnite', storeBytes: 99 },
    });
  });

  test('cut off at any place it is a failure', () => {
    expect(Array.from({ length: item.length }, (_, end) => epicTitle(item.slice(0, end)).ok)).not.toContain(true);
  });

  test.each(['[]', '3', '{"InstallLocation":7}', '{"InstallLocation":"\\\\\\\\x\\\\y"}'])('not one: %s', (text) => {
    expect(epicTitle(text).ok).toBe(false);
  });
});

describe('Xbox', () => {
  const root = (...folders: readonly string[]): Uint8Array => {
    const head = Buffer.from('RGBX\0\0\0\0', 'latin1');
    head.writeUInt32LE(folders.length, 4);
    return Buffer.concat([head, Buffer.from(`${folders.join('\0')}\0`, 'utf16le')]);
  };

  test('the folders of a drive', () => {
    expect(xboxFolders(root('XboxGames', '\\More'), 'E:')).toEqual({ ok: true, value: ['E:\\XboxGames', 'E:\\More'] });
  });

  test('never one outside of it, and nothing of a file that is not one', () => {
    const hostile = [root('..\\..\\Windows'), Buffer.from('nonsense'), new Uint8Array(3)];
    expect(hostile.map((bytes) => xboxFolders(bytes, 'E:').ok)).toEqual([false, false, false]);
  });

  test('a title by its display name, where that is one', () => {
    const config = (name: string) => `<Game><ShellVisuals StoreLogo="a.png" DefaultDisplayName="${name}" /></Game>`;
    expect([xboxTitle(config('Forza &amp; Friends')), xboxTitle(config('ms-resource:AppName')), xboxTitle('<Game')]).toEqual([
      'Forza & Friends',
      null,
      null,
    ]);
  });
});
