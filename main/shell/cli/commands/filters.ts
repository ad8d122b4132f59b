import { describe } from '../../../contract/describe.ts';
import { countOf, shortHex } from '../../../contract/numbers.ts';
import type { FilterInstance, LowerDriver, VolumeStack } from '../../../contract/verdicts.ts';
import { fail, ok } from '../../../domain/result.ts';
import { FILTER_COLUMNS, filterCells } from '../../../report/csv-rows.ts';
import { badRequest } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, exitCodeOfFailure } from '../exit-codes.ts';
import { csv } from '../output.ts';
import { paint, type Style, table, verdictText, visible } from '../text.ts';

export const filters: Command = {
  usage: 'filters [volume] [--csv]',
  summary: "the filters of a volume, or of all, in altitude order, with each one's opt-in",
  options: { csv: { type: 'boolean' } },
  run({ service, machine, arguments: { words }, console: { style } }) {
    if (words.length > 1) return fail(badRequest('filters takes one volume at most', words[1]));
    const listed = service.filters(words[0]?.replace(/[\\/]+$/, ''));
    if (!listed.ok) return listed;
    const { volumes } = listed.value;
    const denied = volumes.find(({ filtersFailure }) => filtersFailure !== null)?.filtersFailure ?? null;
    return ok({
      exitCode: denied === null ? EXIT.full : exitCodeOfFailure(denied, machine.elevated),
      data: () => ({ volumes }),
      text: () => volumes.flatMap((volume) => stackLines(volume, style)),
      csv: () => filtersCsv(volumes),
    });
  },
};

function stackLines(volume: VolumeStack, style: Style): string[] {
  const title = `${paint(style, 'bold', visible(`${volume.mount} ${volume.label}`.trim()))}  ${verdictText(style, volume.verdict)}`;
  const filterRows = volume.filters.map((filter) => [
    filter.altitude,
    paintState(filter, visible(filter.name), style),
    visible(filter.driver),
    paintState(filter, filterState(filter, volume), style),
    visible(filter.group ?? ''),
    visible(filter.company ?? ''),
    filter.version ?? '',
  ]);
  const lowerRows = volume.below.map((driver) => [
    '',
    LOWER_LAYER[driver.layer],
    visible(driver.driver),
    paintState(driver, lowerState(driver), style),
    visible(driver.detail ?? ''),
  ]);
  const failed =
    volume.filtersFailure === null
      ? []
      : [`The filters cannot be listed: ${visible(describe(volume.filtersFailure))}`, 'Run it as administrator to see them.'];
  const counted = volume.filtersFailure === null ? [countOf(volume.filters.length, 'filter')] : [];
  return [
    title,
    ...failed,
    ...counted,
    ...table(['Altitude', 'Filter', 'Driver', 'State', 'Group', 'Company', 'Version'], [...filterRows, ...lowerRows], style),
    '',
  ];
}

const LOWER_LAYER = { fileSystem: '(file system)', volume: '(volume stack)', storage: '(storage stack)' } as const;

const paintState = ({ state }: Pick<FilterInstance, 'state'>, text: string, style: Style): string =>
  state === 'refused'
    ? paint(style, ['bold', 'red'], text)
    : state === 'notAsked' || state === 'unknown'
      ? paint(style, 'dim', text)
      : text;

/** Opt-in and state in one phrase: what is known of the filter, and what was seen or concluded. */
function filterState(filter: FilterInstance, { causes }: VolumeStack): string {
  const mask = shortHex(filter.supportedFeatures);
  const optIn = filter.kind === 'legacy' ? 'legacy filter' : filter.optedIn ? 'opted in' : `no opt-in (${mask})`;
  switch (filter.state) {
    case 'refused':
      return `REFUSED: ${filter.optedIn ? visible(causes[0]?.reason ?? '') : optIn}`;
    case 'passed':
      return `${optIn}, let it pass`;
    case 'suspected':
      return `${optIn}, may be next`;
    case 'notAsked':
      return `${optIn}, not asked`;
    case 'unknown':
      return `${optIn}, not known`;
  }
}

const LOWER_STATE = {
  refused: 'REFUSED',
  passed: 'let it pass',
  notAsked: 'not asked',
  suspected: 'may be next',
  unknown: 'not known',
} as const;
const lowerState = ({ state }: LowerDriver): string => LOWER_STATE[state];

const filtersCsv = (volumes: readonly VolumeStack[]): string =>
  csv(
    FILTER_COLUMNS,
    volumes.flatMap(({ mount, filters: listed }) => listed.map((filter) => filterCells(mount, filter))),
  );
