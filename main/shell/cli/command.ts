import type { ParseArgsOptionsConfig } from 'node:util';
import type { App } from '../../app.ts';
import type { Result } from '../../contract/failure.ts';
import type { Machine } from '../../contract/machine.ts';
import type { Recording } from '../../service/recording.ts';
import type { Service } from '../../service/service.ts';
import type { Arguments } from './arguments.ts';
import type { AnsweringMachine } from './output.ts';
import type { Style } from './text.ts';

/** The console as a command sees it. */
export interface Console {
  readonly style: Style;
  /** Results as they come, of a command that goes on until it is ended; they go where all results go. */
  print(text: string): void;
  /** Progress, questions and errors: never mixed into results. */
  note(text: string): void;
  /** The line a person types, or null where nobody can be asked. */
  ask(question: string): Promise<string | null>;
  /** Resolves when the person ends the program (Ctrl+C, a closed terminal). */
  readonly interrupted: Promise<void>;
  /** Standard input; reading it ends when `signal` is aborted. */
  input(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface Context {
  readonly service: Service;
  /** Events in this user's database, or in the one that is named. */
  recording(databaseFile?: string): Promise<Recording>;
  readonly cases: App['cases'];
  selfCheck: App['selfCheck'];
  elevation: App['elevation'];
  readonly machine: Machine;
  readonly console: Console;
  readonly arguments: Arguments;
}

/** What a command found, in every form it can be printed in. Only the chosen form is made. */
export interface Outcome {
  readonly exitCode: number;
  readonly data: () => unknown;
  readonly text: () => readonly string[];
  readonly csv?: () => string;
  /** True when everything has been printed as it came. */
  readonly isPrinted?: boolean;
}

interface Described {
  readonly usage: string;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
}

/** Asks a machine: this computer, or a simulated one. */
export interface MachineCommand extends Described {
  readonly needs?: 'machine';
  run(context: Context): Result<Outcome> | Promise<Result<Outcome>>;
}

/** Needs neither Windows nor a simulated machine: its answer is about the machine that the evidence names. */
export interface EvidenceCommand extends Described {
  readonly needs: 'nothing';
  run(context: Pick<Context, 'console' | 'arguments'>): Promise<Result<EvidenceOutcome>>;
}

export interface EvidenceOutcome extends Outcome {
  readonly machine: AnsweringMachine;
}

/** Asks a machine, or, where `--case` names a case file, that file and no machine at all. */
export interface CaseCommand extends Described {
  readonly needs: 'machineOrCase';
  run(context: Context): Promise<Result<Outcome>>;
  runOnCase(context: Pick<Context, 'console' | 'arguments'>): Promise<Result<EvidenceOutcome>>;
}

export type Command = MachineCommand | EvidenceCommand | CaseCommand;
