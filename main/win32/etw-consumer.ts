import koffi from 'koffi';
import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { EVENT_RECORD, EVENT_TRACE_LOGFILEW } from './etw-layouts.ts';
import { bindKernel32, lastError } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { structBytes } from './struct-writer.ts';

/** Addresses of user mode stay far below 2^53, so they are plain numbers here: a bigint per event would cost more than the copy. */
type Prototypes = {
  OpenTraceW(logfile: Uint8Array): bigint | number;
  ProcessTrace(handles: BigUint64Array, count: number, start: null, end: null): number;
  CloseTrace(handle: bigint): number;
};
type CopyPrototypes = { RtlMoveMemory(destination: number, source: number, bytes: number): void };

const RECORD_CALLBACK = koffi.pointer(koffi.proto('void BpioEventRecordCallback(uint64_t record)'));
const BUFFER_CALLBACK = koffi.pointer(koffi.proto('uint32_t BpioBufferCallback(uint64_t logfile)'));
const INVALID_PROCESSTRACE_HANDLE = 0xffff_ffff_ffff_ffffn;
const REAL_TIME_EVENT_RECORDS = 0x1000_0100; // PROCESS_TRACE_MODE_EVENT_RECORD | PROCESS_TRACE_MODE_REAL_TIME
const ERROR_CTX_CLOSE_PENDING = 7007;
const RECORD_BYTES = EVENT_RECORD.size;
const USER_DATA_LENGTH_AT = EVENT_RECORD.fields.UserDataLength[0];
const USER_DATA_AT = EVENT_RECORD.fields.UserData[0];

/** The records of one trace buffer, copied: each EVENT_RECORD at `offsets[index]`, its payload right behind it. Reused for the next batch. */
export interface RecordBatch {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly count: number;
  readonly offsets: Uint32Array;
}

/** Called on the thread that is blocked in `process`, once for each buffer. */
export type OnBatch = (batch: RecordBatch) => void;

/**
 * A connection to one real-time session. `process` blocks the calling thread until the session stops; then, and only then, the records
 * stop coming. A throw in `onBatch` does not cross into C: it ends the processing and is thrown again by `process`.
 */
export class TraceConsumer implements Disposable {
  readonly #advapi32: Prototypes;
  readonly #handle: bigint;
  readonly #callbacks: readonly bigint[];
  readonly #thrown: readonly unknown[];
  #isOpen = true;

  private constructor(advapi32: Prototypes, handle: bigint, callbacks: readonly bigint[], thrown: readonly unknown[]) {
    this.#advapi32 = advapi32;
    this.#handle = handle;
    this.#callbacks = callbacks;
    this.#thrown = thrown;
  }

  /** Fails with win32 5 (no rights) and 4201 (no such session). */
  static open(libraries: Libraries, sessionName: string, stagingBytes: number, onBatch: OnBatch): Result<TraceConsumer> {
    const advapi32 = bind<Prototypes>(libraries, 'advapi32', {
      OpenTraceW: 'uint64_t OpenTraceW(void *logfile)',
      ProcessTrace: 'uint32_t ProcessTrace(uint64_t *handles, uint32_t count, void *start, void *end)',
      CloseTrace: 'uint32_t CloseTrace(uint64_t handle)',
    });
    if (!advapi32.ok) return advapi32;
    const copy = bind<CopyPrototypes>(libraries, 'kernel32', {
      RtlMoveMemory: 'void RtlMoveMemory(uint64_t destination, uint64_t source, size_t bytes)',
    });
    if (!copy.ok) return copy;
    const kernel32 = bindKernel32(libraries);
    if (!kernel32.ok) return kernel32;

    const staging = new Staging(copy.value, stagingBytes);
    const thrown: unknown[] = [];
    const onRecord = koffi.register((record: bigint | number) => {
      staging.add(Number(record));
    }, RECORD_CALLBACK);
    const onBuffer = koffi.register(() => {
      try {
        onBatch(staging.take());
        return 1;
      } catch (error) {
        thrown.push(error);
        return 0;
      }
    }, BUFFER_CALLBACK);

    const name = Buffer.from(`${sessionName}\0`, 'utf16le');
    const logfile = structBytes(EVENT_TRACE_LOGFILEW, {
      LoggerName: koffi.address(name),
      ProcessTraceMode: REAL_TIME_EVENT_RECORDS,
      BufferCallback: onBuffer,
      EventRecordCallback: onRecord,
    });
    const handle = BigInt(advapi32.value.OpenTraceW(logfile));
    if (handle === INVALID_PROCESSTRACE_HANDLE) {
      const failed = lastError(kernel32.value, 'OpenTraceW', sessionName);
      for (const callback of [onRecord, onBuffer]) koffi.unregister(callback);
      return failed;
    }
    return ok(new TraceConsumer(advapi32.value, handle, [onRecord, onBuffer], thrown));
  }

