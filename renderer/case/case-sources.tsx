import { useCallback, useMemo } from 'react';
import { exactBytes, formatBytes } from '../../main/contract/numbers.ts';
import type { Recording, RecordingSource } from '../../main/contract/recordings.ts';
import { EVIDENCE_WORDS } from '../../main/contract/text/evidence.ts';
import { visible } from '../../main/contract/visible.ts';
import { latest, useAsked } from '../asked.ts';
import { isoOf } from '../events/ago.tsx';
import type { Explain } from '../files/use-explained.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import type { DataColumn } from '../table/columns.ts';
import { DataTable } from '../table/data-table.tsx';
import { exactTime } from '../text/time.ts';
import type { ViewClient } from '../view.ts';
import { explainSource } from './explain-case.ts';

interface Row {
  readonly key: string;
  readonly recording: number;
  readonly of: RecordingSource;
}

const COLUMNS: readonly DataColumn<Row>[] = [
  { id: 'name', header: 'Name', width: 200, text: ({ of }) => visible(of.name) },
  { id: 'kind', header: 'Kind', width: 150, text: ({ of }) => (of.kind === 'bpio' ? 'case file' : EVIDENCE_WORDS[of.kind]) },
  {
    id: 'size',
    header: 'Size',
    width: 84,
    text: ({ of }) => formatBytes(of.sizeBytes),
    cell: ({ of }) => <span title={exactBytes(of.sizeBytes)}>{formatBytes(of.sizeBytes)}</span>,
    compare: (a, b) => a.of.sizeBytes - b.of.sizeBytes,
    face: 'number',
  },
  { id: 'machine', header: 'Machine', width: 140, text: ({ of }) => visible(of.machine.name ?? 'not named') },
  { id: 'imported', header: 'Read in', width: 220, text: ({ of }) => exactTime(isoOf(of.importedUs)) },
  { id: 'recording', header: 'Recording', width: 90, text: ({ recording }) => String(recording), face: 'number' },
  { id: 'sha256', header: 'SHA-256', width: 460, text: ({ of }) => of.sha256, face: 'fixed' },
];
const HIDDEN = ['sha256'] as const;

interface CaseSourcesProps {
  readonly client: ViewClient;
  readonly selected: string | null;
  readonly explain: Explain;
}

/** What was read into the case from elsewhere; read when it is looked at. */
export function CaseSources({ client, selected, explain }: CaseSourcesProps) {
  const [asked, askAgain] = useAsked(useCallback(() => client.events.recordings(), [client]));
  const recordings = latest(asked);
  const rows = useMemo(() => (recordings ?? []).flatMap(toRow), [recordings]);
  function show(key: string, how: 'select' | 'open'): void {
    const row = rows.find((each) => each.key === key);
    if (row !== undefined) explain(explainSource(row.key, row.recording, row.of), how);
  }
  if (asked.kind === 'failed') return <FailureNote failure={asked.failure} onAskAgain={askAgain} />;
  if (recordings === null) return <Skeleton label="Reading the sources" count={4} shape="row" />;
  return (
    <DataTable
      label="Imported sources"
      noun="source"
      kept="case-sources"
      rows={rows}
      columns={COLUMNS}
      hidden={HIDDEN}
      selected={selected}
      onSelect={(key) => show(key, 'select')}
      onExplain={(key) => show(key, 'open')}
    />
  );
}

const toRow = ({ id, source }: Recording): readonly Row[] => (source === null ? [] : [{ key: `source ${id}`, recording: id, of: source }]);
