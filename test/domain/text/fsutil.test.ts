import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verdictOfFsutil } from '../../../main/domain/fsutil-verdict.ts';
import { readFsutil } from '../../../main/domain/text/fsutil.ts';
import { pastedLines } from '../../../main/domain/text/pasted.ts';
import { hasSamples, random, SAMPLES, workedMs } from '../../etw/samples.ts';

const read = (text: string) => readFsutil(pastedLines(text));

/** Verdict, then who refuses with which code, then the storage: what a reader wants to know, in one line. */
function short(text: string): string {
  return read(text)
    .outputs.map((output) => {
      const { verdict, causes, storage } = verdictOfFsutil(output, []);
      const who = causes.map(
        ({ layer, driver, win32, ntstatusName, evidence }) => `${layer} ${driver} ${win32} ${ntstatusName} ${evidence}`,
      );
      const disk = storage === null ? [] : [`${storage.busType} ${storage.driver} ${storage.compatible}`];
      return [`${output.path} ${verdict}`, ...who, ...disk].join('; ');
    })
    .join(' | ');
}

const BLOCKED = [
  'BypassIo on "c:\\" is not currently supported.',
  'Status: 506 (At least one minifilter does not support bypass IO)',
  'Driver: wof.sys',
  'Reason: The specified minifilter does not support bypass IO.',
].join('\n');
const PARTIAL = [
  'BypassIo on "c:\\" is partially supported',
  '    Volume stack bypass is disabled (fvevol.sys)',
  '      Status:  495 (The specified operation is not supported while encryption is enabled on the target object)',
  '      Reason:  BitLocker Drive Encryption is enabled.',
  '    Storage Type:   NVMe',
  '    Storage Driver: BypassIo compatible',
  '    Driver Name:    stornvme.sys',
].join('\n');
const FULL = [
  'BypassIo on "d:\\" is currently supported',
  '    Storage Type:   NVMe',
  '    Storage Driver: BypassIo compatible',
  '    Driver Name:    stornvme.sys',
].join('\n');

const BLOCKED_SHORT = 'c:\\ blocked; filter wof.sys 506 STATUS_BYPASSIO_FLT_NOT_SUPPORTED imported';
const PARTIAL_SHORT = 'c:\\ partial; volume fvevol.sys 495 STATUS_NOT_SUPPORTED_WITH_ENCRYPTION imported; NVMe stornvme.sys true';
const FULL_SHORT = 'd:\\ full; NVMe stornvme.sys true';

describe('as fsutil prints it', () => {
  test.each([
    ['blocked', BLOCKED, BLOCKED_SHORT],
    ['partial', PARTIAL, PARTIAL_SHORT],
    ['full', FULL, FULL_SHORT],
    [
      'early builds: supported, storage not',
      FULL.replace('BypassIo compatible', 'Not BypassIo Compatible').replace('currently ', ''),
      'd:\\ partial; storage stornvme.sys null null imported; NVMe stornvme.sys false',
    ],
    ['the first line alone, supported', 'BypassIo on "C:\\" is currently supported', 'C:\\ full'],
    ['the first line alone, partial', 'BypassIo on "C:\\" is partially supported', 'C:\\ partial; volume null null null imported'],
    ['the first line alone, not supported: by whom is not made up', 'BypassIo on "C:\\" is not currently supported.', 'C:\\ blocked'],
    [
      'NTFS refuses',
      BLOCKED.replace('wof.sys', 'ntfs.sys').replace('506', '496'),
      'c:\\ blocked; fileSystem ntfs.sys 496 STATUS_NOT_SUPPORTED_WITH_COMPRESSION imported',
    ],
    [
      'a storage driver refuses below',
      PARTIAL.replace('fvevol.sys', 'storport.sys').replace('495', '50'),
      'c:\\ partial; storage storport.sys 50 STATUS_NOT_SUPPORTED imported; NVMe stornvme.sys true',
    ],
    [
      'not supported because of a storage driver: the layer is its own',
      BLOCKED.replace('wof.sys', 'storahci.sys').replace('506', '494'),
      'c:\\ blocked; storage storahci.sys 494 STATUS_NO_BYPASSIO_DRIVER_SUPPORT imported',
    ],
    [
      'a file system that does not know the question',
      'BypassIo on "e:\\" is not currently supported.\nStatus: 1 (Incorrect function.)',
      'e:\\ notApplicable',
    ],
    ['a code with several statuses keeps the code alone', BLOCKED.replace('506', '87'), 'c:\\ blocked; filter wof.sys 87 null imported'],
    ['a code nobody knows is kept', BLOCKED.replace('506', '4711'), 'c:\\ blocked; filter wof.sys 4711 null imported'],
    [
      'several outputs in one text, with their commands',
      `C:\\>fsutil bypassio state c:\\\n${BLOCKED}\n\nC:\\>fsutil bypassIo state /v d:\\\n${FULL}`,
      `${BLOCKED_SHORT} | ${FULL_SHORT}`,
    ],
    ['a path with blanks', 'BypassIo on "D:\\My Games\\pak 0.bin" is currently supported', 'D:\\My Games\\pak 0.bin full'],
  ])('%s', (_title, text, expected) => {
    expect(short(text)).toBe(expected);
  });
});

