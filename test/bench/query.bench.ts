import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Scenario } from '../../main/contract/scenario.ts';
import { ask, judge } from '../../main/domain/verdict.ts';
import { simulatedLibraries } from '../../main/win32/library.ts';
import { SimulatedMachine } from '../../main/win32/simulator.ts';
import { openSystem } from '../../main/win32/system.ts';
import { median, rounded } from './measure.ts';

const FILES = 1000;
const FILES_A_ROUND = 50_000;
const ROUNDS = 9;

/** The machine that native/query-reference.c builds for itself. */
const machine = Scenario.parse({
  schemaVersion: 1,
  machine: { name: 'BENCH', os: '10.0.26100', elevated: true },
  filters: ['328010', '180451', '40700'].map((altitude) => ({
    name: `Filter${altitude}`,
    driver: `filter${altitude}.sys`,
    altitude,
    supportedFeatures: 15,
    volumes: ['D:'],
  })),
  volumes: [
    {
      mount: 'D:',
      fileSystem: 'NTFS',
      storageDriver: 'stornvme.sys',
      busType: 'NVMe',
      compatible: true,
      files: Array.from({ length: FILES }, (_, index) => ({ path: `\\Games\\Title\\${fileName(index)}`, size: 2 ** 30 })),
    },
  ],
});

function fileName(index: number): string {
  return `pak${String(index).padStart(4, '0')}.bin`;
}

/** Microseconds a file of open, two queries, close and verdict in TypeScript, beside the same calls from C on the same library. */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  const libraries = simulatedLibraries();
  const opened = openSystem(libraries);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const made = SimulatedMachine.create(libraries, machine, opened.value.targets);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  using _machine = made.value;
  const { targets } = opened.value;
  const paths = Array.from({ length: FILES }, (_, index) => `D:\\Games\\Title\\${fileName(index)}`);

  const inTypeScript = (): number => {
    const start = process.hrtime.bigint();
    let full = 0;
    for (let index = 0; index < FILES_A_ROUND; index++) {
      const target = targets.open(paths[index % FILES] ?? '');
      if (!target.ok) throw new Error('a file cannot be opened');
      using file = target.value;
      if (judge(ask(file), () => null).verdict === 'full') full += 1;
    }
    if (full !== FILES_A_ROUND) throw new Error(`${full} of ${FILES_A_ROUND} verdicts are full`);
    return Number(process.hrtime.bigint() - start) / 1000 / FILES_A_ROUND;
  };

  inTypeScript(); // warm
  const rounds = Array.from({ length: ROUNDS }, () => ({ typescript: inTypeScript(), reference: inC() }));
  const usPerFile = median(rounds.map(({ typescript }) => typescript));
  const referenceUsPerFile = median(rounds.map(({ reference }) => reference));
  return {
    usPerFile: rounded(usPerFile, 2),
    referenceUsPerFile: rounded(referenceUsPerFile, 2),
    overheadUs: rounded(median(rounds.map(({ typescript, reference }) => typescript - reference)), 2),
  };
}

/** The reference goes over all its files once for each turn it is told. */
function inC(): number {
  const program = join(import.meta.dirname, '..', '..', 'build', 'native', 'query-reference');
  const { stdout, status, error } = spawnSync(program, [String(FILES_A_ROUND / FILES)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}`, { cause: error });
  return (JSON.parse(stdout) as { usPerFile: number }).usPerFile;
}
