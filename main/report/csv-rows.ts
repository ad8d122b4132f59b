import type { Failure } from '../contract/failure.ts';
import type { ScannedFile } from '../contract/scan.ts';
import type { Cause, FilterInstance } from '../contract/verdicts.ts';
import type { CsvCell } from './csv.ts';

/** Columns that tables of the console and of reports have in common, with the cells that belong below them. */

export const FIRST_CAUSE_COLUMNS = ['layer', 'driver', 'ntstatus', 'win32', 'reason', 'evidence'] as const;

export const firstCauseCells = ([cause]: readonly Cause[]): CsvCell[] => [
  cause?.layer ?? null,
  cause?.driver ?? null,
  cause?.ntstatus ?? null,
  cause?.win32 ?? null,
  cause?.reason ?? null,
  cause?.evidence ?? null,
];

/** The call and its code, or why it was not made. */
export const failureCell = (failure: Failure | null): string | null =>
  failure === null ? null : `${failure.call} ${'code' in failure ? failure.code : failure.detail}`;

export const FILTER_COLUMNS = [
  'mount',
  'altitude',
  'name',
  'driver',
  'kind',
  'instance',
  'supportedFeatures',
  'optedIn',
  'state',
  'group',
  'company',
  'version',
] as const;

/** Of a volume's stack, or of a listing that somebody sent, which may lack some of it. */
type ListedFilter = { readonly [Column in Exclude<(typeof FILTER_COLUMNS)[number], 'mount'>]: FilterInstance[Column] | null };

export const filterCells = (mount: string, filter: ListedFilter): CsvCell[] => [
  mount,
  filter.altitude,
  filter.name,
  filter.driver,
  filter.kind,
  filter.instance,
  filter.supportedFeatures,
  filter.optedIn,
  filter.state,
  filter.group,
  filter.company,
  filter.version,
];

export const FILE_COLUMNS = ['path', 'bytes', 'verdict', 'concluded', 'facts', ...FIRST_CAUSE_COLUMNS, 'failure'] as const;

export const fileCells = ({ path, bytes, verdict, concluded, facts, causes, failure }: ScannedFile): CsvCell[] => [
  path,
  bytes,
  verdict,
  concluded,
  facts.join(' '),
  ...firstCauseCells(causes),
  failureCell(failure),
];
