import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describe as describeFailure } from '../../main/contract/describe.ts';
import type { StoredEvent } from '../../main/contract/events.ts';
import type { CaptureChange, CaptureStarted, RecordingSummary } from '../../main/contract/recordings.ts';
import type { Operation } from '../../main/domain/bypass-io.ts';
import { SESSION_NAME } from '../../main/etw/session.ts';
import type { Recording } from '../../main/service/recording.ts';
import { bindTraceSessions, type TraceSessions } from '../../main/win32/etw.ts';
import { bind } from '../../main/win32/library.ts';
import { TestFolder } from '../store/sample-events.ts';
import { gameVolume, startMachine, type TestMachine } from './machine.ts';

const VETO = { path: 'D:\\Secret\\*', status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'Encrypted file not supported' };
const scene: NonNullable<Parameters<typeof startMachine>[0]> = {
  filters: [{ name: 'WdFilter', driver: 'WdFilter.sys', altitude: '328010', supportedFeatures: 15, volumes: ['D:'], vetoes: [VETO] }],
  volumes: [{ ...gameVolume, files: [{ path: '\\Games\\pak0.bin', size: 4096 }, { path: '\\Secret\\a.bin' }] }],
};

type Simulator = {
  SimSetProcess(name: string | null, processId: number): number;
  SimWriteEvent(id: number, version: number, payload: Uint8Array, bytes: number): number;
  SimShiftClock(by: bigint): number;
  SimRemoveFilter(name: string): number;
  SimBurst(...args: (string | number)[]): number;
};

let folder: TestFolder;
let machine: TestMachine;
let recording: Recording;
let sessions: TraceSessions;
let simulator: Simulator;
let changes: CaptureChange[];

async function begin(part: typeof scene = scene): Promise<void> {
  machine = startMachine({ ...scene, ...part });
  recording = await machine.recording(folder.database);
  const bound = bindTraceSessions(machine.libraries);
  const sim = bind<Simulator>(machine.libraries, 'simulator', {
    SimSetProcess: 'uint32_t SimSetProcess(const char16_t *name, uint32_t processId)',
    SimWriteEvent: 'uint32_t SimWriteEvent(uint32_t id, uint32_t version, const uint8_t *payload, uint32_t bytes)',
    SimShiftClock: 'uint32_t SimShiftClock(int64_t by)',
    SimRemoveFilter: 'uint32_t SimRemoveFilter(const char16_t *name)',
    SimBurst:
      'uint32_t SimBurst(const char16_t *process, uint32_t processId, const char16_t *filter, const char16_t *prefix, uint32_t files, uint32_t operation, uint32_t status, const char16_t *reason, uint32_t count, uint32_t perSecond, uint32_t isPatient)',
  });
  if (!bound.ok || !sim.ok) throw new Error('the simulator lacks an export');
  sessions = bound.value;
  simulator = sim.value;
}

beforeEach(() => {
  folder = new TestFolder();
  changes = [];
});
afterEach(async () => {
  await recording.finish();
  machine[Symbol.dispose]();
  folder[Symbol.dispose]();
});

async function start(): Promise<CaptureStarted> {
  const started = await recording.recorder.start(1_000, (change) => changes.push(change));
  if (!started.ok) throw new Error(describeFailure(started.error));
  return started.value;
}

async function stop(): Promise<RecordingSummary> {
  const summary = await recording.recorder.stop();
  if (summary === null) throw new Error('nothing was recording');
  return summary;
}

function as(name: string, processId: number, act: () => void): void {
  simulator.SimSetProcess(name, processId);
  act();
  simulator.SimSetProcess(null, 0);
}

function send(path: string, operation: Operation): void {
  const opened = machine.system.targets.open(path);
  if (!opened.ok) throw new Error(describeFailure(opened.error));
  using target = opened.value;
  target.manage(operation);
}

function stored(): StoredEvent[] {
  const page = recording.events.page({ filter: {}, direction: 'newer', limit: 1_000 });
  if (!page.ok) throw new Error(describeFailure(page.error));
  return page.value.events;
}

