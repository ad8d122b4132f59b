import { describe, expect, test } from 'vitest';
import { nameInPlace, splitName } from '../../main/domain/redaction/known-folders.ts';
import { domainOf, namesByForm, namesOfMachine } from '../../main/domain/redaction/names.ts';
import { pathParts, placeBehind } from '../../main/domain/redaction/paths.ts';
import { isPlaceholder, placeholder } from '../../main/domain/redaction/placeholders.ts';
import { Redactor } from '../../main/domain/redaction/redactor.ts';
import { folded } from '../../main/domain/redaction/terms.ts';

/** What is replaced of a text: `kind:name`, and nothing of what stays. */
const replacedIn = (text: string, kind: 'path' | 'prose'): string[] =>
  pathParts(text, kind).flatMap(({ from, to, kind: said }) => (said === 'keep' ? [] : [`${said}:${text.slice(from, to)}`]));

describe('a whole text that is a path', () => {
  test.each<readonly [string, readonly string[]]>([
    ['C:\\Windows\\System32\\drivers\\wof.sys', []],
    ['C:\\Program Files (x86)\\Vendor\\App\\app.exe', []],
    ['c:\\pagefile.sys', []],
    ['C:\\Users\\Anna Meier\\Documents\\Brief an Bob.docx', ['user:Anna Meier', 'path:Brief an Bob.docx']],
    ['C:\\Users\\Public\\Documents\\x.txt', ['path:x.txt']],
    ['C:\\Users\\Anna\\AppData\\Local\\Microsoft\\OneDrive\\log.txt', ['user:Anna', 'path:log.txt']],
    ['D:\\Stuff\\Windows\\a.bin', ['path:Stuff', 'path:Windows', 'path:a.bin']],
    ['D:\\Games\\Title\\data\\pak0.bin', []],
    ['E:\\SteamLibrary\\steamapps\\common\\Title\\x.pak', []],
    ['C:\\Users\\Anna\\Games\\Title\\x.pak', ['user:Anna']],
    ['\\\\?\\C:\\Users\\Anna\\x', ['user:Anna', 'path:x']],
    ['\\\\?\\UNC\\server\\share\\x', ['uncHost:server', 'path:share', 'path:x']],
    ['\\\\server.corp.example\\c$\\Windows\\x', ['uncHost:server.corp.example', 'path:c$', 'path:Windows', 'path:x']],
    ['\\??\\D:\\Ordner\\x', ['path:Ordner', 'path:x']],
    ['\\Device\\HarddiskVolume3\\Users\\Anna\\x', ['user:Anna', 'path:x']],
    ['\\Device\\Mup\\server\\share\\x', ['uncHost:server', 'path:share', 'path:x']],
    ['\\Device\\LanmanRedirector\\;Z:000000000003e7\\server\\share\\x', ['uncHost:server', 'path:share', 'path:x']],
    ['\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\Ordner', ['serial:01234567-89ab-cdef-0123-456789abcdef', 'path:Ordner']],
    ['\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy2\\Ordner', ['path:Ordner']],
    ['\\SystemRoot\\System32\\drivers\\x.sys', []],
    ['\\FileSystem\\Filters\\FltMgrMsg', []],
    ['\\\\.\\PhysicalDrive0', []],
    ['\\Ordner\\x.bin', ['path:Ordner', 'path:x.bin']],
    ['D:\\a<D800>b\\x', ['path:a<D800>b', 'path:x']],
    ['D:/Ordner/x.bin', ['path:Ordner', 'path:x.bin']],
    ['D:\\', []],
    ['D:', []],
    ['WdFilter', []],
  ])('%s', (path, replaced) => {
    expect(replacedIn(path, 'path')).toEqual(replaced);
  });
});

describe('a path among words', () => {
  test.each<readonly [string, readonly string[]]>([
    ['see C:\\Users\\Anna\\notes.txt for more', ['user:Anna', 'path:notes.txt']],
    ['the file "D:\\My Documents old\\a b.docx" is slow', ['path:My Documents old', 'path:a b.docx']],
    ['D:\\Plan or E:\\Other.', ['path:Plan', 'path:Other']],
    ['on \\\\server it works', ['uncHost:server']],
    ['copied (\\\\server\\share), then gone', ['uncHost:server', 'path:share']],
    ['HKLM\\SYSTEM\\CurrentControlSet\\Services\\x', []],
    ['CORP\\anna said so', []],
    ['a pattern \\d+ is none', []],
    ['https://example.org/a/b is none', []],
    ['file:///C:/Users/Anna/x.txt', ['user:Anna', 'path:x.txt']],
    ['no path: at all', []],
  ])('%s', (text, replaced) => {
    expect(replacedIn(text, 'prose')).toEqual(replaced);
  });
});

test('what a name means depends on what stands before it, and on nothing behind it', () => {
  for (const path of [
    'C:\\Users\\Anna\\AppData\\Local\\Temp',
    'D:\\SteamLibrary\\steamapps\\common',
    'D:\\x\\y',
    'C:\\Windows\\System32',
  ]) {
    const names = path.split('\\');
    for (let count = 2; count < names.length; count++) {
      const [before, whole] = [names.slice(0, count).join('\\'), names.slice(0, count + 1).join('\\')];
      const name = names[count] ?? '';
      expect(pathParts(whole, 'path').at(-1)?.kind).toBe(nameInPlace(name, placeBehind(before)).kind);
    }
  }
});

test.each([
  ['plan.docx', ['plan', '.docx']],
  ['anna.smith', ['anna.smith', '']],
  ['PAK0.BIN', ['PAK0', '.BIN']],
  ['.bin', ['.bin', '']],
  ['a.tar.gz', ['a.tar', '.gz']],
])('of %s the extension stays where it says what the file is', (name, parts) => {
  expect(splitName(name)).toEqual(parts);
});

