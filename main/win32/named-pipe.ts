import koffi from 'koffi';
import type { Failure, Result } from '../contract/failure.ts';
import type { ByteStream } from '../domain/byte-stream.ts';
import { fail, ok } from '../domain/result.ts';
import { bindKernel32, type Handle, INVALID_HANDLE_VALUE, type Kernel32, lastError, OwnedHandle, openExisting } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { OVERLAPPED } from './process-layouts.ts';
import { withSecurity } from './security.ts';
import { structBytes } from './struct-writer.ts';

/** Buffers and OVERLAPPED go by address: the system reads and writes them after the call has returned. */
type Prototypes = {
  CreateNamedPipeW(
    name: string,
    openMode: number,
    pipeMode: number,
    instances: number,
    outBytes: number,
    inBytes: number,
    timeoutMs: number,
    security: Uint8Array,
  ): Handle;
  ConnectNamedPipe(pipe: Handle, overlapped: bigint): number;
  ReadFile(pipe: Handle, buffer: bigint, bytes: number, read: null, overlapped: bigint): number;
  WriteFile(pipe: Handle, buffer: bigint, bytes: number, written: null, overlapped: bigint): number;
  GetOverlappedResult(pipe: Handle, overlapped: bigint, bytes: Uint32Array, wait: number): number;
  CancelIoEx(pipe: Handle, overlapped: null): number;
  CreateEventW(security: null, isManual: number, isSet: number, name: null): Handle;
  WaitForSingleObject: { async(handle: Handle, timeoutMs: number, done: (error: unknown, result: number) => void): void; (): number };
  GetNamedPipeClientProcessId(pipe: Handle, id: Uint32Array): number;
  GetNamedPipeServerProcessId(pipe: Handle, id: Uint32Array): number;
};

interface Api {
  readonly kernel32: Kernel32;
  readonly pipes: Prototypes;
}

const FILE_READ_DATA = 0x1;
const FILE_WRITE_DATA = 0x2;
const FILE_FLAG_OVERLAPPED = 0x4000_0000;
const FILE_FLAG_FIRST_PIPE_INSTANCE = 0x8_0000;
const PIPE_ACCESS_DUPLEX = 0x3;
const PIPE_REJECT_REMOTE_CLIENTS = 0x8; // beside PIPE_TYPE_BYTE, PIPE_READMODE_BYTE and PIPE_WAIT, which are all 0
const SECURITY_SQOS_PRESENT = 0x10_0000;
const SECURITY_IDENTIFICATION = 0x1_0000;
const INFINITE = 0xffff_ffff;
const ERROR_IO_PENDING = 997;
const ERROR_PIPE_CONNECTED = 535;
const BUFFER_BYTES = 1 << 16;

/**
 * All that a client of our pipes needs: FILE_READ_DATA, FILE_WRITE_DATA, FILE_READ_ATTRIBUTES, SYNCHRONIZE. Not the generic rights, which
 * hold FILE_CREATE_PIPE_INSTANCE: whoever has that can offer the pipe too.
 */
export const PIPE_CLIENT_RIGHTS = '0x100083';

const isCode = (error: Failure, code: number): boolean => error.kind === 'win32' && error.code === code;

function bindPipes(libraries: Libraries): Result<Api> {
  const kernel32 = bindKernel32(libraries);
  if (!kernel32.ok) return kernel32;
  const pipes = bind<Prototypes>(libraries, 'kernel32', {
    CreateNamedPipeW:
      'void *CreateNamedPipeW(const char16_t *name, uint32_t openMode, uint32_t pipeMode, uint32_t instances, uint32_t outBytes, uint32_t inBytes, uint32_t timeoutMs, void *security)',
    ConnectNamedPipe: 'int32_t ConnectNamedPipe(void *pipe, uint64_t overlapped)',
    ReadFile: 'int32_t ReadFile(void *pipe, uint64_t buffer, uint32_t bytes, uint32_t *read, uint64_t overlapped)',
    WriteFile: 'int32_t WriteFile(void *pipe, uint64_t buffer, uint32_t bytes, uint32_t *written, uint64_t overlapped)',
    GetOverlappedResult: 'int32_t GetOverlappedResult(void *pipe, uint64_t overlapped, uint32_t *bytes, int32_t wait)',
    CancelIoEx: 'int32_t CancelIoEx(void *pipe, void *overlapped)',
    CreateEventW: 'void *CreateEventW(void *security, int32_t isManual, int32_t isSet, void *name)',
    WaitForSingleObject: 'uint32_t WaitForSingleObject(void *handle, uint32_t timeoutMs)',
    GetNamedPipeClientProcessId: 'int32_t GetNamedPipeClientProcessId(void *pipe, uint32_t *id)',
    GetNamedPipeServerProcessId: 'int32_t GetNamedPipeServerProcessId(void *pipe, uint32_t *id)',
  });
  return pipes.ok ? ok({ kernel32: kernel32.value, pipes: pipes.value }) : pipes;
}

