import { appendFileSync, writeFileSync } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { type App, createApp } from '../../app.ts';
import { describe } from '../../contract/describe.ts';
import type { Failure } from '../../contract/failure.ts';
import type { Machine } from '../../contract/machine.ts';
import { type Arguments, badRequest, readArguments } from './arguments.ts';
import type { CaseCommand, Command, Console, EvidenceCommand, MachineCommand, Outcome } from './command.ts';
import { control } from './commands/control.ts';
import { diff } from './commands/diff.ts';
import { events } from './commands/events.ts';
import { filters } from './commands/filters.ts';
import { games } from './commands/games.ts';
import { importCommand } from './commands/import.ts';
import { probe } from './commands/probe.ts';
import { query } from './commands/query.ts';
import { report } from './commands/report.ts';
import { scan } from './commands/scan.ts';
import { scenario } from './commands/scenario.ts';
import { selfcheck } from './commands/selfcheck.ts';
import { serve } from './commands/serve.ts';
import { snapshot } from './commands/snapshot.ts';
import { volumes } from './commands/volumes.ts';
import { watch } from './commands/watch.ts';
import { EXIT, exitCodeOfFailure } from './exit-codes.ts';
import { type AnsweringMachine, envelope, errorEnvelope, TOOL } from './output.ts';
import { paint, type Style, visible } from './text.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  query,
  scan,
  games,
  volumes,
  filters,
  control,
  probe,
  watch,
  events,
  snapshot,
  diff,
  report,
  import: importCommand,
  selfcheck,
  scenario,
  serve,
};

/** The streams and the terminal of the process, so that a test can stand in their place. */
export interface Io {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  readonly ask: Console['ask'];
  readonly style: Style;
  readonly interrupted: Promise<void>;
  /** Absent where nothing is piped in. */
  readonly input?: Console['input'];
}

/** Runs one command line; gives the exit code. Results go to `out`, everything else to `note`. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(helpText());
    return name === undefined ? EXIT.badArguments : EXIT.full;
  }
  if (name === '--version') {
    io.out(`${TOOL.name} ${TOOL.version}\n`);
    return EXIT.full;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    return failed(name, badRequest(`unknown command; known are ${Object.keys(COMMANDS).join(', ')}`, name), argv, io, null);
  const read = readArguments(rest, command.options);
  if (!read.ok) return failed(name, read.error, argv, io, null);
  if (read.value.flags.has('help')) {
    io.out(`Usage: bpio ${command.usage}\n\n${command.summary}\n`);
    return EXIT.full;
  }
  return runCommand(name, command, read.value, argv, io);
}

async function runCommand(name: string, command: Command, args: Arguments, argv: readonly string[], io: Io): Promise<number> {
  const style = args.flags.has('no-color') || args.values.has('out') ? { ...io.style, color: false } : io.style;
  const console: Console = {
    style,
    print: printer(args, io),
    note: io.note,
    ask: io.ask,
    interrupted: io.interrupted,
    input: io.input ?? noInput,
  };
  const evidence = evidenceRun(command, args);
  if (evidence !== null) {
    const outcome = await evidence({ console, arguments: args });
    if (!outcome.ok) return failed(name, outcome.error, argv, io, null);
    return print(name, outcome.value, outcome.value.machine, [], args, io);
  }
  const made = await createApp(args.sim === undefined ? {} : { sim: args.sim });
  if (!made.ok) return failed(name, made.error, argv, io, null);
  using app = made.value;
  const machine = app.service.machine();
  if (!machine.ok) return failed(name, machine.error, argv, io, null);
  const context = {
    service: app.service,
    recording: app.recording,
    cases: app.cases,
    selfCheck: app.selfCheck,
    elevation: app.elevation,
    machine: machine.value,
    console,
    arguments: args,
  };
  const outcome = await finished(app, (command as MachineCommand | CaseCommand).run(context)); // evidenceRun has taken the others
  if (!outcome.ok) return failed(name, outcome.error, argv, io, machine.value.elevated);
  return print(name, outcome.value, machine.value, machineLines(machine.value, style), args, io);
}

/** How the command is run where it asks no machine, else null. */
function evidenceRun(command: Command, args: Arguments): EvidenceCommand['run'] | null {
  if (command.needs === 'nothing') return command.run;
  return command.needs === 'machineOrCase' && args.values.has('case') ? command.runOnCase : null;
}

