import type { Failure, Result } from '../contract/failure.ts';
import { readScenario, type Scenario } from '../contract/scenario.ts';
import type { OpenedTarget, SelfCheckReport } from '../contract/self-check.ts';
import type { VolumeStack } from '../contract/verdicts.ts';
import { BUS_TYPES } from '../contract/words.ts';
import { fail, ok } from '../domain/result.ts';

/** Input of a test of the decoder: bytes that a real machine returned. What they decode to is written down by whoever reviews them. */
export interface GoldenAnswers {
  readonly source: { readonly os: string; readonly revision: number | null; readonly simulated: boolean; readonly takenAt: string };
  readonly answers: readonly {
    readonly target: OpenedTarget['form'];
    readonly operation: string;
    readonly bytesReturned: number;
    readonly raw: string;
  }[];
}

/** Paths and names of the machine stay out: a golden file is published. */
export function goldenOf({ machine, targets, takenAt }: SelfCheckReport): GoldenAnswers {
  const answers = targets.flatMap(({ form, answers: given }) =>
    given.flatMap(({ operation, bytesReturned, raw }) =>
      bytesReturned === null || raw === null ? [] : [{ target: form, operation, bytesReturned, raw }],
    ),
  );
  const { os, revision, simulated } = machine;
  return { source: { os, revision, simulated, takenAt }, answers };
}

/** A machine that answers for its volumes as the one did that was checked. Fails with `badRequest` when the report describes none. */
export function scenarioOf({ machine, stacks }: SelfCheckReport): Result<Scenario> {
  const drives = stacks.filter(({ mount }) => /^[A-Za-z]:$/.test(mount));
  const filters = new Map<string, object>();
  for (const volume of drives) for (const filter of filtersOf(volume, drives)) filters.set(filter.name, filter);
  const read = readScenario({
    schemaVersion: 1,
    machine: { name: 'CHECKED', os: machine.os, elevated: machine.elevated ?? false },
    volumes: drives.map(volumeOf),
    filters: [...filters.values()],
  });
  if ('scenario' in read) return ok(read.scenario);
  const failure: Failure = { kind: 'badRequest', call: 'selfcheck', detail: `the report makes no scenario: ${read.problem}` };
  return fail(failure);
}

function volumeOf({ mount, label, fileSystem, below, causes, outFlags }: VolumeStack): object {
  const storage = below.find(({ layer }) => layer === 'storage');
  const busType = BUS_TYPES.find((name) => name === storage?.detail) ?? 'Unknown';
  const refusalOf = (driver: string) => causes.find((cause) => cause.evidence === 'query' && cause.driver === driver);
  return {
    mount,
    label,
    fileSystem,
    storageDriver: storage?.driver ?? 'unknown.sys',
    busType,
    compatible: outFlags.includes('COMPATIBLE_STORAGE_DRIVER'),
    stack: below.flatMap(({ layer, driver }) => {
      if (layer !== 'volume') return [];
      const refusal = refusalOf(driver);
      const veto = refusal?.ntstatusName ? { status: refusal.ntstatusName, reason: refusal.reason ?? driver } : null;
      return [{ driver, layer, ...(veto === null ? {} : { veto }) }];
    }),
  };
}

/** A filter that refuses although it has opted in vetoes the whole volume: of what else it lets pass the report knows nothing. */
function filtersOf({ mount, filters, causes }: VolumeStack, drives: readonly VolumeStack[]) {
  return filters
    .filter(({ altitude }) => altitude !== '')
    .map(({ name, driver, altitude, supportedFeatures, state, kind, version, company }) => {
      const cause = causes.find((one) => one.driver === driver && one.evidence === 'query');
      const refuses = state === 'refused' && (supportedFeatures & 0x8) !== 0 && cause?.ntstatusName;
      return {
        name,
        driver,
        altitude,
        supportedFeatures,
        // Without opt-in and not refused: it touches neither reads nor writes, or is above the one that refused.
        filtersReadWrite: (supportedFeatures & 0x8) !== 0 || state === 'refused' || state === 'suspected',
        kind,
        ...(version === null ? {} : { version }),
        ...(company === null ? {} : { company }),
        volumes: drives.filter((drive) => drive.filters.some((other) => other.name === name)).map((drive) => drive.mount),
        vetoes: refuses ? [{ path: `${mount}\\*`, status: refuses, reason: cause.reason ?? driver }] : [],
      };
    });
}
