import { crc32 } from 'node:zlib';
import { BinXmlReader } from './binxml.ts';
import { BadBinXml } from './binxml-cursor.ts';
import type { ByteSource, ReadOptions } from './byte-source.ts';
import { type LogEvent, toLogEvent } from './evtx-event.ts';
import { type Warning, Warnings } from './warnings.ts';

/** One record of a log. `event` is null when its binary XML cannot be read: it still counts as a record. */
export interface LogRecord {
  readonly id: bigint;
  /** FILETIME of the writing, from the record's own header. */
  readonly written: bigint;
  readonly event: LogEvent | null;
  /** True when it stands behind damage in its chunk: genuine by its number, but not part of the unbroken row. */
  readonly isRecovered: boolean;
}

export interface LogFacts {
  readonly isDirty: boolean;
  readonly isFull: boolean;
  readonly warnings: readonly Warning[];
}

export interface LogOptions extends ReadOptions {
  /** Asked after each chunk; what it gives is waited for, so that whoever takes the records is not overrun. */
  readonly settle?: () => Promise<void> | null;
}

export const LOG_MAGIC = 'ElfFile\0';
const CHUNK_MAGIC = 'ElfChnk\0';
const FILE_HEADER_BYTES = 4096;
const CHUNK_BYTES = 65_536;
const CHUNK_HEADER_BYTES = 512;
const RECORD_MAGIC = 0x0000_2a2a;
const RECORD_HEADER_BYTES = 24;
/** Header, at least one token, and the size again at the end. */
const RECORD_MIN_BYTES = RECORD_HEADER_BYTES + 5;
const FLAG_DIRTY = 1;
const FLAG_FULL = 2;

/**
 * Visits every record of a log file, chunk by chunk, with one chunk in memory. Chunks are walked to the end of the file, since the count in
 * the header of a log that was not closed is stale; records only as far as each chunk says it is filled, since older ones lie beyond.
 * Null when it is no such file.
 */
export async function readLog(source: ByteSource, visit: (record: LogRecord) => void, options: LogOptions = {}): Promise<LogFacts | null> {
  const head = new Uint8Array(128);
  if ((await source.read(0, head)) < head.byteLength || !startsWith(head, LOG_MAGIC)) return null;
  const view = new DataView(head.buffer);
  const flags = view.getUint32(120, true);
  const warnings = new Warnings();
  const blockBytes = view.getUint16(40, true);
  const start = blockBytes >= head.byteLength ? blockBytes : FILE_HEADER_BYTES;
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let offset = start; ; offset += CHUNK_BYTES) {
    options.signal?.throwIfAborted();
    const count = await source.read(offset, chunk);
    if (count === 0) break;
    readChunk(chunk.subarray(0, count), offset, visit, warnings);
    const waits = options.settle?.() ?? null;
    if (waits !== null) await waits;
    if (count < CHUNK_BYTES) {
      warnings.add(
        'cutOff',
        'the file ends in the middle of a chunk; everything before is kept',
        offset,
        `${count} of ${CHUNK_BYTES} bytes`,
      );
      break;
    }
    options.onProgress?.(offset + count);
  }
  return { isDirty: (flags & FLAG_DIRTY) !== 0, isFull: (flags & FLAG_FULL) !== 0, warnings: warnings.list() };
}

