import { describe, expect, test } from 'vitest';
import { gameVolume, startMachine } from './machine.ts';

const file = { path: '\\Games\\pak0.bin', size: 2 ** 30 };
const path = 'D:\\Games\\pak0.bin';
const filter = (name: string, altitude: string, more: object = {}) => ({
  name,
  driver: `${name}.sys`,
  altitude,
  supportedFeatures: 15,
  volumes: ['D:'],
  ...more,
});

/** FS_BPIO_OUTPUT as a driver might leave it, in hex. */
function output(fill: (bytes: Buffer) => void): string {
  const bytes = Buffer.alloc(352);
  bytes.writeInt32LE(3, 0);
  fill(bytes);
  return bytes.toString('hex');
}

describe('a driver that fills the answer itself is not trusted', () => {
  test('lengths beyond the arrays are cut to them', () => {
    const raw = output((bytes) => {
      bytes.writeUInt32LE(0xc000_00bb, 24);
      bytes.writeUInt16LE(0xffff, 28);
      bytes.write('x'.repeat(32), 30, 'utf16le');
      bytes.writeUInt16LE(0xffff, 94);
      bytes.write('y'.repeat(128), 96, 'utf16le');
    });
    using machine = startMachine({
      volumes: [{ ...gameVolume, files: [file] }],
      filters: [filter('Rude', '100000', { vetoes: [{ path, raw, bytesReturned: 352 }] })],
    });
    const [result] = machine.service.query([path]).results;
    expect(result?.causes[0]).toMatchObject({ driver: 'x'.repeat(32), reason: 'y'.repeat(128), ntstatus: '0xC00000BB' });
  });

  test.each([0, 4, 23])('an answer of %i bytes is a failure that names the call', (bytesReturned) => {
    using machine = startMachine({
      volumes: [{ ...gameVolume, files: [file] }],
      filters: [filter('Short', '100000', { vetoes: [{ path, raw: '00'.repeat(bytesReturned), bytesReturned }] })],
    });
    const [result] = machine.service.query([path]).results;
    expect(result).toMatchObject({
      verdict: 'unknown',
      failure: {
        kind: 'refused',
        call: 'DeviceIoControl FSCTL_MANAGE_BYPASS_IO',
        detail: expect.stringContaining(`${bytesReturned} bytes`),
      },
    });
  });
});

test('nothing stays open, whatever is asked', () => {
  using machine = startMachine({
    volumes: [
      { ...gameVolume, files: [file, { path: '\\used.bin', open: 'inUse' }] },
      { ...gameVolume, mount: 'G:', fileSystem: 'exFAT' },
    ],
  });
  const before = machine.handleCount();
  machine.service.query([path, 'D:\\', 'D:\\Games', 'D:\\nowhere', 'D:\\used.bin', 'G:\\', '\\\\.\\D:', 'NUL', '\\\\server\\x', '']);
  machine.service.volumes();
  machine.service.filters();
  machine.service.control(path, ['enable', 'stream-pause', 'volume-stack-pause', 'query']);
  expect(machine.handleCount()).toBe(before);
});

test('two filters without opt-in: one is seen, the other only suspected', () => {
  using machine = startMachine({
    filters: [
      filter('Old', '321000', { supportedFeatures: 3 }),
      filter('Older', '180000', { supportedFeatures: 0 }),
      filter('Good', '40000'),
    ],
  });
  const [result] = machine.service.query(['D:\\']).results;
  expect(result?.causes.map(({ driver, evidence, ntstatus }) => [driver, evidence, ntstatus])).toEqual([
    ['Old.sys', 'query', '0xC00004D2'],
    ['Older.sys', 'supportedFeatures', null],
  ]);
});

test('a compressed file below a refusing filter: the filter is seen, NTFS is concluded from the attribute', () => {
  using machine = startMachine({
    volumes: [{ ...gameVolume, files: [{ ...file, attributes: ['compressed'] }] }],
    filters: [
      filter('Vault', '141000', {
        vetoes: [{ path: 'D:\\*', status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'Encrypted file not supported' }],
      }),
    ],
  });
  const [result] = machine.service.query([path]).results;
  expect(result?.causes.map(({ layer, evidence }) => [layer, evidence])).toEqual([
    ['filter', 'query'],
    ['fileSystem', 'fileAttribute'],
  ]);
});

test('a filter that attaches while the tool runs is in the next answer', async () => {
  using machine = startMachine({ timeline: [{ atMs: 1, loadFilter: filter('Late', '321000', { supportedFeatures: 0 }) }] });
  expect(machine.service.query(['D:\\']).results[0]?.verdict).toBe('full');
  await expect.poll(() => machine.service.query(['D:\\']).results[0]?.causes[0]?.driver).toBe('Late.sys');
});

test('a paused volume stack is paused, not blocked, for whoever asks', () => {
  using machine = startMachine({ volumes: [{ ...gameVolume, files: [file] }] });
  const opened = machine.system.targets.open(path);
  if (!opened.ok) throw new Error('the file does not open');
  using other = opened.value;
  other.manage('volume-stack-pause');
  expect(machine.service.query([path]).results[0]).toMatchObject({
    verdict: 'paused',
    causes: [{ layer: 'volume', summary: 'BypassIO is paused on the volume stack' }],
  });
  other.manage('volume-stack-resume');
  expect(machine.service.query([path]).results[0]?.verdict).toBe('full');
});

test('Windows 10 does not know the question: not applicable, with the reason', () => {
  using machine = startMachine({ machine: { name: 'OLD', os: '10.0.19045', elevated: true } });
  expect(machine.service.query(['D:\\']).results[0]).toMatchObject({
    verdict: 'notApplicable',
    failure: { call: 'DeviceIoControl', code: 1 },
    advice: { id: 'server-or-old' },
  });
});

test('an early Windows 11 hides a refusal below the file system: partial, because the compatible bit is missing', () => {
  using machine = startMachine({
    machine: { name: 'EARLY', os: '10.0.22000', elevated: true },
    volumes: [
      {
        ...gameVolume,
        stack: [
          {
            driver: 'fvevol.sys',
            layer: 'volume',
            veto: { status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'BitLocker Drive Encryption is enabled.' },
          },
        ],
      },
    ],
  });
  expect(machine.service.query(['D:\\']).results[0]).toMatchObject({ verdict: 'partial', causes: [{ layer: 'storage', ntstatus: null }] });
});
