import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaptureChange } from '../../main/contract/recordings.ts';
import { Scenario } from '../../main/contract/scenario.ts';
import { createRecording } from '../../main/service/recording.ts';
import { close, openForReading } from '../../main/store/database.ts';
import { bind, type Libraries, simulatedLibraries } from '../../main/win32/library.ts';
import { SimulatedMachine } from '../../main/win32/simulator.ts';
import { openSystem } from '../../main/win32/system.ts';
import { median, rounded } from './measure.ts';

const BURST_EVENTS = 400_000;
const ROUNDS = 3;
const STEADY_PER_SECOND = 20_000;
const STEADY_SECONDS = 60;
/** A game's folder: that many files are met again and again. */
const FILES = 20_000;
const RSS_EVERY_MS = 250;
const STATUS_NOT_SUPPORTED_WITH_ENCRYPTION = 0xc000_04c9;

type Burst = {
  SimBurst: {
    async(
      process: string,
      processId: number,
      filter: string,
      prefix: string,
      files: number,
      operation: number,
      status: number,
      reason: string,
      count: number,
      perSecond: number,
      isPatient: number,
      done: (error: unknown, code: number) => void,
    ): void;
    (...args: never[]): number;
  };
};
const SIM_BURST =
  'uint32_t SimBurst(const char16_t *process, uint32_t processId, const char16_t *filter, const char16_t *prefix, uint32_t files, uint32_t operation, uint32_t status, const char16_t *reason, uint32_t count, uint32_t perSecond, uint32_t isPatient)';

const machine = Scenario.parse({
  schemaVersion: 1,
  machine: { name: 'BENCH', os: '10.0.26100', elevated: true },
  filters: [{ name: 'WdFilter', driver: 'WdFilter.sys', altitude: '328010', supportedFeatures: 15, volumes: ['D:'] }],
  volumes: [{ mount: 'D:', fileSystem: 'NTFS', storageDriver: 'stornvme.sys', busType: 'NVMe', compatible: true }],
});

/**
 * Events a second from the simulator through FFI, decoding and commit, beside plain better-sqlite3 inserts of the same rows into the same
 * tables, in turns; then a steady stream for a minute. The burst waits for the collector where a real one would lose events: what is measured is how
 * much the collector can take. The steady stream does not wait.
 */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  const libraries = simulatedLibraries();
  const system = openSystem(libraries);
  if (!system.ok) throw new Error('the simulated system does not open');
  const made = SimulatedMachine.create(libraries, machine, system.value.targets);
  if (!made.ok) throw new Error('the simulated machine does not start');
  using _machine = made.value;
  const folder = mkdtempSync(join(tmpdir(), 'bpio-bench-'));
  const memory = new PeakMemory();
  try {
    const record = (file: string, events: number, perSecond: number) =>
      memory.during(() => recordStream(libraries, file, () => createRecording(libraries, system.value, file), events, perSecond));
    const rounds: { readonly burst: number; readonly reference: number; readonly lost: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const file = join(folder, `events-${round}.db`);
      const burst = await record(file, BURST_EVENTS, 0);
      rounds.push({ burst: burst.perSecond, reference: insertAgain(file, join(folder, `reference-${round}.db`)), lost: burst.lost });
    }
    const burstRss = memory.peakMiB;
    const steady = await record(join(folder, 'steady.db'), STEADY_PER_SECOND * STEADY_SECONDS, STEADY_PER_SECOND);
    return {
      eventsPerSecond: Math.round(median(rounds.map(({ burst }) => burst))),
      referencePerSecond: Math.round(median(rounds.map(({ reference }) => reference))),
      ratio: rounded(median(rounds.map(({ burst, reference }) => burst / reference)), 2),
      lost: rounds.reduce((sum, { lost }) => sum + lost, 0) + steady.lost,
      steadyPerSecond: Math.round(steady.perSecond),
      steadyLost: steady.lost,
      burstRssMiB: burstRss,
      peakRssMiB: memory.peakMiB,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The most memory this process had while it recorded. */
class PeakMemory {
  #peak = 0;

  get peakMiB(): number {
    return rounded(this.#peak / 2 ** 20, 1);
  }

  async during<T>(act: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => {
      this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
    }, RSS_EVERY_MS);
    try {
      return await act();
    } finally {
      clearInterval(timer);
    }
  }
}

/** From the first event that is written to the last one that is committed. */
async function recordStream(
  libraries: Libraries,
  file: string,
  create: () => ReturnType<typeof createRecording>,
  events: number,
  perSecond: number,
): Promise<{ readonly perSecond: number; readonly lost: number }> {
  const simulator = bind<Burst>(libraries, 'simulator', { SimBurst: SIM_BURST });
  if (!simulator.ok) throw new Error('the simulator has no bursts');
  const { recorder } = create();
  let lastSeq = 0;
  const waiting: { until: number; done: () => void }[] = [];
  const onChange = (change: CaptureChange): void => {
    lastSeq = change.lastSeq;
    for (const { until, done } of waiting) if (lastSeq >= until || change.ended !== null) done();
  };
  const started = await recorder.start(1_000, onChange);
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  const before = countEvents(file);
  const start = process.hrtime.bigint();
  await new Promise<void>((resolve, reject) => {
    simulator.value.SimBurst.async(
      'game.exe',
      4242,
      'WdFilter',
      'D:\\Games\\Title\\data\\pak',
      FILES,
      1,
      STATUS_NOT_SUPPORTED_WITH_ENCRYPTION,
      'Encrypted file not supported',
      events,
      perSecond,
      perSecond === 0 ? 1 : 0,
      (error, code) => (error == null && code === 0 ? resolve() : reject(new Error(`SimBurst: ${code}`, { cause: error }))),
    );
  });
  const summary = await recorder.stop();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (summary === null || summary.problem !== null) throw new Error(`the recording ended early: ${summary?.problem}`);
  const stored = countEvents(file) - before;
  const { lostEvents, lostBuffers } = summary.recording;
  if (stored + lostEvents !== events && lostBuffers === 0) throw new Error(`${stored} stored and ${lostEvents} lost of ${events}`);
  return { perSecond: stored / seconds, lost: events - stored };
}

function countEvents(file: string): number {
  const opened = openForReading(file);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const count = opened.value.prepare<[], number>('SELECT count(*) FROM events').pluck().get();
  close(opened.value);
  return count ?? 0;
}

/** In a process of its own: it holds all rows in memory, which nothing of the product does. */
function insertAgain(from: string, to: string): number {
  const program = join(import.meta.dirname, 'events-reference.ts');
  const { stdout, status, stderr } = spawnSync(process.execPath, [program, from, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return Number(stdout);
}
