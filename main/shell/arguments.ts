import { existsSync, statSync } from 'node:fs';

/** What `--sim [scenario.json]` asks for: the demonstration machine (true), the one in a file, or the real one (undefined). */
export type Simulation = true | string | undefined;

/**
 * Takes `--sim`, `--sim file` or `--sim=file` out of a shell's arguments. The file is optional, so the word behind a bare `--sim` is it
 * when it ends in `.json`, or names a file that is here and not a drive's: `query --sim D:\pak0.bin` asks about pak0.bin,
 * `query --sim case.json D:\pak0.bin` also names the machine. Words behind `--` are left alone.
 */
export function takeSimulation(argv: readonly string[]): { readonly sim: Simulation; readonly rest: readonly string[] } {
  const end = argv.indexOf('--');
  const index = argv.slice(0, end === -1 ? argv.length : end).findIndex((word) => word === '--sim' || word.startsWith('--sim='));
  const word = argv[index];
  if (word === undefined) return { sim: undefined, rest: argv };
  const next = argv[index + 1];
  const behind = word === '--sim' && next !== undefined && isScenarioFile(next) ? next : undefined;
  const named = word === '--sim' ? behind : word.slice('--sim='.length);
  const rest = [...argv.slice(0, index), ...argv.slice(index + (behind === undefined ? 1 : 2))];
  return { sim: named === undefined || named === '' ? true : named, rest };
}

const isScenarioFile = (word: string): boolean =>
  !word.startsWith('-') && (/\.json$/i.test(word) || (!/^([A-Za-z]:|\\\\)/.test(word) && existsSync(word) && statSync(word).isFile()));

/** The words that make another process of ours read the same. */
export function simulationArguments(simulation: Simulation): string[] {
  if (simulation === undefined) return [];
  return simulation === true ? ['--sim'] : [`--sim=${simulation}`];
}
