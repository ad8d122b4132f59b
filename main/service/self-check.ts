import type { Failure, Result } from '../contract/failure.ts';
import { ASKED_OPERATIONS, type OpenedTarget, type RawAnswer, type SelfCheckReport } from '../contract/self-check.ts';
import { ok } from '../domain/result.ts';
import type { RawQuestions } from '../domain/self-check.ts';
import { statusText } from '../domain/status.ts';
import { withText } from '../domain/status-texts.ts';
import type { System } from '../domain/system.ts';
import { filters, query } from './query.ts';

const SERVICES = 'SYSTEM\\CurrentControlSet\\Services';
const FILE_SYSTEM_KEY = 'SYSTEM\\CurrentControlSet\\Control\\FileSystem';
const EVENTS_MAX = 50;
/** The statuses around BypassIO, whose Win32 codes are only partly documented. */
const STATUSES = [0xc000_049a, 0xc000_04b5, ...Array.from({ length: 0x13 }, (_, index) => 0xc000_04c3 + index), 0xc050_0005];

export interface SelfCheckSettings {
  /** Files or folders that the person names, such as one compressed and one encrypted file. */
  readonly paths: readonly string[];
  readonly tool: SelfCheckReport['tool'];
}

/** Asks the machine everything that documents leave open; changes nothing. A question that fails is an answer too. */
export function selfCheck(system: System, raw: RawQuestions, { paths, tool }: SelfCheckSettings): Result<SelfCheckReport> {
  const machine = system.machine.facts();
  if (!machine.ok) return machine;
  const stacks = filters(system, undefined);
  if (!stacks.ok) return stacks;
  const worded = (failure: Failure): Failure => withText(failure, system.texts);
  const numberOf = (key: string, value: string): number | null => {
    const found = system.registry.number(key, value);
    return found.ok ? found.value : null;
  };
  const events = raw.filterManagerEvents(EVENTS_MAX);
  const names = new Set(stacks.value.volumes.flatMap((volume) => volume.filters.map(({ name }) => name)));
  return ok({
    schemaVersion: 1,
    takenAt: new Date().toISOString(),
    tool,
    machine: machine.value,
    targets: targetsOf(
      stacks.value.volumes.map(({ mount }) => mount),
      paths,
    ).map(([path, form]) => ask(raw, path, form, worded)),
    files: query(system, paths),
    stacks: stacks.value.volumes,
    volumeFlags: stacks.value.volumes.map(({ mount, fileSystem }) => {
      const facts = system.volumes.facts(mount);
      return { mount, fileSystem, flags: facts.ok ? statusText(facts.value.flags) : null, failure: facts.ok ? null : worded(facts.error) };
    }),
    registeredFeatures: [...names].toSorted().map((filter) => ({
      filter,
      service: numberOf(`${SERVICES}\\${filter}`, 'SupportedFeatures'),
      parameters: numberOf(`${SERVICES}\\${filter}\\Parameters`, 'SupportedFeatures'),
    })),
    featuresMode: numberOf(FILE_SYSTEM_KEY, 'FilterSupportedFeaturesMode'),
    statuses: STATUSES.map((ntstatus) => {
      const win32 = system.texts.win32Of(ntstatus);
      return { ntstatus: statusText(ntstatus), win32, message: win32 === null ? null : system.texts.textOf(win32) };
    }),
    events: events.ok ? { xml: [...events.value], failure: null } : { xml: [], failure: worded(events.error) },
  });
}

type Asking = readonly [path: string, form: OpenedTarget['form']];

/** Every handle that might be answered on: of each volume its root and its device, of each file every way to open it. */
function targetsOf(mounts: readonly string[], paths: readonly string[]): readonly Asking[] {
  const forms = ['nonCached', 'cached', 'attributesOnly', 'directory'] as const;
  return [
    ...mounts.flatMap((mount): Asking[] => [
      [`${mount}\\`, 'directory'],
      [`${mount}\\`, 'attributesOnly'],
      [`\\\\.\\${mount}`, 'volumeDevice'],
    ]),
    ...paths.flatMap((path) => forms.map((form): Asking => [path, form])),
  ];
}

function ask(raw: RawQuestions, path: string, form: OpenedTarget['form'], worded: (failure: Failure) => Failure): OpenedTarget {
  const opened = raw.open(path, form);
  if (!opened.ok) return { path, form, failure: worded(opened.error), answers: [] };
  using target = opened.value;
  const answers = ASKED_OPERATIONS.map((operation): RawAnswer => {
    const answer = target.ask(operation);
    return answer.ok
      ? { operation, bytesReturned: answer.value.bytesReturned, raw: Buffer.from(answer.value.raw).toString('hex'), failure: null }
      : { operation, bytesReturned: null, raw: null, failure: worded(answer.error) };
  });
  return { path, form, failure: null, answers };
}
