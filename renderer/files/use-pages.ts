import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import { failureOf } from '../asked.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

export interface Pages<Row> {
  readonly rows: readonly Row[];
  readonly state: 'loading' | 'more' | 'end';
  readonly failure: Failure | null;
  readonly more: () => void;
}

/** Rows that come page by page, each behind the last key of the one before. Starts over when `ask` changes: memoise it. */
export function usePages<Row>(ask: (after: string | null) => Promise<Page<Row>>): Pages<Row> {
  const [pages, setPages] = useState<Omit<Pages<Row>, 'more'>>({ rows: [], state: 'loading', failure: null });
  const next = useRef<string | null>(null);
  const asking = useRef<object | null>(null);

  const load = useCallback(
    (before: readonly Row[], after: string | null) => {
      const turn = {};
      asking.current = turn;
      setPages({ rows: before, state: 'loading', failure: null });
      ask(after).then(
        (page) => {
          if (asking.current !== turn) return;
          asking.current = null;
          next.current = page.next;
          setPages({ rows: before.concat(page.rows), state: page.next === null ? 'end' : 'more', failure: null });
        },
        (error: unknown) => {
          if (asking.current !== turn) return;
          asking.current = null;
          setPages({ rows: before, state: 'end', failure: failureOf(error) });
        },
      );
    },
    [ask],
  );
  useEffect(() => {
    load([], null);
    return () => {
      asking.current = null;
    };
  }, [load]);
  const more = useCallback(() => {
    if (asking.current === null && pages.state === 'more') load(pages.rows, next.current);
  }, [load, pages]);
  return { ...pages, more };
}
