import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFltmc } from '../../../main/domain/text/fltmc.ts';
import { pastedLines } from '../../../main/domain/text/pasted.ts';
import { hasSamples, random, SAMPLES, workedMs } from '../../etw/samples.ts';

const read = (text: string) => readFltmc(pastedLines(text));
const rows = (text: string): string[] =>
  read(text).instances.map(({ filter, volume, altitude, instance, frame, supportedFeatures }) =>
    [filter, volume, altitude, instance, frame, supportedFeatures?.toString(16) ?? '?'].join('|'),
  );

const HEADING = [
  'Filter                Volume Name                              Altitude        Instance Name       Frame   SprtFtrs  VlStatus',
  '--------------------  -------------------------------------  ------------  ----------------------  -----   --------  --------',
].join('\n');
const LISTING = [
  'CldFlt                C:                                        180451     CldFlt                    0     0000000f',
  'FileInfo                                                         40500     FileInfo                  0     0000000f',
  'cbfsfilter2017        C:\\Program Files\\Epic Games\\UE_5.0        380850     CbFltMini-380850          0     00000007',
  'FileInfo              \\Device\\HarddiskVolumeShadowCopy3          40500     FileInfo                  0     0000000f',
  'RsFx0603              \\Device\\Mup                                41006.03  RsFx0603 MiniFilter Instance    0     00000000',
  'UCPD                  G:                                        385250.5   UCPD - Top Instance       0     0000000f',
  'npsvctrig             \\Device\\NamedPipe                          46000     npsvctrig                 0     00000008',
].join('\n');
const ROWS = [
  'CldFlt|C:|180451|CldFlt|0|f',
  'FileInfo||40500|FileInfo|0|f',
  'cbfsfilter2017|C:\\Program Files\\Epic Games\\UE_5.0|380850|CbFltMini-380850|0|7',
  'FileInfo|\\Device\\HarddiskVolumeShadowCopy3|40500|FileInfo|0|f',
  'RsFx0603|\\Device\\Mup|41006.03|RsFx0603 MiniFilter Instance|0|0',
  'UCPD|G:|385250.5|UCPD - Top Instance|0|f',
  'npsvctrig|\\Device\\NamedPipe|46000|npsvctrig|0|8',
];

test('instances: empty volumes, volumes and instances with blanks, fractional altitudes, overflowing columns', () => {
  expect(rows(`${HEADING}\n${LISTING}`)).toEqual(ROWS);
});

const DAMAGE: readonly (readonly [string, (text: string) => string])[] = [
  ['no heading', (text) => text],
  [
    'a heading in another language',
    (text) => `Filter  Volumename  Höhe  Instanzname  Frame  Volumestatus\n------  -----  -----  -----  -----  -----\n${text}`,
  ],
  ['collapsed blanks', (text) => text.replace(/ +/g, ' ')],
  ['tabs for blanks', (text) => text.replace(/ {2,}/g, '\t')],
  ['quoted in a mail', (text) => text.replace(/^/gm, '> ')],
  ['Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['non-breaking blanks', (text) => text.replaceAll(' ', '\u00a0')],
  ['double spacing', (text) => text.replaceAll('\n', '\n\n')],
  ['wrapped at 90', (text) => wrapped(text, 90)],
  ['wrapped at 72', (text) => wrapped(text, 72)],
  ['the command before, a prompt after', (text) => `C:\\Windows\\system32>fltmc instances\n${text}\n\nC:\\Windows\\system32>`],
];

const wrapped = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => line.replace(new RegExp(`(.{1,${columns}})(?: +|$)`, 'g'), '$1\n').trimEnd())
    .join('\n');

test.each(DAMAGE)('instances survive: %s', (_title, damage) => {
  expect(rows(damage(LISTING))).toEqual(ROWS);
});

describe('numbers in names do not pass for altitudes', () => {
  test.each([
    [
      'a volume with a number',
      'MyFlt   D:\\Backup 2024   328010   My Instance   0   0000000f',
      'MyFlt|D:\\Backup 2024|328010|My Instance|0|f',
    ],
    ['an instance with a number', 'MyFlt   D:   328010   Instance 12345   0   0000000f', 'MyFlt|D:|328010|Instance 12345|0|f'],
    ['a filter with blanks', 'My Own Flt   E:   328010   Top   1   0000000b', 'My Own Flt|E:|328010|Top|1|b'],
    [
      'an altitude of many digits behind the point',
      'MyFlt   E:   385250.123456789012345678   Top   0   0000000f',
      'MyFlt|E:|385250.123456789012345678|Top|0|f',
    ],
    ['a status at the end', 'MyFlt   E:   328010   Top   0   0000000f  Detached', 'MyFlt|E:|328010|Top|0|f'],
  ])('%s', (_title, line, expected) => {
    expect(rows(line)).toEqual([expected]);
  });
});

