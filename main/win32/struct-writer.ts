import type { Layout } from './layouts.ts';

/** A structure's bytes from the values of its fields; everything that is not named is zero. `bytes` may leave room behind the structure. */
export function structBytes<L extends Layout>(
  layout: L,
  values: { readonly [K in keyof L['fields']]?: number | bigint },
  bytes: number = layout.size,
): Buffer {
  const buffer = Buffer.alloc(bytes);
  for (const [name, value] of Object.entries(values) as [string, number | bigint][]) {
    const field = layout.fields[name];
    if (field === undefined) throw new Error(`layout has no field ${name}`);
    writeScalar(buffer, field[0], field[1], value);
  }
  return buffer;
}

function writeScalar(buffer: Buffer, at: number, type: Layout['fields'][string][1], value: number | bigint): void {
  switch (type) {
    case 'u8':
      buffer.writeUInt8(Number(value), at);
      return;
    case 'u16':
      buffer.writeUInt16LE(Number(value), at);
      return;
    case 'i32':
      buffer.writeInt32LE(Number(value), at);
      return;
    case 'u32':
      buffer.writeUInt32LE(Number(value), at);
      return;
    case 'i64':
      buffer.writeBigInt64LE(BigInt(value), at);
      return;
    case 'u64':
      buffer.writeBigUInt64LE(BigInt(value), at);
      return;
    case 'utf16':
      throw new Error('text is written by whoever knows its encoding');
  }
}
