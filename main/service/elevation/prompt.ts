import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '../../contract/failure.ts';
import type { Handle } from '../../win32/kernel32.ts';
import { simulatedLibraries, windowsLibraries } from '../../win32/library.ts';
import { type ElevatedStart, startElevated } from '../../win32/shell32.ts';

/** The thread that waits for the person at the prompt: the service goes on answering meanwhile. */
export interface PromptOrder {
  readonly simulated: boolean;
  readonly start: ElevatedStart;
}
export type PromptAnswer = Result<Handle>;

const { simulated, start } = workerData as PromptOrder; // given by `askForRights`, which the type names
parentPort?.postMessage(startElevated(simulated ? simulatedLibraries() : windowsLibraries, start) satisfies PromptAnswer);
