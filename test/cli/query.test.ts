import { describe, expect, test } from 'vitest';
import { TargetVerdict } from '../../main/contract/verdicts.ts';
import { runBpio, runJson } from './run-bpio.ts';

const query = (...paths: string[]) => runJson<{ results: TargetVerdict[] }>(['query', '--sim', ...paths]);

describe('exit codes say the verdict', () => {
  test.each([
    ['a file that is fully supported', 'D:\\Games\\Title\\pak0.bin', 0, 'full'],
    ['a volume with BitLocker', 'C:\\', 1, 'partial'],
    ['a drive without a backslash', 'C:', 1, 'partial'],
    ['a SATA disk', 'F:\\Backup\\image.vhdx', 1, 'partial'],
    ['a compressed file', 'D:\\Games\\Title\\pak3-compressed.bin', 2, 'blocked'],
    ['a file that a filter protects', 'D:\\Vault\\world.dat', 2, 'blocked'],
    ['a volume with a filter that has not opted in', 'E:\\', 2, 'blocked'],
    ['the volume device', '\\\\.\\D:', 0, 'full'],
    ['exFAT', 'G:\\setup.exe', 3, 'notApplicable'],
    ['a device name', 'NUL', 3, 'notApplicable'],
    ['a physical drive', '\\\\.\\PhysicalDrive0', 3, 'notApplicable'],
    ['an unknown file', 'D:\\nowhere.bin', 5, 'unknown'],
    ['an unknown folder', 'D:\\nowhere\\file.bin', 5, 'unknown'],
    ['an unknown drive', 'X:\\file.bin', 5, 'unknown'],
    ['a network path', '\\\\server\\share\\file.bin', 5, 'unknown'],
    ['a file in use', 'D:\\Games\\Title\\update.tmp', 5, 'unknown'],
    ['a file that even an administrator may not read', 'D:\\Games\\Title\\protected.bin', 5, 'unknown'],
    ['a name with characters that no file has', 'D:\\Games\\a<b>.bin', 5, 'unknown'],
    ['the extended form', '\\\\?\\D:\\Games\\Title\\pak0.bin', 0, 'full'],
    ['trailing dots and spaces, which Win32 drops', 'D:\\Games\\Title\\pak0.bin. .', 0, 'full'],
    ['trailing dots in the extended form, which are part of the name', '\\\\?\\D:\\Games\\Title\\pak0.bin.', 5, 'unknown'],
    ['forward slashes', 'D:/Games/Title/pak0.bin', 0, 'full'],
    ['another case', 'd:\\GAMES\\title\\PAK0.BIN', 0, 'full'],
    ['an unpaired surrogate', 'D:\\Games\\\ud800.bin', 5, 'unknown'],
  ])('%s: %s', async (_title, path, code, verdict) => {
    const ended = await query(path);
    expect({ code: ended.code, verdict: ended.data.results[0]?.verdict, path: ended.data.results[0]?.path }).toEqual({
      code,
      verdict,
      path,
    });
  });

  test('of several targets the worst verdict counts, each target keeps its own', async () => {
    const { code, data } = await query('D:\\Games\\Title\\pak0.bin', 'C:\\', 'E:\\', 'G:\\');
    expect([code, ...data.results.map(({ verdict }) => verdict)]).toEqual([2, 'full', 'partial', 'blocked', 'notApplicable']);
  });

  test('one path that cannot be asked does not stop the others', async () => {
    const { code, data } = await query('D:\\nowhere.bin', 'D:\\Games\\Title\\pak0.bin');
    expect([code, ...data.results.map(({ verdict }) => verdict)]).toEqual([5, 'unknown', 'full']);
  });
});

test('the JSON envelope has the promised keys, and every result fits the contract', async () => {
  const { envelope, data } = await query('E:\\SteamLibrary', 'D:\\nowhere.bin', 'NUL');
  expect(Object.keys(envelope)).toEqual(['schemaVersion', 'command', 'generatedAt', 'tool', 'machine', 'data']);
  expect(envelope).toMatchObject({
    schemaVersion: 1,
    command: 'query',
    tool: { name: 'bpio' },
    machine: { name: 'DESKTOP-DEMO', os: '10.0.26100', simulated: true, elevated: true },
  });
  expect(data.results.map((result) => TargetVerdict.safeParse(result).error?.issues)).toEqual([undefined, undefined, undefined]);
});

test('a filter that has not opted in: who, which codes, whose words, who was not asked', async () => {
  const { data } = await query('E:\\SteamLibrary\\steamapps\\common\\Title\\data.pak');
  const [result] = data.results;
  expect(result?.causes).toHaveLength(1);
  expect(result?.causes[0]).toMatchObject({
    layer: 'filter',
    driver: 'OldGuard.sys',
    ntstatus: '0xC00004D2',
    ntstatusName: 'STATUS_BYPASSIO_FLT_NOT_SUPPORTED',
    win32: 506,
    win32Message: 'At least one minifilter does not support bypass IO.',
    reason: 'The specified minifilter does not support bypass IO.',
    evidence: 'query',
    supportedFeatures: 3,
  });
  expect(result).toMatchObject({ complete: false, notAskedComplete: true, targetKind: 'file', mount: 'E:' });
  expect(result?.outFlags).toContain('FILTER_ATTACH_BLOCKED');
  // The filter manager refuses before anyone is asked, so the filters above are listed as well as those below.
  expect(result?.notAsked.map(({ driver }) => driver)).toEqual([
    'bindflt.sys',
    'WdFilter.sys',
    'cldflt.sys',
    'wof.sys',
    'fileinfo.sys',
    'ntfs.sys',
    'volsnap.sys',
    'fvevol.sys',
    'iorate.sys',
    'stornvme.sys',
  ]);
});

