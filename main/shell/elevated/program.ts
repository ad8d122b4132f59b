import { createApp } from '../../app.ts';
import { describe } from '../../contract/describe.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { ok } from '../../domain/result.ts';
import { FRAME_MAX_BYTES, Frames } from '../../service/elevation/frames.ts';
import { isOtherAccount, readMeeting, readSecret, transport } from '../../service/elevation/meeting.ts';
import { proveAsService } from '../../service/elevation/proof.ts';
import { createRouter } from '../../service/router.ts';
import { takeSimulation } from '../arguments.ts';
import { reportBug } from '../bugs.ts';
import { createChannelServer, createFailedServer } from '../rpc.ts';
import { channelOfFrames } from './frame-channel.ts';

/** The window that started it is on its way: past this it is not. */
const WINDOW_MAX_MS = 60_000;

/**
 * The elevated service: serves the one window that started it and ends with it, however that ends. `argv` as `meetingWords` writes it.
 * Gives the exit code.
 */
export async function runElevatedService(argv: readonly string[]): Promise<number> {
  const { sim, rest } = takeSimulation(argv);
  const met = await meetWindow(rest);
  if (!met.ok) return fail(met.error);
  const frames = met.value;
  const ended = new Promise<void>((resolve) => frames.onClose(resolve));
  const app = await createApp(sim === undefined ? {} : { sim });
  const serve = app.ok
    ? createChannelServer(createRouter(app.value.service, app.value.recording), reportBug)
    : createFailedServer(app.error);
  serve(channelOfFrames(frames));
  await ended;
  if (app.ok) {
    using running = app.value;
    await running.finish();
  }
  return 0;
}

async function meetWindow(words: readonly string[]): Promise<Result<Frames>> {
  const meeting = readMeeting(words);
  if (!meeting.ok) return meeting;
  const secret = readSecret(meeting.value);
  if (!secret.ok) return secret;
  const stream = await transport.listen(meeting.value, AbortSignal.timeout(WINDOW_MAX_MS));
  if (!stream.ok) return stream;
  const frames = new Frames(stream.value);
  const welcome = { otherAccount: isOtherAccount(meeting.value) };
  const proved = await proveAsService(frames, secret.value, welcome, FRAME_MAX_BYTES);
  return proved.ok ? ok(frames) : proved;
}

/** Nobody reads it when Windows started this; a developer does. */
function fail(failure: Failure): number {
  process.stderr.write(`elevated service: ${describe(failure)}\n`);
  return 1;
}
