import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { bind } from '../../main/win32/library.ts';
import { gameVolume, startMachine, type TestMachine } from './machine.ts';
import { must, openScans, scanAll } from './scans.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'bpio-scan-failures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The first volume of a machine carries Windows; scans are of another one. */
const systemVolume = { ...gameVolume, mount: 'C:' };

function removeVolume({ libraries }: TestMachine, mount: string): void {
  const simulator = bind<{ SimRemoveVolume(mount: string): number }>(libraries, 'simulator', {
    SimRemoveVolume: 'uint32_t SimRemoveVolume(const char16_t *mount)',
  });
  expect(must(simulator).SimRemoveVolume(mount)).toBe(0);
}

describe('what goes wrong', () => {
  test('a root that is missing, a file, or nothing at all', async () => {
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files: [{ path: '\\a.bin', size: 1 }] }] });
    await using opened = openScans(machine);
    const start = (...roots: readonly string[]) => opened.scans.start({ roots: [...roots], mode: 'every' });
    expect(start('D:\\nowhere')).toMatchObject({ ok: false, error: { kind: 'win32', code: 2, target: 'D:\\nowhere' } });
    expect(start('D:\\a.bin')).toMatchObject({ ok: false, error: { kind: 'badRequest', detail: expect.stringContaining('not a folder') } });
    const { scan } = await scanAll(opened.scans, ['D:\\nowhere', 'D:\\']);
    expect([scan.files, must(opened.scans.errors(scan.id, 10)).map(({ path, code }) => [path, code])]).toEqual([1, []]);
  });

  test('a root that is missing beside one that is there: it is listed, the other is scanned', async () => {
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files: [{ path: '\\Games\\a.bin', size: 1 }] }] });
    await using opened = openScans(machine);
    const { scan } = await scanAll(opened.scans, ['D:\\nowhere', 'D:\\Games']);
    expect([scan.files, must(opened.scans.errors(scan.id, 10)).map(({ path, code }) => [path, code])]).toEqual([1, [['D:\\nowhere', 2]]]);
  });

  test('a network share is not applicable, and said', async () => {
    using machine = startMachine();
    await using opened = openScans(machine);
    const { scan, sentence } = await scanAll(opened.scans, ['\\\\server\\games']);
    expect([scan.state, scan.files]).toEqual(['finished', 0]);
    expect(sentence).toContain('not applicable');
    const both = await scanAll(opened.scans, ['\\\\server\\games', 'D:\\']);
    expect(both.sentence).toBe('All 192 KB in 3 files can use BypassIO. 1 network share was not scanned: BypassIO is not applicable there');
  });

  test('files that cannot be opened are counted by code and listed', async () => {
    const files = (['denied', 'inUse', 'inUse'] as const).map((open, index) => ({ path: `\\${index}.bin`, size: 10, open }));
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files }] });
    await using opened = openScans(machine);
    const { scan, byFailure } = await scanAll(opened.scans, ['D:\\']);
    expect(byFailure.map(({ failure, files: count }) => ['code' in failure ? failure.code : null, count])).toEqual([
      [32, 2],
      [5, 1],
    ]);
    expect(
      must(opened.scans.errors(scan.id, 10))
        .map(({ path, call, code }) => `${path} ${call} ${code}`)
        .sort(),
    ).toEqual(['D:\\0.bin CreateFileW 5', 'D:\\1.bin CreateFileW 32', 'D:\\2.bin CreateFileW 32']);
  });

  test('a folder without rights is listed with its code, and the rest goes on', async () => {
    const files = [
      { path: '\\Games\\a.bin', size: 5 },
      { path: '\\Games\\Secret\\hidden.bin', size: 7 },
      { path: '\\Games\\Secret', attributes: ['directory' as const], open: 'denied' as const },
      { path: '\\Games\\Zoo\\b.bin', size: 5 },
    ];
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files }] });
    await using opened = openScans(machine);
    const { scan, sentence, byFailure } = await scanAll(opened.scans, ['D:\\']);
    expect([scan.state, scan.files, scan.folders]).toEqual(['finished', 2, 4]);
    expect(must(opened.scans.errors(scan.id, 10)).map(({ path, call, code }) => [path, call, code])).toEqual([
      ['D:\\Games\\Secret', 'FindFirstFileExW', 5],
    ]);
    expect(byFailure.map(({ files: count, folders }) => [count, folders])).toEqual([[0, 1]]);
    expect(sentence).toBe('All 10 bytes in 2 files can use BypassIO. 1 folder could not be listed (error 5)');
    expect(opened.scans.start({ roots: ['D:\\Games\\Secret'], mode: 'every' })).toMatchObject({ ok: false, error: { code: 5 } });
  });

  test('a volume that goes away ends the scan with what was found', async () => {
    using machine = startMachine({
      volumes: [systemVolume, gameVolume, { ...gameVolume, mount: 'E:', files: [{ path: '\\a.bin', size: 1 }] }],
    });
    await using opened = openScans(machine);
    const { id } = must(opened.scans.start({ roots: ['E:\\'], mode: 'every' }));
    removeVolume(machine, 'E:'); // the threads have not started yet
    await opened.scans.ended(id);
    const { scan } = must(opened.scans.result(id));
    expect([scan.state, scan.files, must(opened.scans.errors(id, 10)).length]).toEqual(['finished', 0, 1]);
  });

  test('a volume that goes away in the middle: what was found is kept, every folder that is left is listed with its code', async () => {
    const host = join(folder, 'gone');
    for (let depth = 0, path = host; depth < 40; depth++) {
      path = join(path, `${depth}`);
      mkdirSync(path, { recursive: true });
      for (let file = 0; file < 20; file++) writeFileSync(join(path, `${file}.bin`), 'x');
    }
    using machine = startMachine({ volumes: [systemVolume, gameVolume, { ...gameVolume, mount: 'E:', hostDirectory: host }] });
    await using opened = openScans(machine);
    const { id } = must(opened.scans.start({ roots: ['E:\\'], mode: 'every' }));
    while ((opened.scans.progress(id)?.files ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    removeVolume(machine, 'E:');
    await opened.scans.ended(id);
    const { scan, byVerdict } = must(opened.scans.result(id));
    const errors = must(opened.scans.errors(id, 1_000));
    expect(scan.state).toBe('finished');
    expect(scan.files).toBeLessThan(40 * 20);
    expect(byVerdict.full.files).toBeGreaterThan(0);
    expect(errors.length).toBeGreaterThan(byVerdict.unknown.files); // a folder beside the files that were named before it went
    expect(errors.filter(({ code }) => ![2, 3, 21].includes(code ?? 0))).toEqual([]);
    expect(machine.handleCount()).toBe(0);
  });

  test('one scan at a time, and none of a number that does not exist', async () => {
    using machine = startMachine({ volumes: [systemVolume, { ...gameVolume, files: [{ path: '\\a.bin', size: 1 }] }] });
    await using opened = openScans(machine);
    const { id } = must(opened.scans.start({ roots: ['D:\\'], mode: 'every' }));
    expect(opened.scans.start({ roots: ['D:\\'], mode: 'every' })).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(opened.scans.remove(id)).toMatchObject({ ok: false, error: { kind: 'refused' } });
    await opened.scans.ended(id);
    expect(opened.scans.resume(id)).toMatchObject({ ok: false, error: { kind: 'badRequest' } });
    expect(opened.scans.result(99)).toMatchObject({ ok: false, error: { kind: 'badRequest' } });
    expect([opened.scans.remove(id), opened.scans.list()]).toEqual([
      { ok: true, value: null },
      { ok: true, value: [] },
    ]);
  });
});
