import { describe } from '../../contract/describe.ts';
import type { Failure } from '../../contract/failure.ts';
import { TOOL } from '../../domain/tool.ts';

export { TOOL } from '../../domain/tool.ts';
export { csv } from '../../report/csv.ts';

export const SCHEMA_VERSION = 1;

/** Whose answer it is. Name and version are null where evidence from elsewhere does not tell. */
export interface AnsweringMachine {
  readonly name: string | null;
  readonly os: string | null;
  readonly simulated: boolean;
  readonly elevated: boolean | null;
}

/** The JSON envelope around every command's data. Keys are stable; a change of meaning raises the schema version. */
export const envelope = (command: string, machine: AnsweringMachine, data: unknown): string =>
  `${JSON.stringify(enveloped(command, machine, data), null, 2)}\n`;

/** The same on one line, for a command that prints many. */
export const envelopeLine = (command: string, machine: AnsweringMachine, data: unknown): string =>
  `${JSON.stringify(enveloped(command, machine, data))}\n`;

function enveloped(command: string, { name, os, simulated, elevated }: AnsweringMachine, data: unknown): object {
  const generatedAt = new Date().toISOString();
  return { schemaVersion: SCHEMA_VERSION, command, generatedAt, tool: TOOL, machine: { name, os, simulated, elevated }, data };
}

export function errorEnvelope(command: string, failure: Failure): string {
  const error = {
    kind: failure.kind,
    call: failure.call,
    code: 'code' in failure ? failure.code : null,
    message: 'code' in failure ? (failure.message ?? describe(failure)) : failure.detail,
    target: failure.target ?? null,
  };
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, command, error }, null, 2)}\n`;
}
