import { hex32 } from '../../main/contract/numbers.ts';
import { type StackRow, stackSections } from '../../main/contract/text/stack.ts';
import type { FilterInstance, VolumeStack } from '../../main/contract/verdicts.ts';
import { ToneIcon } from '../parts/verdict-mark.tsx';
import type { DataColumn } from '../table/columns.ts';
import styles from '../table/data-table.module.css';
import { compareAltitudes } from '../text/altitude.ts';

/** One filter on one volume, with the words of its row in the stack. */
export interface InstanceRow {
  readonly key: string;
  readonly mount: string;
  readonly filter: FilterInstance;
  readonly row: StackRow;
}

export function instanceRows(stacks: readonly VolumeStack[]): readonly InstanceRow[] {
  return stacks.flatMap((stack) => {
    const rows = stackSections(stack)[0]?.rows ?? [];
    return rows.flatMap((row) =>
      row.of.kind === 'filter' ? [{ key: instanceKey(stack.mount, row.of.filter), mount: stack.mount, filter: row.of.filter, row }] : [],
    );
  });
}

export function instanceKey(mount: string, filter: FilterInstance): string {
  return `${mount}|${filter.altitude}|${filter.instance}`;
}

export const INSTANCE_COLUMNS: readonly DataColumn<InstanceRow>[] = [
  { id: 'volume', header: 'Volume', width: 76, text: (row) => row.mount },
  {
    id: 'altitude',
    header: 'Altitude',
    width: 96,
    text: (row) => row.filter.altitude,
    compare: (a, b) => compareAltitudes(a.filter.altitude, b.filter.altitude),
    face: 'number',
  },
  {
    id: 'filter',
    header: 'Filter',
    width: 170,
    text: (row) => row.filter.name,
    cell: (row) => (
      <span className={styles.marked}>
        <ToneIcon tone={row.row.tone} />
        {row.filter.name}
      </span>
    ),
  },
  { id: 'state', header: 'State', width: 190, text: (row) => row.row.words },
  { id: 'mask', header: 'SupportedFeatures', width: 156, text: (row) => hex32(row.filter.supportedFeatures), face: 'fixed' },
  { id: 'optIn', header: 'Opt-in', width: 72, text: (row) => (row.filter.optedIn ? 'yes' : 'no') },
  { id: 'company', header: 'Company', width: 180, text: (row) => row.filter.company ?? '' },
  { id: 'group', header: 'Group', width: 180, text: (row) => row.filter.group ?? '' },
  { id: 'version', header: 'Version', width: 130, text: (row) => row.filter.version ?? '', face: 'fixed' },
  { id: 'driver', header: 'Driver file', width: 150, text: (row) => row.filter.driver },
  { id: 'kind', header: 'Kind', width: 84, text: (row) => row.filter.kind },
  { id: 'instance', header: 'Instance', width: 170, text: (row) => row.filter.instance },
];
/** Wanted seldom; the column menu brings them back. */
export const INSTANCE_HIDDEN: readonly string[] = ['driver', 'kind', 'instance', 'optIn'];
