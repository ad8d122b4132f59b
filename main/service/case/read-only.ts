import type { Failure } from '../../contract/failure.ts';

/** What a case cannot do, and why. */
export const readOnly = (call: string, detail: string): Failure => ({ kind: 'refused', call, detail });
