import { FieldReader, type Fields, type FieldValue } from './field-reader.ts';
import { readScalar } from './trace-logging.ts';

/**
 * The layout of one manifest event as data: fields follow each other without alignment. Types are the manifest's in-types by number.
 * A length or count is a number, or the index of the earlier field that holds it; text with a length has that many characters and no NUL.
 */
export interface EventField {
  readonly name: string;
  readonly type: number;
  readonly length?: { readonly fixed: number } | { readonly of: number };
  readonly count?: { readonly fixed: number } | { readonly of: number };
  /** Members of a structure: indexes into the schema's fields that are not at the top level. */
  readonly members?: { readonly first: number; readonly count: number };
}

export interface EventSchema {
  readonly providerName: string;
  readonly eventName: string | null;
  readonly fields: readonly EventField[];
  readonly topLevelCount: number;
}

export interface DecodedEvent {
  readonly fields: Fields;
  readonly problem: 'payload cut off' | 'unknown type' | 'too many values' | null;
  readonly bytesLeft: number;
}

export const IN_TYPE = {
  UNICODE_STRING: 1,
  ANSI_STRING: 2,
  UINT16: 6,
  UINT32: 8,
  BINARY: 14,
  GUID: 15,
  POINTER: 16,
  FILETIME: 17,
  HEX_INT32: 20,
  COUNTED_STRING: 22,
  COUNTED_ANSI_STRING: 23,
  COUNTED_BINARY: 25,
} as const;

/** Values for each byte of payload, counting structures: only empty values in endless arrays pass this. */
const VALUES_PER_BYTE_MAX = 8;
const VALUES_BEYOND_BYTES_MAX = 64;
const DEPTH_MAX = 8;

/** Decodes [at, end) by `schema`. `pointerBytes` is the record's, whatever length the schema gives for pointers. */
export function decodeBySchema(schema: EventSchema, view: DataView, at: number, end: number, pointerBytes: 4 | 8): DecodedEvent {
  return new SchemaDecoder(schema, new FieldReader(view, at, end), pointerBytes).decode();
}

class SchemaDecoder {
  readonly #schema: EventSchema;
  readonly #reader: FieldReader;
  readonly #pointerBytes: 4 | 8;
  /** Numbers of the fields read so far, by index: lengths and counts refer to them. */
  readonly #numbers = new Map<number, number>();
  #budget: number;
  #problem: DecodedEvent['problem'] = null;

  constructor(schema: EventSchema, reader: FieldReader, pointerBytes: 4 | 8) {
    this.#schema = schema;
    this.#reader = reader;
    this.#pointerBytes = pointerBytes;
    this.#budget = schema.fields.length + reader.left * VALUES_PER_BYTE_MAX + VALUES_BEYOND_BYTES_MAX;
  }

  decode(): DecodedEvent {
    const fields = this.#group(0, this.#schema.topLevelCount, 0);
    return { fields, problem: this.#problem, bytesLeft: this.#reader.left };
  }

  #group(first: number, count: number, depth: number): Fields {
    const fields: Record<string, FieldValue> = {};
    for (let index = first; index < first + count; index++) {
      const field = this.#schema.fields[index];
      if (field === undefined) break;
      const value = this.#field(field, index, depth);
      if (this.#reader.overrun) this.#problem ??= 'payload cut off';
      if (this.#problem !== null) break;
      Object.defineProperty(fields, field.name, { value, enumerable: true, configurable: true, writable: true });
    }
    return fields;
  }

  #resolve(size: { readonly fixed: number } | { readonly of: number } | undefined): number | null {
    if (size === undefined) return null;
    return 'fixed' in size ? size.fixed : (this.#numbers.get(size.of) ?? 0);
  }

  #field(field: EventField, index: number, depth: number): FieldValue {
    const count = this.#resolve(field.count);
    if (count === null) return this.#value(field, index, depth);
    const values: FieldValue[] = [];
    while (values.length < count && this.#problem === null && !this.#reader.overrun) values.push(this.#value(field, index, depth));
    return values;
  }

  #value(field: EventField, index: number, depth: number): FieldValue {
    this.#budget -= 1;
    if (this.#budget < 0) this.#problem ??= 'too many values';
    if (depth > DEPTH_MAX) this.#problem ??= 'unknown type';
    if (this.#problem !== null) return null;
    if (field.members !== undefined) return this.#group(field.members.first, field.members.count, depth + 1);
    const value = this.#scalar(field);
    if (typeof value === 'number') this.#numbers.set(index, value);
    return value;
  }

  #scalar(field: EventField): FieldValue {
    const reader = this.#reader;
    const length = this.#resolve(field.length);
    switch (field.type) {
      case IN_TYPE.UNICODE_STRING:
        return length === null ? reader.utf16Z() : withoutNul(reader.utf16(length));
      case IN_TYPE.ANSI_STRING:
        return length === null ? reader.text8Z('windows-1252') : withoutNul(reader.text8(length, 'windows-1252'));
      case IN_TYPE.BINARY:
        return reader.binary(length ?? 0);
      case IN_TYPE.POINTER:
        return this.#pointerBytes === 4 ? BigInt(reader.u32()) : reader.u64();
      case IN_TYPE.COUNTED_STRING:
        return reader.utf16(reader.u16() >> 1);
      case IN_TYPE.COUNTED_ANSI_STRING:
        return reader.text8(reader.u16(), 'windows-1252');
      case IN_TYPE.COUNTED_BINARY:
        return reader.binary(reader.u16());
      default: {
        const value = readScalar(reader, field.type);
        if (value === undefined) this.#problem ??= 'unknown type';
        return value ?? null;
      }
    }
  }
}

/** Writers are known to count a NUL into the length now and then. */
const withoutNul = (text: string): string => text.replace(/\0+$/, '');
