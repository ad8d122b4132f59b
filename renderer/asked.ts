import { ORPCError } from '@orpc/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../main/contract/failure.ts';
import { ConnectionLost } from './connection.ts';

/** An answer of the service, on its way, here, being asked again, or refused. What was seen last stays readable. */
export type Asked<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'refreshing'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly last: T | null };

/** The newest answer there is, however old. */
export function latest<T>(asked: Asked<T>): T | null {
  switch (asked.kind) {
    case 'loading':
      return null;
    case 'ready':
    case 'refreshing':
      return asked.value;
    case 'failed':
      return asked.last;
    default:
      return asked satisfies never;
  }
}

/** Asks at once and whenever `ask` changes (memoise it); the second value asks again. An overtaken answer is dropped. */
export function useAsked<T>(ask: () => Promise<T>): readonly [Asked<T>, () => void] {
  const [asked, setAsked] = useState<Asked<T>>({ kind: 'loading' });
  const turn = useRef(0);
  const askAgain = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    setAsked((before) => {
      const value = latest(before);
      return value === null ? { kind: 'loading' } : { kind: 'refreshing', value };
    });
    ask().then(
      (value) => {
        if (turn.current === mine) setAsked({ kind: 'ready', value });
      },
      (error: unknown) => {
        if (turn.current === mine) setAsked((before) => ({ kind: 'failed', failure: failureOf(error), last: latest(before) }));
      },
    );
  }, [ask]);

  useEffect(() => {
    setAsked({ kind: 'loading' });
    askAgain();
  }, [askAgain]);
  return [asked, askAgain];
}

/** A rejected call as data. Only `FAILED` carries the service's own failure; the rest is transport or a bug. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError && error.code === 'FAILED') {
    return error.data as Failure; // the contract's schema was checked by the service
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return { kind: 'badRequest', call: 'service', detail: error.message };
  if (error instanceof ConnectionLost) return { kind: 'refused', call: 'connection', detail: error.message };
  return { kind: 'refused', call: 'service', detail: error instanceof Error ? error.message : String(error) };
}
