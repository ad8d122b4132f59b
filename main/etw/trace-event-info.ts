import type { EventField, EventSchema } from './event-schema.ts';
import { guidText } from './guid.ts';

/** TRACE_EVENT_INFO as merged traces carry it: how one event of one provider is to be decoded. Source: tdh.h, SDK documentation. */
export interface EmbeddedSchema {
  readonly provider: string;
  readonly id: number;
  readonly version: number;
  readonly schema: EventSchema;
}

export const EMBEDDED_INFO_GUID = 'bbccf6c1-6cd1-48c4-80ff-839482e37671';
export const EMBEDDED_INFO_TYPE = { EVENT: 32, MAP: 33 } as const;

const FIXED_BYTES = 112;
const PROPERTY_BYTES = 24;
const PROPERTIES_MAX = 1_024;
const TEXT_MAX_CHARS = 512;
const PROPERTY_STRUCT = 0x1;
const PROPERTY_LENGTH_OF = 0x2;
const PROPERTY_COUNT_OF = 0x4;
const PROPERTY_FIXED_LENGTH = 0x10;
const PROPERTY_FIXED_COUNT = 0x20;

/** Null when the bytes [at, end) cannot be a TRACE_EVENT_INFO. Offsets inside it count from its start. */
export function readEmbeddedSchema(view: DataView, at: number, end: number): EmbeddedSchema | null {
  if (at + FIXED_BYTES > end) return null;
  const propertyCount = view.getUint32(at + 100, true);
  const topLevelCount = view.getUint32(at + 104, true);
  if (propertyCount > PROPERTIES_MAX || topLevelCount > propertyCount) return null;
  if (at + FIXED_BYTES + propertyCount * PROPERTY_BYTES > end) return null;
  const text = (offset: number): string => (offset === 0 ? '' : textAt(view, at + offset, at, end));
  const fields: EventField[] = [];
  for (let index = 0; index < propertyCount; index++) fields.push(readProperty(view, at + FIXED_BYTES + index * PROPERTY_BYTES, text));
  const names = [text(view.getUint32(at + 68, true)), text(view.getUint32(at + 72, true))]
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return {
    provider: guidText(view, at),
    id: view.getUint16(at + 32, true),
    version: view.getUint8(at + 34),
    schema: {
      providerName: text(view.getUint32(at + 52, true)).trim(),
      eventName: names.length === 0 ? null : names.join('/'),
      fields,
      topLevelCount,
    },
  };
}

function readProperty(view: DataView, at: number, text: (offset: number) => string): EventField {
  const flags = view.getUint32(at, true);
  const name = text(view.getUint32(at + 4, true));
  const first = view.getUint16(at + 8, true);
  const second = view.getUint16(at + 10, true);
  const count = view.getUint16(at + 16, true);
  const length = view.getUint16(at + 18, true);
  const counted =
    (flags & PROPERTY_COUNT_OF) !== 0 ? { of: count } : (flags & PROPERTY_FIXED_COUNT) !== 0 || count > 1 ? { fixed: count } : undefined;
  const sized = (flags & PROPERTY_LENGTH_OF) !== 0 ? { of: length } : hasFixedLength(flags, first, length) ? { fixed: length } : undefined;
  const shape = counted === undefined ? {} : { count: counted };
  if ((flags & PROPERTY_STRUCT) !== 0) return { name, type: 0, members: { first, count: second }, ...shape };
  return { name, type: first, ...(sized === undefined ? {} : { length: sized }), ...shape };
}

/** Numbers carry their natural length here too; only text and bytes take theirs from it. */
const hasFixedLength = (flags: number, type: number, length: number): boolean =>
  length > 0 && (type === 14 || ((type === 1 || type === 2) && (flags & PROPERTY_FIXED_LENGTH) !== 0));

/** UTF-16 to its NUL, cut to a sensible length; empty when it starts outside [from, end). */
function textAt(view: DataView, at: number, from: number, end: number): string {
  if (at < from || at >= end) return '';
  const limit = Math.min(end, at + TEXT_MAX_CHARS * 2);
  let stop = at;
  while (stop + 2 <= limit && view.getUint16(stop, true) !== 0) stop += 2;
  return Buffer.from(view.buffer, view.byteOffset + at, stop - at).toString('utf16le');
}
