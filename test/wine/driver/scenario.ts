import type { LibraryHandle } from 'koffi';
import type { Scenario } from '../../../main/contract/scenario.ts';
import type { TargetSource } from '../../../main/domain/system.ts';
import type { Libraries } from '../../../main/win32/library.ts';
import { demoScenario, SimulatedMachine } from '../../../main/win32/simulator.ts';

/** The demonstration machine at rest: a timeline would play on a clock that the driver does not have. */
export const driverScenario: Scenario = { ...demoScenario, timeline: [] };

/** Paths of that machine, each a device of the driver's. */
export const DRIVER_PATHS = [
  'D:\\Games\\Title\\pak0.bin',
  'D:\\Games\\Title\\pak3-compressed.bin',
  'D:\\Games\\Title\\pak4-sparse.bin',
  'D:\\Vault\\world.dat',
  'D:\\Games',
  'C:\\',
  'E:\\',
  'F:\\Backup\\image.vhdx',
  'G:\\setup.exe',
  '\\\\.\\D:',
] as const;

const guidOf = (index: number): string => `{b1900000-0000-4000-8000-${index.toString(16).padStart(12, '0')}}`;
/** The name of the device for `DRIVER_PATHS[index]`: that of a volume, which the product opens as one. */
export const deviceOf = (index: number): string => `\\\\.\\Volume${guidOf(index)}`;

type Argument = string | number | Uint8Array | null;

/** The scenario as the C code that builds it: the product's own calls into the simulated machine, written down instead of made. */
export function scenarioAsC(): string {
  const arrays: string[] = [];
  const calls: string[] = [];
  const literal = (value: Argument): string => {
    if (value === null) return 'NULL';
    if (typeof value === 'number') return `${value}u`;
    const isText = typeof value === 'string';
    const items = isText ? [...Buffer.from(`${value}\0`, 'utf16le')] : [...value];
    const units = isText
      ? Array.from({ length: items.length / 2 }, (_, at) => (items[at * 2] ?? 0) + (items[at * 2 + 1] ?? 0) * 256)
      : items;
    arrays.push(`static const ${isText ? 'uint16_t' : 'uint8_t'} data${arrays.length}[] = {${units.join(', ')}};`);
    return `data${arrays.length - 1}`;
  };
  const recorder = {
    func: (prototype: string) => {
      const name = /(\w+)\(/.exec(prototype)?.[1];
      return (...values: Argument[]): number => {
        calls.push(`    if (error == 0) error = ${name}(${values.map(literal).join(', ')});`);
        return 0;
      };
    },
  };
  const libraries: Libraries = {
    simulated: true,
    load: () => ({ ok: true, value: recorder as unknown as LibraryHandle }), // the builder uses nothing else of a library
  };
  const machine = SimulatedMachine.create(libraries, driverScenario, noTargets);
  if (!machine.ok) throw new Error(JSON.stringify(machine.error));

  const rows = DRIVER_PATHS.map(
    (path, index) => `    {${literal(path)}, ${literal(`\\Device\\BpioTest${index}`)}, ${literal(`\\??\\Volume${guidOf(index)}`)}},`,
  );
  return [
    '#include "door.h"',
    '#include <stddef.h>',
    '#include "sim.h"',
    ...arrays,
    'uint32_t DoorBuildMachine(void)\n{\n    uint32_t error = 0;',
    ...calls,
    '    return error;\n}',
    'const DOOR_TARGET DoorTargets[] = {',
    ...rows,
    '};',
    `const uint32_t DoorTargetCount = ${rows.length};`,
    '',
  ].join('\n');
}

const noTargets: TargetSource = {
  open: (path) => ({
    ok: false,
    error: { kind: 'refused', call: 'open', detail: 'nothing is opened while the calls are written down', target: path },
  }),
  openListed: (path) => noTargets.open(path),
};
