import { fileTimeText } from '../domain/filetime.ts';
import { BUFFER_HEADER_BYTES } from './etl-buffer.ts';
import { HEADER_TYPE } from './etl-record.ts';

/** CLOCK of a trace: what its raw times count. */
const CLOCK_SYSTEM_TIME = 2;
const CLOCK_PROCESSOR_CYCLES = 3;
const TICKS_PER_SECOND = 10_000_000n;

export const LOG_MODE = { CIRCULAR: 0x2, APPEND: 0x4, SIZES_IN_KIB: 0x2000, COMPRESSED: 0x400_0000 } as const;

/** TRACE_LOGFILE_HEADER, the first record of a trace, with what its record header says. FILETIMEs are 100 ns since 1601 UTC. */
export interface TraceHeader {
  readonly pointerSize: number;
  /** Bytes of a buffer, unpacked. */
  readonly bufferSize: number;
  readonly osVersion: string;
  readonly logfileVersion: string;
  readonly osBuild: number;
  readonly numberOfProcessors: number;
  readonly logFileMode: number;
  readonly buffersWritten: number;
  readonly startBuffers: number;
  readonly eventsLost: number;
  readonly buffersLost: number;
  readonly cpuSpeedMHz: number;
  readonly clockType: number;
  readonly perfFreq: bigint;
  readonly bootTime: bigint;
  readonly startTime: bigint;
  /** 0 when the trace was not closed. */
  readonly endTime: bigint;
  readonly headerRawTimestamp: bigint;
  /** UTC = local time + bias. */
  readonly timeZoneBiasMinutes: number;
  readonly timeZoneName: string;
  readonly timerResolution: number;
  readonly maximumFileSize: number;
  readonly sessionName: string;
  readonly logFileName: string;
  readonly loggerPid: number;
  readonly loggerTid: number;
}

const RECORD_HEADER_BYTES = 0x20;
const FORM = {
  [HEADER_TYPE.SYSTEM32]: { bytes: 0x110, zoneAt: 0x40, tailAt: 0xf0 },
  [HEADER_TYPE.SYSTEM64]: { bytes: 0x118, zoneAt: 0x48, tailAt: 0xf8 },
} as const;
const ZONE_NAME_CHARS = 32;

/** Null when the first buffer, of which `bytes` are there, does not begin with a trace header. Its strings may be cut off, its numbers not. */
export function readTraceHeader(bytes: Uint8Array): TraceHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const record = BUFFER_HEADER_BYTES;
  if (record + RECORD_HEADER_BYTES > bytes.byteLength) return null;
  const type = view.getUint8(record + 2);
  if (view.getUint8(record + 3) !== 0xc0 || view.getUint16(record + 6, true) !== 0) return null;
  if (type !== HEADER_TYPE.SYSTEM32 && type !== HEADER_TYPE.SYSTEM64) return null;
  const form = FORM[type];
  const at = record + RECORD_HEADER_BYTES;
  const recordEnd = Math.min(record + view.getUint16(record + 4, true), bytes.byteLength);
  if (at + form.bytes > recordEnd) return null;
  const u32 = (offset: number): number => view.getUint32(at + offset, true);
  const u64 = (offset: number): bigint => view.getBigUint64(at + offset, true);
  const session = textUntilNul(bytes, at + form.bytes, recordEnd);
  const file = textUntilNul(bytes, session.next, recordEnd);
  return {
    pointerSize: u32(0x2c),
    bufferSize: u32(0),
    osVersion: `${view.getUint8(at + 4)}.${view.getUint8(at + 5)}`,
    logfileVersion: `${view.getUint8(at + 6)}.${view.getUint8(at + 7)}`,
    osBuild: u32(0x08),
    numberOfProcessors: u32(0x0c),
    endTime: u64(0x10),
    timerResolution: u32(0x18),
    maximumFileSize: u32(0x1c),
    logFileMode: u32(0x20),
    buffersWritten: u32(0x24),
    startBuffers: u32(0x28),
    eventsLost: u32(0x30),
    cpuSpeedMHz: u32(0x34),
    timeZoneBiasMinutes: view.getInt32(at + form.zoneAt, true),
    timeZoneName: textUntilNul(bytes, at + form.zoneAt + 4, at + form.zoneAt + 4 + ZONE_NAME_CHARS * 2).text,
    bootTime: u64(form.tailAt),
    perfFreq: u64(form.tailAt + 8),
    startTime: u64(form.tailAt + 16),
    clockType: u32(form.tailAt + 24),
    buffersLost: u32(form.tailAt + 28),
    headerRawTimestamp: view.getBigUint64(record + 0x10, true),
    sessionName: session.text,
    logFileName: file.text,
    loggerPid: view.getUint32(record + 0x0c, true),
    loggerTid: view.getUint32(record + 0x08, true),
  };
}

function textUntilNul(bytes: Uint8Array, from: number, end: number): { readonly text: string; readonly next: number } {
  let at = from;
  while (at + 2 <= end && (bytes[at] !== 0 || bytes[at + 1] !== 0)) at += 2;
  return { text: Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.max(0, at - from)).toString('utf16le'), next: at + 2 };
}

/**
 * Turns raw clock values into FILETIMEs: StartTime plus the difference to the header's own raw time, rounded down. Not BootTime plus ticks:
 * that misses the writer's own clock by up to 14 seconds. Null when the header gives no rate. Types 2 and 3 were never met in a real trace.
 */
export function clockOf(header: TraceHeader): ((raw: bigint) => bigint) | null {
  const { clockType, perfFreq, cpuSpeedMHz, startTime, headerRawTimestamp } = header;
  const [factor, divisor] =
    clockType === CLOCK_SYSTEM_TIME
      ? [1n, 1n]
      : clockType === CLOCK_PROCESSOR_CYCLES
        ? [10n, BigInt(cpuSpeedMHz)]
        : [TICKS_PER_SECOND, perfFreq];
  if (divisor === 0n) return null;
  return (raw) => startTime + floorDivide((raw - headerRawTimestamp) * factor, divisor);
}

/** Integer division of bigint rounds toward zero; before the trace's start that would round up. */
function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}

/** The header as JSON shows it: 64-bit numbers as decimal text, each FILETIME also as ISO text. */
export function headerJson(header: TraceHeader) {
  const { logFileMode, perfFreq, bootTime, startTime, endTime, headerRawTimestamp, ...plain } = header;
  return {
    ...plain,
    logFileMode: `0x${logFileMode.toString(16)}`,
    perfFreq: String(perfFreq),
    bootTime: String(bootTime),
    startTime: String(startTime),
    endTime: String(endTime),
    startTimeIso: fileTimeText(startTime),
    endTimeIso: fileTimeText(endTime),
    bootTimeIso: fileTimeText(bootTime),
    headerRawTimestamp: String(headerRawTimestamp),
  };
}
