import { describe } from '../../../contract/describe.ts';
import type { Game, Games } from '../../../contract/games.ts';
import { STORE_NAMES } from '../../../contract/games-words.ts';
import { countOf, formatBytes } from '../../../contract/numbers.ts';
import { fail, ok } from '../../../domain/result.ts';
import { badRequest } from '../arguments.ts';
import type { MachineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { csv } from '../output.ts';
import { paint, type Style, table, visible } from '../text.ts';

export const games: MachineCommand = {
  usage: 'games [--csv]',
  summary: 'titles of Steam, Epic, EA, GOG and Xbox on this machine, with their folders and the DirectStorage files they bring',
  options: { csv: { type: 'boolean' } },
  async run({ service, console: { style }, arguments: { words } }) {
    if (words.length > 0) return fail(badRequest('games takes no path', words[0]));
    const found = await service.games();
    return ok({ exitCode: EXIT.full, data: () => found, text: () => gameLines(found, style), csv: () => gamesCsv(found.games) });
  },
};

function gameLines({ games: found, problems }: Games, style: Style): string[] {
  const rows = found.map((game) => [
    visible(game.title),
    STORE_NAMES[game.store],
    `${game.isSizeComplete ? '' : 'over '}${formatBytes(game.bytes)}`,
    runtimeText(game),
    visible(game.folder),
  ]);
  return [
    paint(style, 'bold', found.length === 0 ? 'No titles of Steam, Epic, EA, GOG or Xbox were found' : `${countOf(found.length, 'title')}`),
    ...(rows.length === 0 ? [] : ['', ...table(['Title', 'Store', 'Size', 'DirectStorage files', 'Folder'], rows, style)]),
    ...(found.some(({ runtime }) => runtime.length > 0)
      ? ['', 'DirectStorage files are a hint only: that they lie there does not say that the title uses them.']
      : []),
    ...(found.length === 0 ? [] : ['`bpio scan <folder>` says which of its files can use BypassIO.']),
    ...(problems.length === 0
      ? []
      : ['', ...problems.map(({ store, source, failure }) => `${STORE_NAMES[store]}: ${visible(source)}: ${visible(describe(failure))}`)]),
  ];
}

const runtimeText = ({ runtime }: Game): string =>
  runtime.map(({ name, version }) => `${visible(name)} ${version ?? '(no version)'}`).join(', ');

const gamesCsv = (found: readonly Game[]): string =>
  csv(
    ['title', 'store', 'id', 'folder', 'files', 'bytes', 'isSizeComplete', 'storeBytes', 'runtime'],
    found.map((game) => [
      game.title,
      game.store,
      game.id,
      game.folder,
      game.files,
      game.bytes,
      game.isSizeComplete,
      game.storeBytes,
      game.runtime.map(({ name, version }) => `${name} ${version ?? ''}`.trim()).join('; '),
    ]),
  );
