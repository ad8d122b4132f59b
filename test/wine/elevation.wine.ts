import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import type { Result } from '../../main/contract/failure.ts';
import { ElevatedSide } from '../../main/service/elevation/elevation.ts';
import { arrangeMeeting } from '../../main/service/elevation/meeting.ts';
import { descriptorFor } from '../../main/service/elevation/pipe.ts';
import { channelOfFrames } from '../../main/shell/elevated/frame-channel.ts';
import { nodeProgram } from '../../main/shell/elevated/node-program.ts';
import { bindKernel32, type Handle, OPEN_FLAG, openExisting, SHARE } from '../../main/win32/kernel32.ts';
import { bind, windowsLibraries } from '../../main/win32/library.ts';
import { ListeningPipe, openPipe, type PipeStream } from '../../main/win32/named-pipe.ts';
import { makeFile, ownSid, withSecurity } from '../../main/win32/security.ts';

const libraries = windowsLibraries;
const given = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const user = given(ownSid(libraries));
const newName = (): string => `\\\\.\\pipe\\bpio-test-${randomBytes(8).toString('hex')}`;
const NOBODY = 'S-1-5-21-1-2-3-4';

const ends: { close(): void }[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end.close();
});

async function connected(): Promise<readonly [server: PipeStream, client: PipeStream]> {
  const name = newName();
  const pipe = given(ListeningPipe.create(libraries, name, descriptorFor(user)));
  const accepting = pipe.accept();
  const client = given(openPipe(libraries, name));
  const server = given(await accepting);
  ends.push(server, client);
  return [server, client];
}

/** What `stream` gives, put together, until it ends or `bytes` have come. */
function collected(stream: PipeStream, bytes = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let count = 0;
  return new Promise((resolve) => {
    const done = (): void => resolve(Buffer.concat(pieces));
    stream.onClose(done);
    stream.onBytes((piece) => {
      pieces.push(piece);
      count += piece.byteLength;
      if (count >= bytes) done();
    });
  });
}

test('this user has a SID', () => {
  expect(user).toMatch(/^S-1-5-21(-\d+){4}$/);
});

describe('the pipe', () => {
  test('carries bytes both ways, also more than it holds, and ends with either end', async () => {
    const [server, client] = await connected();
    const [large, small] = [randomBytes(3_000_000), Buffer.from('small')];
    const [atServer, atClient] = [collected(server, large.length), collected(client)];
    client.write(large);
    server.write(small);
    expect((await atServer).equals(large)).toBe(true);
    server.close();
    expect(String(await atClient)).toBe('small');
  });

  test('many messages one after the other, in order', async () => {
    const [server, client] = await connected();
    const whole = collected(server, 10_000);
    for (let index = 0; index < 1_000; index++) client.write(Buffer.from(String(index).padStart(10, '0')));
    expect((await whole).toString()).toBe(Array.from({ length: 1_000 }, (_, index) => String(index).padStart(10, '0')).join(''));
  });

  test('each end knows the process at the other', async () => {
    const [server, client] = await connected();
    expect([server.peerProcessId('client'), client.peerProcessId('server')]).toEqual([
      { ok: true, value: process.pid },
      { ok: true, value: process.pid },
    ]);
  });

  test('one that nobody offers is not there', () => {
    expect(openPipe(libraries, newName())).toMatchObject({ ok: false, error: { kind: 'win32', call: 'CreateFileW', code: 2 } });
  });

  test('a name that somebody offers already is not offered again', () => {
    const name = newName();
    using _first = given(ListeningPipe.create(libraries, name, descriptorFor(user)));
    expect(ListeningPipe.create(libraries, name, descriptorFor(user))).toMatchObject({ ok: false, error: { call: 'CreateNamedPipeW' } });
  });

  test('a second client finds it taken', async () => {
    const name = newName();
    const pipe = given(ListeningPipe.create(libraries, name, descriptorFor(user)));
    const accepting = pipe.accept();
    const client = given(openPipe(libraries, name));
    ends.push(client, given(await accepting));
    expect(openPipe(libraries, name)).toMatchObject({ ok: false, error: { code: 231 } });
  });

  test('giving up the waiting once somebody has come ends nothing', async () => {
    const name = newName();
    const pipe = given(ListeningPipe.create(libraries, name, descriptorFor(user)));
    const accepting = pipe.accept();
    const client = given(openPipe(libraries, name));
    const server = given(await accepting);
    ends.push(client, server);
    const heard = collected(server, 5);
    pipe.cancel();
    client.write(Buffer.from('still'));
    expect(String(await heard)).toBe('still');
  });

  test.each([user, NOBODY])('its descriptor has one entry, for the window’s user: %s', (sid) => {
    const name = newName();
    using _pipe = given(ListeningPipe.create(libraries, name, descriptorFor(sid)));
    // Wine keeps descriptors of pipes, shows them without their labels, and checks nobody against them.
    expect(descriptorOf(name).replace('S:(ML;;NW;;;ME)', '')).toBe(`D:P(A;;0x100083;;;${sid})`);
  });

  test('waiting for a client can be given up', async () => {
    const pipe = given(ListeningPipe.create(libraries, newName(), descriptorFor(user)));
    const accepting = pipe.accept();
    pipe.cancel();
    expect(await accepting).toMatchObject({ ok: false, error: { kind: 'win32', call: 'ConnectNamedPipe', code: 995 } });
  });

  test('closing leaves no handle behind', async () => {
    const kernel32 = given(
      bind<{ GetCurrentProcess(): Handle; GetProcessHandleCount(process: Handle, count: Uint32Array): number }>(libraries, 'kernel32', {
        GetCurrentProcess: 'void *GetCurrentProcess()',
        GetProcessHandleCount: 'int32_t GetProcessHandleCount(void *process, uint32_t *count)',
      }),
    );
    const handleCount = (): number => {
      const count = new Uint32Array(1);
      kernel32.GetProcessHandleCount(kernel32.GetCurrentProcess(), count);
      return count[0] ?? 0;
    };
    const once = async (): Promise<void> => {
      const [server, client] = await connected();
      const ended = collected(client);
      client.write(Buffer.from('x'));
      server.close();
      await ended;
      client.close();
    };
    await once();
    const before = handleCount();
    for (let round = 0; round < 20; round++) await once();
    await expect.poll(handleCount).toBeLessThanOrEqual(before);
  });
});

