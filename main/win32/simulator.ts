import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Result } from '../contract/failure.ts';
import type { Scenario, ScenarioFilter } from '../contract/scenario.ts';
import { BUS_TYPES } from '../contract/words.ts';
import { OPERATIONS } from '../domain/bypass-io.ts';
import { fail, ok } from '../domain/result.ts';
import { STATUS_CODES } from '../domain/status.ts';
import type { Target, TargetSource } from '../domain/system.ts';
import { EDITIONS } from './installation.ts';
import type { Libraries } from './library.ts';
import demo from './scenarios/demo.json' with { type: 'json' };
import { bindBuilder, type SimulatorBuilder } from './simulator-builder.ts';

const FILE_ATTRIBUTE = {
  compressed: 0x1,
  encrypted: 0x2,
  sparse: 0x4,
  resident: 0x8,
  pagingFile: 0x10,
  wof: 0x20,
  directory: 0x40,
} as const;
const OPEN_ERROR = { allowed: 0, inUse: 32, denied: 5 } as const;
const LAYER = { volume: 1, storage: 2 } as const;
/** ERROR_INVALID_IMAGE_HASH, ERROR_BAD_EXE_FORMAT */
const LOAD_ERROR = { installed: 0, unsigned: 577, otherMachine: 193, otherVersion: 0 } as const;
/** Three hours: as long as nobody says otherwise. */
const UP_MINUTES = 180;
const KIND = { minifilter: 1, legacy: 2 } as const;
/** Filters are loaded and unloaded by the kernel's own process. Its id is 4 on every Windows. */
const SYSTEM = { name: 'System', processId: 4 } as const;
const ntstatusByName = new Map(STATUS_CODES.map(({ suffix, ntstatus }) => [`STATUS_${suffix}`, ntstatus]));

/** The scenario that ships with the product. It is stored with every default written out, so it needs no schema to be read; a test holds it to that. */
export const demoScenario = demo as unknown as Scenario; // JSON widens its literals; the test compares it with what the schema makes of it