describe('names that are told by their form', () => {
  test.each<readonly [string, readonly string[]]>([
    ['owned by S-1-5-21-1-2-3-1001', ['sid:S-1-5-21-1-2-3']],
    ['S-1-5-18 and S-1-5-32-544 are everywhere', []],
    ['from anna.m@corp.example', ['user:anna.m', 'domain:corp.example']],
    ['Serial Number: S4EVNX0R', ['serial:S4EVNX0R']],
    ['serialised data', []],
    ['\\\\?\\scsi#disk&ven_nvme#5&1f2e3d4c&0&000000#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}', ['serial:5&1f2e3d4c&0&000000']],
    ['relative Users\\anna\\x', ['user:anna']],
  ])('%s', (text, names) => {
    expect([...namesByForm(text)].map(({ category, name }) => `${category}:${name}`)).toEqual(names);
  });

  test('a machine in a domain, and an account whose user is known', () => {
    expect([...namesOfMachine('pc1.corp.example')]).toEqual([
      { category: 'machine', name: 'pc1' },
      { category: 'domain', name: 'corp.example' },
    ]);
    expect(domainOf('run as CONTOSO\\anna', (name) => name === 'anna')).toBe('CONTOSO');
    expect(domainOf('run as CONTOSO\\bob', (name) => name === 'anna')).toBeNull();
    expect(domainOf('C:\\Users\\anna', (name) => name === 'anna')).toBeNull();
  });
});

describe('what stands in the place of a name', () => {
  const digits = '0123456789abcdef'.repeat(4);
  test.each([
    ['user', 'Anna', 'user-01234567'],
    ['path', 'Plan', 'name-0123456789ab'],
    ['uncHost', 'server', 'host-01234567'],
    ['sid', 'S-1-5-21-1-2-3', 'S-1-5-21-19088743-2309737967-19088743'],
    ['serial', '01234567-89ab-cdef-0123-456789abcdef', '01234567-89ab-cdef-0123-456789abcdef'],
  ] as const)('%s', (category, name, expected) => {
    expect(placeholder(category, digits, name)).toBe(expected);
  });

  test('is known as such, so that it is not replaced again', () => {
    expect(['user-01234567', 'name-0123456789ab'].map(isPlaceholder)).toEqual([true, true]);
    expect(['user-x', 'name-0123', 'someuser-01234567'].map(isPlaceholder)).toEqual([false, false, false]);
  });
});

test('lower case has the length of the text, also where a letter grows', () => {
  for (const text of ['ABC', 'İstanbul', 'ẞ', '𝕏Ä']) expect(folded(text)).toHaveLength(text.length);
});

describe('a redactor', () => {
  const made = (add: readonly string[] = []): Redactor =>
    new Redactor({
      digits: (name) =>
        [...name]
          .reduce((sum, unit) => sum + unit.charCodeAt(0), 0)
          .toString(16)
          .padStart(64, '0'),
      allow: [],
      add,
      structure: ['verdict blocked events'],
      sentences: ['the channel is closed'],
    });
  const afterLearning = (redactor: Redactor, ...texts: readonly string[]): Redactor => {
    for (const text of texts) redactor.learn(text, 'prose');
    redactor.settle();
    return redactor;
  };

  test('replaces a person in the middle of a word, but no word that only looks like it', () => {
    const redactor = afterLearning(made(), 'C:\\Users\\anne\\x', 'C:\\Users\\annabelle\\x');
    expect(redactor.redact('the channel, anne, annabelle2 and ANNABELLEphotos', 'prose')).toMatch(
      /^the channel, user-\w{8}, user-\w{8}2 and user-\w{8}photos$/,
    );
  });

  test('replaces a file that is known where it stands alone', () => {
    const redactor = afterLearning(made(), 'D:\\Geheimprojekt\\Plan Nord.pdf');
    expect(redactor.redact('Geheimprojekt: see plan nord, not Geheimprojekte', 'prose')).toMatch(
      /^name-\w{12}: see name-\w{12}, not Geheimprojekte$/,
    );
  });

  test('leaves what it has replaced as it is', () => {
    const redactor = afterLearning(made(['Blue Tuesday']), 'C:\\Users\\Anna\\Plan Nord.pdf on \\\\server\\share');
    const texts = ['C:\\Users\\Anna\\Plan Nord.pdf', 'Anna on Blue Tuesday: \\\\server\\share\\Plan Nord.pdf', 'plan nord'];
    for (const text of texts) {
      const once = redactor.redact(text, 'prose');
      expect(once).not.toBe(text);
      expect(redactor.redact(once, 'prose')).toBe(once);
    }
  });

  test('a word of the product stays where it is no name', () => {
    const redactor = afterLearning(made(), 'C:\\Users\\blocked\\x');
    expect(redactor.redact('C:\\Users\\blocked\\x is blocked', 'prose')).toMatch(/^C:\\Users\\user-\w{8}\\name-\w{12} is blocked$/);
    expect(redactor.preview(0).kept).toEqual([{ term: 'blocked', why: expect.stringContaining('also a word of this product') }]);
  });

  test('counts cells, not places', () => {
    const redactor = afterLearning(made(), 'C:\\Users\\Annabelle\\x');
    for (const text of ['Annabelle and Annabelle', 'Annabelle', 'nobody']) {
      redactor.nextCell();
      redactor.redact(text, 'prose');
    }
    expect(redactor.preview(0).categories).toEqual([{ category: 'user', terms: 1, cells: 2 }]);
  });
});
