import { SNAPSHOT_NAME_MAX_CHARS } from '../../../contract/case-words.ts';
import type { Failure, Result } from '../../../contract/failure.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';
import { PATH_MAX_CHARS, PATHS_MAX_COUNT, type Verdict } from '../../../contract/words.ts';
import { fail, ok } from '../../../domain/result.ts';
import { badRequest } from '../arguments.ts';
import type { Context, MachineCommand, Outcome } from '../command.ts';
import { EXIT, exitCodeOf, exitCodeOfFailure } from '../exit-codes.ts';

export const snapshot: MachineCommand = {
  usage: 'snapshot [--name <text>] [--path <path>]… [--list] [--db <file>]',
  summary: 'keeps what decides about BypassIO on this machine now, and what could not be found out; --list shows what is kept',
  options: {
    name: { type: 'string' },
    path: { type: 'string', multiple: true },
    list: { type: 'boolean' },
    db: { type: 'string' },
  },
  async run(context) {
    const { words, flags, values, lists } = context.arguments;
    if (words[0] !== undefined) return fail(badRequest('snapshot takes paths by --path', words[0]));
    const name = values.get('name');
    const paths = lists.get('path') ?? [];
    if (flags.has('list') && (name !== undefined || paths.length > 0)) return fail(badRequest('--list takes no snapshot'));
    if (name !== undefined && (name === '' || name.length > SNAPSHOT_NAME_MAX_CHARS)) {
      return fail(badRequest(`--name takes 1 to ${SNAPSHOT_NAME_MAX_CHARS} characters`));
    }
    if (paths.length > PATHS_MAX_COUNT) return fail(badRequest(`snapshot takes at most ${PATHS_MAX_COUNT} paths; got ${paths.length}`));
    const wrong = paths.find((path) => path === '' || path.length > PATH_MAX_CHARS);
    if (wrong !== undefined) return fail(badRequest('this is no path', wrong.slice(0, 100)));
    return flags.has('list') ? listed(context) : taken(context, { paths: [...paths], ...(name === undefined ? {} : { name }) });
  },
};

async function taken(
  { service, console: { style }, arguments: { values } }: Context,
  request: { name?: string; paths: string[] },
): Promise<Result<Outcome>> {
  const [all, { snapshotLines }] = await Promise.all([service.snapshots(values.get('db')), import('../snapshot-text.ts')]);
  const stored = await all.take(request);
  if (!stored.ok) return stored;
  return ok({ exitCode: exitCodeOfSnapshot(stored.value), data: () => stored.value, text: () => snapshotLines(stored.value, style) });
}

async function listed({ service, console: { style }, arguments: { values } }: Context): Promise<Result<Outcome>> {
  const [all, { listLines }] = await Promise.all([service.snapshots(values.get('db')), import('../snapshot-text.ts')]);
  const found = all.list();
  if (!found.ok) return found;
  return ok({ exitCode: EXIT.full, data: () => ({ snapshots: found.value }), text: () => listLines(found.value, style) });
}

/** The worst verdict of its volumes and paths. Where the volumes could not be listed, why. */
export function exitCodeOfSnapshot({ content: { machine, volumes, paths } }: Snapshot): number {
  const judged: { readonly verdict: Verdict; readonly failure: Failure | null }[] = [...paths];
  if (volumes.state === 'known') judged.push(...volumes.value.map(({ verdict }) => verdict));
  if (volumes.state === 'notElevated') return EXIT.elevationNeeded;
  if (volumes.state === 'failed') return exitCodeOfFailure(volumes.failure, machine.elevated);
  return exitCodeOf(judged, machine.elevated);
}
