import { useCallback, useEffect, useRef, useState } from 'react';
import type { PreviewStep, RedactionChoice, RedactionPreview } from '../../main/contract/case.ts';
import type { Failure } from '../../main/contract/failure.ts';
import { latest, useAsked } from '../asked.ts';
import type { ViewClient } from '../view.ts';

type Progress = Extract<PreviewStep, { readonly kind: 'searching' }>;

export interface Preview {
  /** Of the choice before while the present one is searched for; null before the first. */
  readonly found: RedactionPreview | null;
  readonly isSearching: boolean;
  /** Null until the first word of it. */
  readonly progress: Progress | null;
  readonly failure: Failure | null;
  readonly searchAgain: () => void;
}

/** What redaction would replace; looked for again whenever the choice changes, and a search that is overtaken is given up. */
export function useRedactionPreview(client: ViewClient, paths: readonly string[], note: string, choice: RedactionChoice): Preview {
  const searching = useRef<AbortController | null>(null);
  const last = useRef<RedactionPreview | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(() => () => searching.current?.abort(), []);
  const [asked, searchAgain] = useAsked(
    useCallback(async () => {
      searching.current?.abort();
      const mine = new AbortController();
      searching.current = mine;
      setProgress(null);
      const request = { paths: [...paths], ...(note === '' ? {} : { note }), redact: choice };
      for await (const step of await client.exports.preview(request, { signal: mine.signal })) {
        if (step.kind === 'found') return step.preview;
        if (searching.current === mine) setProgress(step);
      }
      throw new Error('The service ended without an answer.');
    }, [client, paths, note, choice]),
  );
  last.current = latest(asked) ?? last.current;
  return {
    found: last.current,
    isSearching: asked.kind === 'loading' || asked.kind === 'refreshing',
    progress,
    failure: asked.kind === 'failed' ? asked.failure : null,
    searchAgain,
  };
}
