import { setImmediate } from 'node:timers/promises';
import type { Game, Games, RuntimeFile } from '../../contract/games.ts';
import { withText } from '../../domain/status-texts.ts';
import type { System } from '../../domain/system.ts';
import { type FoundTitle, findTitles } from './library-folders.ts';
import { literal } from './paths.ts';
import { libraryVersion } from './runtime-version.ts';

/** The two libraries that a title brings along to use DirectStorage. */
const RUNTIME = /^dstorage(core)?\.dll$/i;
const RUNTIME_MAX_BYTES = 64 << 20;
const RUNTIME_MAX_COUNT = 16;
/** Counting is a convenience, not a scan: past this a title's size is marked as incomplete. */
const ENTRIES_MAX_COUNT = 300_000;
const DEPTH_MAX = 64;

/** Every title that the launchers name, with the size of its folder as it lies there. Takes turns with everything else that this thread does. */
export async function findGames(system: System): Promise<Games> {
  const { titles, problems } = findTitles(system);
  const games: Game[] = [];
  for (const title of titles) games.push(await measure(system, title));
  games.sort((a, b) => b.bytes - a.bytes || (a.title < b.title ? -1 : 1));
  return { games, problems: problems.map((problem) => ({ ...problem, failure: withText(problem.failure, system.texts) })) };
}

async function measure(system: System, { store, id, title, folder, storeBytes }: FoundTitle): Promise<Game> {
  const counted = { files: 0, bytes: 0, entries: 0, isComplete: true };
  const runtime: string[] = [];
  const waiting = [{ path: folder, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, depth } = next;
    const listed = system.folders.list(literal(path), ({ name, sizeBytes, isFolder, isLink }) => {
      counted.entries += 1;
      if (isLink) return 'next';
      if (isFolder) waiting.push({ path: `${path}\\${name}`, depth: depth + 1 });
      else {
        counted.files += 1;
        counted.bytes += sizeBytes;
        if (RUNTIME.test(name) && runtime.length < RUNTIME_MAX_COUNT) runtime.push(`${path}\\${name}`);
      }
      return counted.entries < ENTRIES_MAX_COUNT ? 'next' : 'stop';
    });
    counted.isComplete &&= listed.ok && depth < DEPTH_MAX;
    if (counted.entries >= ENTRIES_MAX_COUNT || depth >= DEPTH_MAX) waiting.length = 0;
    await setImmediate();
  }
  const isSizeComplete = counted.isComplete && counted.entries < ENTRIES_MAX_COUNT;
  return {
    store,
    id,
    title,
    folder,
    files: counted.files,
    bytes: counted.bytes,
    isSizeComplete,
    storeBytes,
    runtime: runtime.map((path) => runtimeFile(system, path)),
  };
}

function runtimeFile(system: System, path: string): RuntimeFile {
  const read = system.files.read(literal(path), RUNTIME_MAX_BYTES);
  return { name: path.split('\\').at(-1) ?? path, path, version: read.ok ? libraryVersion(read.value) : null };
}
