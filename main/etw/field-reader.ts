import { guidText } from './guid.ts';

/** A decoded value. 64-bit numbers and FILETIMEs are bigint, GUIDs and SIDs text, SYSTEMTIME eight numbers, binary bytes. */
export type FieldValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly FieldValue[]
  | { readonly [name: string]: FieldValue };
export type Fields = Readonly<Record<string, FieldValue>>;

const windows1252 = new TextDecoder('windows-1252');
const utf8 = new TextDecoder('utf-8');
const isWindowsOnly = (byte: number): boolean => byte >= 0x80 && byte < 0xa0;
const SID_MAX_SUB_AUTHORITIES = 15;

/**
 * Reads values one after the other, without alignment, inside [at, end) and nowhere else. What would leave it sets `overrun` and reads as
 * zero or as what is left; callers look at `overrun` once, when they are done.
 */
export class FieldReader {
  overrun = false;
  #at: number;
  readonly #view: DataView;
  readonly #end: number;

  constructor(view: DataView, at: number, end: number) {
    this.#view = view;
    this.#at = at;
    this.#end = Math.min(end, view.byteLength);
  }

  get left(): number {
    return this.#end - this.#at;
  }

  #take(bytes: number): number | null {
    if (bytes < 0 || bytes > this.left) {
      this.overrun = true;
      this.#at = this.#end;
      return null;
    }
    const at = this.#at;
    this.#at += bytes;
    return at;
  }

  u8(): number {
    const at = this.#take(1);
    return at === null ? 0 : this.#view.getUint8(at);
  }
  i8(): number {
    return (this.u8() << 24) >> 24;
  }
  u16(): number {
    const at = this.#take(2);
    return at === null ? 0 : this.#view.getUint16(at, true);
  }
  i16(): number {
    return (this.u16() << 16) >> 16;
  }
  u32(): number {
    const at = this.#take(4);
    return at === null ? 0 : this.#view.getUint32(at, true);
  }
  i32(): number {
    return this.u32() | 0;
  }
  u64(): bigint {
    const at = this.#take(8);
    return at === null ? 0n : this.#view.getBigUint64(at, true);
  }
  i64(): bigint {
    return BigInt.asIntN(64, this.u64());
  }
  f32(): number {
    const at = this.#take(4);
    return at === null ? 0 : this.#view.getFloat32(at, true);
  }
  f64(): number {
    const at = this.#take(8);
    return at === null ? 0 : this.#view.getFloat64(at, true);
  }
  guid(): string {
    const at = this.#take(16);
    return at === null ? '' : guidText(this.#view, at);
  }

  /** A copy: the bytes below are reused. */
  binary(bytes: number): Uint8Array {
    const at = this.#take(bytes);
    return at === null ? new Uint8Array(0) : this.#bytes(at, bytes).slice();
  }

  skip(bytes: number): void {
    this.#take(bytes);
  }

  systemTime(): readonly number[] {
    return Array.from({ length: 8 }, () => this.u16());
  }

  /** `S-1-5-18`. Length 8 + 4 times the count in its second byte. */
  sid(): string {
    if (this.left < 8) {
      this.overrun = true;
      this.#at = this.#end;
      return '';
    }
    const revision = this.u8();
    const count = this.u8();
    if (count > SID_MAX_SUB_AUTHORITIES) this.overrun = true;
    // The authority is big-endian, unlike everything else.
    const authority = Array.from({ length: 6 }, () => this.u8()).reduce((value, byte) => value * 256 + byte, 0);
    const parts = Array.from({ length: Math.min(count, SID_MAX_SUB_AUTHORITIES) }, () => this.u32());
    return ['S', revision, authority, ...parts].join('-');
  }

  /** UTF-16 to its NUL. The last text of a payload may lack it. */
  utf16Z(): string {
    const from = this.#at;
    let at = from;
    while (at + 2 <= this.#end && this.#view.getUint16(at, true) !== 0) at += 2;
    const hasNul = at + 2 <= this.#end;
    this.#at = hasNul ? at + 2 : this.#end;
    return this.#utf16(from, at - from);
  }

  utf16(chars: number): string {
    const at = this.#take(chars * 2);
    return at === null ? '' : this.#utf16(at, chars * 2);
  }

  /** 8-bit text to its NUL; the last text of a payload may lack it. */
  text8Z(encoding: 'windows-1252' | 'utf-8'): string {
    const from = this.#at;
    let at = from;
    while (at < this.#end && this.#view.getUint8(at) !== 0) at += 1;
    this.#at = Math.min(at + 1, this.#end);
    return this.#text8(from, at - from, encoding);
  }

  text8(bytes: number, encoding: 'windows-1252' | 'utf-8'): string {
    const at = this.#take(bytes);
    return at === null ? '' : this.#text8(at, bytes, encoding);
  }

  #bytes(at: number, bytes: number): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, bytes);
  }

  #utf16(at: number, bytes: number): string {
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + at, bytes).toString('utf16le');
  }

  #text8(at: number, bytes: number, encoding: 'windows-1252' | 'utf-8'): string {
    const found = this.#bytes(at, bytes);
    // Windows-1252 is Latin-1 but for 32 codes, and almost never needed: the decoder for it costs more than all else of an event.
    if (encoding === 'windows-1252')
      return found.some(isWindowsOnly) ? windows1252.decode(found) : Buffer.from(found.buffer, found.byteOffset, bytes).toString('latin1');
    return utf8.decode(found);
  }
}