function readChunk(chunk: Uint8Array, offset: number, visit: (record: LogRecord) => void, warnings: Warnings): void {
  if (chunk.byteLength < CHUNK_HEADER_BYTES || !startsWith(chunk, CHUNK_MAGIC)) {
    // Space that was set aside and never used is all zero; anything else was a chunk once.
    if (chunk.some((byte) => byte !== 0))
      warnings.add('chunkDamaged', 'a part of the file is no chunk of a log and was left out', offset, `${chunk.byteLength} bytes`);
    return;
  }
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const claimed = view.getUint32(48, true);
  const isPlausible = claimed >= CHUNK_HEADER_BYTES && claimed <= CHUNK_BYTES;
  const end = Math.min(isPlausible ? claimed : CHUNK_BYTES, chunk.byteLength);
  if (!isPlausible) warnings.add('chunkDamaged', 'a chunk does not say where its records end', offset, `claims ${claimed}`);
  else if (chunk.byteLength === CHUNK_BYTES && crc32(chunk.subarray(CHUNK_HEADER_BYTES, end)) !== view.getUint32(52, true))
    warnings.add('chunkDamaged', 'the check sum of a chunk does not match its records', offset, '');
  const chunkRecords = { reader: new BinXmlReader(chunk), view, end, offset, warnings };
  const damagedAt = walkRecords(chunkRecords, visit);
  if (damagedAt !== null) recoverRecords(chunkRecords, damagedAt, visit);
}

interface ChunkRecords {
  readonly reader: BinXmlReader;
  readonly view: DataView;
  /** End of the filled part. */
  readonly end: number;
  readonly offset: number;
  readonly warnings: Warnings;
}

/** The unbroken row of records. Gives the place where it breaks, or null when it reaches the end. */
function walkRecords(chunk: ChunkRecords, visit: (record: LogRecord) => void): number | null {
  const { view, end } = chunk;
  let at = CHUNK_HEADER_BYTES;
  while (at + RECORD_MIN_BYTES <= end) {
    const bytes = recordBytes(view, at, end);
    if (bytes === null) return at;
    // The size stands again at the end of a record; where it does not, the record was not finished, and what can be read of it still counts.
    visit(toRecord(chunk, at, bytes, false));
    at += bytes;
  }
  return null;
}

/**
 * Behind damage: whole records, aligned to 8 bytes, whose numbers the chunk's header says it holds. Others are left from earlier use of the
 * space.
 */
function recoverRecords(chunk: ChunkRecords, from: number, visit: (record: LogRecord) => void): void {
  const { view, end, offset, warnings } = chunk;
  const [first, last] = [view.getBigUint64(24, true), view.getBigUint64(32, true)];
  let recovered = 0;
  for (let at = from; at + RECORD_MIN_BYTES <= end; at += 8) {
    const bytes = recordBytes(view, at, end);
    if (bytes === null || view.getUint32(at + bytes - 4, true) !== bytes) continue;
    const id = view.getBigUint64(at + 8, true);
    if (id < first || id > last) continue;
    visit(toRecord(chunk, at, bytes, true));
    recovered += 1;
    at += bytes - 8;
  }
  const detail = `${end - from} bytes up to where the chunk says it ends; ${recovered} whole records found in them`;
  warnings.add('chunkDamaged', 'the row of records in a chunk breaks off', offset + from, detail);
}

const toRecord = ({ view, reader, offset, warnings }: ChunkRecords, at: number, bytes: number, isRecovered: boolean): LogRecord => ({
  id: view.getBigUint64(at + 8, true),
  written: view.getBigUint64(at + 16, true),
  event: readEvent(reader, at, bytes, offset, warnings),
  isRecovered,
});

function readEvent(reader: BinXmlReader, at: number, bytes: number, offset: number, warnings: Warnings): LogEvent | null {
  try {
    return toLogEvent(reader.read(at + RECORD_HEADER_BYTES, at + bytes - 4));
  } catch (error) {
    if (!(error instanceof BadBinXml)) throw error;
    warnings.add('recordDamaged', 'the content of a record cannot be read', offset + at, error.message);
    return null;
  }
}

/** Size of the record at `at`, or null when none starts there. */
function recordBytes(view: DataView, at: number, end: number): number | null {
  if (view.getUint32(at, true) !== RECORD_MAGIC) return null;
  const bytes = view.getUint32(at + 4, true);
  return bytes < RECORD_MIN_BYTES || at + bytes > end ? null : bytes;
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  for (let index = 0; index < magic.length; index++) if (bytes[index] !== magic.charCodeAt(index)) return false;
  return true;
}
