import { useCallback, useRef, useState } from 'react';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import type { Failure } from '../../main/contract/failure.ts';
import type { ImportProgress } from '../../main/contract/import.ts';
import { IMPORT_FILE_MAX_BYTES, IMPORT_TEXT_MAX_CHARS } from '../../main/contract/import-words.ts';
import { exactBytes, formatBytes } from '../../main/contract/numbers.ts';
import { failureOf } from '../asked.ts';
import type { Client } from '../connection.ts';
import { type HandedOver, sendFile } from './send-file.ts';

/** The ways that a file's bytes go: to the service, and there through the reader. */
export type OpeningPass = 'send' | ImportProgress['pass'];

export type OpeningState =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'working';
      readonly name: string;
      readonly pass: OpeningPass;
      readonly doneBytes: number;
      readonly totalBytes: number;
      /** When this pass began: each has its own pace. */
      readonly startedMs: number;
    }
  | { readonly kind: 'ready'; readonly evidence: ImportedEvidence }
  | { readonly kind: 'failed'; readonly name: string; readonly failure: Failure }
  | { readonly kind: 'cancelled'; readonly name: string };

/** What is handed in: a file or a text on its way, and the evidence that became of it. It outlives its page, not the window. */
export interface Opening {
  readonly state: OpeningState;
  readonly openFile: (file: File) => void;
  readonly readText: (text: string) => void;
  readonly cancel: () => void;
  readonly close: () => void;
}

const PASTED = 'pasted text';

export function useOpening(client: Client): Opening {
  const [state, setState] = useState<OpeningState>({ kind: 'empty' });
  const running = useRef<AbortController | null>(null);

  const start = useCallback((name: string, totalBytes: number, read: (run: Run) => Promise<HandedOver>) => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    const say = (next: OpeningState): void => {
      if (running.current === stop) setState(next);
    };
    let begun: { readonly pass: OpeningPass; readonly startedMs: number } = { pass: 'send', startedMs: Date.now() };
    const onStep: Run['onStep'] = (pass, doneBytes, passBytes) => {
      if (begun.pass !== pass) begun = { pass, startedMs: Date.now() };
      say({ kind: 'working', name, doneBytes, totalBytes: passBytes, ...begun });
    };
    onStep('send', 0, totalBytes);
    read({ signal: stop.signal, onStep }).then(
      (handed) => say(handed.kind === 'case' ? { kind: 'empty' } : { kind: 'ready', evidence: handed.evidence }),
      (error: unknown) => say(stop.signal.aborted ? { kind: 'cancelled', name } : { kind: 'failed', name, failure: failureOf(error) }),
    );
  }, []);

  const openFile = useCallback(
    (file: File) => {
      if (file.size > IMPORT_FILE_MAX_BYTES) setState(tooLarge(file.name, file.size, IMPORT_FILE_MAX_BYTES));
      else
        start(file.name, file.size, ({ signal, onStep }) =>
          sendFile(client, file, {
            signal,
            onSent: (bytes) => onStep('send', bytes, file.size),
            onRead: ({ pass, readBytes, totalBytes }) => onStep(pass, readBytes, totalBytes),
          }),
        );
    },
    [client, start],
  );
  const readText = useCallback(
    (text: string) => {
      if (text.length > IMPORT_TEXT_MAX_CHARS) setState(tooLarge(PASTED, text.length, IMPORT_TEXT_MAX_CHARS));
      else start(PASTED, text.length, async ({ signal }) => ({ kind: 'done', evidence: await client.import.text({ text }, { signal }) }));
    },
    [client, start],
  );
  const cancel = useCallback(() => {
    const stop = running.current;
    stop?.abort();
    setState((before) => (before.kind === 'working' ? { kind: 'cancelled', name: before.name } : before));
  }, []);
  const close = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState({ kind: 'empty' });
  }, []);
  return { state, openFile, readText, cancel, close };
}

interface Run {
  readonly signal: AbortSignal;
  readonly onStep: (pass: OpeningPass, doneBytes: number, totalBytes: number) => void;
}

function tooLarge(name: string, size: number, limit: number): OpeningState {
  const detail = `${exactBytes(size)}: more than the ${formatBytes(limit)} that can be read in the window. bpio import reads files of any size`;
  return { kind: 'failed', name, failure: { kind: 'refused', call: 'import', detail, target: name } };
}
