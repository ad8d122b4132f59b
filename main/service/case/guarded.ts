import type { z } from 'zod';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { failureOf, storeFailure } from '../../store/database.ts';

/**
 * What a case answers is somebody else's until it was looked at: whatever does not have its form, or makes the rules that read it fail, is
 * damage of the file and not a bug of this program.
 */
export function guarded<S extends z.ZodType>(file: string, schema: S, read: () => Result<unknown>): Result<z.output<S>> {
  let answered: Result<unknown>;
  try {
    answered = read();
  } catch (error) {
    return fail(damageOf(error, file));
  }
  return checked(file, schema, answered);
}

/** The same for an answer that was waited for. */
export async function guardedSoon<S extends z.ZodType>(
  file: string,
  schema: S,
  read: () => Promise<Result<unknown>>,
): Promise<Result<z.output<S>>> {
  try {
    return checked(file, schema, await read());
  } catch (error) {
    return fail(damageOf(error, file));
  }
}

function checked<S extends z.ZodType>(file: string, schema: S, answered: Result<unknown>): Result<z.output<S>> {
  if (!answered.ok) return answered;
  const found = schema.safeParse(answered.value);
  if (found.success) return ok(found.data);
  const [issue] = found.error.issues;
  return fail(storeFailure(`the case file is damaged: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, file));
}

function damageOf(error: unknown, file: string): Failure {
  if (!(error instanceof Error)) throw error;
  if ('code' in error) return failureOf(error, file);
  return storeFailure(`the case file is damaged: ${error.message}`, file);
}
