import { BadBinXml, XmlBudget, XmlCursor } from './binxml-cursor.ts';
import { FieldReader, type FieldValue } from './field-reader.ts';
import { readScalar } from './trace-logging.ts';

/**
 * Binary XML of event logs: fragments, templates and their values. Offsets count from the start of the 64 KiB chunk, in which names and
 * templates are shared. Source: [MS-EVEN6] 2.2.12 and libyal's description of the .evtx format; compared with real logs.
 */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, FieldValue>;
  readonly children: readonly XmlElement[];
  /** The element's only value with its type, or its text; null when it has neither. */
  readonly value: FieldValue;
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'substitution'; readonly index: number; readonly type: number }
  | { readonly kind: 'element'; readonly element: ParsedElement };

interface ParsedElement {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly parts: readonly Part[] }[];
  readonly content: readonly Part[];
}

interface Substitution {
  readonly type: number;
  readonly at: number;
  readonly bytes: number;
}

const TOKEN = {
  END_OF_STREAM: 0x00,
  OPEN_ELEMENT: 0x01,
  CLOSE_START: 0x02,
  CLOSE_EMPTY: 0x03,
  END_ELEMENT: 0x04,
  VALUE: 0x05,
  ATTRIBUTE: 0x06,
  CDATA: 0x07,
  CHAR_REF: 0x08,
  ENTITY_REF: 0x09,
  PI_TARGET: 0x0a,
  PI_DATA: 0x0b,
  TEMPLATE: 0x0c,
  NORMAL_SUBSTITUTION: 0x0d,
  OPTIONAL_SUBSTITUTION: 0x0e,
  FRAGMENT_HEADER: 0x0f,
} as const;
const HAS_MORE = 0x40;
const TYPE_NULL = 0x00;
const TYPE_STRING = 0x01;
const TYPE_ANSI = 0x02;
const TYPE_BINARY = 0x0e;
const TYPE_SIZE = 0x10;
const TYPE_BINXML = 0x21;
const TYPE_ARRAY = 0x80;

const SUBSTITUTIONS_MAX = 8_192;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads the records of one chunk. Templates are parsed once for all records that share them. */
export class BinXmlReader {
  readonly #view: DataView;
  readonly #templates = new Map<number, readonly Part[]>();
  readonly #names = new Map<number, string>();
  readonly #budget = new XmlBudget();

