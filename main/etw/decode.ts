import { VETO_EVENT_ID } from '../domain/filter-events.ts';
import type { Payload } from '../store/events.ts';
import type { EventDescriptions } from '../win32/tdh.ts';
import { decodeBySchema, type EventSchema } from './event-schema.ts';
import { filterManagerSchema } from './filter-manager.ts';
import { fieldTexts, payloadOf } from './payload.ts';
import { readEmbeddedSchema } from './trace-event-info.ts';

/** Where a record and its payload lie in a batch. */
export interface RecordPlace {
  readonly bytes: Buffer;
  /** Of EVENT_RECORD. */
  readonly recordAt: number;
  readonly payloadAt: number;
  readonly payloadEnd: number;
  readonly eventId: number;
  readonly version: number;
}

interface Known {
  readonly schema: EventSchema;
  readonly how: 'named' | 'positional';
}

const POINTER_BYTES = 8;

/**
 * Decodes what FilterManager says: by the names this Windows has for it, else event 12 version 0 by position, else not at all. Bytes that
 * do not fit their description are kept and shown as bytes. Pure apart from the descriptions, each of which is asked for once.
 */
export class EventDecoder {
  readonly #descriptions: EventDescriptions;
  readonly #toDosPath: (path: string) => string | null;
  readonly #known = new Map<number, Known | null>();

  constructor(descriptions: EventDescriptions, toDosPath: (path: string) => string | null) {
    this.#descriptions = descriptions;
    this.#toDosPath = toDosPath;
  }

  decode(place: RecordPlace): Payload {
    const { bytes, payloadAt, payloadEnd, eventId, version } = place;
    const bare = { eventId, version, bytes: Buffer.from(bytes.subarray(payloadAt, payloadEnd)) };
    const known = this.#schemaOf(place);
    if (known === null) return payloadOf(bare, null, this.#toDosPath);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { fields, problem } = decodeBySchema(known.schema, view, payloadAt, payloadEnd, POINTER_BYTES);
    const said = problem === null ? { how: known.how, fields, texts: fieldTexts(known.schema, fields) } : null;
    return payloadOf(bare, said, this.#toDosPath);
  }

  #schemaOf(place: RecordPlace): Known | null {
    const key = place.eventId * 256 + place.version;
    const kept = this.#known.get(key);
    if (kept !== undefined) return kept;
    const known = this.#namedSchema(place) ?? positionalSchema(place);
    this.#known.set(key, known);
    return known;
  }

  #namedSchema({ bytes, recordAt }: RecordPlace): Known | null {
    const info = this.#descriptions.describe(bytes, recordAt);
    if (!info.ok) return null;
    const view = new DataView(info.value.buffer, info.value.byteOffset, info.value.byteLength);
    const embedded = readEmbeddedSchema(view, 0, info.value.byteLength);
    return embedded === null ? null : { schema: embedded.schema, how: 'named' };
  }
}

/** Only the veto, and only the version whose layout is known, is decoded without its names. */
function positionalSchema({ eventId, version }: RecordPlace): Known | null {
  const schema = eventId === VETO_EVENT_ID && version === 0 ? filterManagerSchema(eventId, version) : null;
  return schema === null ? null : { schema, how: 'positional' };
}
