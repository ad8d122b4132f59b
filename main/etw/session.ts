import { Worker } from 'node:worker_threads';
import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { programUrl } from '../programs.ts';
import type { Removal } from '../store/retention.ts';
import {
  ERROR_ALREADY_EXISTS,
  ERROR_NO_SYSTEM_RESOURCES,
  ERROR_WMI_INSTANCE_NOT_FOUND,
  type SessionState,
  type TraceSessions,
} from '../win32/etw.ts';
import type { CollectorMessage, CollectorOptions } from './collector-messages.ts';

/** One fixed name: a session that an earlier process left behind is found by it and stopped. */
export const SESSION_NAME = 'BypassIO Inspector';
/** {f3c5e28e-63f6-49c7-a204-e48a1bc4b09d} as it lies in memory. */
export const FILTER_MANAGER_BYTES = Buffer.from('8ee2c5f3f663c749a204e48a1bc4b09d', 'hex');

/** 32 MiB at most: half a second of the heaviest burst that was measured, while one batch is being committed. */
const SETTINGS = { bufferKiB: 256, maximumBuffers: 128, flushSeconds: 1 } as const;
const STAGING_BYTES = SETTINGS.bufferKiB * 1024 * 2;

const ERROR_ACCESS_DENIED = 5;

export interface TraceEnd {
  /** Why it ended without being asked to; null when it was, or when another program stopped the session. */
  readonly failure: Failure | null;
  readonly isStoreFailure: boolean;
}

export interface CaptureOptions extends Omit<CollectorOptions, 'sessionName' | 'stagingBytes' | 'committed'> {
  readonly onRemoved: (removals: readonly Removal[]) => void;
}

/** A running session with the thread that collects from it. `stop` or the process's own end stops both. */
export class Capture {
  readonly #sessions: TraceSessions;
  readonly #committed: BigInt64Array;
  readonly #stopAtExit: () => void;
  /** Resolves when the collector has ended, whoever ended it. */
  readonly ended: Promise<TraceEnd>;

  private constructor(sessions: TraceSessions, committed: BigInt64Array, ended: Promise<TraceEnd>) {
    this.#sessions = sessions;
    this.#committed = committed;
    this.ended = ended;
    this.#stopAtExit = () => void sessions.stop(SESSION_NAME);
    process.once('exit', this.#stopAtExit);
    void ended.then(() => process.off('exit', this.#stopAtExit));
  }

  /**
   * Stops a session of ours that outlived its process, starts one, connects the collector, and only then lets the filter manager write into
   * it. Fails with words for what users meet: no rights, no session left.
   */
  static async start(sessions: TraceSessions, options: CaptureOptions): Promise<Result<Capture>> {
    const session = startFresh(sessions);
    if (!session.ok) return fail(explain(session.error));
    const { onRemoved, ...rest } = options;
    const committed = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    const started = await startCollector({ ...rest, sessionName: SESSION_NAME, stagingBytes: STAGING_BYTES, committed }, onRemoved);
    if (!started.ok) {
      sessions.stop(SESSION_NAME);
      return fail(explain(started.error));
    }
    const capture = new Capture(sessions, new BigInt64Array(committed), started.value.ended);
    const enabled = sessions.enable(session.value, FILTER_MANAGER_BYTES, null);
    if (enabled.ok) return ok(capture);
    capture.stop();
    await capture.ended;
    return fail(explain(enabled.error));
  }

  /** Number of the last event that is safely stored. */
  get committedSeq(): number {
    return Number(Atomics.load(this.#committed, 0));
  }

  /** What Windows counts; fails with win32 4201 when another program has stopped the session. */
  state(): Result<SessionState> {
    return this.#sessions.query(SESSION_NAME);
  }

  /** Hands partly filled buffers to the collector now. A session that has gone has none. */
  flush(): void {
    this.#sessions.flush(SESSION_NAME);
  }

  /** Stops the session; the collector then stores what is still buffered, and `ended` resolves. Null when the session had gone before. */
  stop(): SessionState | null {
    const stopped = this.#sessions.stop(SESSION_NAME);
    return stopped.ok ? stopped.value : null;
  }
}

function startFresh(sessions: TraceSessions): Result<bigint> {
  const first = sessions.start(SESSION_NAME, SETTINGS);
  if (first.ok || !isCode(first.error, ERROR_ALREADY_EXISTS)) return first;
  const stopped = sessions.stop(SESSION_NAME);
  if (!stopped.ok && !isCode(stopped.error, ERROR_WMI_INSTANCE_NOT_FOUND)) return stopped;
  return sessions.start(SESSION_NAME, SETTINGS);
}

export const isCode = (failure: Failure, code: number): boolean => failure.kind === 'win32' && failure.code === code;

/** The system's code stays in the sentence: what is known about it is added. */
function explain(failure: Failure): Failure {
  if (isCode(failure, ERROR_ACCESS_DENIED)) {
    return {
      kind: 'notElevated',
      call: failure.call,
      detail:
        'error 5, access is denied: live events need an administrator or a member of the group Performance Log Users. Past events can be read without rights from the System log: bpio events --history',
    };
  }
  if (isCode(failure, ERROR_NO_SYSTEM_RESOURCES)) {
    return {
      kind: 'refused',
      call: failure.call,
      detail:
        'error 1450: Windows allows no more trace sessions (64 by default). `logman query -ets` lists the running ones; stop one that nobody needs and try again',
    };
  }
  return failure;
}

interface Started {
  readonly ended: Promise<TraceEnd>;
}

function startCollector(options: CollectorOptions, onRemoved: CaptureOptions['onRemoved']): Promise<Result<Started>> {
  const worker = new Worker(programUrl('collector'), { workerData: options });
  const ended = Promise.withResolvers<TraceEnd>();
  const started = Promise.withResolvers<Result<Started>>();
  let last: TraceEnd = bugEnd('the collector ended without a word');
  worker.on('message', (message: CollectorMessage) => {
    if (message.kind === 'ready') started.resolve(ok({ ended: ended.promise }));
    else if (message.kind === 'removed') onRemoved(message.removals);
    else last = message;
  });
  worker.on('error', (error) => {
    last = bugEnd(error instanceof Error ? (error.stack ?? error.message) : String(error));
  });
  worker.on('exit', () => {
    const { failure, isStoreFailure } = last;
    started.resolve(fail(failure ?? { kind: 'refused', call: 'collector', detail: 'the session was stopped while it started' }));
    ended.resolve({ failure, isStoreFailure });
  });
  return started.promise;
}

/** A throw inside the collector: the recording ends, and its stack is shown as the bug it is. */
const bugEnd = (detail: string): TraceEnd => ({ failure: { kind: 'refused', call: 'collector', detail }, isStoreFailure: false });
