import type { Layout } from './layouts.ts';

type Value<T> = T extends 'u64' | 'i64' ? bigint : T extends 'utf16' ? string : number;

/**
 * One structure inside foreign bytes, read by its layout. Nothing outside the bytes is ever read: a structure that does not fit is null
 * at the door, and variable parts are checked one by one.
 */
export class StructView<L extends Layout> {
  readonly #layout: L;
  readonly #bytes: Buffer;
  readonly #base: number;

  private constructor(layout: L, bytes: Buffer, base: number) {
    this.#layout = layout;
    this.#bytes = bytes;
    this.#base = base;
  }

  /** Null when the structure's fixed part does not lie wholly inside `bytes`. `base` is its offset in bytes. */
  static at<L extends Layout>(layout: L, bytes: Uint8Array, base = 0): StructView<L> | null {
    if (base < 0 || base + layout.size > bytes.byteLength) return null;
    const view = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new StructView(layout, view, base);
  }

  /** 64-bit fields are always bigint, fixed character arrays end at their first NUL, everything else is a number. */
  read<K extends keyof L['fields'] & string>(name: K): Value<L['fields'][K][1]> {
    const field = this.#layout.fields[name];
    if (field === undefined) throw new Error(`layout has no field ${name}`);
    const at = this.#base + field[0];
    const value = field[1] === 'utf16' ? untilNul(this.#bytes.toString('utf16le', at, at + field[2] * 2)) : this.#scalar(field[1], at);
    return value as Value<L['fields'][K][1]>; // the switch yields what Value names for each type
  }

  #scalar(type: 'u8' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64', at: number): number | bigint {
    switch (type) {
      case 'u8':
        return this.#bytes.readUInt8(at);
      case 'u16':
        return this.#bytes.readUInt16LE(at);
      case 'i32':
        return this.#bytes.readInt32LE(at);
      case 'u32':
        return this.#bytes.readUInt32LE(at);
      case 'i64':
        return this.#bytes.readBigInt64LE(at);
      case 'u64':
        return this.#bytes.readBigUInt64LE(at);
    }
  }

  /** UTF-16 text of the variable part, `offset` and `byteCount` counted from the structure's start; null when it leaves the bytes. */
  text(offset: number, byteCount: number): string | null {
    const at = this.#base + offset;
    if (byteCount % 2 !== 0 || at + byteCount > this.#bytes.byteLength) return null;
    return this.#bytes.toString('utf16le', at, at + byteCount);
  }
}

/** Text up to its first NUL. Unpaired surrogates stay as they are: file names may hold them. */
export function untilNul(text: string): string {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}
