const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A GUID as lower-case text without braces. Stored as u32, u16, u16 little-endian, then eight bytes as they are; 16 bytes must exist at `at`. */
export function guidText(view: DataView, at: number): string {
  const hex = (from: number, count: number): string => {
    let text = '';
    for (let index = 0; index < count; index++) text += HEX[view.getUint8(from + index)];
    return text;
  };
  const first = view.getUint32(at, true).toString(16).padStart(8, '0');
  const second = view
    .getUint16(at + 4, true)
    .toString(16)
    .padStart(4, '0');
  const third = view
    .getUint16(at + 6, true)
    .toString(16)
    .padStart(4, '0');
  return `${first}-${second}-${third}-${hex(at + 8, 2)}-${hex(at + 10, 6)}`;
}

/** The same GUID as four double words, as they lie in a file. */
export function guidWords(text: string): readonly [number, number, number, number] {
  const hex = text.replaceAll('-', '');
  const byte = (index: number): number => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  const word = (...bytes: readonly [number, number, number, number]): number =>
    bytes.reduceRight((value, index) => ((value << 8) | byte(index)) >>> 0, 0);
  return [word(3, 2, 1, 0), word(5, 4, 7, 6), word(8, 9, 10, 11), word(12, 13, 14, 15)];
}
