import { fileTimeText } from '../domain/filetime.ts';
import { type FilterManagerEvent, toFilterEvent, toVeto, VETO_EVENT_ID } from '../domain/filter-events.ts';
import type { Payload } from '../store/events.ts';
import type { EventDescriptions } from '../win32/tdh.ts';
import { decodeBySchema, type EventSchema, IN_TYPE } from './event-schema.ts';
import type { FieldValue } from './field-reader.ts';
import { filterManagerSchema } from './filter-manager.ts';
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
/** Field names that reach a list are bounded by what any manifest has; a hostile description must not fill the store. */
const FIELD_TEXT_MAX_CHARS = 8_192;

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
    const raw: Payload = {
      eventId,
      version,
      bytes: Buffer.from(bytes.subarray(payloadAt, payloadEnd)),
      filter: null,
      processName: null,
      path: null,
      reason: null,
      operation: null,
      ntstatus: null,
      fields: '[]',
      decoded: 'raw',
    };
    const known = this.#schemaOf(place);
    if (known === null) return raw;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const decoded = decodeBySchema(known.schema, view, payloadAt, payloadEnd, POINTER_BYTES);
    if (decoded.problem !== null) return raw;
    const said = columnsOf({ time: null, id: eventId, version, processId: null, fields: decoded.fields }, this.#toDosPath);
    if (said === null) return raw;
    const fields = known.schema.fields.map(({ name, type }) => ({ name, value: fieldText(decoded.fields[name] ?? null, type) }));
    return { ...raw, ...said, fields: JSON.stringify(fields), decoded: known.how };
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

type Columns = Pick<Payload, 'filter' | 'processName' | 'path' | 'reason' | 'operation' | 'ntstatus'>;

/** Null when a veto names no filter or has no status: it is then no veto that could be counted. */
function columnsOf(event: FilterManagerEvent, toDosPath: (path: string) => string | null): Columns | null {
  if (event.id !== VETO_EVENT_ID) {
    const { filter, detail, status } = toFilterEvent(event);
    return { filter, processName: null, path: null, reason: detail, operation: null, ntstatus: status === null ? null : Number(status) };
  }
  const veto = toVeto(event, toDosPath);
  if (veto === null) return null;
  const { filter, processName, dosPath, path, reason, operation, ntstatus } = veto;
  return { filter, processName, path: dosPath ?? path, reason, operation: operation === '' ? null : operation, ntstatus: Number(ntstatus) };
}

function fieldText(value: FieldValue, type: number): string {
  if (type === IN_TYPE.FILETIME && typeof value === 'bigint') return fileTimeText(value).replace(/Z$/, ''); // whether it is UTC is the field's affair: a driver's time is local
  if (type === IN_TYPE.HEX_INT32 && typeof value === 'number') return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return String(value).slice(0, FIELD_TEXT_MAX_CHARS);
}
