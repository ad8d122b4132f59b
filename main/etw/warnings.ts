import type { WarningKind } from '../contract/evidence.ts';

/** One thing that could not be read, with the first place it was met and how often. Offsets are bytes of the file. */
export interface Warning {
  readonly kind: WarningKind;
  readonly message: string;
  readonly offset: number | null;
  readonly detail: string;
  readonly count: number;
}

const WARNINGS_MAX = 200;

/** Gathers warnings by kind and message, so that a wholly damaged file says one thing once and not a million times. */
export class Warnings {
  readonly #byText = new Map<string, { warning: Warning; count: number }>();
  /** Warnings beyond the limit. */
  #unlisted = 0;

  add(kind: WarningKind, message: string, offset: number | null, detail: string, times = 1): void {
    const key = `${kind} ${message}`;
    const known = this.#byText.get(key);
    if (known !== undefined) known.count += times;
    else if (this.#byText.size < WARNINGS_MAX)
      this.#byText.set(key, { warning: { kind, message, offset, detail, count: times }, count: times });
    else this.#unlisted += times;
  }

  list(): Warning[] {
    const listed = [...this.#byText.values()].map(({ warning, count }) => ({ ...warning, count }));
    if (this.#unlisted === 0) return listed;
    return [
      ...listed,
      { kind: 'tooMany', message: 'warnings of further kinds are not listed', offset: null, detail: '', count: this.#unlisted },
    ];
  }
}