/** Lines as they come: to standard output, or behind each other into the file that `--out` names. */
function printer({ flags, values }: Arguments, io: Io): (text: string) => void {
  const file = values.get('out');
  if (file !== undefined) return (text) => appendFileSync(file, text);
  return flags.has('quiet') ? () => undefined : io.out;
}

/** A trace session must not outlive a command that throws: its collector would also keep the process alive. */
async function finished<T>(app: App, outcome: T | Promise<T>): Promise<T> {
  try {
    return await outcome;
  } finally {
    await app.finish();
  }
}

async function* noInput(): AsyncGenerator<Uint8Array> {}

function print(
  name: string,
  outcome: Outcome,
  machine: AnsweringMachine,
  heading: readonly string[],
  { flags, values }: Arguments,
  io: Io,
): number {
  const file = values.get('out');
  if (outcome.isPrinted === true || (flags.has('quiet') && file === undefined)) return outcome.exitCode;
  const text = printed(name, outcome, machine, heading, flags);
  if (file === undefined) {
    io.out(text);
    return outcome.exitCode;
  }
  try {
    writeFileSync(file, text);
    return outcome.exitCode;
  } catch (error) {
    io.note(`bpio: --out ${file}: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.badArguments;
  }
}

function printed(
  name: string,
  outcome: Outcome,
  machine: AnsweringMachine,
  heading: readonly string[],
  flags: ReadonlySet<string>,
): string {
  if (flags.has('json')) return envelope(name, machine, outcome.data());
  if (flags.has('csv') && outcome.csv !== undefined) return outcome.csv();
  const lines = outcome.text();
  if (lines.length === 0) return '';
  return `${[...(flags.has('fsutil') ? [] : heading), ...lines].join('\n').trimEnd()}\n`;
}

/** Whose answers these are. A simulated machine says so before anything else. */
function machineLines({ name, os, revision, release, simulated, elevated }: Machine, style: Style): string[] {
  const version = `Windows ${release ?? ''} ${os}${revision === null ? '' : `.${revision}`}`.replace('  ', ' ');
  const rights = elevated === false ? ' · not elevated' : '';
  const mark = simulated ? `${paint(style, ['bold', 'yellow'], 'SIMULATED MACHINE')} ` : '';
  return [`${mark}${visible(name)} · ${version}${rights}`, ''];
}

function failed(name: string, failure: Failure, argv: readonly string[], io: Io, elevated: boolean | null): number {
  if (argv.includes('--json')) io.out(errorEnvelope(name, failure));
  else io.note(`bpio: ${visible(describe(failure))}\n`);
  return exitCodeOfFailure(failure, elevated);
}

function helpText(): string {
  const commands = Object.values(COMMANDS).flatMap(({ usage, summary }) => [`  bpio ${usage}`, `      ${summary}`]);
  return `${[
    'bpio: is BypassIO available for a file, folder or volume, which driver is in the way, why, and what to do about it.',
    '',
    'Usage:',
    ...commands,
    '',
    'Every command takes:',
    '  --json              one JSON document on standard output',
    '  --out <file>        results into a file',
    '  --quiet             no output, only the exit code',
    '  --sim [file.json]   a simulated machine instead of this one',
    '  --no-color          no colours on a terminal',
    '',
    'Exit codes: 0 full, 1 partial, 2 blocked or paused, 3 not applicable, 4 elevation needed, 5 not found or unreadable,',
    '            6 bad arguments, 7 internal error. Of several targets, the worst verdict counts.',
  ].join('\n')}\n`;
}

function processIo(): Io {
  const style = { color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined, columns: process.stdout.columns ?? 100 };
  return {
    style,
    out: (text) => void process.stdout.write(text),
    input: (signal) => addAbortSignal(signal, process.stdin),
    note: (text) => void process.stderr.write(text),
    ask: async (question) => {
      if (process.stdin.isTTY !== true) return null;
      const { createInterface } = await import('node:readline/promises');
      using asking = Object.assign(createInterface({ input: process.stdin, output: process.stderr }), {
        [Symbol.dispose](this: { close(): void }) {
          this.close();
        },
      });
      return asking.question(question);
    },
    interrupted: new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    }),
  };
}

/** A reader that has seen enough and closed the pipe is no error. */
function tolerateClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

export async function main(): Promise<void> {
  tolerateClosedPipe();
  try {
    process.exitCode = await run(process.argv.slice(2), processIo());
  } catch (bug) {
    process.stderr.write(`bpio: internal error, please report it: ${bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)}\n`);
    process.exitCode = EXIT.internalError;
  }
}
