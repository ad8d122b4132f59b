/**
 * Record headers inside a buffer. Each record starts on a multiple of 8 counted from the buffer's start; its size is stored unpadded.
 * The first double word tells the kind: marker flags in byte 3, header type in byte 2. Sizes in bytes.
 */
export const HEADER_TYPE = {
  SYSTEM32: 0x01,
  SYSTEM64: 0x02,
  COMPACT32: 0x03,
  COMPACT64: 0x04,
  FULL_HEADER32: 0x0a,
  INSTANCE32: 0x0b,
  TIMED: 0x0c,
  ERROR: 0x0d,
  WNODE: 0x0e,
  PERFINFO32: 0x10,
  PERFINFO64: 0x11,
  EVENT_HEADER32: 0x12,
  EVENT_HEADER64: 0x13,
  FULL_HEADER64: 0x14,
  INSTANCE64: 0x15,
  /** No type of the format: WPP messages carry none, so they get a number that no byte can hold. */
  MESSAGE: 0x100,
} as const;

const NAMES = new Map<number, string>(Object.entries(HEADER_TYPE).map(([name, type]) => [type, name]));
export const headerTypeName = (type: number): string => NAMES.get(type) ?? `UNKNOWN_0x${type.toString(16).padStart(2, '0')}`;

const MARKER_TRACE = 0xc0;
const MARKER_MESSAGE = 0x90;
const END_OF_BUFFER = 0xffff_ffff;

/** Length of the fixed header by type, and where its size stands; 0 is a type that no source describes. */
const FIXED_BYTES = new Uint8Array(256);
const SIZE_AT = new Uint8Array(256);
for (const [type, fixedBytes, sizeAt] of [
  [HEADER_TYPE.SYSTEM32, 0x20, 4],
  [HEADER_TYPE.SYSTEM64, 0x20, 4],
  [HEADER_TYPE.COMPACT32, 0x18, 4],
  [HEADER_TYPE.COMPACT64, 0x18, 4],
  [HEADER_TYPE.FULL_HEADER32, 0x30, 0],
  [HEADER_TYPE.FULL_HEADER64, 0x30, 0],
  [HEADER_TYPE.INSTANCE32, 0x48, 0],
  [HEADER_TYPE.INSTANCE64, 0x48, 0],
  [HEADER_TYPE.PERFINFO32, 0x10, 4],
  [HEADER_TYPE.PERFINFO64, 0x10, 4],
  [HEADER_TYPE.EVENT_HEADER32, 0x50, 0],
  [HEADER_TYPE.EVENT_HEADER64, 0x50, 0],
] as const) {
  FIXED_BYTES[type] = fixedBytes;
  SIZE_AT[type] = sizeAt;
}
const SKIPPABLE_MIN_BYTES = 8;

export const FOUND = 0;
/** The buffer's data ends here. */
export const END = 1;
/** The rest of the buffer cannot be read: an unknown marker, or a size that cannot be true. */
export const DAMAGED = 2;
export type RecordStatus = typeof FOUND | typeof END | typeof DAMAGED;

/** One record's place. Reused from record to record: a trace holds millions. */
export class RecordPlace {
  at = 0;
  sizeBytes = 0;
  /** One of HEADER_TYPE, or another byte for a type that nobody describes. */
  type = 0;
  /** Where the next record starts. */
  next = 0;
}

/** Reads the record at `at` of a buffer whose data ends at `end`. On FOUND the whole record lies inside the data. */
export function readRecord(view: DataView, at: number, end: number, place: RecordPlace): RecordStatus {
  if (at + SKIPPABLE_MIN_BYTES > end) return END;
  const marker = view.getUint32(at, true);
  if (marker === END_OF_BUFFER) return END;
  const flags = marker >>> 24;
  let sizeBytes: number;
  if (flags === MARKER_TRACE) {
    const type = (marker >>> 16) & 0xff;
    const fixedBytes = FIXED_BYTES[type] as number;
    place.type = type;
    // Types without a known layout have their size in front, as far as anything is known of them; they are skipped by it and counted.
    sizeBytes = view.getUint16(at + (SIZE_AT[type] as number), true);
    if (sizeBytes < (fixedBytes === 0 ? SKIPPABLE_MIN_BYTES : fixedBytes)) return DAMAGED;
  } else if (flags === MARKER_MESSAGE) {
    place.type = HEADER_TYPE.MESSAGE;
    sizeBytes = marker & 0xffff;
    if (sizeBytes < SKIPPABLE_MIN_BYTES) return DAMAGED;
  } else {
    return DAMAGED;
  }
  if (at + sizeBytes > end) return DAMAGED;
  place.at = at;
  place.sizeBytes = sizeBytes;
  place.next = at + ((sizeBytes + 7) & ~7);
  return FOUND;
}

const MESSAGE_SEQUENCE = 0x01;
const MESSAGE_GUID = 0x02;
const MESSAGE_COMPONENT = 0x04;
const MESSAGE_TIME = 0x08;

/** Offset of the raw time inside the record, or -1 where it has none. */
export function timeOffset(view: DataView, { at, type, sizeBytes }: RecordPlace): number {
  if (type === HEADER_TYPE.PERFINFO32 || type === HEADER_TYPE.PERFINFO64) return 0x08;
  if (type === HEADER_TYPE.MESSAGE) return messageTimeOffset(view.getUint16(at + 6, true), sizeBytes);
  return (FIXED_BYTES[type] as number) === 0 ? -1 : 0x10;
}

function messageTimeOffset(options: number, sizeBytes: number): number {
  if ((options & MESSAGE_TIME) === 0) return -1;
  const sequenceBytes = (options & MESSAGE_SEQUENCE) !== 0 ? 4 : 0;
  const idBytes = (options & MESSAGE_COMPONENT) !== 0 ? 4 : (options & MESSAGE_GUID) !== 0 ? 16 : 0;
  const offset = 8 + sequenceBytes + idBytes;
  return offset + 8 <= sizeBytes ? offset : -1;
}

/** Bytes of the fixed header of a type with a known layout. */
export const fixedHeaderBytes = (type: number): number => FIXED_BYTES[type] ?? 0;
export const isEventHeader = (type: number): boolean => type === HEADER_TYPE.EVENT_HEADER32 || type === HEADER_TYPE.EVENT_HEADER64;
export const isFullHeader = (type: number): boolean => type === HEADER_TYPE.FULL_HEADER32 || type === HEADER_TYPE.FULL_HEADER64;
export const isInstanceHeader = (type: number): boolean => type === HEADER_TYPE.INSTANCE32 || type === HEADER_TYPE.INSTANCE64;
export const isSystemHeader = (type: number): boolean => type >= HEADER_TYPE.SYSTEM32 && type <= HEADER_TYPE.COMPACT64;
export const isPerfInfo = (type: number): boolean => type === HEADER_TYPE.PERFINFO32 || type === HEADER_TYPE.PERFINFO64;
