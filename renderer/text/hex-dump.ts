export interface HexRow {
  readonly offset: number;
  readonly cells: readonly { readonly index: number; readonly hex: string; readonly char: string }[];
}

/** Rows of 16 bytes; what has no printable ASCII is a full stop. */
export function hexRows(bytes: Uint8Array): readonly HexRow[] {
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => ({
    offset: row * 16,
    cells: [...bytes.subarray(row * 16, row * 16 + 16)].map((byte, column) => ({
      index: row * 16 + column,
      hex: byte.toString(16).padStart(2, '0'),
      char: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    })),
  }));
}

export function formatOffset(offset: number): string {
  return offset.toString(16).toUpperCase().padStart(4, '0');
}

/** The dump as text: offset, bytes, ASCII. */
export function hexDumpText(bytes: Uint8Array): string {
  return hexRows(bytes)
    .map(
      ({ offset, cells }) =>
        `${formatOffset(offset)}  ${cells
          .map((c) => c.hex)
          .join(' ')
          .padEnd(47)}  ${cells.map((c) => c.char).join('')}`,
    )
    .join('\n');
}
