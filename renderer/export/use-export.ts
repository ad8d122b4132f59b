import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import { failureOf } from '../asked.ts';
import { saveFile, writeClipboard } from '../parts/use-copied.ts';
import type { ViewClient } from '../view.ts';
import { FORMAT_WORDS } from './export-words.ts';
import { type ExportInput, runExport, type Written } from './run-export.ts';

/** Where the file went; not every window may write to the clipboard. */
export type Handed = 'saved' | 'copied' | 'notCopied';

/** `writing` and `fetching` are the two halves of the way out. */
export type Export =
  | { readonly kind: 'idle' }
  | { readonly kind: 'writing'; readonly part: string; readonly fraction: number }
  | { readonly kind: 'fetching'; readonly doneBytes: number; readonly totalBytes: number }
  /** `text`: what a ticket takes, where it is one. */
  | { readonly kind: 'done'; readonly written: Written; readonly file: Blob; readonly text: string | null; readonly handed: Handed }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

export interface Exporting {
  readonly state: Export;
  readonly start: (request: ExportInput, to: 'file' | 'clipboard') => void;
  readonly cancel: () => void;
}

export function useExport(client: ViewClient): Exporting {
  const [state, setState] = useState<Export>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback(
    (request: ExportInput, to: 'file' | 'clipboard') => {
      running.current?.abort();
      const stop = new AbortController();
      running.current = stop;
      const say = (next: Export): void => {
        if (running.current === stop) setState(next);
      };
      say({ kind: 'writing', part: '', fraction: 0 });
      runExport(client, request, {
        signal: stop.signal,
        onWriting: (part, fraction) => say({ kind: 'writing', part, fraction }),
        onFetched: (doneBytes, totalBytes) => say({ kind: 'fetching', doneBytes, totalBytes }),
      })
        .then(async ({ written, file }) => {
          if (stop.signal.aborted) return;
          const text = request.format === 'md' ? await file.text() : null;
          if (to === 'file') saveFile(written.fileName, [file], FORMAT_WORDS[request.format].type);
          say({ kind: 'done', written, file, text, handed: to === 'file' ? 'saved' : await copied(text ?? '') });
        })
        .catch((error: unknown) => {
          if (!stop.signal.aborted) say({ kind: 'failed', failure: failureOf(error) });
        });
    },
    [client],
  );
  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    // What was saved in the same moment is saved.
    setState((before) => (before.kind === 'done' ? before : { kind: 'cancelled' }));
  }, []);
  return { state, start, cancel };
}

const copied = (text: string): Promise<Handed> =>
  writeClipboard(text).then(
    () => 'copied',
    () => 'notCopied',
  );
