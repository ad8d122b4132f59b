import { Scenario } from '../../main/contract/scenario.ts';
import { createService } from '../../main/service/service.ts';
import { simulatedLibraries } from '../../main/win32/library.ts';
import { SimulatedMachine } from '../../main/win32/simulator.ts';
import { openSystem } from '../../main/win32/system.ts';
import { median, rounded } from './measure.ts';

const FILTERS = 12;
const PER_ROUND = 200;
const ROUNDS = 15;
const PATH = 'D:\\Games\\pak0.bin';

/** Twelve filters, of which every third vetoes: a stack on which a plain query sees one refuser of four. */
const machine = Scenario.parse({
  schemaVersion: 1,
  machine: { name: 'BENCH', os: '10.0.26100', elevated: true },
  filters: Array.from({ length: FILTERS }, (_, index) => ({
    name: `Filter${index}`,
    driver: `filter${index}.sys`,
    altitude: String(400_000 - index * 30_000),
    supportedFeatures: 15,
    volumes: ['D:'],
    vetoes: index % 3 === 0 ? [{ path: 'D:\\Games\\*', status: 'STATUS_NOT_SUPPORTED', reason: `Filter ${index} says no` }] : [],
  })),
  volumes: [
    {
      mount: 'D:',
      fileSystem: 'NTFS',
      storageDriver: 'stornvme.sys',
      busType: 'NVMe',
      compatible: true,
      files: [{ path: '\\Games\\pak0.bin', size: 2 ** 30 }],
    },
  ],
});

/**
 * One complete sweep (load the driver, attach at thirteen altitudes, ask at each, judge, detach, unload) beside twelve plain queries of
 * the same file, each with its own look at the volume, as `bpio query` makes them. `ratioToOneCall` is the harder comparison: with twelve
 * queries in one call, which looks at the volume once.
 */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  const libraries = simulatedLibraries();
  const system = openSystem(libraries);
  if (!system.ok) throw new Error('the simulated machine does not start');
  const made = SimulatedMachine.create(libraries, machine, system.value.targets);
  if (!made.ok) throw new Error('the simulated machine does not start');
  using _machine = made.value;
  const service = createService(system.value);

  const plain = (): number =>
    microseconds(() => {
      for (let index = 0; index < FILTERS; index++) service.query([PATH]);
    });
  const paths = Array.from({ length: FILTERS }, () => PATH);
  const together = (): number => microseconds(() => void service.query(paths));
  const sweep = (): number =>
    microseconds(() => {
      const [result] = service.query([PATH], { probe: true }).results;
      if (result?.complete !== true || result.causes.length !== 4) throw new Error('the sweep is not complete');
    });
  plain(); // warm
  sweep();
  const rounds = Array.from({ length: ROUNDS }, () => ({ plain: plain(), together: together(), sweep: sweep() }));
  return {
    ratio: rounded(median(rounds.map((round) => round.sweep / round.plain)), 2),
    ratioToOneCall: rounded(median(rounds.map((round) => round.sweep / round.together)), 2),
    sweepUs: rounded(median(rounds.map((round) => round.sweep)), 1),
    plainQueriesUs: rounded(median(rounds.map((round) => round.plain)), 1),
  };
}

function microseconds(work: () => void): number {
  const start = process.hrtime.bigint();
  for (let index = 0; index < PER_ROUND; index++) work();
  return Number(process.hrtime.bigint() - start) / 1000 / PER_ROUND;
}
