import type { Result } from '../contract/failure.ts';
import { microsText } from '../domain/micros.ts';
import type { System } from '../domain/system.ts';
import { databaseFile as defaultDatabaseFile } from '../store/data-folder.ts';
import { openForReading, openOwn } from '../store/database.ts';
import { dosPath, readDosDevices } from '../win32/dos-devices.ts';
import { bindTraceSessions } from '../win32/etw.ts';
import type { Libraries } from '../win32/library.ts';
import { bindEventLog } from '../win32/wevtapi.ts';
import { EventStore } from './events.ts';
import { type History, type IsOwn, readHistory } from './history.ts';
import { LiveChanges } from './live-changes.ts';
import { Recorder } from './watch.ts';

/** Everything about events: live, recorded, and past. */
export interface Recording {
  readonly databaseFile: string;
  readonly recorder: Recorder;
  readonly events: EventStore;
  /** What changes while anything is recorded, for any number of listeners. */
  readonly live: LiveChanges;
  /** The newest `count` events that the System log still holds. */
  history(count: number): Result<History>;
  /** Ends a running recording and closes the database. */
  finish(): Promise<void>;
}

const MICROS_A_MS = 1_000;

/** `file` overrides this user's own database. */
export function createRecording(libraries: Libraries, system: System, file?: string): Recording {
  const databaseFile = file ?? defaultDatabaseFile(process.env);
  const own = { processId: process.pid, startedUs: Math.floor(performance.timeOrigin * MICROS_A_MS) };
  const recorder = new Recorder({
    system,
    sessions: bindTraceSessions(libraries),
    simulated: libraries.simulated,
    databaseFile,
    own,
    nowUs: () => Date.now() * MICROS_A_MS,
  });
  const events = new EventStore(databaseFile, file === undefined ? openOwn : openForReading);
  return {
    databaseFile,
    recorder,
    events,
    live: new LiveChanges(),
    finish: async () => {
      await recorder.stop();
      events[Symbol.dispose]();
    },
    history: (count) => {
      const devices = readDosDevices(libraries);
      const toDosPath = (path: string): string | null => (devices.ok ? dosPath(devices.value, path) : null);
      return readHistory(bindEventLog(libraries), toDosPath, ownProcesses(own, events), count);
    },
  };
}

/** This process, and those of earlier recordings while they ran. */
function ownProcesses(own: { readonly processId: number; readonly startedUs: number }, events: EventStore): IsOwn {
  const recorded = events.recordings();
  const spans = [
    { processId: own.processId, from: microsText(own.startedUs), to: null },
    ...(recorded.ok ? recorded.value.filter(({ source }) => source === null) : []).map(({ processId, startedUs, endedUs }) => ({
      processId,
      from: microsText(startedUs),
      to: endedUs === null ? null : microsText(endedUs),
    })),
  ];
  return (processId, time) =>
    spans.some((span) => span.processId === processId && time >= span.from && (span.to === null || time <= span.to));
}
