import type { Failure, Result } from '../contract/failure.ts';
import type { Fact } from '../contract/snapshot.ts';

const ACCESS_DENIED = { win32: 5, ntstatus: 0xc000_0022, hresult: 0x8007_0005 } as const;

/** Denied to a process that is not elevated: elevation is the first thing to try. An elevated one lacks the right itself. */
export const isElevationMissing = (failure: Failure, elevated: boolean | null): boolean =>
  failure.kind === 'notElevated' || ('code' in failure && failure.code === ACCESS_DENIED[failure.kind] && elevated !== true);

export const known = <T>(value: T): Fact<T> => ({ state: 'known', value });
export const notHere = (detail: string): Fact<never> => ({ state: 'notOnThisSystem', detail });

/** What a call found out, or why it did not. */
export const factOf = <T>(result: Result<T>, elevated: boolean | null): Fact<T> =>
  result.ok ? known(result.value) : unknownFor(result.error, elevated);

export const unknownFor = (failure: Failure, elevated: boolean | null): Fact<never> =>
  isElevationMissing(failure, elevated) ? { state: 'notElevated', call: failure.call } : { state: 'failed', failure };