  constructor(chunk: Uint8Array) {
    this.#view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }

  /** The root element of the fragment at [at, end); throws BadBinXml. */
  read(at: number, end: number): XmlElement {
    this.#budget.nextRecord();
    const root = this.#fragment(at, Math.min(end, this.#view.byteLength), 0)[0];
    if (root === undefined) throw new BadBinXml('no element');
    return root;
  }

  /** All top-level elements of a fragment, its templates filled in. */
  #fragment(at: number, end: number, depth: number): XmlElement[] {
    const cursor = new XmlCursor(this.#view, at, end);
    const elements: XmlElement[] = [];
    while (cursor.left > 0) {
      const token = cursor.peek() & ~HAS_MORE;
      if (token === TOKEN.END_OF_STREAM) return elements;
      if (token === TOKEN.FRAGMENT_HEADER) cursor.skip(4);
      else if (token === TOKEN.TEMPLATE) elements.push(...this.#templateInstance(cursor, depth));
      else if (token === TOKEN.OPEN_ELEMENT) elements.push(this.#fill(this.#element(cursor, depth), [], depth));
      else throw new BadBinXml(`token 0x${token.toString(16)} at the top of a fragment`);
    }
    return elements;
  }

  #templateInstance(cursor: XmlCursor, depth: number): XmlElement[] {
    cursor.skip(2 + 4);
    const definition = cursor.u32();
    const parts = this.#template(definition, depth);
    if (definition === cursor.at) {
      cursor.skip(4 + 16);
      cursor.skip(cursor.u32());
    }
    const count = cursor.u32();
    if (count > SUBSTITUTIONS_MAX || count * 4 > cursor.left) throw new BadBinXml('more values than there are bytes');
    const sizes = Array.from({ length: count }, () => {
      const bytes = cursor.u16();
      const type = cursor.u8();
      cursor.skip(1);
      return { bytes, type };
    });
    const values = sizes.map(({ bytes, type }): Substitution => {
      const at = cursor.at;
      cursor.skip(bytes);
      return { type, at, bytes };
    });
    return parts.flatMap((part) => (part.kind === 'element' ? [this.#fill(part.element, values, depth + 1)] : []));
  }

  #template(definition: number, depth: number): readonly Part[] {
    const known = this.#templates.get(definition);
    if (known !== undefined) return known;
    const head = new XmlCursor(this.#view, definition, this.#view.byteLength);
    head.skip(4 + 16);
    const bytes = head.u32();
    if (bytes > head.left) throw new BadBinXml('template leaves its chunk');
    const cursor = new XmlCursor(this.#view, head.at, head.at + bytes);
    if (cursor.left > 0 && cursor.peek() === TOKEN.FRAGMENT_HEADER) cursor.skip(4);
    const parts = this.#content(cursor, depth + 1);
    this.#templates.set(definition, parts);
    return parts;
  }

  /** Parts up to the token that ends them, which stays unread (or the end of the bytes). */
  #content(cursor: XmlCursor, depth: number): Part[] {
    const parts: Part[] = [];
    while (cursor.left > 0) {
      this.#budget.takeNode(depth);
      const token = cursor.peek() & ~HAS_MORE;
      const part = this.#part(cursor, token, depth);
      if (part === undefined) return parts;
      if (part !== null) parts.push(part);
    }
    return parts;
  }

  /** One part; null for one without content, undefined when the token does not begin a part. */
  #part(cursor: XmlCursor, token: number, depth: number): Part | null | undefined {
    switch (token) {
      case TOKEN.OPEN_ELEMENT:
        return { kind: 'element', element: this.#element(cursor, depth + 1) };
      case TOKEN.VALUE:
        cursor.skip(1);
        return this.#literal(cursor);
      case TOKEN.CDATA:
      case TOKEN.PI_DATA:
        cursor.skip(1);
        return { kind: 'text', text: cursor.text(cursor.u16()) };
      case TOKEN.CHAR_REF:
        cursor.skip(1);
        return { kind: 'text', text: String.fromCharCode(cursor.u16()) };
      case TOKEN.ENTITY_REF: {
        cursor.skip(1);
        const name = this.#name(cursor);
        return { kind: 'text', text: ENTITIES[name] ?? `&${name};` };
      }
      case TOKEN.PI_TARGET:
        cursor.skip(1);
        this.#name(cursor);
        return null;
      case TOKEN.NORMAL_SUBSTITUTION:
      case TOKEN.OPTIONAL_SUBSTITUTION: {
        cursor.skip(1);
        const index = cursor.u16();
        return { kind: 'substitution', index, type: cursor.u8() };
      }
      default:
        return undefined;
    }
  }

  #literal(cursor: XmlCursor): Part {
    const type = cursor.u8();
    if (type !== TYPE_STRING) throw new BadBinXml(`literal value of type 0x${type.toString(16)}`);
    return { kind: 'text', text: cursor.text(cursor.u16()) };
  }

  #element(cursor: XmlCursor, depth: number): ParsedElement {
    this.#budget.takeNode(depth);
    const hasAttributes = (cursor.u8() & HAS_MORE) !== 0;
    cursor.skip(2 + 4);
    const name = this.#name(cursor);
    if (hasAttributes) cursor.skip(4);
    const attributes: ParsedElement['attributes'][number][] = [];
    while (cursor.left > 0 && (cursor.peek() & ~HAS_MORE) === TOKEN.ATTRIBUTE) {
      this.#budget.takeNode(depth);
      cursor.skip(1);
      attributes.push({ name: this.#name(cursor), parts: this.#content(cursor, depth) });
    }
    const close = cursor.u8();
    if (close === TOKEN.CLOSE_EMPTY) return { name, attributes, content: [] };
    if (close !== TOKEN.CLOSE_START) throw new BadBinXml(`token 0x${close.toString(16)} inside the start of an element`);
    const content = this.#content(cursor, depth);
    if (cursor.u8() !== TOKEN.END_ELEMENT) throw new BadBinXml('element without end');
    return { name, attributes, content };
  }

  /** A name by its offset; one that is met for the first time stands right here. */
  #name(cursor: XmlCursor): string {
    const offset = cursor.u32();
    const isHere = offset === cursor.at;
    const known = this.#names.get(offset);
    const reader = isHere ? cursor : new XmlCursor(this.#view, offset, this.#view.byteLength);
    if (known !== undefined && !isHere) return known;
    reader.skip(4 + 2);
    const name = reader.text(reader.u16());
    reader.skip(2);
    this.#names.set(offset, name);
    return name;
  }

  #fill(parsed: ParsedElement, values: readonly Substitution[], depth: number): XmlElement {
    this.#budget.takeNode(depth);
    const attributes = new Map<string, FieldValue>();
    for (const { name, parts } of parsed.attributes) attributes.set(name, this.#filled(parts, values, depth).value);
    return { name: parsed.name, attributes, ...this.#filled(parsed.content, values, depth) };
  }

  #filled(parts: readonly Part[], values: readonly Substitution[], depth: number): Pick<XmlElement, 'children' | 'value'> {
    const children: XmlElement[] = [];
    const found: FieldValue[] = [];
    for (const part of parts) {
      this.#budget.takeNode(depth);
      if (part.kind === 'text') {
        this.#budget.takeValue(part.text.length * 2);
        found.push(part.text);
      } else if (part.kind === 'element') children.push(this.#fill(part.element, values, depth + 1));
      else {
        const substitution = values[part.index];
        if (substitution === undefined || substitution.type === TYPE_NULL) continue;
        if (substitution.type === TYPE_BINXML)
          children.push(...this.#fragment(substitution.at, substitution.at + substitution.bytes, depth + 1));
        else {
          this.#budget.takeValue(substitution.bytes);
          found.push(this.#value(substitution));
        }
      }
    }
    return { children, value: found.length === 0 ? null : found.length === 1 ? (found[0] ?? null) : found.map(plainText).join('') };
  }

  /** A value by its type; null when its bytes do not hold one. */
  #value({ type, at, bytes }: Substitution): FieldValue {
    const reader = new FieldReader(this.#view, at, at + bytes);
    if ((type & TYPE_ARRAY) !== 0) return this.#array(type & ~TYPE_ARRAY, reader);
    const value = this.#single(type, reader, bytes);
    return reader.overrun ? null : value;
  }

  #single(type: number, reader: FieldReader, bytes: number): FieldValue {
    switch (type) {
      case TYPE_STRING:
        return reader.utf16(bytes >> 1).replace(/\0+$/, '');
      case TYPE_ANSI:
        return reader.text8(bytes, 'windows-1252').replace(/\0+$/, '');
      case TYPE_SIZE:
        return bytes === 4 ? BigInt(reader.u32()) : reader.u64();
      case TYPE_BINARY:
        return reader.binary(bytes);
      default:
        return readScalar(reader, type) ?? reader.binary(bytes);
    }
  }

  #array(type: number, reader: FieldReader): FieldValue {
    const values: FieldValue[] = [];
    while (reader.left > 0 && !reader.overrun) {
      this.#budget.takeNode(0);
      const value = type === TYPE_STRING ? reader.utf16Z() : type === TYPE_ANSI ? reader.text8Z('windows-1252') : readScalar(reader, type);
      if (value === undefined) return reader.binary(reader.left);
      if (!reader.overrun) values.push(value);
      // One odd byte at the end of UTF-16 is no text.
      if (type === TYPE_STRING && reader.left === 1) break;
    }
    return values;
  }
}

const plainText = (value: FieldValue): string => (value === null ? '' : typeof value === 'object' ? '' : String(value));
