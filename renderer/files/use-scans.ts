import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import type { Scan, ScanOptions, ScanProgress, ScanResult } from '../../main/contract/scan.ts';
import { type Asked, failureOf, latest, useAsked } from '../asked.ts';
import type { ViewClient } from '../view.ts';

/** While a scan runs its sums are asked for this often: what was found so far is an answer already. */
const PARTIAL_EVERY_MS = 1_000;

export interface Scans {
  readonly list: Asked<readonly Scan[]>;
  /** Null when none runs. It goes on when this page is left, and is found again. */
  readonly running: ScanProgress | null;
  /** Why the last start or resumption came to nothing. */
  readonly failure: Failure | null;
  readonly start: (options: ScanOptions) => void;
  readonly resume: (scan: number) => void;
  readonly cancel: () => void;
  /** Rejects with what stood in the way. */
  readonly remove: (scan: number) => Promise<void>;
  readonly refresh: () => void;
}

/** `onBegun` gets the scan that was started or taken up again. */
export function useScans(client: ViewClient, onBegun: (scan: number) => void): Scans {
  const [list, askList] = useAsked(useCallback(() => client.scans.list(), [client]));
  const [running, setRunning] = useState<ScanProgress | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const runningId = latest(list)?.find(({ state }) => state === 'running')?.id ?? null;

  useEffect(() => {
    if (runningId === null) return;
    const stop = new AbortController();
    const over = (error?: unknown): void => {
      if (stop.signal.aborted) return;
      setRunning(null);
      if (error !== undefined) setFailure(failureOf(error));
      askList();
    };
    follow(client, runningId, stop.signal, setRunning).then(() => over(), over);
    return () => stop.abort();
  }, [client, runningId, askList]);

  function attempt(act: () => Promise<Scan>): void {
    setFailure(null);
    act().then(
      (scan) => {
        askList();
        onBegun(scan.id);
      },
      (error: unknown) => {
        setFailure(failureOf(error));
        askList();
      },
    );
  }
  const cancel = useCallback(() => {
    if (runningId !== null) client.scans.cancel({ scan: runningId }).catch((error: unknown) => setFailure(failureOf(error)));
  }, [client, runningId]);
  return {
    list,
    running: runningId === null ? null : running,
    failure,
    start: (options) => attempt(() => client.scans.start(options)),
    resume: (scan) => attempt(() => client.scans.resume({ scan })),
    remove: async (scan) => {
      await client.scans.remove({ scan });
      askList();
    },
    cancel,
    refresh: askList,
  };
}

async function follow(client: ViewClient, scan: number, signal: AbortSignal, onProgress: (progress: ScanProgress) => void): Promise<void> {
  for await (const progress of await client.scans.progress({ scan }, { signal })) {
    if (signal.aborted) return;
    onProgress(progress);
  }
}

/** The sums of one scan; asked again while it runs and when it has ended. */
export function useScanResult(
  client: ViewClient,
  scan: number | null,
  isRunning: boolean,
): readonly [Asked<ScanResult | null>, () => void] {
  const [result, askAgain] = useAsked(useCallback(async () => (scan === null ? null : client.scans.result({ scan })), [client, scan]));
  // The sums may be older than the list: as long as they say that the scan runs, they are not the last word.
  const isOpen = isRunning || latest(result)?.scan.state === 'running';
  const wasRunning = useRef(false);
  useEffect(() => {
    if (wasRunning.current !== isRunning) askAgain();
    wasRunning.current = isRunning;
  }, [isRunning, askAgain]);
  useEffect(() => {
    if (!isOpen) return;
    const timer = setInterval(askAgain, PARTIAL_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOpen, askAgain]);
  return [result, askAgain];
}
