import type { Failure, Result } from '../contract/failure.ts';

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (error: Failure): { readonly ok: false; readonly error: Failure } => ({ ok: false, error });
