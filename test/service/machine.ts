import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { Scenario } from '../../main/contract/scenario.ts';
import type { System } from '../../main/domain/system.ts';
import { createRecording, type Recording } from '../../main/service/recording.ts';
import { createService, type Service } from '../../main/service/service.ts';
import { bind, type Libraries, simulatedLibraries } from '../../main/win32/library.ts';
import { SimulatedMachine } from '../../main/win32/simulator.ts';
import { openSystem } from '../../main/win32/system.ts';

export interface TestMachine extends Disposable {
  readonly service: Service;
  readonly system: System;
  readonly libraries: Libraries;
  /** Events in a database of the test's own. */
  recording(databaseFile?: string): Promise<Recording>;
  /** Handles of all kinds that are open in the simulated machine. */
  handleCount(): number;
}

type Part = Partial<z.input<typeof Scenario>>;

export const gameVolume = {
  mount: 'D:',
  label: 'Games',
  fileSystem: 'NTFS',
  storageDriver: 'stornvme.sys',
  busType: 'NVMe',
  compatible: true,
} as const;

/** A simulated machine with one NVMe volume `D:`, changed by `part`. */
export function startMachine(part: Part = {}): TestMachine {
  const libraries = simulatedLibraries();
  const scenario = Scenario.parse({
    schemaVersion: 1,
    machine: { name: 'TEST', os: '10.0.26100', elevated: true },
    volumes: [gameVolume],
    ...part,
  });
  const system = openSystem(libraries);
  if (!system.ok) throw new Error(JSON.stringify(system.error));
  const made = SimulatedMachine.create(libraries, scenario, system.value.targets);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const counter = bind<{ SimHandleCount(): number }>(libraries, 'simulator', { SimHandleCount: 'uint32_t SimHandleCount()' });
  if (!counter.ok) throw new Error(JSON.stringify(counter.error));
  return {
    service: createService(system.value),
    system: system.value,
    libraries,
    recording: async (databaseFile) =>
      createRecording(libraries, system.value, databaseFile ?? join(tmpdir(), `bpio-nobody-opens-this-${process.pid}.db`)),
    handleCount: () => counter.value.SimHandleCount(),
    [Symbol.dispose]: () => made.value[Symbol.dispose](),
  };
}