/** The descriptor of a pipe or file that is there, in Windows' own words. */
function descriptorOf(path: string): string {
  const READ_CONTROL = 0x2_0000;
  const SE_KERNEL_OBJECT = 6;
  const DACL_AND_LABEL = 0x4 | 0x10; // DACL_SECURITY_INFORMATION, LABEL_SECURITY_INFORMATION
  type Advapi32 = {
    GetSecurityInfo(
      handle: Handle,
      type: number,
      what: number,
      owner: null,
      group: null,
      dacl: null,
      sacl: null,
      descriptor: BigUint64Array,
    ): number;
    ConvertSecurityDescriptorToStringSecurityDescriptorW(
      descriptor: bigint,
      revision: number,
      what: number,
      text: BigUint64Array,
      chars: null,
    ): number;
  };
  const advapi32 = given(
    bind<Advapi32>(libraries, 'advapi32', {
      GetSecurityInfo:
        'uint32_t GetSecurityInfo(void *handle, int32_t type, uint32_t what, void *owner, void *group, void *dacl, void *sacl, uint64_t *descriptor)',
      ConvertSecurityDescriptorToStringSecurityDescriptorW:
        'int32_t ConvertSecurityDescriptorToStringSecurityDescriptorW(uint64_t descriptor, uint32_t revision, uint32_t what, uint64_t *text, uint32_t *chars)',
    }),
  );
  const copying = given(
    bind<{ lstrcpynW(to: Uint8Array, from: bigint, chars: number): bigint }>(libraries, 'kernel32', {
      lstrcpynW: 'uint64_t lstrcpynW(void *to, uint64_t from, int32_t chars)',
    }),
  );
  using opened = given(openExisting(given(bindKernel32(libraries)), path, READ_CONTROL, SHARE.readWriteDelete, OPEN_FLAG.none));
  const descriptor = new BigUint64Array(1);
  expect(advapi32.GetSecurityInfo(opened.raw, SE_KERNEL_OBJECT, DACL_AND_LABEL, null, null, null, null, descriptor)).toBe(0);
  const text = new BigUint64Array(1);
  expect(advapi32.ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor[0] ?? 0n, 1, DACL_AND_LABEL, text, null)).not.toBe(0);
  const copy = Buffer.alloc(2_000);
  copying.lstrcpynW(copy, text[0] ?? 0n, 1_000);
  return copy.toString('utf16le').split('\0', 1)[0] ?? '';
}

test('the secret lies in a file that this user can open, and nobody but the system and administrators besides', () => {
  using arranged = given(arrangeMeeting());
  // Wine keeps of a file's descriptor what Unix can: that there is nothing for everybody.
  const named = [...descriptorOf(arranged.meeting.secretFile).matchAll(/;([^;)]+)\)/g)].map(([, sid]) => sid);
  expect([named.includes(user), named.filter((sid) => sid !== user && sid !== 'SY' && sid !== 'BA')]).toEqual([true, []]);
});

test('a file that is there already is not taken for a new one', () => {
  const path = 'C:\\windows\\system32\\kernel32.dll';
  expect(makeFile(libraries, path, 'D:P')).toMatchObject({
    ok: false,
    error: { kind: 'win32', call: 'CreateFileW', code: 80, target: path },
  });
});

test('a text that is no descriptor is said', () => {
  expect(withSecurity(libraries, 'nonsense', () => ({ ok: true, value: null }))).toMatchObject({
    ok: false,
    error: { kind: 'win32', call: 'ConvertStringSecurityDescriptorToSecurityDescriptorW' },
  });
});

test('the whole way through the real shell32: a process is started, met over the pipe, answers, and ends with the window', async () => {
  const elevation = new ElevatedSide({ libraries, program: nodeProgram(true), isPossible: true, isRecording: async () => false });
  const before = readdirSync(tmpdir());
  expect(await elevation.enable()).toEqual({ ok: true, value: 'elevated' });
  expect([elevation.state, readdirSync(tmpdir())]).toEqual([{ kind: 'elevated', otherAccount: false }, before]);
  const { link } = elevation;
  if (link === null) throw new Error('no link');
  const channel = channelOfFrames(link);
  const answer = new Promise((resolve) => channel.onMessage(resolve));
  channel.send(JSON.stringify({ i: '1', p: { u: '/machine', b: {} } }));
  expect(JSON.parse(String(await answer))).toMatchObject({ i: '1', p: { b: { json: { name: 'DESKTOP-DEMO', elevated: true } } } });
  link.close();
  expect(elevation.state).toMatchObject({ kind: 'possible' });
});