  /** Blocks. Gives the Win32 code that ProcessTrace ended with when it is not 0. */
  process(): Result<null> {
    const error = this.#advapi32.ProcessTrace(new BigUint64Array([this.#handle]), 1, null, null);
    if (this.#thrown.length > 0) throw this.#thrown[0];
    const failure: Failure = { kind: 'win32', call: 'ProcessTrace', code: error };
    return error === 0 ? ok(null) : fail(failure);
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // 7007 says that ProcessTrace still delivers: its callbacks must live on, and this thread cannot be here then.
    if (this.#advapi32.CloseTrace(this.#handle) === ERROR_CTX_CLOSE_PENDING) return;
    for (const callback of this.#callbacks) koffi.unregister(callback);
  }
}

const ROUND = 8;
const GROWTH = 2;
const FIRST_RECORDS = 1024;

/** Where records are copied to while their buffer is being delivered. Grows to what the largest buffer needs. */
class Staging {
  readonly #copy: CopyPrototypes;
  #bytes: Buffer;
  #view: DataView;
  #address: number;
  #offsets = new Uint32Array(FIRST_RECORDS);
  #count = 0;
  #used = 0;

  constructor(copy: CopyPrototypes, bytes: number) {
    this.#copy = copy;
    this.#bytes = Buffer.alloc(bytes);
    this.#view = viewOf(this.#bytes);
    this.#address = Number(koffi.address(this.#bytes));
  }

  /** Copies the EVENT_RECORD at this address, and the payload it points to. */
  add(record: number): void {
    const at = this.#used;
    this.#reserve(RECORD_BYTES);
    this.#copy.RtlMoveMemory(this.#address + at, record, RECORD_BYTES);
    const payloadBytes = this.#view.getUint16(at + USER_DATA_LENGTH_AT, true);
    this.#reserve(RECORD_BYTES + payloadBytes);
    if (payloadBytes > 0) {
      const payload = this.#view.getUint32(at + USER_DATA_AT, true) + this.#view.getUint32(at + USER_DATA_AT + 4, true) * 2 ** 32;
      this.#copy.RtlMoveMemory(this.#address + at + RECORD_BYTES, payload, payloadBytes);
    }
    if (this.#count === this.#offsets.length) {
      const larger = new Uint32Array(this.#count * GROWTH);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    this.#offsets[this.#count] = at;
    this.#count += 1;
    this.#used = at + Math.ceil((RECORD_BYTES + payloadBytes) / ROUND) * ROUND;
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return;
    const larger = Buffer.alloc((this.#used + more) * GROWTH);
    this.#bytes.copy(larger, 0, 0, this.#used + RECORD_BYTES);
    this.#bytes = larger;
    this.#view = viewOf(larger);
    this.#address = Number(koffi.address(larger));
  }

  take(): RecordBatch {
    const batch = { bytes: this.#bytes, view: this.#view, count: this.#count, offsets: this.#offsets };
    this.#count = 0;
    this.#used = 0;
    return batch;
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
