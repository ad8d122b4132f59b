import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Contract } from '../../../main/contract/contract.ts';
import type { ElevationState } from '../../../main/contract/elevation.ts';
import { ElevatedSide, type ElevationParts } from '../../../main/service/elevation/elevation.ts';
import { FRAME_MAX_BYTES, Frames } from '../../../main/service/elevation/frames.ts';
import { arrangeMeeting, meetingWords, transport } from '../../../main/service/elevation/meeting.ts';
import { newSecret, proveAsWindow } from '../../../main/service/elevation/proof.ts';
import type { Meeting } from '../../../main/service/elevation/transport.ts';
import { createRouter } from '../../../main/service/router.ts';
import { becomeElevatedService } from '../../../main/shell/electron/elevated.ts';
import { channelOfPort } from '../../../main/shell/electron/port-channel.ts';
import { channelOfFrames } from '../../../main/shell/elevated/frame-channel.ts';
import { nodeProgram } from '../../../main/shell/elevated/node-program.ts';
import { passOnTo } from '../../../main/shell/elevated/pass-on.ts';
import { createChannelServer } from '../../../main/shell/rpc.ts';
import { isWindows } from '../../../main/win32/library.ts';
import { StandInPort } from '../../shell/electron-stand-in.ts';
import { gameVolume, startMachine, type TestMachine } from '../machine.ts';

const UNPRIVILEGED = { name: 'LOCKED', os: '10.0.26100', elevated: false } as const;
const OLD_GUARD = { name: 'OldGuard', driver: 'OldGuard.sys', altitude: '321000', supportedFeatures: 3, volumes: ['D:'] };
/** The temporary folder of these tests, in which nothing may be left, and what they need themselves. */
let temporary: string;
let own: string;
let scenario: string;
const opened: { close(): void }[] = [];
const VARIABLE = isWindows ? 'TEMP' : 'TMPDIR';
const temporaryBefore = tmpdir();

beforeEach(() => {
  own = mkdtempSync(join(temporaryBefore, 'bpio-elevation-'));
  temporary = mkdtempSync(join(own, 't'));
  process.env[VARIABLE] = temporary;
  scenario = join(own, 'scenario.json');
  writeFileSync(scenario, JSON.stringify({ schemaVersion: 1, machine: UNPRIVILEGED, filters: [OLD_GUARD], volumes: [gameVolume] }));
});
afterEach(() => {
  for (const { close } of opened.splice(0)) close();
  process.env[VARIABLE] = temporaryBefore;
  rmSync(own, { recursive: true, force: true });
});

function startWindow(part: Partial<ElevationParts> = {}, machinePart: Parameters<typeof startMachine>[0] = {}) {
  const machine: TestMachine = startMachine({ machine: UNPRIVILEGED, filters: [OLD_GUARD], ...machinePart });
  const elevation = new ElevatedSide({
    libraries: machine.libraries,
    program: nodeProgram(scenario),
    isPossible: true,
    isRecording: async () => false,
    ...part,
  });
  const pair = new MessageChannel();
  const port = new StandInPort(pair.port2);
  const router = createRouter(machine.service, machine.recording, elevation);
  createChannelServer(router, (bug) => expect.unreachable(String(bug)), passOnTo(elevation))(channelOfPort(port));
  port.start();
  // Node's port is a web port, whose DOM type asks for more than oRPC uses.
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: pair.port1 as unknown as globalThis.MessagePort }));
  pair.port1.start();
  const close = (): void => {
    elevation.link?.close();
    pair.port1.close();
    machine[Symbol.dispose]();
  };
  opened.push({ close });
  return { elevation, client, machine };
}

/** Every state from now on. */
function statesOf(client: ContractRouterClient<Contract>): ElevationState[] {
  const states: ElevationState[] = [];
  const follow = async (): Promise<void> => {
    for await (const state of await client.elevation.changes()) states.push(state);
  };
  follow().catch(() => undefined); // the window closes
  return states;
}