/** One operation at a time on a pipe, waited for on a thread of the pool, so that this one goes on. */
class Operation implements Disposable {
  readonly #api: Api;
  readonly #event: OwnedHandle;
  readonly #overlapped: Buffer;
  readonly #address: bigint;

  constructor(api: Api) {
    this.#api = api;
    this.#event = new OwnedHandle(api.kernel32, api.pipes.CreateEventW(null, 1, 0, null));
    this.#overlapped = structBytes(OVERLAPPED, { hEvent: this.#event.raw });
    this.#address = koffi.address(this.#overlapped);
  }

  /** `start` begins it; gives the bytes moved once it is over. */
  async run(pipe: Handle, call: string, start: (overlapped: bigint) => number): Promise<Result<number>> {
    const { kernel32, pipes } = this.#api;
    if (start(this.#address) === 0) {
      const refused = lastError(kernel32, call);
      if (!isCode(refused.error, ERROR_IO_PENDING)) return refused;
    }
    await new Promise<void>((resolve) => pipes.WaitForSingleObject.async(this.#event.raw, INFINITE, () => resolve()));
    const moved = new Uint32Array(1);
    if (pipes.GetOverlappedResult(pipe, this.#address, moved, 0) === 0) return lastError(kernel32, call);
    return ok(moved[0] ?? 0);
  }

  [Symbol.dispose](): void {
    this.#event[Symbol.dispose]();
  }
}

/** One end of a connected pipe. */
export class PipeStream implements ByteStream {
  readonly #api: Api;
  readonly #pipe: OwnedHandle;
  readonly #reading: Operation;
  readonly #writing: Operation;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly #unsent: Uint8Array[] = [];
  readonly #onClose: (() => void)[] = [];
  #isWriting = false;
  /** Loops that still use the handle. */
  #users = 0;
  #isClosed = false;

  constructor(api: Api, pipe: OwnedHandle) {
    this.#api = api;
    this.#pipe = pipe;
    this.#reading = new Operation(api);
    this.#writing = new Operation(api);
  }

  /** The process at the other end, as the pipe's file system knows it. */
  peerProcessId(end: 'client' | 'server'): Result<number> {
    const call = end === 'client' ? 'GetNamedPipeClientProcessId' : 'GetNamedPipeServerProcessId';
    const id = new Uint32Array(1);
    return this.#api.pipes[call](this.#pipe.raw, id) === 0 ? lastError(this.#api.kernel32, call) : ok(id[0] ?? 0);
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    void this.#use(() => this.#read(listener));
  }

  write(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    this.#unsent.push(bytes);
    if (!this.#isWriting) void this.#use(() => this.#send());
  }

  onClose(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#onClose.push(listener);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#api.pipes.CancelIoEx(this.#pipe.raw, null);
    this.#releaseWhenUnused();
    for (const listener of this.#onClose) listener();
  }

  async #read(listener: (bytes: Uint8Array) => void): Promise<void> {
    const address = koffi.address(this.#buffer);
    while (!this.#isClosed) {
      const read = await this.#reading.run(this.#pipe.raw, 'ReadFile', (overlapped) =>
        this.#api.pipes.ReadFile(this.#pipe.raw, address, BUFFER_BYTES, null, overlapped),
      );
      // The other end is gone, or this one was closed: the stream has ended either way.
      if (!read.ok || read.value === 0) return this.close();
      listener(Uint8Array.prototype.slice.call(this.#buffer, 0, read.value));
    }
  }

  async #send(): Promise<void> {
    this.#isWriting = true;
    for (let bytes = this.#unsent.shift(); bytes !== undefined && !this.#isClosed; bytes = this.#unsent.shift()) {
      const whole = bytes;
      const sent = await this.#writing.run(this.#pipe.raw, 'WriteFile', (overlapped) =>
        this.#api.pipes.WriteFile(this.#pipe.raw, koffi.address(whole), whole.byteLength, null, overlapped),
      );
      if (!sent.ok) return this.close();
    }
    this.#isWriting = false;
  }

  async #use(loop: () => Promise<void>): Promise<void> {
    this.#users += 1;
    try {
      await loop();
    } finally {
      this.#users -= 1;
      this.#releaseWhenUnused();
    }
  }

  /** Not before the system has let go of the buffers. */
  #releaseWhenUnused(): void {
    if (!this.#isClosed || this.#users > 0) return;
    for (const owned of [this.#pipe, this.#reading, this.#writing]) owned[Symbol.dispose]();
  }
}

/** A pipe that waits for its one client. */
export class ListeningPipe implements Disposable {
  readonly #api: Api;
  readonly #pipe: OwnedHandle;
  #isOver = false;

  private constructor(api: Api, pipe: OwnedHandle) {
    this.#api = api;
    this.#pipe = pipe;
  }

  /**
   * Offers `name` (`\\.\pipe\…`) to one client of this computer, whom `descriptor` (SDDL) admits. Fails with win32 5 when anybody offers a
   * pipe of that name already: then it is not ours, and nobody must wait there.
   */
  static create(libraries: Libraries, name: string, descriptor: string): Result<ListeningPipe> {
    const api = bindPipes(libraries);
    if (!api.ok) return api;
    const openMode = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE;
    const made = withSecurity(libraries, descriptor, (attributes) => {
      const { kernel32, pipes } = api.value;
      const raw = pipes.CreateNamedPipeW(name, openMode, PIPE_REJECT_REMOTE_CLIENTS, 1, BUFFER_BYTES, BUFFER_BYTES, 0, attributes);
      return raw === null || raw === INVALID_HANDLE_VALUE ? lastError(kernel32, 'CreateNamedPipeW', name) : ok(raw);
    });
    if (!made.ok) return made;
    return ok(new ListeningPipe(api.value, new OwnedHandle(api.value.kernel32, made.value)));
  }

  /** Once: the stream takes the pipe over. Fails with win32 995 when `cancel` came first. */
  async accept(): Promise<Result<PipeStream>> {
    const connecting = new Operation(this.#api);
    const connected = await connecting.run(this.#pipe.raw, 'ConnectNamedPipe', (overlapped) =>
      this.#api.pipes.ConnectNamedPipe(this.#pipe.raw, overlapped),
    );
    connecting[Symbol.dispose]();
    this.#isOver = true;
    // A client that was quicker than the call is there, which Windows calls an error.
    if (connected.ok || isCode(connected.error, ERROR_PIPE_CONNECTED)) return ok(new PipeStream(this.#api, this.#pipe));
    this.#pipe[Symbol.dispose]();
    return fail(connected.error);
  }

  /** Ends the waiting; nothing once that is over. */
  cancel(): void {
    if (!this.#isOver) this.#api.pipes.CancelIoEx(this.#pipe.raw, null);
  }

  /** For a pipe that never accepted. */
  [Symbol.dispose](): void {
    this.#pipe[Symbol.dispose]();
  }
}

/**
 * Connects with a pipe. The server may learn who we are and not act as us. Fails with win32 2 when nobody offers it, 231 when its client
 * is another, 5 when its descriptor does not admit us.
 */
export function openPipe(libraries: Libraries, name: string): Result<PipeStream> {
  const api = bindPipes(libraries);
  if (!api.ok) return api;
  const flags = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
  const opened = openExisting(api.value.kernel32, name, FILE_READ_DATA | FILE_WRITE_DATA, 0, flags);
  return opened.ok ? ok(new PipeStream(api.value, opened.value)) : opened;
}