describe('what is recorded', () => {
  test('a veto that a game meets is stored with everything it says, at the time it happened', async () => {
    await begin();
    const before = Date.now() * 1_000 - 1_000_000;
    await start();
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    await stop();
    const [event] = stored();
    expect(event).toMatchObject({
      seq: 1,
      eventId: 12,
      processId: 4242,
      processName: 'game.exe',
      path: 'D:\\Secret\\a.bin',
      operation: 'enable',
      filter: 'WdFilter',
      reason: 'Encrypted file not supported',
      ntstatus: '0xC00004C9',
      ntstatusName: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION',
      own: false,
    });
    expect(event?.timeUs).toBeGreaterThan(before);
    expect(event?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  test("this program's own queries are marked as its own", async () => {
    await begin();
    await start();
    send('D:\\Secret\\a.bin', 'query');
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'query'));
    await stop();
    expect(stored().map(({ own, operation }) => ({ own, operation }))).toEqual([
      { own: true, operation: 'query' },
      { own: false, operation: 'query' },
    ]);
  });

  test('filters that come and go are stored beside the vetoes', async () => {
    await begin();
    await start();
    as('System', 4, () => simulator.SimRemoveFilter('WdFilter'));
    await stop();
    expect(stored()).toMatchObject([{ eventId: 1, filter: 'WdFilter', processId: 4, own: false }]);
  });

  test('the bytes of an event are kept, with its fields by the names that Windows has for them', async () => {
    await begin();
    await start();
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    await stop();
    const detail = recording.events.detail(1);
    expect(detail).toMatchObject({ ok: true, value: { version: 0, decoded: 'named' } });
    if (!detail.ok) return;
    expect(detail.value.fields.map(({ name }) => name)).toEqual([
      ...['DeviceName', 'DeviceVersionMajor', 'DeviceVersionMinor', 'DeviceTime', 'ProcessName'],
      ...['FileName', 'BypassIoOperation', 'BypassVetoingReason', 'OperationStatus'],
    ]);
    const path = Buffer.from('\\Device\\HarddiskVolume1\\Secret\\a.bin\0', 'utf16le');
    expect(Buffer.from(detail.value.raw, 'hex').includes(path)).toBe(true);
    expect(recording.events.detail(99)).toMatchObject({ ok: false, error: { kind: 'refused' } });
  });

  test('events that make no sense are kept as bytes and do no harm', async () => {
    await begin();
    await start();
    for (const [id, bytes] of [
      [12, Buffer.from('half an event')],
      [12, Buffer.alloc(0)],
      [12, Buffer.alloc(60_000, 0x41)],
      [6, Buffer.from('ffffffffffffffffffffffffffffffff', 'hex')],
      [77, Buffer.from('an event nobody knows')],
    ] as const) {
      simulator.SimWriteEvent(id, 0, bytes, bytes.length);
    }
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    const summary = await stop();
    expect(summary).toMatchObject({ problem: null, recording: { events: 6, ending: 'stopped' } });
    const details = stored().map(({ seq }) => recording.events.detail(seq));
    expect(details.map((detail) => (detail.ok ? detail.value.decoded : null))).toEqual(['raw', 'raw', 'raw', 'raw', 'raw', 'named']);
  });

  test('a clock that is set back while events are recorded does not disorder them', async () => {
    await begin();
    await start();
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    simulator.SimShiftClock(-36_000_000_000n);
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'query'));
    await stop();
    expect(stored().map(({ seq }) => seq)).toEqual([1, 2]);
  });
});

describe('use of BypassIO', () => {
  test('a file that has BypassIO on while events are recorded is seen, and the sentence says where and how many', async () => {
    await begin();
    const opened = machine.system.targets.open('D:\\Games\\pak0.bin');
    if (!opened.ok) throw new Error('the file does not open');
    using target = opened.value;
    target.manage('enable');
    await start();
    const { volumes, useSentence } = await stop();
    expect(volumes).toMatchObject([{ mount: 'D:', highest: 1 }]);
    expect(useSentence).toMatch(/^BypassIO was seen in use on D: .*at most 1 file at a time; volumes were asked every 1 s/);
    expect(useSentence).toContain('"not seen" is not "not used"');
  });

  test('what was not seen is not called unused', async () => {
    await begin();
    await start();
    expect((await stop()).useSentence).toBe(
      'BypassIO was not seen in use on D:; volumes were asked every 1 s, so a shorter use can be missed and "not seen" is not "not used".',
    );
  });
});

