import type { Snapshot } from '../../main/contract/snapshot.ts';
import { takeSnapshot } from '../../main/service/take-snapshot.ts';
import { gameVolume, startMachine } from './machine.ts';

export type Part = NonNullable<Parameters<typeof startMachine>[0]>;

export const TAKEN_US = 1_795_161_600_000_000;
export const GAME = 'D:\\Games\\pak0.bin';

export const foo = {
  name: 'Foo',
  driver: 'Foo.sys',
  altitude: '321000',
  supportedFeatures: 0xf,
  version: '3.1.0.0',
  company: 'Example',
  volumes: ['D:'],
};

export const stack = [
  { driver: 'volsnap.sys', layer: 'volume' as const },
  { driver: 'fvevol.sys', layer: 'volume' as const },
];

export const volume = { ...gameVolume, stack, files: [{ path: '\\Games\\pak0.bin', size: 1_000_000 }] };
export const machine = { name: 'TEST', os: '10.0.26100.1742', elevated: true } as const;

/** `D:` on NVMe with one opted-in filter: full. */
export const GOOD: Part = { machine, filters: [foo], volumes: [volume] };

export interface Asked {
  readonly paths?: string[];
  readonly takenUs?: number;
  readonly id?: number;
}

/** A snapshot of a simulated machine, whole, through the FFI. */
export function snapshotOf(part: Part, { paths = [GAME], takenUs = TAKEN_US, id = 1 }: Asked = {}): Snapshot {
  using simulated = startMachine(part);
  const taken = takeSnapshot(simulated.system, { paths }, 'asked', takenUs);
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  return { ...taken.value, entry: { ...taken.value.entry, id } };
}