test('Windows 10 before the mask: rows are read, opt-in is not known', () => {
  expect(rows('WdFilter              C:                                        328010     WdFilter Instance         0')).toEqual([
    'WdFilter|C:|328010|WdFilter Instance|0|?',
  ]);
});

test('filters, with legacy ones', () => {
  const { filters, instances } = read(
    [
      'Filter Name                     Num Instances    Altitude    Frame',
      '------------------------------  -------------  ------------  -----',
      'bindflt                                 1       409800         0',
      'UCPD                                    5       385250.5       0',
      'OldFilter                                                  <Legacy>',
    ].join('\n'),
  );
  expect(instances).toEqual([]);
  expect(filters).toEqual([
    { line: 3, filter: 'bindflt', instanceCount: 1, altitude: '409800', isLegacy: false },
    { line: 4, filter: 'UCPD', instanceCount: 5, altitude: '385250.5', isLegacy: false },
    { line: 5, filter: 'OldFilter', instanceCount: null, altitude: '', isLegacy: true },
  ]);
});

test('volumes, with and without a drive', () => {
  const { volumes } = read(
    [
      'Dos Name                        Volume Name                              FileSystem   Status',
      '------------------------------  ---------------------------------------  ----------  --------',
      '                                \\Device\\Mup                              Remote',
      'C:                              \\Device\\HarddiskVolume3                  NTFS',
      'X:\\My Data                      \\Device\\HarddiskVolume7                  ReFS         Detached',
    ].join('\n'),
  );
  expect(volumes.map(({ mount, device, fileSystem, status }) => [mount, device, fileSystem, status])).toEqual([
    ['', '\\Device\\Mup', 'Remote', ''],
    ['C:', '\\Device\\HarddiskVolume3', 'NTFS', ''],
    ['X:\\My Data', '\\Device\\HarddiskVolume7', 'ReFS', 'Detached'],
  ]);
});

test('prose with numbers in it is no listing', () => {
  const { instances, filters, volumes, notUnderstood } = read('We have 22631 machines in 3 sites.\nVersion 22631 build 5');
  expect([instances, filters, volumes]).toEqual([[], [], []]);
  expect(notUnderstood.map(({ line }) => line)).toEqual([1, 2]);
});

test('cut at any place: rows before the cut stay as they are', () => {
  for (let length = 0; length < LISTING.length; length++) {
    const complete = LISTING.slice(0, length).split('\n').length - 1;
    expect(rows(LISTING.slice(0, length)).slice(0, complete)).toEqual(ROWS.slice(0, complete));
  }
});

test('random text never breaks the reader, nor takes long', () => {
  const next = random(8);
  const pieces = [
    'WdFilter',
    '328010',
    '0',
    '0000000f',
    '  ',
    ' ',
    '\n',
    'C:',
    '\\Device\\Mup',
    '<Legacy>',
    '---',
    '.5',
    '0x80070057',
    '\t',
  ];
  for (let round = 0; round < 3_000; round++) read(Array.from({ length: next(60) }, () => pieces[next(pieces.length)]).join(''));
  const started = workedMs();
  for (const piece of ['a ', '1 ', '328010 ', '\\Device\\', 'C:\\', '< ', '--- ']) read(piece.repeat(200_000 / piece.length));
  expect(workedMs() - started).toBeLessThan(5_000);
});

describe.skipIf(!hasSamples)('published listings (../shared/data/fltmc-outputs.json)', () => {
  const file = join(SAMPLES, '..', 'fltmc-outputs.json');
  const cases: { id: string; output: string }[] = hasSamples ? JSON.parse(readFileSync(file, 'utf8')).cases : [];
  test.each(cases)('$id: every row is read', ({ output }) => {
    const { instances, errors, notUnderstood } = read(output);
    const lines = output.split('\n').filter((line) => /\b[0-9a-f]{8}$/.test(line) && !/^0x/.test(line));
    expect(instances.length).toBe(lines.length);
    expect(instances.every(({ supportedFeatures }) => supportedFeatures !== null)).toBe(true);
    expect(errors.map(({ code }) => code)).toEqual(/0x80070057/.test(output) ? [0x8007_0057] : []);
    expect(notUnderstood.length).toBe(errors.length);
  });
});
