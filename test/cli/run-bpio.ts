import { type Io, run } from '../../main/shell/cli/bpio.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly note: string;
}

/** Runs one command line in this process, on the real service and the simulated machine behind real FFI. `typed` is what a person answers, `interrupted` when they press Ctrl+C. */
export async function runBpio(
  argv: readonly string[],
  typed: string | null = null,
  interrupted: Promise<void> = Promise.resolve(),
): Promise<Ended> {
  let out = '';
  let note = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    note: (text) => {
      note += text;
    },
    ask: async (question) => {
      note += question;
      return typed;
    },
    style: { color: false, columns: 100 },
    interrupted,
  };
  const code = await run(argv, io);
  return { code, out, note };
}

/** The `data` of a command's JSON envelope. */
export async function runJson<T>(
  argv: readonly string[],
): Promise<{ readonly code: number; readonly data: T; readonly envelope: Record<string, unknown> }> {
  const { code, out } = await runBpio([...argv, '--json']);
  const envelope = JSON.parse(out) as Record<string, unknown> & { data: T }; // the console's own JSON, whose keys the tests check
  return { code, data: envelope.data, envelope };
}
