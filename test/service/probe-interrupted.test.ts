import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describe } from '../../main/contract/describe.ts';
import type { ProbeSession, System } from '../../main/domain/system.ts';
import { createService } from '../../main/service/service.ts';
import { bind, simulatedLibraries } from '../../main/win32/library.ts';
import { gameVolume, startMachine, type TestMachine } from './machine.ts';

const three = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/three-refusers.json'), 'utf8'));
const path = 'D:\\Games\\pak0.bin';

type Builder = { SimDetachFilter(filter: string, mount: string): number; SimRemoveVolume(mount: string): number };

function builder(): Builder {
  const bound = bind<Builder>(simulatedLibraries(), 'simulator', {
    SimDetachFilter: 'uint32_t SimDetachFilter(const char16_t *filter, const char16_t *mount)',
    SimRemoveVolume: 'uint32_t SimRemoveVolume(const char16_t *mount)',
  });
  if (!bound.ok) throw new Error(describe(bound.error));
  return bound.value;
}

/** The same machine, on which something happens just before the probe asks for the nth time. */
function interruptedAt(system: System, nth: number, happen: () => void): System {
  let asked = 0;
  const watched = (session: ProbeSession): ProbeSession => ({
    version: session.version,
    attach: (mount, altitude) => session.attach(mount, altitude),
    ask: (place, target, question) => {
      asked += 1;
      if (asked === nth) happen();
      return session.ask(place, target, question);
    },
    observe: (mount) => session.observe(mount),
    stopObserving: () => session.stopObserving(),
    observing: () => session.observing(),
    statistics: () => session.statistics(),
    [Symbol.dispose]: () => session[Symbol.dispose](),
  });
  const open = (): ReturnType<System['probe']['open']> => {
    const session = system.probe.open();
    return session.ok ? { ok: true, value: watched(session.value) } : session;
  };
  return { ...system, probe: { ...system.probe, open } };
}

function expectNothingLeft(machine: TestMachine, handles: number): void {
  expect(machine.service.probeStatus()).toMatchObject({ loaded: false, failure: null });
  expect(machine.handleCount()).toBe(handles);
}

test('a filter that detaches during a sweep is missing from the list and from nothing else', () => {
  using machine = startMachine(three);
  const handles = machine.handleCount();
  const service = createService(interruptedAt(machine.system, 2, () => builder().SimDetachFilter('Sync', 'D:')));
  const [result] = service.query([path], { probe: true }).results;
  expect(result?.causes.map(({ driver }) => driver)).toEqual(['Guard.sys', 'Vault.sys', 'ntfs.sys']);
  expectNothingLeft(machine, handles);
});

test.each([1, 3, 5, 6])('a volume that disappears before question %i: the ordinary verdict, the reason, and nothing left behind', (nth) => {
  using machine = startMachine({ ...three, volumes: [...three.volumes, { ...gameVolume, mount: 'E:' }] });
  const handles = machine.handleCount();
  const service = createService(interruptedAt(machine.system, nth, () => builder().SimRemoveVolume('D:')));
  const [result] = service.query([path], { probe: true }).results;
  expect(result).toMatchObject({
    verdict: 'blocked',
    complete: false,
    probe: { used: false, failure: { kind: 'hresult', call: 'FilterSendMessage' } },
  });
  expect(result?.causes[0]).toMatchObject({ driver: 'Guard.sys', evidence: 'query' });
  expectNothingLeft(machine, handles);
});

test('the machine goes on after an interrupted sweep: the next one is whole', () => {
  using machine = startMachine(three);
  const service = createService(
    interruptedAt(machine.system, 3, () => {
      throw new Error('a bug in the middle of a sweep');
    }),
  );
  expect(() => service.query([path], { probe: true })).toThrow('a bug in the middle of a sweep');
  expect(machine.service.probeStatus()).toMatchObject({ loaded: false });
  expect(machine.service.query([path], { probe: true }).results[0]).toMatchObject({ complete: true, probe: { used: true } });
});

test('altitudes without room: which two, the ordinary verdict, nothing attached', () => {
  const filter = (name: string, last: string) => ({
    name,
    driver: `${name}.sys`,
    altitude: `40700.${'0'.repeat(300)}${last}`,
    supportedFeatures: 15,
    volumes: ['D:'],
    vetoes: [{ path: 'D:\\*', status: 'STATUS_NOT_SUPPORTED', reason: name }],
  });
  using machine = startMachine({ filters: [filter('Upper', '2'), filter('Lower', '1')] });
  const handles = machine.handleCount();
  const [result] = machine.service.query(['D:\\'], { probe: true }).results;
  expect(result).toMatchObject({ verdict: 'blocked', complete: false, probe: { used: false } });
  expect(result?.probe?.failure ? describe(result.probe.failure) : '').toMatch(
    /^probe: there is no free altitude between 40700\.0+\.\.\. and/,
  );
  expectNothingLeft(machine, handles);
});