/** Reads and checks a scenario file. Fails with `badRequest` that names the file and the field. */
export async function loadScenario(file: string): Promise<Result<Scenario>> {
  const problem = (detail: string): Result<Scenario> => fail({ kind: 'badRequest', call: '--sim', detail, target: file });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return problem(`the scenario file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return problem(`the scenario file is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { readScenario } = await import('../contract/scenario.ts'); // the schema library costs more than a whole query takes
  const read = readScenario(value);
  const wrong = 'problem' in read ? read.problem : unknownStatus(read.scenario);
  if ('problem' in read || wrong !== null) return problem(`the scenario is wrong at ${wrong}`);
  return ok(withAbsoluteFolders(read.scenario, dirname(resolve(file))));
}

/** The first status that the table does not have, with its place; null when all are known. */
function unknownStatus({ filters, volumes, timeline }: Scenario): string | null {
  const named = [
    ...filters.flatMap(({ vetoes }, filter) =>
      vetoes.map((veto, index) => ({
        place: `filters[${filter}].vetoes[${index}].status`,
        status: 'status' in veto ? veto.status : undefined,
      })),
    ),
    ...volumes.flatMap(({ stack }, volume) =>
      stack.map(({ veto }, index) => ({ place: `volumes[${volume}].stack[${index}].veto.status`, status: veto?.status })),
    ),
    ...timeline.map((step, index) => ({
      place: `timeline[${index}].burst.status`,
      status: 'burst' in step ? step.burst.status : undefined,
    })),
  ];
  const unknown = named.find(({ status }) => status !== undefined && !ntstatusByName.has(status));
  return unknown === undefined ? null : `${unknown.place}: unknown status ${unknown.status}`;
}

const withAbsoluteFolders = (scenario: Scenario, folder: string): Scenario => ({
  ...scenario,
  volumes: scenario.volumes.map((volume) =>
    volume.hostDirectory === undefined ? volume : { ...volume, hostDirectory: resolve(folder, volume.hostDirectory) },
  ),
});

/** The simulated machine and the processes its timeline plays. Disposing of it forgets the machine. */
export class SimulatedMachine implements Disposable {
  readonly #builder: SimulatorBuilder;
  readonly #targets: TargetSource;
  readonly #opened = new Map<string, Target>();
  readonly #timers: NodeJS.Timeout[] = [];

  private constructor(builder: SimulatorBuilder, targets: TargetSource) {
    this.#builder = builder;
    this.#targets = targets;
  }

  /**
   * Builds the machine inside the loaded library; the processes of its timeline open their files through `targets`. Fails when the
   * library lacks an export or refuses a part of the scenario.
   */
  static create(libraries: Libraries, scenario: Scenario, targets: TargetSource): Result<SimulatedMachine> {
    const builder = bindBuilder(libraries);
    if (!builder.ok) return builder;
    const machine = new SimulatedMachine(builder.value, targets);
    const built = machine.#build(scenario);
    return built.ok ? ok(machine) : built;
  }

  #build(scenario: Scenario): Result<null> {
    const { volumes, filters, registry = [], timeline } = scenario;
    const steps = [
      ...this.#setMachine(scenario),
      ...volumes.map((volume, index) => this.#addVolume(volume, `volumes[${index}]`)),
      ...registry.map(({ key, name, text }, index) =>
        refusal(
          `registry[${index}]`,
          this.#builder.SimAddRegistryText(key.startsWith('HKCU') ? 1 : 2, key.slice('HKLM\\'.length), name, text),
        ),
      ),
    ];
    this.#as(SYSTEM.name, SYSTEM.processId, () => {
      steps.push(...filters.map((filter, index) => this.#addFilter(filter, `filters[${index}]`)), ...this.#installDrivers(scenario));
    });
    const refused = steps.find((step) => !step.ok);
    if (refused !== undefined) return refused;
    for (const step of timeline) this.#schedule(step);
    return ok(null);
  }

  #setMachine({ machine, drivers = [] }: Scenario): Result<null>[] {
    const {
      name,
      elevated,
      elevationPrompt = 'accepted',
      edition = 'Pro',
      upMinutes = UP_MINUTES,
      displayLanguage = 'en-US',
      featuresMode = 0,
      diskFilters = [],
    } = machine;
    const [major = 0, minor = 0, build = 0, revision = 1] = machine.os.split('.').map(Number);
    const [product = 0] = [...EDITIONS].find(([, word]) => word === edition) ?? [];
    return [
      refusal('machine', this.#builder.SimReset()),
      refusal('machine', this.#builder.SimSetMachine(name, major, minor, build, revision, Number(elevated))),
      refusal('machine.elevationPrompt', this.#builder.SimSetElevationPrompt(Number(elevationPrompt === 'accepted'))),
      refusal('machine', this.#builder.SimSetInstallation(product, upMinutes, displayLanguage, featuresMode)),
      ...drivers.map(({ driver, version, company }, index) =>
        refusal(`drivers[${index}]`, this.#builder.SimAddDriverFile(driver, version, company)),
      ),
      ...diskFilters.map((service, index) => refusal(`machine.diskFilters[${index}]`, this.#builder.SimAddDiskFilter(service))),
    ];
  }

  #addVolume(volume: Scenario['volumes'][number], field: string): Result<null> {
    const { mount } = volume;
    const busType = BUS_TYPES.indexOf(volume.busType);
    const codes = [
      this.#builder.SimAddVolume(
        mount,
        volume.label,
        volume.fileSystem,
        Number(volume.dax),
        volume.storageDriver,
        busType,
        Number(volume.compatible),
        volume.hostDirectory ?? null,
      ),
      ...volume.stack.map(({ driver, layer, veto }) =>
        this.#builder.SimAddStackDriver(
          mount,
          driver,
          LAYER[layer],
          veto === undefined ? 0 : (ntstatusByName.get(veto.status) ?? 0),
          veto?.reason ?? null,
        ),
      ),
      ...volume.files.map(({ path, size, attributes, open }) =>
        this.#builder.SimAddFile(
          mount,
          path,
          size,
          attributes.reduce((bits, name) => bits | FILE_ATTRIBUTE[name], 0),
          OPEN_ERROR[open],
        ),
      ),
    ];
    return refusal(field, codes.find((code) => code !== 0) ?? 0);
  }

  /** Drivers of the library itself. The probe is there like on a machine where somebody installed it, and not loaded. */
  #installDrivers({ samples = [], probeDriver = 'installed' }: Scenario): Result<null>[] {
    const image = probeDriver === 'otherVersion' ? 'OtherProbe' : 'bpioprobe';
    const probe = probeDriver === 'notInstalled' ? 0 : this.#builder.SimInstallDriver(image, LOAD_ERROR[probeDriver]);
    return [
      refusal('probeDriver', probe),
      ...samples.map((sample, index) =>
        refusal(`samples[${index}]`, this.#builder.SimInstallDriver(sample, 0) || this.#builder.SimLoadDriver(sample)),
      ),
    ];
  }

  #addFilter(filter: ScenarioFilter, field: string): Result<null> {
    const { name } = filter;
    const codes = [
      this.#builder.SimAddFilter(
        name,
        filter.driver,
        filter.altitude,
        filter.supportedFeatures,
        Number(filter.filtersReadWrite),
        KIND[filter.kind],
        filter.version,
        filter.company,
      ),
      ...filter.vetoes.map((veto) => {
        if ('status' in veto) return this.#builder.SimAddVeto(name, veto.path, ntstatusByName.get(veto.status) ?? 0, veto.reason);
        const bytes = Buffer.from(veto.raw, 'hex');
        return this.#builder.SimAddRawAnswer(name, veto.path, bytes, bytes.length, veto.bytesReturned);
      }),
      ...filter.volumes.map((mount) => this.#builder.SimAttachFilter(name, mount, filter.instance ?? null)),
    ];
    return refusal(field, codes.find((code) => code !== 0) ?? 0);
  }

  /** What happens at 0 ms has happened before the tool looks; the rest happens while the process lives, and keeps nothing alive. */
  #schedule(step: Scenario['timeline'][number]): void {
    if (step.atMs === 0) this.#play(step);
    else this.#timers.push(setTimeout(() => this.#play(step), step.atMs).unref());
  }

  #play(step: Scenario['timeline'][number]): void {
    if ('burst' in step) this.#playBurst(step.burst);
    else if ('loadFilter' in step) this.#as(SYSTEM.name, SYSTEM.processId, () => this.#addFilter(step.loadFilter, 'timeline'));
    else if ('unloadFilter' in step) this.#as(SYSTEM.name, SYSTEM.processId, () => this.#builder.SimRemoveFilter(step.unloadFilter));
    else this.#as(step.process, step.pid, () => this.#playProcess(step));
  }

  /** What `act` does on this thread is done by that process: its id and name go into events. */
  #as(process: string, processId: number, act: () => void): void {
    this.#builder.SimSetProcess(process, processId);
    try {
      act();
    } finally {
      this.#builder.SimSetProcess(null, 0);
    }
  }

  #playProcess(step: Extract<Scenario['timeline'][number], { readonly operation: string }>): void {
    const key = `${step.pid} ${step.path.toLowerCase()}`;
    if (step.operation === 'close') {
      this.#opened.get(key)?.[Symbol.dispose]();
      this.#opened.delete(key);
      return;
    }
    const target = this.#opened.get(key) ?? this.#open(step.path, key);
    target?.manage(step.operation);
  }

  /** On a thread of its own: the processes of a real machine do not wait for each other either. It ends with the machine. */
  #playBurst(burst: Extract<Scenario['timeline'][number], { readonly burst: unknown }>['burst']): void {
    const { process, pid, filter, path, files, operation, status, reason, events, perSecond } = burst;
    const code = OPERATIONS[operation].code;
    const ntstatus = ntstatusByName.get(status) ?? 0;
    this.#builder.SimBurst.async(process, pid, filter, path, files, code, ntstatus, reason, events, perSecond, 0, () => undefined);
  }

  /** A played process that cannot open its file simply fails, as a game would: nobody is told. */
  #open(path: string, key: string): Target | undefined {
    const opened = this.#targets.open(path);
    if (!opened.ok) return undefined;
    this.#opened.set(key, opened.value);
    return opened.value;
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const target of this.#opened.values()) target[Symbol.dispose]();
    this.#opened.clear();
    this.#builder.SimReset();
  }
}

const refusal = (field: string, code: number): Result<null> =>
  code === 0 ? ok(null) : fail({ kind: 'win32', call: 'simulated machine', code, target: field });
