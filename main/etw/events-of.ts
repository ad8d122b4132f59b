import { isEventHeader, type RecordPlace } from './etl-record.ts';
import { guidWords } from './guid.ts';

const PROVIDER_AT = 0x18;

/** Tells the manifest and TraceLogging events of one provider from all others, by the four words of its GUID. */
export class EventsOf {
  readonly #words: readonly [number, number, number, number];

  /** `provider` is a GUID in lower case. */
  constructor(provider: string) {
    this.#words = guidWords(provider);
  }

  /** `at` is an event's record header. */
  wrote(view: DataView, at: number): boolean {
    const [a, b, c, d] = this.#words;
    const from = at + PROVIDER_AT;
    return (
      view.getUint32(from, true) === a &&
      view.getUint32(from + 4, true) === b &&
      view.getUint32(from + 8, true) === c &&
      view.getUint32(from + 12, true) === d
    );
  }

  readonly wants = (view: DataView, { at, type }: RecordPlace): boolean => isEventHeader(type) && this.wrote(view, at);
}
