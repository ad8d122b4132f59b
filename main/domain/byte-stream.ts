/** Bytes both ways, in order, until one end closes: a pipe or a socket. */
export interface ByteStream {
  /** Never blocks; what cannot go out at once waits in memory. Nothing after the end. */
  write(bytes: Uint8Array): void;
  /** Takes one listener, for the stream's whole life: reading begins with it. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once, when either end closed it or it broke; at once when that has happened already. */
  onClose(listener: () => void): void;
  close(): void;
}
