import { useCallback, useEffect, useRef } from 'react';
import type { RedactionChoice, RedactionPreview } from '../../main/contract/case.ts';
import type { Failure } from '../../main/contract/failure.ts';
import { latest, useAsked } from '../asked.ts';
import type { ViewClient } from '../view.ts';

export interface Preview {
  /** Of the choice before while the present one is searched for; null before the first. */
  readonly found: RedactionPreview | null;
  readonly isSearching: boolean;
  readonly failure: Failure | null;
  readonly searchAgain: () => void;
}

/** What redaction would replace; looked for again whenever the choice changes, and a search that is overtaken is given up. */
export function useRedactionPreview(client: ViewClient, paths: readonly string[], note: string, choice: RedactionChoice): Preview {
  const searching = useRef<AbortController | null>(null);
  const last = useRef<RedactionPreview | null>(null);
  useEffect(() => () => searching.current?.abort(), []);
  const [asked, searchAgain] = useAsked(
    useCallback(() => {
      searching.current?.abort();
      const mine = new AbortController();
      searching.current = mine;
      return client.exports.preview({ paths: [...paths], ...(note === '' ? {} : { note }), redact: choice }, { signal: mine.signal });
    }, [client, paths, note, choice]),
  );
  last.current = latest(asked) ?? last.current;
  return {
    found: last.current,
    isSearching: asked.kind === 'loading' || asked.kind === 'refreshing',
    failure: asked.kind === 'failed' ? asked.failure : null,
    searchAgain,
  };
}
