import type { Result } from '../../contract/failure.ts';
import type { ByteStream } from '../../domain/byte-stream.ts';

/** What both ends know: it goes to the elevated service on its command line, and none of it is secret. */
export interface Meeting {
  /** Name of the pipe, or of the socket. */
  readonly address: string;
  /** File that holds the secret. */
  readonly secretFile: string;
  /** SID of the window's user; empty where there is no Windows. */
  readonly user: string;
  readonly windowProcess: number;
}

/** How the two ends meet. */
export interface Transport {
  /** The window's end. Null while nobody offers the address yet. */
  connect(meeting: Meeting, serviceProcess: number): Promise<Result<ByteStream> | null>;
  /** The service's end: waits for its one client until `signal`. */
  listen(meeting: Meeting, signal: AbortSignal): Promise<Result<ByteStream>>;
}
