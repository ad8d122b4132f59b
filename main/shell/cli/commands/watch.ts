import { SAMPLE_MS_DEFAULT, SAMPLE_MS_MAX, SAMPLE_MS_MIN } from '../../../contract/event-words.ts';
import type { StoredEvent } from '../../../contract/events.ts';
import type { Result } from '../../../contract/failure.ts';
import type { CaptureChange, RecordingSummary } from '../../../contract/recordings.ts';
import { fail, ok } from '../../../domain/result.ts';
import { badRequest } from '../arguments.ts';
import type { Context, MachineCommand, Outcome } from '../command.ts';
import { eventLine, eventsText, lossText } from '../event-text.ts';
import { EXIT } from '../exit-codes.ts';
import { envelopeLine } from '../output.ts';
import { paint, visible, wrap } from '../text.ts';

const IDLE_MS_DEFAULT = 5_000;
const EVENTS_A_READ = 1_000;
const LAST_LOOK_MS = 600;
const LOOK_MAX_MS = 100;

export const watch: MachineCommand = {
  usage: 'watch [--duration <time>] [--until-idle [<time>]] [--sample <time>] [--db <file>]',
  summary: 'live vetoes and whether BypassIO is in use, recorded until Ctrl+C, a time has passed, or nothing happens any more',
  options: {
    duration: { type: 'string' },
    'until-idle': { type: 'boolean' },
    sample: { type: 'string' },
    db: { type: 'string' },
  },
  async run(context) {
    const limits = readLimits(context.arguments);
    if (!limits.ok) return limits;
    const { recorder, events, databaseFile } = await context.recording(context.arguments.values.get('db'));
    using _events = events;
    const follower = new Follower(
      context,
      (seq) => events.since(seq, EVENTS_A_READ),
      () => recorder.flush(),
    );
    const ended = Promise.withResolvers<RecordingSummary>();
    const before = events.lastSeq();
    follower.startAt(before.ok ? before.value : 0);
    const started = await recorder.start(limits.value.sampleMs, (change) => {
      follower.show(change);
      if (change.ended !== null) ended.resolve(change.ended);
    });
    if (!started.ok) return started;
    const { note } = context.console;
    for (const text of started.value.notes) note(`bpio: ${visible(text)}\n`);
    note(`Recording into ${visible(databaseFile)}. Ctrl+C ends it.\n`);
    await Promise.race([ended.promise, context.console.interrupted, follower.until(limits.value)]);
    await recorder.stop();
    const summary = await ended.promise;
    follower.finish();
    for (const line of summaryLines(summary, context)) note(`${line}\n`);
    return ok(outcomeOf(summary));
  },
};

const outcomeOf = (summary: RecordingSummary): Outcome => ({
  exitCode: summary.problem === null ? EXIT.full : EXIT.notFoundOrUnreadable,
  data: () => summary,
  text: () => [],
  isPrinted: true,
});

interface Limits {
  readonly durationMs: number | null;
  readonly idleMs: number | null;
  readonly sampleMs: number;
}

/** `10`, `10s`, `500ms`, `2m`, `1h`; seconds when no unit is given. Null when it is no time. */
function readTime(text: string): number | null {
  const [, amount, unit = 's'] = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit];
  return amount === undefined || factor === undefined ? null : Number(amount) * factor;
}

/** The time behind `--until-idle` may be left out, so it arrives as a word. */
function readLimits({ words, values, flags }: Context['arguments']): Result<Limits> {
  const [word, ...rest] = words;
  const isIdle = flags.has('until-idle');
  const extra = isIdle ? rest[0] : word;
  if (extra !== undefined) return fail(badRequest('watch takes no path', extra));
  const duration = values.get('duration');
  const sample = values.get('sample');
  const durationMs = duration === undefined ? null : readTime(duration);
  const idleMs = !isIdle ? null : word === undefined ? IDLE_MS_DEFAULT : readTime(word);
  const sampleMs = sample === undefined ? SAMPLE_MS_DEFAULT : readTime(sample);
  const form = 'takes a time such as 10, 10s, 500ms, 2m or 1h';
  if (duration !== undefined && durationMs === null) return fail(badRequest(`--duration ${form}`, duration));
  if (isIdle && idleMs === null) return fail(badRequest(`--until-idle ${form}`, word));
  if (sampleMs === null || sampleMs < SAMPLE_MS_MIN || sampleMs > SAMPLE_MS_MAX) {
    return fail(badRequest(`--sample ${form}, from ${SAMPLE_MS_MIN} ms to ${SAMPLE_MS_MAX / 1_000} s`, sample));
  }
  return ok({ durationMs, idleMs, sampleMs });
}

