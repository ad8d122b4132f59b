import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import { failureOf } from '../asked.ts';

export interface LiveAnswer<T> {
  /** The newest there is; of another question when the present one is still under way. */
  readonly value: T | null;
  readonly failure: Failure | null;
}

const EVERY_MS = 1_000;

/** Asks at once when `ask` changes (memoise it), and again at most once a second while `tick` grows. One question at a time. */
export function useLiveAnswer<T>(ask: (() => Promise<T>) | null, tick: number): LiveAnswer<T> {
  const [answer, setAnswer] = useState<LiveAnswer<T>>({ value: null, failure: null });
  const asker = useRef<Asker<T> | null>(null);
  useEffect(() => {
    if (ask === null) {
      setAnswer({ value: null, failure: null });
      return;
    }
    const mine = new Asker(ask, (next) => setAnswer((before) => ({ ...next, value: next.value ?? before.value })));
    asker.current = mine;
    mine.want();
    return () => mine.end();
  }, [ask]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tick is the reason to ask, not a value that is used
  useEffect(() => asker.current?.want(), [tick]);
  return answer;
}

class Asker<T> {
  readonly #ask: () => Promise<T>;
  readonly #onAnswer: (answer: LiveAnswer<T>) => void;
  #isWanted = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isAsking = false;
  #isOver = false;

  constructor(ask: () => Promise<T>, onAnswer: (answer: LiveAnswer<T>) => void) {
    this.#ask = ask;
    this.#onAnswer = onAnswer;
  }

  want(): void {
    this.#isWanted = true;
    if (!this.#isAsking && this.#timer === null) void this.#turn();
  }

  end(): void {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #turn(): Promise<void> {
    this.#isWanted = false;
    this.#isAsking = true;
    const answer = await this.#ask().then(
      (value) => ({ value, failure: null }),
      (error: unknown) => ({ value: null, failure: failureOf(error) }),
    );
    this.#isAsking = false;
    if (this.#isOver) return;
    this.#onAnswer(answer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#isWanted) void this.#turn();
    }, EVERY_MS);
  }
}
