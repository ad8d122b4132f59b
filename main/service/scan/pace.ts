import type { ScanProgress } from '../../contract/scan.ts';
import type { ScanState } from '../../contract/scan-words.ts';
import type { ScanTotals } from '../../store/scan-writer.ts';

/** Before this much is done nobody can tell how long the rest takes. */
const TELLING_MS = 1_000;
const TELLING_FRACTION = 0.01;
/** The rate is that of about the last seconds: a scan is fast in one folder and slow in the next. */
const WINDOW_MS = 3_000;

interface Mark {
  readonly atMs: number;
  readonly files: number;
}

/** How fast a scan is and how long it will take, from what is stored. What an earlier process stored counts as done and as no speed. */
export class Pace {
  readonly #startedAtMs = performance.now();
  readonly #before: ScanTotals;
  #endedAtMs: number | null = null;
  #marks: readonly Mark[];

  constructor(before: ScanTotals) {
    this.#before = before;
    this.#marks = [{ atMs: this.#startedAtMs, files: before.files }];
  }

  get elapsedMs(): number {
    return (this.#endedAtMs ?? performance.now()) - this.#startedAtMs;
  }

  of(totals: ScanTotals, state: ScanState): Omit<ScanProgress, 'scan' | 'state' | 'current' | 'failure'> {
    const now = performance.now();
    if (state !== 'running') this.#endedAtMs ??= now;
    const { files, bytes, folders, fraction } = totals;
    return {
      files,
      bytes,
      folders,
      filesPerSecond: state === 'running' ? this.#rate(now, files) : average(files - this.#before.files, this.elapsedMs),
      elapsedMs: this.elapsedMs,
      fraction: state === 'finished' ? 1 : fraction,
      remainingMs: state === 'running' ? this.#remaining(fraction) : null,
    };
  }

  #rate(now: number, files: number): number {
    const [oldest = { atMs: now, files }] = this.#marks;
    this.#marks = [
      ...this.#marks.filter(({ atMs }, index) => index === this.#marks.length - 1 || now - atMs <= WINDOW_MS),
      { atMs: now, files },
    ];
    return average(files - oldest.files, now - oldest.atMs);
  }

  #remaining(fraction: number): number | null {
    const gained = fraction - this.#before.fraction;
    if (this.elapsedMs < TELLING_MS || gained < TELLING_FRACTION) return null;
    return (this.elapsedMs / gained) * (1 - fraction);
  }
}

const average = (files: number, ms: number): number => (ms <= 0 ? 0 : (files * 1000) / ms);