test('a veto: filters above the refuser let it pass, those below were not asked', async () => {
  const { data } = await query('D:\\Vault\\world.dat');
  expect(data.results[0]?.causes[0]).toMatchObject({ driver: 'VaultFlt.sys', win32: 495, reason: 'Encrypted file not supported' });
  expect(data.results[0]?.notAsked.map(({ driver }) => driver)).toEqual([
    'wof.sys',
    'fileinfo.sys',
    'ntfs.sys',
    'volsnap.sys',
    'fvevol.sys',
    'iorate.sys',
    'stornvme.sys',
  ]);
});

test.each([
  ['pak3-compressed.bin', ['compressed'], '0xC00004CA'],
  ['pak4-sparse.bin', ['sparse'], '0xC00004C4'],
  ['private.bin', ['encrypted'], '0xC00004C3'],
])("%s: the file's own attribute and NTFS's refusal are both shown", async (file, facts, ntstatus) => {
  const { data } = await query(`D:\\Games\\Title\\${file}`);
  expect(data.results[0]).toMatchObject({
    facts,
    factsComplete: true,
    causes: [{ layer: 'fileSystem', driver: 'ntfs.sys', ntstatus, evidence: 'query' }],
  });
});

test.each([
  ['save.dat', ['resident']],
  ['pak5-wof.bin', ['wof']],
])('%s: worth knowing, refused by nobody', async (file, facts) => {
  const { code, data } = await query(`D:\\Games\\Title\\${file}`);
  expect({ code, facts: data.results[0]?.facts, causes: data.results[0]?.causes }).toEqual({ code: 0, facts, causes: [] });
});

test('a failure keeps the call, the code and what it was about', async () => {
  const { data } = await query('D:\\Games\\Title\\update.tmp');
  expect(data.results[0]?.failure).toEqual({
    kind: 'win32',
    call: 'CreateFileW',
    code: 32,
    target: 'D:\\Games\\Title\\update.tmp',
    message: expect.stringContaining('used by another process'),
  });
});

test('how many files have BypassIO on now, and which storage driver is below', async () => {
  const { data } = await query('D:\\');
  expect(data.results[0]).toMatchObject({ activeBypassIoCount: 3, storage: { driver: 'stornvme.sys', compatible: true, busType: 'NVMe' } });
});

test('the text leads with the verdict, then who, which code, why and the safest remedy', async () => {
  const { out, code } = await runBpio(['query', '--sim', 'C:\\']);
  expect(code).toBe(1);
  const places = [
    'SIMULATED MACHINE',
    'C:\\',
    'partial',
    'fvevol.sys',
    '495',
    'BitLocker Drive Encryption is enabled.',
    'means',
    'try first',
  ].map((part) => out.indexOf(part));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('a path can neither colour the terminal nor pose as another', async () => {
  const { out } = await runBpio(['query', '--sim', 'D:\\\u001b[31mred\u202eexe.bin']);
  expect(out).not.toContain('\u001b');
  expect(out).not.toContain('\u202e');
  expect(out).toContain('\\u001b[31mred\\u202eexe.bin');
});

describe('--fsutil prints what fsutil bypassio state /v would print', () => {
  test.each([
    [
      'C:\\',
      [
        'BypassIo on "C:\\" is partially supported',
        '    Volume stack bypass is disabled (fvevol.sys)',
        '      Status:  495 (The specified operation is not supported while encryption is enabled on the target object)',
        '      Reason:  BitLocker Drive Encryption is enabled.',
        '    Storage Type:   NVMe',
        '    Storage Driver: BypassIo compatible',
        '    Driver Name:    stornvme.sys',
      ],
    ],
    [
      'D:\\',
      [
        'BypassIo on "D:\\" is currently supported',
        '    Storage Type:   NVMe',
        '    Storage Driver: BypassIo compatible',
        '    Driver Name:    stornvme.sys',
      ],
    ],
    [
      'E:\\',
      [
        'BypassIo on "E:\\" is not currently supported.',
        'Status: 506 (At least one minifilter does not support bypass IO)',
        'Driver: OldGuard.sys',
        'Reason: The specified minifilter does not support bypass IO.',
      ],
    ],
    ['G:\\', ['Error 1: Incorrect function.']],
  ])('%s', async (path, lines) => {
    const { out } = await runBpio(['query', '--fsutil', '--sim', path]);
    expect(out).toBe(`${lines.join('\n')}\n`);
  });
});

test('--csv is one row a target, with formulas defused', async () => {
  const { out } = await runBpio(['query', '--csv', '--sim', '=cmd.bin', 'D:\\Vault\\world.dat']);
  const [header, formula, vault] = out.split('\r\n');
  expect(header).toMatch(/^path,targetKind,mount,verdict/);
  expect(formula).toMatch(/^'=cmd\.bin,unknown/);
  expect(vault).toBe('D:\\Vault\\world.dat,file,D:,blocked,false,filter,VaultFlt.sys,0xC00004C9,495,Encrypted file not supported,query,');
});
