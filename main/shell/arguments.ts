/** What `--sim [scenario.json]` asks for: the demonstration machine (true), the one in a file, or the real one (undefined). */
export type Simulation = true | string | undefined;

/** Finds `--sim`, `--sim file` or `--sim=file` among a shell's arguments. */
export function readSimulation(argv: readonly string[]): Simulation {
  const index = argv.findIndex((word) => word === '--sim' || word.startsWith('--sim='));
  const word = argv[index];
  if (word === undefined) return undefined;
  const file = word === '--sim' ? argv[index + 1] : word.slice('--sim='.length);
  return file === undefined || file === '' || file.startsWith('-') ? true : file;
}

/** The words that make another process of ours read the same. */
export function simulationArguments(simulation: Simulation): string[] {
  if (simulation === undefined) return [];
  return simulation === true ? ['--sim'] : [`--sim=${simulation}`];
}
