import type { Result } from '../../contract/failure.ts';
import type { ByteStream } from '../../domain/byte-stream.ts';
import { fail } from '../../domain/result.ts';
import { windowsLibraries } from '../../win32/library.ts';
import { ListeningPipe, openPipe, PIPE_CLIENT_RIGHTS, type PipeStream } from '../../win32/named-pipe.ts';
import type { Meeting, Transport } from './transport.ts';

const ERROR_FILE_NOT_FOUND = 2;
const SID = /^S-1(-\d{1,15}){1,16}$/;

/**
 * A named pipe of the real Windows, also while the machine that is asked is a simulated one.
 *
 * The elevated service offers it and the window connects, not the other way round, for three reasons. A program with rights must not
 * connect to what one without them offers: whoever offers a pipe may act as its clients. The descriptor can then name the window's user
 * and nobody else, also when the prompt was answered with an administrator's own account, which a descriptor made by the window would have
 * to let in. And the end with more to lose decides who comes in.
 *
 * Against others in between: the service fails when the name is taken, admits one client of this computer once, and both ends compare the
 * other's process id with the one they expect (the window holds its child's handle meanwhile, so the id cannot pass on to another).
 */
export const pipeTransport: Transport = {
  connect: async ({ address }, serviceProcess) => {
    const opened = openPipe(windowsLibraries, address);
    if (!opened.ok) return 'code' in opened.error && opened.error.code === ERROR_FILE_NOT_FOUND ? null : opened;
    return checked(opened.value, 'server', serviceProcess);
  },
  listen: async ({ address, user, windowProcess }, signal) => {
    if (!SID.test(user)) return fail({ kind: 'badRequest', call: '--user', detail: 'it is no SID', target: user });
    const pipe = ListeningPipe.create(windowsLibraries, address, descriptorFor(user));
    if (!pipe.ok) return pipe;
    const giveUp = (): void => pipe.value.cancel();
    signal.addEventListener('abort', giveUp);
    const client = await pipe.value.accept();
    signal.removeEventListener('abort', giveUp); // what it would end now is the connection
    return client.ok ? checked(client.value, 'client', windowProcess) : client;
  },
};

/**
 * One entry: the user of the window may read and write. The label is that of ordinary programs: without it, what an elevated process makes
 * could be taken for something that they must not write to.
 */
export const descriptorFor = (user: Meeting['user']): string => `D:P(A;;${PIPE_CLIENT_RIGHTS};;;${user})S:(ML;;NW;;;ME)`;

function checked(stream: PipeStream, end: 'client' | 'server', expected: number): Result<ByteStream> {
  const peer = stream.peerProcessId(end);
  if (peer.ok && peer.value === expected) return { ok: true, value: stream };
  stream.close();
  if (!peer.ok) return peer;
  return fail({
    kind: 'refused',
    call: 'elevated service',
    detail: `process ${peer.value} is at the other end of the pipe, not ${expected}`,
  });
}
