import type { SnapshotSchedule } from '../contract/snapshot.ts';
import type { Clock } from '../domain/clock.ts';

/** What a schedule needs of whoever takes the snapshots. */
export interface Scheduled {
  readonly clock: Clock;
  /** The schedule now, and when the newest scheduled snapshot was taken, by any program: two windows do not take two. */
  state(): { readonly schedule: SnapshotSchedule; readonly newestUs: number | null } | null;
  /** Takes one. It is asked again when this has ended, however it did. */
  take(schedule: SnapshotSchedule): Promise<void>;
  /** The next one is due at another time; null: at none. */
  onNext(nextUs: number | null): void;
}

const MICROS_A_MS = 1_000;
const MICROS_A_MINUTE = 60_000_000;

/** Takes snapshots while it runs, one at a time. A time that passed while nothing ran is made up for by one, at once. */
export class ScheduleRunner implements Disposable {
  readonly #parts: Scheduled;
  #timer: Disposable | null = null;
  #isRunning = false;
  #isTaking = false;
  /** A snapshot that failed is not tried again before its time. */
  #lastTriedUs = 0;

  constructor(parts: Scheduled) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.plan();
  }

  stop(): void {
    this.#isRunning = false;
    this.#forget();
    this.#parts.onNext(null);
  }

  /** The schedule is another one, or a snapshot came or went. */
  plan(): void {
    this.#forget();
    if (!this.#isRunning || this.#isTaking) return;
    const nextUs = this.#nextUs();
    this.#parts.onNext(nextUs);
    if (nextUs === null) return;
    const waitUs = Math.max(0, nextUs - this.#parts.clock.nowUs());
    this.#timer = this.#parts.clock.after(Math.ceil(waitUs / MICROS_A_MS), () => void this.#fire());
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #nextUs(): number | null {
    const state = this.#parts.state();
    if (state === null || state.schedule.everyMinutes === null) return null;
    const everyUs = state.schedule.everyMinutes * MICROS_A_MINUTE;
    const lastUs = Math.max(state.newestUs ?? 0, this.#lastTriedUs);
    const nowUs = this.#parts.clock.nowUs();
    // A clock that was set back would otherwise stop the schedule until it has caught up.
    return lastUs === 0 || lastUs > nowUs ? nowUs : Math.max(nowUs, lastUs + everyUs);
  }

  async #fire(): Promise<void> {
    this.#timer = null;
    const { clock } = this.#parts;
    const state = this.#parts.state();
    // Another window may have taken it meanwhile.
    const isDue = state !== null && (this.#nextUs() ?? Number.POSITIVE_INFINITY) <= clock.nowUs();
    if (state !== null && isDue) {
      this.#isTaking = true;
      this.#lastTriedUs = clock.nowUs();
      try {
        await this.#parts.take(state.schedule);
      } finally {
        this.#isTaking = false;
      }
    }
    this.plan();
  }

  #forget(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
  }
}
