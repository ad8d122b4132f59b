import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ELEVATED_SERVICE } from '../../contract/elevation-words.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { isWindows, windowsLibraries } from '../../win32/library.ts';
import { makeFile, ownSid } from '../../win32/security.ts';
import { pipeTransport } from './pipe.ts';
import { newSecret, SECRET_BYTES } from './proof.ts';
import { socketTransport } from './socket.ts';
import type { Meeting, Transport } from './transport.ts';

export const transport: Transport = isWindows ? pipeTransport : socketTransport;

const OWNER_ONLY = 0o600;
const NAME_BYTES = 16;
const DRIVE_PATH = /^[A-Za-z]:\\/;

/** A meeting with an elevated service that is to be started. Disposing of it removes the secret: once both have it, or when nobody came. */
export interface Arranged extends Disposable {
  readonly meeting: Meeting;
  readonly secret: Uint8Array;
}

/**
 * Chooses a place and a secret. The secret goes over a file, since a command line can be read by every process of the user and a process
 * that Windows elevates inherits neither handles nor environment. Only this user may open it, and administrators who are elevated: the
 * service may run under another account.
 */
export function arrangeMeeting(): Result<Arranged> {
  const user = isWindows ? ownSid(windowsLibraries) : ok('');
  if (!user.ok) return user;
  const folder = mkdtempSync(join(tmpdir(), 'bypassio-')); // nobody else's, where folders have owners
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const secretFile = join(folder, 'secret');
  const made = isWindows ? makeFile(windowsLibraries, secretFile, secretDescriptor(user.value)) : ok(null);
  if (!made.ok) {
    remove();
    return made;
  }
  const secret = newSecret();
  writeFileSync(secretFile, secret, { mode: OWNER_ONLY });
  const address = isWindows ? `\\\\.\\pipe\\bypassio-${randomBytes(NAME_BYTES).toString('hex')}` : join(folder, 'socket');
  const meeting = { address, secretFile, user: user.value, windowProcess: process.pid };
  return ok({ meeting, secret, [Symbol.dispose]: remove });
}

const secretDescriptor = (user: string): string => `D:P(A;;FA;;;${user})(A;;FR;;;BA)`;

/** Whether this process runs under another account than the window's. */
export function isOtherAccount({ user }: Meeting): boolean {
  const own = isWindows ? ownSid(windowsLibraries) : ok(user);
  return own.ok && own.value !== user;
}

/** What stands on the service's command line. */
export const meetingWords = ({ address, secretFile, user, windowProcess }: Meeting): readonly string[] => [
  ELEVATED_SERVICE,
  `--meet=${address}`,
  `--secret=${secretFile}`,
  `--user=${user}`,
  `--window=${windowProcess}`,
];

/** The other end of `meetingWords`; words before them, such as the program's own place, are passed over. Fails with `badRequest`. */
export function readMeeting(words: readonly string[]): Result<Meeting> {
  const wrong = (detail: string): { readonly ok: false; readonly error: Failure } =>
    fail({ kind: 'badRequest', call: ELEVATED_SERVICE, detail });
  const text = { type: 'string' } as const;
  const options = { 'elevated-service': { type: 'boolean' }, meet: text, secret: text, user: text, window: text } as const;
  try {
    const { meet, secret, user, window } = parseArgs({ args: [...words], options, allowPositionals: true }).values;
    const windowProcess = Number(window);
    if (!meet || !secret || user === undefined || !Number.isSafeInteger(windowProcess)) return wrong('it is started by the window');
    return ok({ address: meet, secretFile: secret, user, windowProcess });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

/**
 * The secret of a meeting. Only read, and only when it is one: whoever writes the command line of a program with rights must not have it
 * remove a file. The window does that.
 */
export function readSecret({ secretFile }: Meeting): Result<Uint8Array> {
  const wrong = (detail: string): Result<never> => fail({ kind: 'refused', call: 'read the secret', detail, target: secretFile });
  // A name of another kind, such as a pipe's or another computer's, would be a call to whoever listens there.
  if (isWindows && !DRIVE_PATH.test(secretFile)) return wrong('it is no file on a drive');
  try {
    return statSync(secretFile).size === SECRET_BYTES ? ok(readFileSync(secretFile)) : wrong('it is no secret of a window');
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}
