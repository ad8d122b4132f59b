const PARENT_ASKED_EVERY_MS = 500;

/**
 * Aborted when the program is asked to end: by Ctrl+C, by SIGTERM, or by the end of the shell that npm runs it in, which dies of a
 * SIGTERM without passing it on.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop.abort(), PARENT_ASKED_EVERY_MS).unref();
  }
  return stop.signal;
}