describe('in other languages: numbers, driver names and layout carry it', () => {
  test.each([
    [
      'German, blocked',
      'BypassIo auf „c:\\“ wird derzeit nicht unterstützt.\nStatus: 506 (Mindestens ein Minifilter unterstützt kein Bypass-E/A)\nTreiber: wof.sys\nGrund: The specified minifilter does not support bypass IO.',
      BLOCKED_SHORT,
    ],
    [
      'Japanese with full-width signs, blocked',
      '「c:\\」の BypassIo は現在サポートされていません。\n状態： 506 （少なくとも 1 つのミニフィルターがバイパス IO をサポートしていません）\nドライバー： wof.sys\n理由： The specified minifilter does not support bypass IO.',
      BLOCKED_SHORT,
    ],
    [
      'French with blanks before colons, partial',
      'BypassIo sur « c:\\ » est partiellement pris en charge\n    Le contournement de la pile de volumes est désactivé (fvevol.sys)\n      Statut :  495 (L’opération spécifiée n’est pas prise en charge)\n      Raison :  BitLocker Drive Encryption is enabled.\n    Type de stockage :   NVMe\n    Pilote de stockage : Compatible BypassIo\n    Nom du pilote :    stornvme.sys',
      PARTIAL_SHORT,
    ],
    [
      'Russian, full',
      'BypassIo на "d:\\" в настоящее время поддерживается\n    Тип хранилища:   NVMe\n    Драйвер хранилища: совместим с BypassIo\n    Имя драйвера:    stornvme.sys',
      FULL_SHORT,
    ],
    [
      'Polish, storage not compatible',
      'Funkcja BypassIo na „d:\\” jest obecnie obsługiwana\n    Typ magazynu:   SATA\n    Sterownik magazynu: niezgodny z BypassIo\n    Nazwa sterownika:    storahci.sys',
      'd:\\ partial; storage storahci.sys null null imported; SATA storahci.sys false',
    ],
    [
      'German on one line, with a status as a negative number',
      'BypassIo wird auf "c:\\" derzeit nicht unterstützt Status: -1073740590 (Mindestens ein Minifilter) Treiber: wof.sys Grund: The specified minifilter does not support bypass IO.',
      BLOCKED_SHORT,
    ],
    ['a first line alone in another language is not guessed at', 'BypassIo auf "c:\\" wird derzeit unterstützt', 'c:\\ unknown'],
  ])('%s', (_title, text, expected) => {
    expect(short(text)).toBe(expected);
  });
});

/** What mail programs and forums do to pasted text. */
const DAMAGE: readonly (readonly [string, (text: string) => string])[] = [
  ['lost indentation', (text) => text.replace(/^ +/gm, '')],
  ['collapsed blanks', (text) => text.replace(/ +/g, ' ')],
  ['curly quotes', (text) => text.replace('"', '“').replace('"', '”')],
  ['quoted in a mail', (text) => text.replace(/^/gm, '> ')],
  ['quoted twice', (text) => text.replace(/^/gm, '>> ')],
  ['Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['double spacing', (text) => text.replaceAll('\n', '\n\n')],
  ['non-breaking blanks', (text) => text.replaceAll(' ', '\u00a0')],
  ['HTML entities', (text) => text.replaceAll('"', '&quot;')],
  ['invisible characters', (text) => text.replaceAll('s', 's\u200b')],
  ['a byte-order mark', (text) => `\ufeff${text}`],
  ['wrapped at 60', (text) => wrapped(text, 60)],
  ['wrapped at 40', (text) => wrapped(text, 40)],
  ['a code fence and greetings around', (text) => `Hi,\nsee below:\n\n\`\`\`\n${text}\n\`\`\`\n\nThanks, Bob`],
];

const wrapped = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => line.replace(new RegExp(`(.{1,${columns}})(?: +|$)`, 'g'), '$1\n').trimEnd())
    .join('\n');

