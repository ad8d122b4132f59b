import type { EventRecord } from './event-record.ts';
import { EXTENDED_TYPE } from './event-record.ts';
import { FieldReader, type Fields, type FieldValue } from './field-reader.ts';

/** A self-describing event: its name and fields come from the metadata that travels with it. Source: TraceLoggingDynamic.h. */
export interface TraceLoggingEvent {
  readonly name: string;
  /** 28 bits that the writer chose. */
  readonly tag: number;
  readonly fields: Fields;
  /** What could not be read, else null. Fields before it are good. */
  readonly problem: 'metadata cut off' | 'payload cut off' | 'unknown type' | 'too many values' | null;
  /** Payload bytes that the metadata does not account for. */
  readonly bytesLeft: number;
}

interface FieldMetadata {
  readonly name: string;
  readonly type: number;
  readonly output: number;
  readonly shape: 'one' | 'fixed' | 'variable' | 'custom';
  readonly count: number;
}

const IN_TYPE = 0x1f;
const IN_SHAPE = 0x60;
const IN_FIXED = 0x20;
const IN_VARIABLE = 0x40;
const MORE = 0x80;
const TYPE_STRUCT = 24;
const OUT_UTF8 = new Set([11, 12, 35]);
/** Values for each byte of payload, counting structures: only empty values in endless arrays pass this. */
const VALUES_PER_BYTE_MAX = 8;
const VALUES_BEYOND_BYTES_MAX = 64;
const DEPTH_MAX = 32;

/** Null when the event carries no TraceLogging metadata. */
export function decodeTraceLogging(view: DataView, event: EventRecord): TraceLoggingEvent | null {
  const item = event.items.find(({ type }) => type === EXTENDED_TYPE.TRACE_LOGGING);
  if (item === undefined) return null;
  const metadata = new FieldReader(view, item.at, item.at + Math.min(item.bytes, view.getUint16(item.at, true)));
  metadata.skip(2);
  const tag = readTag(metadata);
  const name = metadata.text8Z('utf-8');
  const described: FieldMetadata[] = [];
  while (metadata.left > 0 && !metadata.overrun) described.push(readFieldMetadata(metadata));
  const payload = new PayloadDecoder(new FieldReader(view, event.payloadAt, event.end), described);
  const fields = metadata.overrun ? {} : payload.decode();
  return { name, tag, fields, problem: metadata.overrun ? 'metadata cut off' : payload.problem, bytesLeft: payload.bytesLeft };
}

/** Seven bits a byte from the top of 28 down, as long as bit 7 is set. */
function readTag(reader: FieldReader): number {
  let tag = 0;
  for (let shift = 21; ; shift -= 7) {
    const byte = reader.u8();
    if (shift >= 0) tag |= (byte & 0x7f) << shift;
    if ((byte & MORE) === 0 || reader.overrun) return tag;
  }
}

function readFieldMetadata(reader: FieldReader): FieldMetadata {
  const name = reader.text8Z('utf-8');
  const input = reader.u8();
  const output = (input & MORE) !== 0 ? reader.u8() : 0;
  if ((output & MORE) !== 0) readTag(reader);
  const type = input & IN_TYPE;
  const base = { name, type, output: output & 0x7f };
  switch (input & IN_SHAPE) {
    case 0:
      return { ...base, shape: 'one', count: 1 };
    case IN_FIXED:
      return { ...base, shape: 'fixed', count: reader.u16() };
    case IN_VARIABLE:
      return { ...base, shape: 'variable', count: 0 };
    default:
      // Custom serialisation was never met in a real trace; its schema is skipped, its payload read as counted bytes.
      reader.skip(reader.u16());
      return { ...base, shape: 'custom', count: 0 };
  }
}

/** For each field the index after it and, for a structure, after all of its members. From the back, so that no nesting can be too deep. */
function endsOf(described: readonly FieldMetadata[]): readonly number[] {
  const ends: number[] = described.map((_, index) => index + 1);
  for (let index = described.length - 1; index >= 0; index--) {
    const field = described[index] as FieldMetadata;
    if (field.type !== TYPE_STRUCT) continue;
    let next = index + 1;
    for (let member = 0; member < field.output && next < described.length; member++) next = ends[next] as number;
    ends[index] = next;
  }
  return ends;
}

class PayloadDecoder {
  problem: TraceLoggingEvent['problem'] = null;
  readonly #reader: FieldReader;
  readonly #described: readonly FieldMetadata[];
  readonly #ends: readonly number[];
  #budget: number;

