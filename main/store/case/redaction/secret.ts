import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Result } from '../../../contract/failure.ts';
import { fail, ok } from '../../../domain/result.ts';
import { failureOf, storeFailure } from '../../database.ts';

const NAME = 'redaction.key';
const SECRET_BYTES = 32;

/** The place of the secret of whoever a database belongs to. */
export const secretFileBeside = (databaseFile: string): string => join(dirname(databaseFile), NAME);

/**
 * The sender's secret, made when it is first needed, so that a name has the same placeholder in all that they send. It is in no case: whoever
 * has it can find out which name a placeholder stands for. Fails with `refused` where it can be neither read nor made, or is none.
 */
export function redactionSecret(file: string): Result<Uint8Array> {
  try {
    const secret = readOrMake(file);
    return secret.byteLength === SECRET_BYTES
      ? ok(new Uint8Array(secret))
      : fail(
          storeFailure(
            `the secret for redaction has ${secret.byteLength} bytes instead of ${SECRET_BYTES}; without the file a new one is made`,
            file,
          ),
        );
  } catch (error) {
    return fail(failureOf(error, file));
  }
}

function readOrMake(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, randomBytes(SECRET_BYTES), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error; // another instance made it a moment ago
  }
  return readFileSync(file);
}

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
