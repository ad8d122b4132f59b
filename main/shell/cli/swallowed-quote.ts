import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';

/** No name of Windows holds a quotation mark: one in such a word was meant to end it. */
const WINDOWS_PATH = /^([A-Za-z]:|\\\\)[^"]*"/;

/**
 * What `"C:\"` becomes on Windows' command line: the backslash escapes the quotation mark behind it, and the program gets `C:"`. The mark
 * at the end is the backslash that was typed. In the middle it has taken the words behind it along, and what they were is not known:
 * `badRequest` says how to type it.
 */
export function giveBackslash(word: string): Result<string> {
  const meant = WINDOWS_PATH.exec(word)?.[0];
  if (meant === undefined) return ok(word);
  const path = `${meant.slice(0, -1)}\\`;
  if (meant.length === word.length) return ok(path);
  const detail = `the backslash before the quotation mark took the words behind it along. Leave it out or double it: "${path}\\"`;
  const failure: Failure = { kind: 'badRequest', call: 'bpio', detail, target: word };
  return fail(failure);
}
