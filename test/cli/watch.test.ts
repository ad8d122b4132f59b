import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Io, run } from '../../main/shell/cli/bpio.ts';
import { bind, simulatedLibraries } from '../../main/win32/library.ts';
import { openSystem } from '../../main/win32/system.ts';
import { TestFolder } from '../store/sample-events.ts';
import { type Ended, runBpio, runJson } from './run-bpio.ts';

const veto = { path: 'D:\\Secret\\*', status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'Encrypted file not supported' };
const game = { process: 'game.exe', pid: 4242 };
const scenario = {
  schemaVersion: 1,
  machine: { name: 'WATCHED', os: '10.0.26100', elevated: true },
  filters: [{ name: 'WdFilter', driver: 'WdFilter.sys', altitude: '328010', supportedFeatures: 15, volumes: ['D:'], vetoes: [veto] }],
  volumes: [
    {
      mount: 'D:',
      fileSystem: 'NTFS',
      storageDriver: 'stornvme.sys',
      busType: 'NVMe',
      compatible: true,
      files: [{ path: '\\Games\\pak0.bin', size: 4096 }, { path: '\\Secret\\a.bin' }],
    },
  ],
  timeline: [{ atMs: 0, ...game, operation: 'enable', path: 'D:\\Games\\pak0.bin' }],
};

let folder: TestFolder;
let sim: string;
let db: string;
beforeEach(() => {
  folder = new TestFolder();
  sim = join(folder.path, 'scenario.json');
  db = folder.database;
  writeFileSync(sim, JSON.stringify(scenario));
});
afterEach(() => folder[Symbol.dispose]());

/** What the game and the kernel do as soon as events are recorded: ten events, whatever the clock says. */
function play(): void {
  const libraries = simulatedLibraries();
  const system = openSystem(libraries);
  const simulator = bind<Simulator>(libraries, 'simulator', SIMULATOR);
  if (!system.ok || !simulator.ok) throw new Error('the simulator lacks an export');
  const { SimSetProcess, SimBurst, SimAddFilter, SimRemoveFilter } = simulator.value;
  SimSetProcess(game.process, game.pid);
  const opened = system.value.targets.open('D:\\Secret\\a.bin');
  if (!opened.ok) throw new Error('the file does not open');
  using target = opened.value;
  target.manage('enable');
  SimBurst(game.process, game.pid, 'WdFilter', 'D:\\Secret\\f', 3, 1, 0xc000_04c9, veto.reason, 6, 0, 0);
  SimSetProcess('System', 4);
  SimAddFilter('Late', 'late.sys', '45000', 3, 1, 1, '1.0', 'Example');
  SimRemoveFilter('Late');
  SimSetProcess(null, 0);
}

type Simulator = Record<'SimSetProcess' | 'SimBurst' | 'SimAddFilter' | 'SimRemoveFilter', (...args: (string | number | null)[]) => number>;
const SIMULATOR = {
  SimSetProcess: 'uint32_t SimSetProcess(const char16_t *name, uint32_t processId)',
  SimRemoveFilter: 'uint32_t SimRemoveFilter(const char16_t *filter)',
  SimAddFilter:
    'uint32_t SimAddFilter(const char16_t *name, const char16_t *driver, const char16_t *altitude, uint32_t supportedFeatures, uint32_t filtersReadWrite, uint32_t kind, const char16_t *version, const char16_t *company)',
  SimBurst:
    'uint32_t SimBurst(const char16_t *process, uint32_t processId, const char16_t *filter, const char16_t *prefix, uint32_t files, uint32_t operation, uint32_t status, const char16_t *reason, uint32_t count, uint32_t perSecond, uint32_t isPatient)',
};

/** Nobody presses Ctrl+C. `onRecording` is called once events are being recorded. */
async function watch(more: readonly string[], onRecording: () => void = () => undefined): Promise<Ended> {
  let out = '';
  let note = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    note: (text) => {
      note += text;
      if (text.startsWith('Recording into')) onRecording();
    },
    ask: async () => null,
    style: { color: false, columns: 100 },
    interrupted: new Promise(() => undefined),
  };
  const code = await run(['watch', '--sim', sim, '--db', db, ...more], io);
  return { code, out, note };
}