describe('sessions', () => {
  test('a session of ours that outlived its process is stopped and started anew', async () => {
    await begin();
    expect(sessions.start(SESSION_NAME, { bufferKiB: 64, maximumBuffers: 16, flushSeconds: 1 }).ok).toBe(true);
    await start();
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    await stop();
    expect(stored()).toHaveLength(1);
    expect(sessions.query(SESSION_NAME)).toMatchObject({ ok: false, error: { code: 4201 } });
  });

  test('without rights the message says who may, and where the past can be read', async () => {
    await begin({ machine: { name: 'TEST', os: '10.0.26100', elevated: false } });
    const started = await recording.recorder.start(1_000, () => undefined);
    expect(started).toMatchObject({ ok: false, error: { kind: 'notElevated', call: 'StartTraceW' } });
    const text = started.ok ? '' : describeFailure(started.error);
    expect(text).toContain('Performance Log Users');
    expect(text).toContain('--history');
    expect(recording.events.recordings()).toEqual({ ok: true, value: [] });
  });

  test('when Windows allows no more sessions the message says so and what to do', async () => {
    await begin();
    for (let index = 0; index < 64; index++) sessions.start(`Other ${index}`, { bufferKiB: 4, maximumBuffers: 8, flushSeconds: 1 });
    const started = await recording.recorder.start(1_000, () => undefined);
    expect(started).toMatchObject({ ok: false, error: { kind: 'refused', detail: expect.stringContaining('logman') } });
    const listed = sessions.list();
    expect(listed.ok && listed.value.length).toBe(64);
  });

  test('when another program stops the session, the recording ends, says so, and keeps what it has', async () => {
    await begin();
    await start();
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    sessions.stop(SESSION_NAME);
    await expect.poll(() => changes.at(-1)?.ended?.recording.ending).toBe('sessionEnded');
    expect(changes.at(-1)?.ended).toMatchObject({ problem: expect.stringContaining('another program'), recording: { events: 1 } });
    expect(stored()).toHaveLength(1);
    expect(await recording.recorder.stop()).toBeNull();
  });

  test('a second instance is refused while the first records, and the first goes on', async () => {
    await begin();
    await start();
    const second = await machine.recording(folder.database);
    expect(await second.recorder.start(1_000, () => undefined)).toMatchObject({
      ok: false,
      error: { detail: 'another instance of this program is recording into this database' },
    });
    expect(await recording.recorder.start(1_000, () => undefined)).toMatchObject({ ok: false, error: { kind: 'refused' } });
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    expect((await stop()).recording.events).toBe(1);
  });

  test('a Windows that has no veto events says so, and still records the rest', async () => {
    await begin({ machine: { name: 'TEST', os: '10.0.22000', elevated: true } });
    const { notes } = await start();
    expect(notes).toMatchObject([expect.stringContaining('22H2')]);
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    as('System', 4, () => simulator.SimRemoveFilter('WdFilter'));
    await stop();
    expect(stored().map(({ eventId }) => eventId)).toEqual([1]);
  });
});

describe('losses and trouble', () => {
  test('when the store is slower than the events, the lost ones are counted and stored with the recording', async () => {
    await begin();
    await start();
    const holder = new Database(folder.database);
    holder.exec('BEGIN IMMEDIATE'); // another program keeps the database for itself: the collector has to wait
    const count = 400_000;
    simulator.SimBurst('game.exe', 4242, 'WdFilter', 'D:\\Secret\\f', 100, 1, 0xc000_04c9, 'Encrypted file not supported', count, 0, 0);
    holder.exec('COMMIT');
    holder.close();
    const { recording: row } = await stop();
    expect(row.lostEvents).toBeGreaterThan(0);
    expect(row.events + row.lostEvents).toBe(count);
    expect(recording.events.recordings()).toMatchObject({ ok: true, value: [{ lostEvents: row.lostEvents }] });
  });

  test('a recording that its process left open is reported and closed when the next one starts', async () => {
    await begin();
    await start();
    await stop();
    const db = new Database(folder.database);
    db.exec('UPDATE recordings SET ended_us = NULL, ending = NULL');
    db.close();
    const { notes } = await start();
    expect(notes).toMatchObject([expect.stringContaining('interrupted')]);
    await stop();
    const rows = recording.events.recordings();
    expect(rows.ok && rows.value.map(({ ending }) => ending)).toEqual(['stopped', 'interrupted']);
  });

  test('past vetoes are read from the System log without rights, own ones marked', async () => {
    await begin({ machine: { name: 'TEST', os: '10.0.26100', elevated: false } });
    as('game.exe', 4242, () => send('D:\\Secret\\a.bin', 'enable'));
    send('D:\\Secret\\a.bin', 'query');
    const history = recording.history(100);
    expect(history).toMatchObject({
      ok: true,
      value: {
        unread: 0,
        more: false,
        vetoes: [
          { operation: 'query', own: true, dosPath: 'D:\\Secret\\a.bin' },
          { operation: 'enable', own: false, processName: 'game.exe', filter: 'WdFilter', ntstatus: '0xC00004C9' },
        ],
        filterEvents: [{ action: 'loaded', filter: 'WdFilter', altitudes: ['328010'], supportedFeatures: 15, optedIn: true }],
      },
    });
    expect(recording.history(1)).toMatchObject({ ok: true, value: { more: true } });
  });
});
