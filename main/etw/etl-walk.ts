import { setImmediate } from 'node:timers/promises';
import type { ByteSource, ReadOptions } from './byte-source.ts';
import { BUFFER_HEADER_BYTES, BUFFER_MAX_BYTES, type BufferHeader, readBufferHeader } from './etl-buffer.ts';
import { LOG_MODE, readTraceHeader, type TraceHeader } from './trace-header.ts';

/** One buffer as it lies in the file. `bytes` belong to the walk and are overwritten after the visit; short when the file was cut off. */
export interface FileBuffer {
  readonly offset: number;
  readonly header: BufferHeader;
  readonly bytes: Uint8Array;
  readonly isCutOff: boolean;
}

/** Something in the way of reading on, at an offset of the file. */
export interface WalkProblem {
  readonly problem: 'notABuffer' | 'tooLarge' | 'cutOff' | 'unused';
  readonly offset: number;
  readonly detail: string;
  /** Bytes of the file that are no part of a whole buffer because of it. */
  readonly bytes: number;
}

export interface BufferVisitor {
  /** Called once, with the first buffer, before `buffer`. */
  traceHeader(header: TraceHeader): void;
  buffer(buffer: FileBuffer): void;
  problem(problem: WalkProblem): void;
}

const WINDOW_BYTES = 4 << 20;
const UNPACKED_A_TURN_BYTES = 16 << 20;

/** A moving part of the source. Grows only for a buffer that does not fit, and never past one buffer. */
class Window {
  readonly #source: ByteSource;
  #bytes = new Uint8Array(0);
  #base = 0;
  #filled = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Bytes from `position` on, at least `wanted` of them unless the source ends before. */
  async at(position: number, wanted: number): Promise<Uint8Array> {
    const kept = position - this.#base;
    if (position >= this.#base && kept + wanted <= this.#filled) return this.#bytes.subarray(kept, this.#filled);
    const rest = position >= this.#base && kept < this.#filled ? this.#bytes.subarray(kept, this.#filled) : new Uint8Array(0);
    const size = Math.max(wanted, Math.min(WINDOW_BYTES, Math.max(this.#source.sizeBytes - position, BUFFER_HEADER_BYTES)));
    if (size <= this.#bytes.byteLength) {
      this.#bytes.copyWithin(0, kept, kept + rest.byteLength);
    } else {
      const larger = new Uint8Array(size);
      larger.set(rest);
      this.#bytes = larger;
    }
    this.#base = position;
    this.#filled = rest.byteLength;
    this.#filled += await this.#source.read(position + this.#filled, this.#bytes.subarray(this.#filled));
    return this.#bytes.subarray(0, this.#filled);
  }
}

/**
 * Walks the file from its first buffer to its end, in the order of the file. Gives null instead of the trace header, and visits nothing,
 * when the file does not begin with one. A place that is no buffer is reported; an uncompressed trace, whose buffers all have one size,
 * is taken up again at the next place where a buffer may start.
 */
export async function walkBuffers(source: ByteSource, visitor: BufferVisitor, options: ReadOptions = {}): Promise<TraceHeader | null> {
  const window = new Window(source);
  const start = await window.at(0, BUFFER_HEADER_BYTES);
  const trace = await firstHeader(window, start);
  if (trace === null) return null;
  visitor.traceHeader(trace);
  let progressAt = 0;
  let unpackedBytes = 0;
  for (let offset = 0; ; ) {
    options.signal?.throwIfAborted();
    const head = await window.at(offset, BUFFER_HEADER_BYTES);
    if (head.byteLength === 0) return trace;
    const next = await visitAt(window, offset, head, trace, visitor, source.sizeBytes);
    if (next === null) return trace;
    // Small buffers can hold much: whoever wants to cancel is heard all the same.
    unpackedBytes += trace.bufferSize;
    if (unpackedBytes >= UNPACKED_A_TURN_BYTES) {
      unpackedBytes = 0;
      await setImmediate();
    }
    offset = next;
    if (offset - progressAt >= WINDOW_BYTES) {
      progressAt = offset;
      options.onProgress?.(offset);
    }
  }
}

async function firstHeader(window: Window, start: Uint8Array): Promise<TraceHeader | null> {
  if (start.byteLength < BUFFER_HEADER_BYTES) return null;
  const header = readBufferHeader(new DataView(start.buffer, start.byteOffset, start.byteLength), 0, true);
  if (header === null) return null;
  const wanted = Math.min(header.bufferBytes, BUFFER_MAX_BYTES);
  const bytes = await window.at(0, wanted);
  return readTraceHeader(bytes.subarray(0, Math.min(wanted, bytes.byteLength)));
}

/** Visits the buffer at `offset`; gives the offset of the next one, or null at the end. */
async function visitAt(
  window: Window,
  offset: number,
  head: Uint8Array,
  trace: TraceHeader,
  visitor: BufferVisitor,
  sizeBytes: number,
): Promise<number | null> {
  if (head.byteLength < BUFFER_HEADER_BYTES) {
    visitor.problem({ problem: 'cutOff', offset, detail: `${head.byteLength} bytes are no whole buffer header`, bytes: head.byteLength });
    return null;
  }
  const header = readBufferHeader(new DataView(head.buffer, head.byteOffset, head.byteLength), 0, offset === 0);
  if (header === null) return skipUnreadable(offset, head, trace, visitor, sizeBytes);
  const { bufferBytes } = header;
  if (bufferBytes > BUFFER_MAX_BYTES) {
    const bytes = Math.min(bufferBytes, Math.max(0, sizeBytes - offset));
    visitor.problem({ problem: 'tooLarge', offset, detail: `claims ${bufferBytes} bytes`, bytes });
    return offset + bufferBytes > sizeBytes ? null : offset + bufferBytes;
  }
  const found = await window.at(offset, bufferBytes);
  const isCutOff = found.byteLength < bufferBytes;
  visitor.buffer({ offset, header, bytes: found.subarray(0, Math.min(bufferBytes, found.byteLength)), isCutOff });
  if (!isCutOff) return offset + bufferBytes;
  const detail = `${found.byteLength} of ${bufferBytes} bytes`;
  visitor.problem({ problem: 'cutOff', offset, detail, bytes: found.byteLength });
  return null;
}

function skipUnreadable(offset: number, head: Uint8Array, trace: TraceHeader, visitor: BufferVisitor, sizeBytes: number): number | null {
  const canSkip = (trace.logFileMode & LOG_MODE.COMPRESSED) === 0 && trace.bufferSize >= BUFFER_HEADER_BYTES;
  const next = canSkip ? offset + trace.bufferSize - (offset % trace.bufferSize) : null;
  const resumes = next !== null && next < sizeBytes;
  const isUnused = head.subarray(0, BUFFER_HEADER_BYTES).every((byte) => byte === 0);
  visitor.problem({
    problem: isUnused ? 'unused' : 'notABuffer',
    offset,
    detail: resumes ? `read on at the next place where a buffer may start, ${next}` : 'nothing after it can be read',
    bytes: (resumes ? next : Math.max(sizeBytes, offset)) - offset,
  });
  return resumes ? next : null;
}
