import type { Clock } from '../../main/domain/clock.ts';

const MICROS_A_MS = 1_000;

/** A clock that stands still until a test moves it; what waits for it is called on the way. */
export class FakeClock implements Clock {
  #nowUs: number;
  readonly #waiting = new Map<symbol, { readonly atUs: number; readonly act: () => void }>();

  constructor(nowUs: number) {
    this.#nowUs = nowUs;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  after(ms: number, act: () => void): Disposable {
    const key = Symbol();
    this.#waiting.set(key, { atUs: this.#nowUs + ms * MICROS_A_MS, act });
    return { [Symbol.dispose]: () => void this.#waiting.delete(key) };
  }

  /** When the next thing happens; null: nothing waits. */
  get nextUs(): number | null {
    return this.#waiting.size === 0 ? null : Math.min(...[...this.#waiting.values()].map(({ atUs }) => atUs));
  }

  advance(minutes: number): void {
    const untilUs = this.#nowUs + minutes * 60_000_000;
    for (let next = this.nextUs; next !== null && next <= untilUs; next = this.nextUs) {
      this.#nowUs = Math.max(this.#nowUs, next);
      const [due] = [...this.#waiting].filter(([, { atUs }]) => atUs === next);
      if (due === undefined) break;
      this.#waiting.delete(due[0]);
      due[1].act();
    }
    this.#nowUs = untilUs;
  }
}