  constructor(reader: FieldReader, described: readonly FieldMetadata[]) {
    this.#reader = reader;
    this.#described = described;
    this.#ends = endsOf(described);
    this.#budget = described.length + reader.left * VALUES_PER_BYTE_MAX + VALUES_BEYOND_BYTES_MAX;
  }

  get bytesLeft(): number {
    return this.#reader.left;
  }

  decode(): Fields {
    return this.#group(0, this.#described.length, 0).fields;
  }

  /** Decodes `members` fields from index `from`; a structure counts as one with all that belongs to it. */
  #group(from: number, members: number, depth: number): { readonly fields: Fields; readonly next: number } {
    const fields: Record<string, FieldValue> = {};
    let index = from;
    for (let member = 0; member < members && index < this.#described.length && this.problem === null; member++) {
      const field = this.#described[index] as FieldMetadata;
      const next = this.#ends[index] as number;
      const value = this.#field(field, index, depth);
      if (this.#reader.overrun) this.problem ??= 'payload cut off';
      if (this.problem !== null) break;
      // Own properties only, whatever the name: a field may be called __proto__.
      Object.defineProperty(fields, field.name, { value, enumerable: true, configurable: true, writable: true });
      index = next;
    }
    return { fields, next: index };
  }

  #field(field: FieldMetadata, index: number, depth: number): FieldValue {
    if (field.shape === 'one') return this.#value(field, index, depth);
    if (field.shape === 'custom') return this.#reader.binary(this.#reader.u16());
    const count = field.shape === 'fixed' ? field.count : this.#reader.u16();
    const values: FieldValue[] = [];
    while (values.length < count && this.problem === null && !this.#reader.overrun) values.push(this.#value(field, index, depth));
    return values;
  }

  #value(field: FieldMetadata, index: number, depth: number): FieldValue {
    this.#budget -= 1;
    if (this.#budget < 0) {
      this.problem ??= 'too many values';
      return null;
    }
    if (field.type !== TYPE_STRUCT) return this.#scalar(field);
    if (depth >= DEPTH_MAX) {
      this.problem ??= 'unknown type';
      return null;
    }
    return this.#group(index + 1, field.output, depth + 1).fields;
  }

  #scalar({ type, output }: FieldMetadata): FieldValue {
    const reader = this.#reader;
    const encoding = OUT_UTF8.has(output) ? 'utf-8' : 'windows-1252';
    switch (type) {
      case 1:
        return reader.utf16Z();
      case 2:
        return reader.text8Z(encoding);
      case 14:
      case 25:
        return reader.binary(reader.u16());
      case 22:
        return reader.utf16(reader.u16() >> 1);
      case 23:
        return reader.text8(reader.u16(), encoding);
      default: {
        const value = readScalar(reader, type);
        if (value === undefined) this.problem ??= 'unknown type';
        return value ?? null;
      }
    }
  }
}

/** In-types that manifest and TraceLogging events share: numbers, GUID, times, SID. Undefined for any other. */
export function readScalar(reader: FieldReader, type: number): FieldValue | undefined {
  switch (type) {
    case 3:
      return reader.i8();
    case 4:
      return reader.u8();
    case 5:
      return reader.i16();
    case 6:
      return reader.u16();
    case 7:
      return reader.i32();
    case 8:
    case 20:
      return reader.u32();
    case 9:
      return reader.i64();
    case 10:
    case 17:
    case 21:
      return reader.u64();
    case 11:
      return reader.f32();
    case 12:
      return reader.f64();
    case 13:
      return reader.u32() !== 0;
    case 15:
      return reader.guid();
    case 18:
      return reader.systemTime();
    case 19:
      return reader.sid();
    default:
      return undefined;
  }
}

/** Provider name and group GUIDs from the traits that travel with an event; null when it has none. */
export function readProviderTraits(
  view: DataView,
  at: number,
  bytes: number,
): { readonly name: string; readonly groups: readonly string[] } | null {
  if (bytes < 2) return null;
  const reader = new FieldReader(view, at, at + Math.min(bytes, view.getUint16(at, true)));
  reader.skip(2);
  const name = reader.text8Z('utf-8');
  const groups: string[] = [];
  while (reader.left >= 3) {
    const traitBytes = reader.u16();
    const type = reader.u8();
    if (traitBytes < 3) break;
    if (type === 1 && traitBytes === 19) groups.push(reader.guid());
    else reader.skip(traitBytes - 3);
  }
  return { name, groups };
}
