import type { Result } from './contract/failure.ts';
import type { SelfCheckReport } from './contract/self-check.ts';
import { ok } from './domain/result.ts';
import type { System } from './domain/system.ts';
import { CaseSession } from './service/case/session.ts';
import type { ElevatedProgram, ElevatedSide, Elevation } from './service/elevation/elevation.ts';
import type { Recording } from './service/recording.ts';
import type { SelfCheckSettings } from './service/self-check.ts';
import { createService, type Service } from './service/service.ts';
import { isWindows, type Libraries, simulatedLibraries, windowsLibraries } from './win32/library.ts';
import { demoScenario, loadScenario, SimulatedMachine } from './win32/simulator.ts';
import { openSystem } from './win32/system.ts';

export interface AppOptions {
  /** `true`: the demo machine. Text: a scenario file. Absent: this computer, or the demo machine where there is no Windows. */
  readonly sim?: true | string;
}

export interface App extends Disposable {
  readonly service: Service;
  readonly simulated: boolean;
  /** Events, live and recorded, in this user's database or the one that is named. Loads SQLite, which nothing else needs, when first asked. */
  recording(databaseFile?: string): Promise<Recording>;
  /** The case file that is open, for all windows. A file that the program was started with is opened by `openNamed`. */
  readonly cases: CaseSession;
  /** Everything that documents leave open, asked of this machine. */
  selfCheck(settings: SelfCheckSettings): Promise<Result<SelfCheckReport>>;
  /** A service with administrator rights beside this one, which `program` becomes when a person asks for it. */
  elevation(program: ElevatedProgram): Promise<Elevation>;
  /** Ends what is being recorded and closes what is open. */
  finish(): Promise<void>;
}

/** Makes the product out of its parts. The only place that knows them all. */
export async function createApp({ sim }: AppOptions): Promise<Result<App>> {
  if (sim === undefined && isWindows) {
    const system = openSystem(windowsLibraries);
    return system.ok ? ok({ ...partsOf(windowsLibraries, system.value), [Symbol.dispose]: () => undefined }) : system;
  }
  const scenario = typeof sim === 'string' ? await loadScenario(sim) : ok(demoScenario);
  if (!scenario.ok) return scenario;
  const libraries = simulatedLibraries();
  const system = openSystem(libraries);
  if (!system.ok) return system;
  const machine = SimulatedMachine.create(libraries, scenario.value, system.value.targets);
  if (!machine.ok) return machine;
  return ok({ ...partsOf(libraries, system.value), [Symbol.dispose]: () => machine.value[Symbol.dispose]() });
}

function partsOf(libraries: Libraries, system: System): Omit<App, typeof Symbol.dispose> {
  const made = new Map<string | undefined, Promise<Recording>>();
  const elevations: ElevatedSide[] = [];
  const make = async (databaseFile: string | undefined): Promise<Recording> => {
    const { createRecording } = await import('./service/recording.ts');
    return createRecording(libraries, system, databaseFile);
  };
  const service = createService(system);
  const cases = new CaseSession();
  return {
    service,
    cases,
    simulated: libraries.simulated,
    recording: (databaseFile) => {
      const recording = made.get(databaseFile) ?? make(databaseFile);
      made.set(databaseFile, recording);
      return recording;
    },
    selfCheck: async (settings) => {
      const [{ selfCheck }, { rawQuestions }] = await Promise.all([import('./service/self-check.ts'), import('./win32/self-check.ts')]);
      const raw = rawQuestions(libraries);
      return raw.ok ? selfCheck(system, raw.value, settings) : raw;
    },
    elevation: async (program) => {
      const { ElevatedSide } = await import('./service/elevation/elevation.ts');
      const machine = service.machine();
      const isRecording = async (): Promise<boolean> => (await Promise.all(made.values())).some(({ recorder }) => recorder.isRunning);
      const elevation = new ElevatedSide({ libraries, program, isPossible: machine.ok && machine.value.elevated === false, isRecording });
      elevations.push(elevation);
      return elevation;
    },
    finish: async () => {
      for (const elevation of elevations) elevation.close();
      await cases.close();
      await service.finish();
      for (const recording of made.values()) await (await recording).finish();
    },
  };
}
