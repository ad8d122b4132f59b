/**
 * WMI_BUFFER_HEADER as Windows 7 and later write it into a file. The file is a row of buffers: no file header, no index, no trailer, and
 * compressed buffers are not aligned. Offsets and sizes in bytes, little-endian.
 */
export const BUFFER_HEADER_BYTES = 72;
/** ETW's own limit is 16 MiB; what claims more than twice that is refused before anything is allocated for it. */
export const BUFFER_MAX_BYTES = 32 << 20;

export const BUFFER_FLAG = {
  FLUSH_MARKER: 0x01,
  EVENTS_LOST: 0x02,
  BUFFER_LOST: 0x04,
  PROCESSOR_INDEX: 0x20,
  COMPRESSED: 0x40,
} as const;
export const BUFFER_TYPE_HEADER = 4;
const BUFFER_TYPE_MAX = 7;

export interface BufferHeader {
  /** Bytes that the buffer takes in the file, header included. */
  readonly bufferBytes: number;
  /** End of the data counted from the start of the header, as it is when unpacked. */
  readonly dataEnd: number;
  readonly sequence: bigint;
  readonly processor: number;
  readonly state: number;
  readonly flags: number;
  readonly type: number;
  readonly isCompressed: boolean;
}

/** Null when the bytes at `at` cannot be a buffer's header. At least BUFFER_HEADER_BYTES must exist there. */
export function readBufferHeader(view: DataView, at: number, isFirst: boolean): BufferHeader | null {
  const bufferBytes = view.getUint32(at, true);
  const savedOffset = view.getUint32(at + 0x04, true);
  const offset = view.getUint32(at + 0x30, true);
  const flags = view.getUint16(at + 0x34, true);
  const type = view.getUint16(at + 0x36, true);
  if (bufferBytes < BUFFER_HEADER_BYTES || type > BUFFER_TYPE_MAX) return null;
  if (isFirst && type !== BUFFER_TYPE_HEADER) return null;
  // A merge by Windows 7 left SavedOffset 0 in the first buffer: there, and only there, the larger of the two is the right one.
  const dataEnd = isFirst ? Math.max(savedOffset, offset) : savedOffset;
  if (Math.max(savedOffset, offset) < BUFFER_HEADER_BYTES) return null;
  const index = view.getUint16(at + 0x28, true);
  return {
    bufferBytes,
    dataEnd,
    sequence: view.getBigInt64(at + 0x18, true),
    processor: (flags & BUFFER_FLAG.PROCESSOR_INDEX) !== 0 ? index & 0x07ff : index & 0xff,
    state: view.getUint32(at + 0x2c, true),
    flags,
    type,
    isCompressed: (flags & BUFFER_FLAG.COMPRESSED) !== 0,
  };
}
