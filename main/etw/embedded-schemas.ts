import type { RecordPlace } from './etl-record.ts';
import type { EventSchema } from './event-schema.ts';
import { EMBEDDED_INFO_GUID, EMBEDDED_INFO_TYPE, readEmbeddedSchema } from './trace-event-info.ts';

const SCHEMAS_MAX = 10_000;
const FIELDS_MAX = 200_000;
const FULL_HEADER_BYTES = 0x30;

/** The descriptions of events that a merged trace carries at its end, gathered in the first pass. Bounded in number. */
export class EmbeddedSchemas {
  /** Records that should hold a description and do not. */
  unreadable = 0;
  leftOut = 0;
  readonly #schemas = new Map<string, EventSchema>();
  readonly #providers = new Map<string, string>();
  #fields = 0;

  onClassic(view: DataView, { at, sizeBytes }: RecordPlace, guid: string): void {
    if (guid !== EMBEDDED_INFO_GUID || view.getUint8(at + 4) !== EMBEDDED_INFO_TYPE.EVENT) return;
    const found = readEmbeddedSchema(view, at + FULL_HEADER_BYTES, at + sizeBytes);
    if (found === null) {
      this.unreadable += 1;
      return;
    }
    if (this.#schemas.size >= SCHEMAS_MAX || this.#fields >= FIELDS_MAX) {
      this.leftOut += 1;
      return;
    }
    this.#fields += found.schema.fields.length;
    this.#schemas.set(`${found.provider}/${found.id}/${found.version}`, found.schema);
    if (found.schema.providerName !== '') this.#providers.set(found.provider, found.schema.providerName);
  }

  find(provider: string, id: number, version: number): EventSchema | null {
    return this.#schemas.get(`${provider}/${id}/${version}`) ?? null;
  }

  providerName(provider: string): string | null {
    return this.#providers.get(provider) ?? null;
  }
}
