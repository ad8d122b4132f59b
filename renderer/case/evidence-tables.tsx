import { useMemo } from 'react';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import type { PageTab } from '../parts/page-tabs.tsx';
import { TargetTable } from '../query/target-table.tsx';
import { DataTable } from '../table/data-table.tsx';
import {
  EVENT_COLUMNS,
  eventKinds,
  FILTER_COLUMNS,
  GROUP_COLUMNS,
  HISTORY_COLUMNS,
  keyed,
  VETO_COLUMNS,
  VOLUME_COLUMNS,
  WARNING_COLUMNS,
} from './evidence-columns.tsx';
import { allFilters } from './evidence-words.ts';
import { SourceFacts } from './source-facts.tsx';

export type EvidenceView = 'verdicts' | 'refusers' | 'vetoes' | 'filters' | 'volumes' | 'history' | 'events' | 'warnings' | 'source';

/** The views that this evidence fills, the answer first; where it comes from always. */
export function evidenceViews(evidence: ImportedEvidence): readonly PageTab<EvidenceView>[] {
  const verdicts = { id: 'verdicts', label: 'Verdicts', count: evidence.results.length } as const;
  const isRecord = evidence.kind === 'etl' || evidence.kind === 'evtx';
  const views: readonly PageTab<EvidenceView>[] = [
    ...(isRecord ? [] : [verdicts]),
    { id: 'vetoes', label: 'Vetoes', count: evidence.vetoCount },
    { id: 'refusers', label: 'Refusers', count: evidence.vetoGroups.length },
    ...(isRecord ? [verdicts] : []),
    { id: 'filters', label: 'Filters', count: allFilters(evidence).length },
    { id: 'volumes', label: 'Volumes', count: evidence.volumes.length },
    { id: 'history', label: 'History', count: evidence.filterEvents.length },
    { id: 'events', label: 'Events', count: eventKinds(evidence).length },
    { id: 'warnings', label: 'Warnings', count: evidence.warnings.length },
  ];
  return [...views.filter(({ count }) => count !== null && count > 0), { id: 'source', label: 'Source', count: null }];
}

interface EvidenceTablesProps {
  readonly evidence: ImportedEvidence;
  readonly view: EvidenceView;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
}

/** One view of the evidence, in the parts that show live answers. */
export function EvidenceTables({ evidence, view, ...picking }: EvidenceTablesProps) {
  const filters = useMemo(() => allFilters(evidence), [evidence]);
  const events = useMemo(() => eventKinds(evidence), [evidence]);
  const groups = useMemo(() => keyed('group', evidence.vetoGroups, (_, index) => index), [evidence]);
  const vetoes = useMemo(() => keyed('veto', evidence.vetoes, ({ seq }) => seq), [evidence]);
  const history = useMemo(() => keyed('history', evidence.filterEvents, ({ seq }) => seq), [evidence]);
  const volumes = useMemo(() => keyed('volume', evidence.volumes, (_, index) => index), [evidence]);
  const warnings = useMemo(() => keyed('warning', evidence.warnings, (_, index) => index), [evidence]);
  const shared = { hidden: [], ...picking };
  switch (view) {
    case 'verdicts':
      return <Verdicts evidence={evidence} {...picking} />;
    case 'refusers':
      return <DataTable label="Who refused" noun="cause" kept="case-refusers" rows={groups} columns={GROUP_COLUMNS} {...shared} />;
    case 'vetoes':
      return <DataTable label="Vetoes" noun="row" kept="case-vetoes" rows={vetoes} columns={VETO_COLUMNS} {...shared} hidden={['pid']} />;
    case 'filters': {
      const hidden = filters.every(({ mount }) => mount === null) ? ['volume', 'instance'] : ['company', 'seen'];
      // A listing and a log fill different columns, so each keeps its own choice.
      return (
        <DataTable
          key={hidden[0]}
          label="Filters"
          noun="filter"
          kept={`case-filters-${hidden[0]}`}
          rows={filters}
          columns={FILTER_COLUMNS}
          {...shared}
          hidden={hidden}
        />
      );
    }
    case 'volumes':
      return <DataTable label="Volumes" noun="volume" kept="case-volumes" rows={volumes} columns={VOLUME_COLUMNS} {...shared} />;
    case 'history':
      return <DataTable label="Filter history" noun="event" kept="case-history" rows={history} columns={HISTORY_COLUMNS} {...shared} />;
    case 'events':
      return <DataTable label="Events by kind" noun="kind" kept="case-events" rows={events} columns={EVENT_COLUMNS} {...shared} />;
    case 'warnings':
      return <DataTable label="Warnings" noun="warning" kept="case-warnings" rows={warnings} columns={WARNING_COLUMNS} {...shared} />;
    case 'source':
      return <SourceFacts evidence={evidence} />;
    default:
      return view satisfies never;
  }
}

/** Paths are the rows' keys on the Query page; here they share the page with other rows. */
function Verdicts({ evidence, selected, onSelect, onExplain }: Omit<EvidenceTablesProps, 'view'>) {
  return (
    <TargetTable
      targets={evidence.results}
      selected={selected?.startsWith('target ') ? selected.slice('target '.length) : null}
      onSelect={(path) => onSelect(`target ${path}`)}
      onExplain={(path) => onExplain(`target ${path}`)}
    />
  );
}
