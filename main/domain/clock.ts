/** Time, as whoever waits for it needs it: a test stands in its place. */
export interface Clock {
  /** Microseconds since 1970 in UTC. */
  nowUs(): number;
  /** Calls `act` once, `ms` milliseconds from now, and keeps no process alive for it. Disposing of the answer forgets it. */
  after(ms: number, act: () => void): Disposable;
}
