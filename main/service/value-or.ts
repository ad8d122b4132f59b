import type { Failure, Result } from '../contract/failure.ts';

/** oRPC carries typed errors as throws: this is the one place where a failure becomes one. */
export function valueOr<T>(result: Result<T>, failed: (options: { data: Failure }) => Error): T {
  if (!result.ok) throw failed({ data: result.error });
  return result.value;
}