type Line = { readonly data: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
const lines = (out: string): Line[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line); // each line is an envelope, which the test checks

test('each line of JSON is one event, one loss or one count, and the summary goes to standard error', async () => {
  const { code, out, note } = await watch(['--json', '--until-idle', '500ms'], play);
  const said = lines(out);
  expect(code).toBe(0);
  expect(said[0]).toMatchObject({ schemaVersion: 1, command: 'watch', machine: { name: 'WATCHED', simulated: true } });
  expect(
    said.every(({ data }) => Object.keys(data).length === 1 && Object.keys(data).every((key) => ['event', 'lost', 'active'].includes(key))),
  ).toBe(true);
  const events = said.flatMap(({ data }) => (data.event === undefined ? [] : [data.event]));
  expect(events.map(({ eventId }) => eventId).toSorted()).toEqual([1, 11, 12, 12, 12, 12, 12, 12, 12, 6].toSorted());
  expect(events.find(({ path }) => path === 'D:\\Secret\\a.bin')).toEqual({
    seq: expect.any(Number),
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    eventId: 12,
    processId: 4242,
    processName: 'game.exe',
    path: 'D:\\Secret\\a.bin',
    operation: 'enable',
    filter: 'WdFilter',
    reason: 'Encrypted file not supported',
    ntstatus: '0xC00004C9',
    own: false,
  });
  expect(said).toContainEqual(expect.objectContaining({ data: { active: { mount: 'D:', count: 1 } } }));
  expect(note).toContain('Recorded 10 events (recording 1).');
  expect(note).toContain('BypassIO was seen in use on D:');
});

test('text says who refused what to whom and why; then the events are there to be asked for', async () => {
  const { out } = await watch(['--until-idle', '500ms'], play);
  expect(out).toMatch(
    /^\d\d:\d\d:\d\d\.\d{6} {2}WdFilter refused enable of game\.exe \(4242\) {2}D:\\Secret\\a\.bin {2}STATUS_NOT_SUPPORTED_WITH_ENCRYPTION "Encrypted file not supported"$/m,
  );
  expect(out).toContain('Late loaded');

  const ask = (...more: string[]) =>
    runJson<{ events: { path: string; filter: string }[]; total: number; lost: object }>(['events', '--sim', sim, '--db', db, ...more]);
  expect((await ask()).data).toMatchObject({ total: 10, more: false, lost: { events: 0, buffers: 0 } });
  expect((await ask('--filter', 'Late')).data.events).toHaveLength(3);
  expect((await ask('--path', 'secret\\F1')).data.events.map(({ path }) => path)).toEqual(['D:\\Secret\\f1', 'D:\\Secret\\f1']);
  expect((await ask('--process', 'game.exe', '--reason', veto.reason, '--status', '0xC00004C9', '--limit', '2')).data).toMatchObject({
    total: 7,
    more: true,
  });
  expect((await ask('--text', 'ENCRYPTED', '--id', '12', '--not-own')).data.events).toHaveLength(7);
  expect((await ask('--from', '1h')).data.events).toHaveLength(10);
  expect((await ask('--to', '2020-01-01T00:00:00Z')).data.events).toEqual([]);
  expect((await runJson<object>(['events', '--sim', sim, '--db', db, '--group', 'filter'])).data).toMatchObject({
    groups: [
      { value: 'WdFilter', events: 7 },
      { value: 'Late', events: 3 },
    ],
    complete: true,
  });
  const csv = await runBpio(['events', '--sim', sim, '--db', db, '--csv']);
  expect(csv.out.split('\r\n')).toHaveLength(12);
  expect(csv.out).toMatch(/^seq,time,eventId,processId,processName,path,operation,filter,reason,ntstatus,ntstatusName,own\r\n/);
  const recordings = await runBpio(['events', '--sim', sim, '--db', db, '--recordings']);
  expect(recordings.out).toMatch(/1 .* stopped +WATCHED \(simulated\) +10/);
});

test('Ctrl+C ends it with the summary and exit 0', async () => {
  const interrupt = Promise.withResolvers<void>();
  const running = runBpio(['watch', '--sim', sim, '--db', db], null, interrupt.promise);
  await expect.poll(() => existsSync(db)).toBe(true);
  interrupt.resolve();
  const { code, note } = await running;
  expect(code).toBe(0);
  expect(note).toMatch(/Recorded \d+ events? \(recording 1\)\./);
});

test('--duration ends it, --out takes the lines, --quiet prints none', async () => {
  const out = join(folder.path, 'lines.json');
  expect(await watch(['--duration', '300ms', '--json', '--out', out])).toMatchObject({ code: 0, out: '' });
  expect(lines(readFileSync(out, 'utf8'))[0]).toMatchObject({ command: 'watch' });
  expect(await watch(['--duration', '300ms', '--quiet'])).toMatchObject({ code: 0, out: '' });
});

test('without rights the exit code says elevation, and the message where the past can be read', async () => {
  writeFileSync(sim, JSON.stringify({ ...scenario, machine: { ...scenario.machine, elevated: false } }));
  const { code, note } = await watch([]);
  expect(code).toBe(4);
  expect(note).toContain('Performance Log Users');
  const history = await runBpio(['events', '--sim', sim, '--db', db, '--history']);
  expect(history.code).toBe(0);
  expect(history.out).toContain('WdFilter loaded (altitude 328010; opted in to BypassIO)');
});

test.each([
  ['a time that is none', ['watch', '--duration', 'soon'], '--duration takes a time'],
  ['a sample that is too fast', ['watch', '--sample', '1ms'], '--sample takes a time'],
  ['a path', ['watch', 'C:\\'], 'watch takes no path'],
  ['an idle time that is none', ['watch', '--until-idle', 'soon'], '--until-idle takes a time'],
  ['a limit of nothing', ['events', '--limit', '0'], '--limit takes 1 to'],
  ['a moment that is none', ['events', '--from', 'yesterday-ish'], '--from takes a time'],
  ['a status by name', ['events', '--status', 'STATUS_X'], '--status takes an NTSTATUS'],
  ['a group that is none', ['events', '--group', 'colour'], '--group takes one of'],
  ['an id that is none', ['events', '--id', 'twelve'], '--id takes a number'],
  ['a choice that is none', ['events', '--keep-days', 'few'], '--keep-days and --keep-mib take a number'],
])('%s is a bad argument that is named', async (_, argv, message) => {
  const { code, note } = await runBpio([...argv, '--sim', sim, '--db', db]);
  expect([code, note.includes(message)]).toEqual([6, true]);
});

test('a database that is not there, damaged or newer is said, and left alone', async () => {
  expect(await runBpio(['events', '--sim', sim, '--db', db])).toMatchObject({
    code: 5,
    note: expect.stringContaining('there is no such database'),
  });
  writeFileSync(db, 'x'.repeat(9_000));
  expect(await runBpio(['events', '--sim', sim, '--db', db])).toMatchObject({ code: 5, note: expect.stringContaining('damaged') });
  expect(readFileSync(db, 'utf8')).toBe('x'.repeat(9_000));
  const { code, note } = await watch(['--duration', '200ms']);
  expect([code, /damaged and set aside as .*events\.db\.damaged-/.test(note)]).toEqual([0, true]);
});

test('nothing is removed unless it was chosen; the choice is kept and shown', async () => {
  await watch(['--duration', '200ms']);
  const kept = await runJson<object>(['events', '--sim', sim, '--db', db, '--keep-days', '30', '--keep-mib', '100']);
  expect(kept.data).toMatchObject({ retention: { choice: { maxAgeDays: 30, maxBytes: 104_857_600 }, removals: [] } });
  const all = await runJson<object>(['events', '--sim', sim, '--db', db, '--keep-days', 'all']);
  expect(all.data).toMatchObject({ retention: { choice: { maxAgeDays: null, maxBytes: 104_857_600 } } });
});