describe.each([
  ['blocked', BLOCKED, BLOCKED_SHORT],
  ['partial', PARTIAL, PARTIAL_SHORT],
  ['full', FULL, FULL_SHORT],
])('%s survives', (_kind, text, expected) => {
  test.each(DAMAGE)('%s', (_title, damage) => {
    expect(short(damage(text))).toBe(expected);
  });

  test('all on one line, as some chats leave it', () => {
    expect(short(text.replace(/\s+/g, ' '))).toBe(expected);
  });

  test('any three of these at once', () => {
    const next = random(21);
    for (let round = 0; round < 300; round++) {
      const chosen = Array.from({ length: 3 }, () => DAMAGE[next(DAMAGE.length)] ?? DAMAGE[0]);
      const damaged = chosen.reduce((so_far, damage) => damage?.[1](so_far) ?? so_far, text);
      expect([chosen.map((damage) => damage?.[0]), short(damaged)]).toEqual([chosen.map((damage) => damage?.[0]), expected]);
    }
  });

  test('cut at any place: never another driver, never better than it was', () => {
    const worst: Record<string, readonly string[]> = {
      blocked: ['blocked', 'unknown', ''],
      partial: ['partial', 'unknown', ''],
      full: ['full', 'unknown', ''],
    };
    const whole = expected.split(/[ ;]/)[1] ?? '';
    for (let length = 0; length < text.length; length++) {
      const [output] = read(text.slice(0, length)).outputs;
      const verdict = output === undefined ? '' : verdictOfFsutil(output, []).verdict;
      expect(worst[whole]).toContain(verdict);
      const driver = output?.driver ?? output?.volumeDriver ?? null;
      expect([null, 'wof.sys', 'fvevol.sys']).toContain(driver);
    }
  });
});

test('what means nothing is listed, not dropped', () => {
  expect(read(`Hello,\n${BLOCKED}\n\nRegards\nBob`).notUnderstood.map(({ line, text }) => [line, text])).toEqual([
    [1, 'Hello,'],
    [7, 'Regards'],
    [8, 'Bob'],
  ]);
});

test('random text never breaks the reader', () => {
  const next = random(4);
  const pieces = [
    'BypassIo',
    '"c:\\"',
    '(',
    ')',
    ':',
    'x.sys',
    '506',
    'Status: ',
    '\n',
    ' ',
    'NVMe',
    '>',
    '"',
    '\\',
    'ö',
    '\ud800',
    '(a.sys)',
  ];
  for (let round = 0; round < 3_000; round++) {
    const text = Array.from({ length: next(40) }, () => pieces[next(pieces.length)]).join('');
    for (const output of read(text).outputs) verdictOfFsutil(output, []);
  }
});

test('a megabyte on one line is read in a moment', () => {
  const started = workedMs();
  for (const piece of ['a ', '> ', '(', ': ', 'x.sys ', 'BypassIo "', '"c:\\" ', '&quot;'])
    read(`BypassIo on "c:\\" ${piece.repeat(1_000_000 / piece.length)}`);
  expect(workedMs() - started).toBeLessThan(5_000);
});

describe.skipIf(!hasSamples)('published outputs (../shared/data/fsutil-outputs.json)', () => {
  const file = join(SAMPLES, '..', 'fsutil-outputs.json');
  const cases: { id: string; output: string }[] = hasSamples ? JSON.parse(readFileSync(file, 'utf8')).cases : [];
  const expected: Readonly<Record<string, string>> = {
    'ms-docs-wof': BLOCKED_SHORT,
    'ms-docs-fvevol-v': PARTIAL_SHORT,
    'osr-iastoravc-22h2': 'c: partial; storage iaStorAVC.sys null null imported',
    'readme-supported-first-line': 'C:\\ full',
  };
  test.each(cases.filter(({ id }) => id in expected))('$id', ({ id, output }) => {
    expect(short(output)).toBe(expected[id]);
  });
});
