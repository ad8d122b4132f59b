import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ElevationOutcome, ElevationState } from '../../contract/elevation.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { programUrl } from '../../programs.ts';
import { commandLine } from '../../win32/command-line.ts';
import type { Libraries } from '../../win32/library.ts';
import { StartedProcess } from '../../win32/process.ts';
import { ERROR_CANCELLED } from '../../win32/shell32.ts';
import { Latest } from '../latest.ts';
import { FRAME_MAX_BYTES, Frames } from './frames.ts';
import { arrangeMeeting, meetingWords, transport } from './meeting.ts';
import type { PromptAnswer, PromptOrder } from './prompt.ts';
import { proveAsWindow, type Welcome } from './proof.ts';
import type { Meeting } from './transport.ts';

/** The program of ours that can be the elevated service. */
export interface ElevatedProgram {
  readonly file: string;
  /** What it needs before the words of the meeting. */
  readonly words: readonly string[];
  /** HWND of the window; 0n where there is none, as in a browser. */
  readonly window: bigint;
}

export interface ElevationParts {
  readonly libraries: Libraries;
  readonly program: ElevatedProgram;
  /** False where this service has administrator rights itself, or nobody can tell. */
  readonly isPossible: boolean;
  /** Whether this service records, which it would then go on doing unseen. */
  readonly isRecording: () => Promise<boolean>;
}

/** A service with administrator rights beside this one, for as long as this one runs. */
export interface Elevation {
  readonly state: ElevationState;
  /** The way to the elevated service while there is one. */
  readonly link: Frames | null;
  /** The state now, then each change, until `signal`. */
  changes(signal: AbortSignal): AsyncGenerator<ElevationState>;
  /** Has Windows ask for the rights; gives how the person answered. */
  enable(): Promise<Result<ElevationOutcome>>;
}

const CONNECT_MAX_MS = 60_000;
const CONNECT_EVERY_MS = 50;
const ENDED: Failure = { kind: 'refused', call: 'elevated service', detail: 'it ended' };

export class ElevatedSide implements Elevation {
  readonly #parts: ElevationParts;
  readonly #state: Latest<ElevationState>;
  #link: Frames | null = null;

  constructor(parts: ElevationParts) {
    this.#parts = parts;
    this.#state = new Latest<ElevationState>(parts.isPossible ? { kind: 'possible', ended: null } : { kind: 'needless' });
  }

  get state(): ElevationState {
    return this.#state.value;
  }

  get link(): Frames | null {
    return this.#link;
  }

  changes(signal: AbortSignal): AsyncGenerator<ElevationState> {
    return this.#state.listen(signal);
  }

  /** Ends the elevated service, which ends with its window. */
  close(): void {
    this.#link?.close();
  }

  async enable(): Promise<Result<ElevationOutcome>> {
    const { kind } = this.state;
    if (kind === 'elevated') return ok('elevated');
    if (kind === 'needless') return refused('this service has administrator rights itself, or Windows does not say');
    if (kind === 'asking') return refused('Windows is asking already');
    this.#state.publish({ kind: 'asking' });
    if (await this.#parts.isRecording()) return this.#stay(refused('events are being recorded: stop the recording first'));
    const opened = await openElevated(this.#parts);
    if (!opened.ok) return this.#stay(isDeclined(opened.error) ? ok('declined') : opened);
    const { frames, welcome } = opened.value;
    this.#link = frames;
    this.#state.publish({ kind: 'elevated', otherAccount: welcome.otherAccount });
    frames.onClose(() => {
      this.#link = null;
      this.#state.publish({ kind: 'possible', ended: ENDED });
    });
    return ok('elevated');
  }

  #stay(answer: Result<ElevationOutcome>): Result<ElevationOutcome> {
    this.#state.publish({ kind: 'possible', ended: null });
    return answer;
  }
}

/** For a service that has the rights, or is not to get them. */
export const NO_ELEVATION: Elevation = {
  state: { kind: 'needless' },
  link: null,
  changes: async function* () {
    yield this.state;
  },
  enable: async () => refused('this program offers no service with administrator rights'),
};

interface Opened {
  readonly frames: Frames;
  readonly welcome: Welcome;
}

/** Starts the service, meets it and checks that it is the one. The secret is gone afterwards, however it went. */
async function openElevated({ libraries, program }: ElevationParts): Promise<Result<Opened>> {
  const arranged = arrangeMeeting();
  if (!arranged.ok) return arranged;
  using appointment = arranged.value;
  const { meeting, secret } = appointment;
  const parameters = commandLine([...program.words, ...meetingWords(meeting)]);
  const asked = await askForRights({ simulated: libraries.simulated, start: { file: program.file, parameters, window: program.window } });
  if (!asked.ok) return asked;
  const started = StartedProcess.of(libraries, asked.value);
  if (!started.ok) return started;
  using service = started.value;
  const frames = await meet(meeting, service);
  if (!frames.ok) return frames;
  const welcome = await proveAsWindow(frames.value, secret, FRAME_MAX_BYTES);
  return welcome.ok ? ok({ frames: frames.value, welcome: welcome.value }) : welcome;
}

/** Tries until the service listens: Windows tells nobody when a process has got that far. */
async function meet(meeting: Meeting, service: StartedProcess): Promise<Result<Frames>> {
  for (const endsAt = performance.now() + CONNECT_MAX_MS; performance.now() < endsAt; await pause(CONNECT_EVERY_MS)) {
    // Asked before: what listens and then ends is still met by the last try.
    const exitCode = service.exitCode;
    const stream = await transport.connect(meeting, service.id);
    if (stream !== null) return stream.ok ? ok(new Frames(stream.value)) : stream;
    if (exitCode !== null) return refused(`it ended with exit code ${exitCode} before it listened`);
  }
  return refused(`it did not listen within ${CONNECT_MAX_MS / 1000} seconds`);
}

function askForRights(workerData: PromptOrder): Promise<PromptAnswer> {
  return new Promise((resolve) => {
    const worker = new Worker(programUrl('elevationPrompt'), { workerData });
    worker.once('message', resolve);
    worker.once('error', (bug) => resolve(refused(bug instanceof Error ? (bug.stack ?? bug.message) : String(bug))));
  });
}

const isDeclined = (error: Failure): boolean => error.kind === 'win32' && error.code === ERROR_CANCELLED;

const refused = (detail: string): { readonly ok: false; readonly error: Failure } =>
  fail({ kind: 'refused', call: 'elevated service', detail });
