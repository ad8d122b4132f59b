import { open } from 'node:fs/promises';
import { SQLITE_MAGIC } from '../import-source.ts';

/** Whether a file begins as a database does, so that it can be nothing but a case. False for one that cannot be read: its reader says why. */
export async function isDatabase(path: string): Promise<boolean> {
  try {
    await using file = await open(path, 'r');
    const head = Buffer.alloc(SQLITE_MAGIC.length);
    await file.read(head, 0, head.length, 0);
    return head.toString('latin1') === SQLITE_MAGIC;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
