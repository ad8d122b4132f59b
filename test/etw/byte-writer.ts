/** Bytes put together one value after the other, little-endian. For tests: it knows nothing of the reader it feeds. */
export class ByteWriter {
  readonly #parts: Buffer[] = [];
  length = 0;

  raw(bytes: Uint8Array): this {
    this.#parts.push(Buffer.from(bytes));
    this.length += bytes.byteLength;
    return this;
  }
  u8(...values: number[]): this {
    return this.raw(Uint8Array.from(values));
  }
  u16(...values: number[]): this {
    for (const value of values) this.raw(Uint8Array.of(value & 0xff, (value >> 8) & 0xff));
    return this;
  }
  u32(...values: number[]): this {
    for (const value of values) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value >>> 0);
      this.raw(bytes);
    }
    return this;
  }
  u64(...values: bigint[]): this {
    for (const value of values) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
      this.raw(bytes);
    }
    return this;
  }
  guid(text: string): this {
    return this.raw(guidBytes(text));
  }
  utf16(text: string): this {
    return this.raw(Buffer.from(text, 'utf16le'));
  }
  utf16z(text: string): this {
    return this.utf16(text).u16(0);
  }
  text8z(text: string): this {
    return this.raw(Buffer.from(text, 'latin1')).u8(0);
  }
  utf8z(text: string): this {
    return this.raw(Buffer.from(text, 'utf8')).u8(0);
  }
  zeros(count: number): this {
    return this.raw(new Uint8Array(count));
  }
  padTo(multiple: number): this {
    return this.zeros((multiple - (this.length % multiple)) % multiple);
  }
  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

export function guidBytes(text: string): Buffer {
  const hex = Buffer.from(text.replaceAll('-', ''), 'hex');
  return Buffer.concat([hex.subarray(0, 4).reverse(), hex.subarray(4, 6).reverse(), hex.subarray(6, 8).reverse(), hex.subarray(8)]);
}