/** A program that leaves its process id in a file and is then the elevated service. */
function programThatTells(): { readonly program: ElevationParts['program']; readonly processId: () => number } {
  const { file, words, window } = nodeProgram(scenario);
  const [entry = '', ...rest] = words;
  const script = join(own, 'tells.mjs');
  const told = join(own, 'process-id');
  const lines = [
    "import { writeFileSync } from 'node:fs';",
    `writeFileSync(${JSON.stringify(told)}, String(process.pid));`,
    `await import(${JSON.stringify(pathToFileURL(entry).href)});`,
  ];
  writeFileSync(script, lines.join('\n'));
  return { program: { file, words: [script, ...rest], window }, processId: () => Number(readFileSync(told, 'utf8')) };
}

describe('"Enable more"', () => {
  test('the elevated service answers what needs rights, and this one the rest', async () => {
    const { client } = startWindow();
    const states = statesOf(client);
    expect([(await client.machine()).elevated, (await client.filters({})).volumes[0]?.filtersFailure]).toMatchObject([
      false,
      { call: 'FilterVolumeInstanceFindFirst', code: 0x8007_0005 },
    ]);
    expect(await client.elevation.enable()).toBe('elevated');
    const { volumes } = await client.filters({});
    expect([(await client.machine()).elevated, volumes[0]?.filtersFailure, volumes[0]?.filters.map(({ name }) => name)]).toEqual([
      true,
      null,
      ['OldGuard'],
    ]);
    expect(await client.games.list()).toBeDefined();
    await expect.poll(() => states.map(({ kind }) => kind)).toEqual(['possible', 'asking', 'elevated']);
    expect([await client.elevation.enable(), readdirSync(temporary)]).toEqual(['elevated', []]);
  });

  test('its failures and its streams arrive as they are', async () => {
    const { client } = startWindow();
    await client.elevation.enable();
    await expect(client.events.detail({ seq: 1 })).rejects.toMatchObject({ code: 'FAILED', data: { kind: expect.any(String) } });
    await expect(client.query({ paths: [''] })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    const leaving = new AbortController();
    for await (const change of await client.capture.changes(undefined, { signal: leaving.signal })) {
      expect(change).toMatchObject({ recording: null });
      leaving.abort();
      break;
    }
  });

  test('declined: said as that, and everything is as before', async () => {
    const { client } = startWindow({}, { machine: { ...UNPRIVILEGED, elevationPrompt: 'declined' } });
    const states = statesOf(client);
    expect(await client.elevation.enable()).toBe('declined');
    expect([(await client.machine()).elevated, readdirSync(temporary)]).toEqual([false, []]);
    await expect.poll(() => states).toEqual([{ kind: 'possible', ended: null }, { kind: 'asking' }, { kind: 'possible', ended: null }]);
  });

  test('answers others while Windows asks, and asks once', async () => {
    const { client } = startWindow();
    const asked = client.elevation.enable();
    await expect(client.elevation.enable()).rejects.toMatchObject({ data: { kind: 'refused', detail: 'Windows is asking already' } });
    expect((await client.machine()).name).toBe('LOCKED');
    expect(await asked).toBe('elevated');
  });

  test.each([
    ['there is no such program', ['no-such-program'], { kind: 'win32', call: 'ShellExecuteExW', code: 2 }],
    ['the program ends before it listens', [process.execPath, '-e', 'process.exit(3)', '--'], { kind: 'refused', detail: /exit code 3/ }],
  ])('%s', async (_title, [file = '', ...words], failure) => {
    const { client } = startWindow({ program: { file, words, window: 0n } });
    const data = 'detail' in failure ? { ...failure, detail: expect.stringMatching(failure.detail) } : failure;
    await expect(client.elevation.enable()).rejects.toMatchObject({ code: 'FAILED', data });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('is not asked while this service records', async () => {
    const { client } = startWindow({ isRecording: async () => true });
    await expect(client.elevation.enable()).rejects.toMatchObject({
      data: { detail: expect.stringContaining('stop the recording first') },
    });
  });

  test('is not offered to a service that has the rights', async () => {
    const { client } = startWindow({ isPossible: false });
    const states = statesOf(client);
    await expect(client.elevation.enable()).rejects.toMatchObject({ data: { kind: 'refused' } });
    await expect.poll(() => states).toEqual([{ kind: 'needless' }]);
  });

  test('when the elevated service dies, the window is told, and asked without it', async () => {
    const { program, processId } = programThatTells();
    const { client } = startWindow({ program });
    const states = statesOf(client);
    await client.elevation.enable();
    process.kill(processId(), 'SIGKILL');
    await expect.poll(() => states.at(-1)).toMatchObject({ kind: 'possible', ended: { call: 'elevated service' } });
    expect((await client.machine()).elevated).toBe(false);
  });
});

describe('the elevated service', () => {
  /** The program itself, as it is started. Gives its end. */
  function startService(change: Partial<Meeting> = {}) {
    const arranged = arrangeMeeting();
    if (!arranged.ok) throw new Error(JSON.stringify(arranged.error));
    const { meeting, secret } = arranged.value;
    const { file, words } = nodeProgram(scenario);
    const child = spawn(file, [...words, ...meetingWords({ ...meeting, ...change })], { stdio: 'ignore' });
    opened.push({ close: () => child.kill('SIGKILL') });
    const connect = async (): Promise<Frames> => {
      for (;;) {
        const stream = await transport.connect(meeting, child.pid ?? 0);
        if (stream?.ok === true) return new Frames(stream.value);
        if (stream !== null) throw new Error(JSON.stringify(stream));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    return { connect, secret, ended: once(child, 'exit').then(([code]) => code as number) };
  }

  test('ends with the window', async () => {
    const { connect, secret, ended } = startService();
    const frames = await connect();
    expect(await proveAsWindow(frames, secret, FRAME_MAX_BYTES)).toEqual({ ok: true, value: { otherAccount: false } });
    frames.close();
    expect(await ended).toBe(0);
  });

  test('serves nobody who does not know the secret, and ends', async () => {
    const { connect, ended } = startService();
    const frames = await connect();
    expect(await proveAsWindow(frames, newSecret(), FRAME_MAX_BYTES)).toMatchObject({ ok: false });
    expect(await ended).toBe(1);
  });

  test('is what the window’s own program becomes, which then shows nothing and ends with the window', async () => {
    const arranged = arrangeMeeting();
    if (!arranged.ok) throw new Error(JSON.stringify(arranged.error));
    const { meeting, secret } = arranged.value;
    const done: (string | number)[] = [];
    const app = { disableHardwareAcceleration: () => void done.push('no graphics'), exit: (code = 0) => void done.push(code) };
    const running = becomeElevatedService(app, ['C:\\checkout', `--sim=${scenario}`, ...meetingWords(meeting)]);
    let stream: Awaited<ReturnType<typeof transport.connect>> = null;
    while (stream === null) stream = await transport.connect(meeting, process.pid);
    if (!stream.ok) throw new Error(JSON.stringify(stream.error));
    const frames = new Frames(stream.value);
    expect((await proveAsWindow(frames, secret, FRAME_MAX_BYTES)).ok).toBe(true);
    const channel = channelOfFrames(frames);
    const answer = new Promise((resolve) => channel.onMessage(resolve));
    channel.send(JSON.stringify({ i: '1', p: { u: '/machine', b: {} } }));
    expect(JSON.parse(String(await answer))).toMatchObject({ p: { b: { json: { name: 'LOCKED' } } } });
    frames.close();
    await running;
    expect(done).toEqual(['no graphics', 0]);
    arranged.value[Symbol.dispose]();
  });

  test.each([
    ['a secret that is not there', { secretFile: 'nowhere' }],
    ['a file that is no secret', { secretFile: process.execPath }],
    ['no place to meet', { address: '' }],
  ])('%s: it ends at once', async (_title, change) => {
    expect(await startService(change).ended).toBe(1);
  });
});