/** Prints what is new since the last look, as lines for people or for programs. */
class Follower {
  readonly #context: Context;
  readonly #since: (seq: number) => Result<StoredEvent[]>;
  readonly #flush: () => void;
  readonly #isJson: boolean;
  #seq = 0;
  #lost = { events: 0, buffers: 0 };
  readonly #active = new Map<string, number>();
  #idle: { readonly ms: number; readonly done: () => void } | null = null;
  #timers: NodeJS.Timeout[] = [];
  #idleTimer: NodeJS.Timeout | undefined;
  #newest = 0;
  #catchingUp: NodeJS.Timeout | undefined;

  constructor(context: Context, since: (seq: number) => Result<StoredEvent[]>, flush: () => void) {
    this.#context = context;
    this.#since = since;
    this.#flush = flush;
    this.#isJson = context.arguments.flags.has('json');
  }

  startAt(seq: number): void {
    this.#seq = seq;
  }

  /** Resolves when the time is up, or when nothing has happened for so long; never without a limit. */
  until({ durationMs, idleMs }: Limits): Promise<void> {
    return new Promise((resolve) => {
      if (durationMs !== null) this.#timers.push(setTimeout(resolve, durationMs));
      if (idleMs === null) return;
      this.#idle = { ms: idleMs, done: resolve };
      this.#restartIdle();
    });
  }

  #restartIdle(): void {
    clearTimeout(this.#idleTimer);
    const idle = this.#idle;
    if (idle === null) return;
    // Windows hands events over a buffer at a time, or once a second: what happened last may still be on its way.
    this.#idleTimer = setTimeout(() => {
      this.#flush();
      this.#idleTimer = setTimeout(idle.done, LAST_LOOK_MS);
    }, idle.ms);
  }

  show({ lostEvents, lostBuffers, active, lastSeq, notes }: CaptureChange): void {
    for (const text of notes) this.#context.console.note(`bpio: ${visible(text)}\n`);
    this.#newest = lastSeq;
    this.#catchUp();
    const lost = { events: lostEvents - this.#lost.events, buffers: lostBuffers - this.#lost.buffers };
    if (lost.events > 0 || lost.buffers > 0) {
      this.#lost = { events: lostEvents, buffers: lostBuffers };
      this.#print({ lost }, lossText(lost.events, lost.buffers) ?? '');
    }
    for (const { mount, count } of active) this.#showActive(mount, count);
  }

  #showActive(mount: string, count: number): void {
    const before = this.#active.get(mount);
    if (before === count) return;
    this.#active.set(mount, count);
    if (before === undefined && count === 0 && !this.#isJson) return; // nothing in use is no news on a terminal
    this.#print({ active: { mount, count } }, `${visible(mount)} ${count === 1 ? '1 file has' : `${count} files have`} BypassIO on`);
  }

  /** A little at a time, until everything that is stored has been printed. */
  #catchUp(): void {
    clearTimeout(this.#catchingUp);
    if (this.#newest <= this.#seq) return;
    if (!this.#printNew(LOOK_MAX_MS)) return;
    this.#restartIdle();
    this.#catchingUp = setTimeout(() => this.#catchUp(), 0);
  }

  /** True when there was anything. Reads so long at most: a burst must not keep Ctrl+C and the clock waiting; the next look goes on. */
  #printNew(maxMs: number): boolean {
    const until = performance.now() + maxMs;
    let isAny = false;
    for (;;) {
      if (performance.now() >= until) return isAny;
      const read = this.#since(this.#seq);
      if (!read.ok || read.value.length === 0) return isAny;
      isAny = true;
      for (const event of read.value) this.#printEvent(event);
      this.#seq = read.value.at(-1)?.seq ?? this.#seq;
    }
  }

  #printEvent(stored: StoredEvent): void {
    const { seq, time, eventId, processId, processName, path, operation, filter, reason, ntstatus, own } = stored;
    const event = { seq, time, eventId, processId, processName, path, operation, filter, reason, ntstatus, own };
    this.#print({ event }, this.#isJson ? '' : eventLine(stored, this.#context.console.style));
  }

  #print(data: object, line: string): void {
    const { machine, console } = this.#context;
    console.print(this.#isJson ? envelopeLine('watch', machine, data) : `${line}\n`);
  }

  finish(): void {
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#catchingUp);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#printNew(Number.POSITIVE_INFINITY);
  }
}

/** On standard error: how many, what is missing, and whether BypassIO was seen in use. */
function summaryLines({ recording, useSentence, problem }: RecordingSummary, { console: { style } }: Context): string[] {
  const lost = lossText(recording.lostEvents, recording.lostBuffers);
  return [
    paint(style, 'bold', `Recorded ${eventsText(recording.events)} (recording ${recording.id}).`),
    ...(lost === null ? [] : wrap('', lost, 0, style)),
    ...wrap('', useSentence, 0, style),
    ...(problem === null ? [] : wrap('', `The recording ended early: ${visible(problem)}`, 0, style)),
  ];
}
