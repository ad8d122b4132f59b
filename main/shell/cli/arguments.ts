import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { type Simulation, takeSimulation } from '../arguments.ts';
import { giveBackslash } from './swallowed-quote.ts';

/** Flags that every command takes. `--sim [scenario.json]` is taken out before, since its value is optional. */
const COMMON = {
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  out: { type: 'string' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

export interface Arguments {
  readonly sim: Simulation;
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  /** Options that may be given several times. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

export const badRequest = (detail: string, target?: string): Failure => ({
  kind: 'badRequest',
  call: 'bpio',
  detail,
  ...(target === undefined ? {} : { target }),
});

/** Fails with `badRequest` on an option that the command does not know, or one that lacks its value. */
export function readArguments(argv: readonly string[], own: ParseArgsOptionsConfig): Result<Arguments> {
  const { sim, rest } = takeSimulation(argv);
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options: { ...COMMON, ...own }, allowPositionals: true, strict: true });
    const entries = Object.entries(values);
    const words: string[] = [];
    for (const positional of positionals) {
      const word = giveBackslash(positional);
      if (!word.ok) return word;
      words.push(word.value);
    }
    return ok({
      sim,
      words,
      flags: new Set(entries.filter(([, value]) => value === true).map(([name]) => name)),
      values: new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
      lists: new Map(entries.flatMap(([name, value]) => (Array.isArray(value) ? [[name, value.map(String)]] : []))),
    });
  } catch (error) {
    // parseArgs throws for what a user typed: here, and only here, a throw is an expected outcome.
    return fail(badRequest(error instanceof Error ? error.message : String(error)));
  }
}
