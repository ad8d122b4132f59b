import { resolve } from 'node:path';
import { takeSimulation } from '../arguments.ts';

const CASE_FILE = /\.bpio$/i;

/** The case file that the program was started with, as Explorer starts it for a double click; null without one. In full, from `folder`. */
export function caseArgument(argv: readonly string[], folder: string): string | null {
  const named = takeSimulation(argv).rest.find((word) => !word.startsWith('-') && CASE_FILE.test(word));
  return named === undefined ? null : resolve(folder, named);
}
