import type { Result } from './contract/failure.ts';
import { ok } from './domain/result.ts';
import { createService, type Service } from './service/service.ts';
import { isWindows, simulatedLibraries, windowsLibraries } from './win32/library.ts';
import { demoScenario, loadScenario, SimulatedMachine } from './win32/simulator.ts';
import { openSystem } from './win32/system.ts';

export interface AppOptions {
  /** `true`: the demo machine. Text: a scenario file. Absent: this computer, or the demo machine where there is no Windows. */
  readonly sim?: true | string;
}

export interface App extends Disposable {
  readonly service: Service;
  readonly simulated: boolean;
}

/** Makes the product out of its parts. The only place that knows them all. */
export async function createApp({ sim }: AppOptions): Promise<Result<App>> {
  if (sim === undefined && isWindows) {
    const system = openSystem(windowsLibraries);
    return system.ok ? ok({ service: createService(system.value), simulated: false, [Symbol.dispose]: () => undefined }) : system;
  }
  const scenario = typeof sim === 'string' ? await loadScenario(sim) : ok(demoScenario);
  if (!scenario.ok) return scenario;
  const libraries = simulatedLibraries();
  const system = openSystem(libraries);
  if (!system.ok) return system;
  const machine = SimulatedMachine.create(libraries, scenario.value, system.value.targets);
  if (!machine.ok) return machine;
  return ok({ service: createService(system.value), simulated: true, [Symbol.dispose]: () => machine.value[Symbol.dispose]() });
}
