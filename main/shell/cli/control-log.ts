import { appendFileSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';

/** One line for each command that changes BypassIO state: when, what, on which machine. */
export interface StateChange {
  readonly operations: readonly string[];
  readonly path: string;
  readonly machine: string;
  readonly simulated: boolean;
}

/** `%LOCALAPPDATA%` on Windows, the XDG state folder elsewhere. */
export function controlLogFile(env: NodeJS.ProcessEnv): string {
  const folder = env.LOCALAPPDATA ?? env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  return join(folder, 'BypassIO Inspector', 'control.log');
}

/** Appends before the operations are sent: a log that is written after a crash is not written. */
export function logStateChange(change: StateChange): Result<null> {
  const file = controlLogFile(process.env);
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${JSON.stringify({ time: new Date().toISOString(), ...change })}\n`);
    return ok(null);
  } catch (error) {
    const detail = `the log cannot be written, so nothing was sent: ${error instanceof Error ? error.message : String(error)}`;
    return fail({ kind: 'refused', call: 'control log', detail, target: file });
  }
}
