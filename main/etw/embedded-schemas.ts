import type { RecordPlace } from './etl-record.ts';
import type { EventSchema } from './event-schema.ts';
import { EMBEDDED_INFO_GUID, EMBEDDED_INFO_TYPE, readEmbeddedSchema } from './trace-event-info.ts';

const NAMED_MAX = 10_000;
const DECODED_MAX = 1_000;
/** Characters of all that is kept: a hostile trace can describe thousands of events at length. */
const CHARS_MAX = 2_000_000;
const FULL_HEADER_BYTES = 0x30;

/**
 * The descriptions of events that a merged trace carries at its end, gathered in the first pass: names of all, and the fields of those
 * whose provider is to be decoded. Bounded.
 */
export class EmbeddedSchemas {
  /** Records that should hold a description and do not. */
  unreadable = 0;
  leftOut = 0;
  readonly #decoded: string;
  readonly #schemas = new Map<string, EventSchema>();
  readonly #eventNames = new Map<string, string | null>();
  readonly #providers = new Map<string, string>();
  #chars = 0;

  /** `decoded` is the provider whose events are decoded. */
  constructor(decoded: string) {
    this.#decoded = decoded;
  }

  onClassic(view: DataView, { at, sizeBytes }: RecordPlace, guid: string): void {
    if (guid !== EMBEDDED_INFO_GUID || view.getUint8(at + 4) !== EMBEDDED_INFO_TYPE.EVENT) return;
    const found = readEmbeddedSchema(view, at + FULL_HEADER_BYTES, at + sizeBytes);
    if (found === null) {
      this.unreadable += 1;
      return;
    }
    const { provider, id, version, schema } = found;
    const fields = provider === this.#decoded ? schema.fields : [];
    const chars = [schema.providerName, schema.eventName ?? '', ...fields.map(({ name }) => name)].reduce(
      (sum, { length }) => sum + length,
      0,
    );
    const isFull = this.#eventNames.size >= NAMED_MAX || this.#schemas.size >= DECODED_MAX || this.#chars + chars > CHARS_MAX;
    if (isFull) {
      this.leftOut += 1;
      return;
    }
    this.#chars += chars;
    const key = `${provider}/${id}/${version}`;
    this.#eventNames.set(key, schema.eventName);
    if (provider === this.#decoded) this.#schemas.set(key, schema);
    if (schema.providerName !== '') this.#providers.set(provider, schema.providerName);
  }

  /** How to decode an event of the provider that is decoded; null where the trace does not say. */
  find(id: number, version: number): EventSchema | null {
    return this.#schemas.get(`${this.#decoded}/${id}/${version}`) ?? null;
  }

  eventName(provider: string, id: number, version: number): string | null {
    return this.#eventNames.get(`${provider}/${id}/${version}`) ?? null;
  }

  providerName(provider: string): string | null {
    return this.#providers.get(provider) ?? null;
  }
}
