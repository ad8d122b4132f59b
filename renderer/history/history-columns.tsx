import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import { formatCount } from '../../main/contract/numbers.ts';
import type { Change, SnapshotDiff } from '../../main/contract/snapshot.ts';
import { TRIGGER_WORDS } from '../../main/contract/text/snapshots.ts';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import { visible } from '../../main/contract/visible.ts';
import { VerdictIcon } from '../parts/verdict-mark.tsx';
import type { DataColumn } from '../table/columns.ts';
import tableStyles from '../table/data-table.module.css';
import styles from './history.module.css';
import { type HistoryItem, ITEM_WORDS, momentText, verdictsText } from './history-lanes.ts';
import { CHANGE_WORDS, osWords, snapshotName, whereOf } from './history-words.ts';
import type { HeldSnapshot, Pair } from './pair.ts';

type Column = DataColumn<HeldSnapshot>;

/** Columns of the list. `onToggle` takes a snapshot into the comparison, or out of it. */
export function snapshotColumns(chosen: readonly HeldSnapshot[], pair: Pair | null, onToggle: (key: string) => void): readonly Column[] {
  const role = ({ key }: HeldSnapshot): string =>
    pair?.before.key === key ? 'before' : pair?.after.key === key ? 'after' : chosen.some((each) => each.key === key) ? 'chosen' : '';
  return [
    {
      id: 'compare',
      header: 'Compare',
      width: 94,
      text: role,
      cell: (row) => <Choose row={row} role={role(row)} onToggle={onToggle} />,
    },
    {
      id: 'taken',
      header: 'Taken',
      width: 156,
      text: ({ takenUs }) => momentText(takenUs),
      cell: ({ takenUs }) => withoutZone(takenUs),
      compare: (a, b) => a.takenUs - b.takenUs,
    },
    { id: 'name', header: 'Name', width: 150, text: (row) => visible(snapshotName(row)), cell: (row) => <Name row={row} /> },
    { id: 'of', header: 'Kept', width: 120, text: ({ of }) => (of === 'case' ? 'in the case' : 'on this computer') },
    { id: 'verdicts', header: 'Verdicts', width: 190, text: verdictsText, cell: ({ verdicts }) => <Verdicts verdicts={verdicts} /> },
    { id: 'trigger', header: 'How', width: 90, text: ({ trigger }) => TRIGGER_WORDS[trigger] },
    {
      id: 'machine',
      header: 'Machine',
      width: 140,
      text: ({ machine, simulated }) => `${visible(machine)}${simulated ? ', simulated' : ''}`,
    },
    { id: 'os', header: 'System', width: 140, text: (row) => visible(osWords(row)) },
    {
      id: 'paths',
      header: 'Paths',
      width: 64,
      text: ({ pathCount }) => formatCount(pathCount),
      compare: (a, b) => a.pathCount - b.pathCount,
      face: 'number',
    },
    { id: 'elevated', header: 'Rights', width: 120, text: ({ elevated }) => RIGHTS_WORDS[`${elevated}`] },
  ];
}

const RIGHTS_WORDS = { true: 'administrator', false: 'not elevated', null: 'not known' } as const;

interface ChooseProps {
  readonly row: HeldSnapshot;
  readonly role: string;
  readonly onToggle: (key: string) => void;
}

/** Part of its row: Space on the row does the same. */
function Choose({ row, role, onToggle }: ChooseProps) {
  return (
    <label className={styles.choose} onClick={(event) => event.stopPropagation()}>
      <input
        type="checkbox"
        tabIndex={-1}
        checked={role !== ''}
        onChange={() => onToggle(row.key)}
        aria-label={`Compare ${visible(snapshotName(row))}`}
      />
      {role}
    </label>
  );
}

/** The name, and a shield where the snapshot knows less for want of rights. */
function Name({ row }: { readonly row: HeldSnapshot }) {
  return (
    <span className={tableStyles.marked}>
      {visible(snapshotName(row))}
      {row.elevated === false && (
        <span className={styles.shield} title="Taken without administrator rights: its filters are not known">
          <ShieldRegular aria-label="not elevated" />
        </span>
      )}
    </span>
  );
}

function Verdicts({ verdicts }: Pick<HeldSnapshot, 'verdicts'>) {
  return (
    <span className={styles.marks}>
      {verdicts.map(({ mount, verdict }) => (
        <span key={mount} className={styles.volume} title={`${visible(mount)} ${VERDICT_WORDS[verdict]}`}>
          {visible(mount)}
          <VerdictIcon verdict={verdict} />
          <span className="visually-hidden">{VERDICT_WORDS[verdict]}</span>
        </span>
      ))}
    </span>
  );
}

/** The zone stands in the tooltip and in what is copied. */
const withoutZone = (us: number): string => momentText(us).slice(0, 19);

export type ChangeRow = Change & { readonly key: string };
export const CHANGE_COLUMNS: readonly DataColumn<ChangeRow>[] = [
  {
    id: 'where',
    header: 'Where',
    width: 80,
    text: (row) => visible(whereOf(row)),
    cell: (row) => <span className={styles.where}>{visible(whereOf(row))}</span>,
  },
  { id: 'what', header: 'What', width: 124, text: ({ kind }) => CHANGE_WORDS[kind].label },
  { id: 'change', header: 'Change', width: 400, text: ({ sentence }) => visible(sentence) },
  { id: 'before', header: 'Before', width: 150, text: ({ before }) => visible(before ?? '–') },
  { id: 'after', header: 'After', width: 150, text: ({ after }) => visible(after ?? '–') },
  { id: 'subject', header: 'Subject', width: 130, text: ({ subject }) => visible(subject) },
];

export type NotComparedRow = SnapshotDiff['notCompared'][number] & { readonly key: string };

export const NOT_COMPARED_COLUMNS: readonly DataColumn<NotComparedRow>[] = [
  { id: 'subject', header: 'What', width: 180, text: ({ subject }) => visible(subject) },
  { id: 'why', header: 'Why nothing can be said of it', width: 380, text: ({ sentence }) => visible(sentence) },
];

export const ITEM_COLUMNS: readonly DataColumn<HistoryItem>[] = [
  {
    id: 'when',
    header: 'When',
    width: 156,
    text: ({ fromUs }) => momentText(fromUs),
    cell: ({ fromUs }) => withoutZone(fromUs),
    compare: (a, b) => a.fromUs - b.fromUs,
  },
  { id: 'kind', header: 'What', width: 124, text: ({ kind }) => ITEM_WORDS[kind] },
  { id: 'subject', header: 'Of', width: 150, text: ({ subject }) => subject },
  { id: 'sentence', header: 'What happened', width: 320, text: ({ sentence }) => sentence },
  { id: 'until', header: 'Until', width: 190, text: ({ fromUs, toUs }) => (fromUs === toUs ? '' : momentText(toUs)) },
];
