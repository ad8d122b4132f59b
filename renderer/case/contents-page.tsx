import { Button } from '@fluentui/react-components';
import { DocumentArrowDownRegular } from '@fluentui/react-icons/svg/document-arrow-down';
import { useEffect, useId, useMemo, useState } from 'react';
import type { CaseContents } from '../../main/contract/case.ts';
import { exactBytes, formatBytes } from '../../main/contract/numbers.ts';
import { visible } from '../../main/contract/visible.ts';
import { Ago, isoOf } from '../events/ago.tsx';
import { useExplained } from '../files/use-explained.ts';
import type { ReportSource } from '../frame/report.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { type PageTab, PageTabs } from '../parts/page-tabs.tsx';
import { caseMachine, caseSentence, newestSnapshot } from '../text/case.ts';
import type { ViewClient } from '../view.ts';
import caseStyles from './case.module.css';
import { CaseHoldings } from './case-holdings.tsx';
import { CaseNotes } from './case-notes.tsx';
import { FileButton } from './case-open.tsx';
import { CaseSources } from './case-sources.tsx';
import styles from './contents.module.css';
import { SnapshotTable, TableHashes } from './contents-tables.tsx';
import { explainCase } from './explain-case.ts';

type ContentsView = 'holdings' | 'snapshots' | 'sources' | 'tables';

interface ContentsPageProps {
  readonly client: ViewClient;
  readonly contents: CaseContents;
  readonly isOver: boolean;
  readonly onFile: (file: File) => void;
  readonly onReport: (report: ReportSource | null) => void;
  readonly onExport: () => void;
}

/** What the open case file holds, and how far it can be trusted. */
export function ContentsPage({ client, contents, isOver, onFile, onReport, onExport }: ContentsPageProps) {
  const { sizeBytes, manifest } = contents;
  const newest = newestSnapshot(contents);
  const explained = useExplained(
    null,
    useMemo(() => explainCase(contents), [contents]),
  );
  useEffect(() => onReport(null), [onReport]);
  return (
    <Workspace
      label="Case"
      explanation={explained.explanation}
      hint="What the case holds will be explained here."
      isSheetOpen={explained.isSheetOpen}
      onSheetClose={explained.closeSheet}
    >
      <PageHead
        title={caseSentence(contents)}
        sub={
          <>
            {caseMachine(manifest)}, Windows {visible(manifest.os)}
            {newest !== undefined && (
              <>
                , as of its newest snapshot, <Ago time={isoOf(newest.takenUs)} />
              </>
            )}
            . <span title={exactBytes(sizeBytes)}>{formatBytes(sizeBytes)}</span>, read-only.
          </>
        }
      />
      <div className={styles.actions} data-over={isOver || undefined}>
        <Button appearance="primary" icon={<DocumentArrowDownRegular />} onClick={onExport}>
          Export…
        </Button>
        <FileButton label="Open another…" onFile={onFile} isPlain />
      </div>
      <ContentsViews client={client} contents={contents} explained={explained} />
    </Workspace>
  );
}

interface ContentsViewsProps {
  readonly client: ViewClient;
  readonly contents: CaseContents;
  readonly explained: ReturnType<typeof useExplained>;
}

function ContentsViews({ client, contents, explained }: ContentsViewsProps) {
  const { snapshots, sources, manifest } = contents;
  const [view, setView] = useState<ContentsView>('holdings');
  const panel = useId();
  const tabs: readonly PageTab<ContentsView>[] = [
    { id: 'holdings', label: 'Contents', count: null },
    ...(snapshots.length === 0 ? [] : [{ id: 'snapshots', label: 'Snapshots', count: snapshots.length } as const]),
    ...(sources === 0 ? [] : [{ id: 'sources', label: 'Sources', count: sources } as const]),
    { id: 'tables', label: 'Tables', count: manifest.tables.length },
  ];
  const selected = explained.explanation?.key ?? null;
  return (
    <>
      <PageTabs label="Parts of the case" tabs={tabs} chosen={view} controls={panel} onChoose={setView} />
      <div id={panel} role="tabpanel" aria-label={tabs.find(({ id }) => id === view)?.label} className={caseStyles.panel}>
        {view === 'holdings' && <CaseHoldings contents={contents} />}
        {view === 'holdings' && <CaseNotes notes={contents.notes} />}
        {view === 'snapshots' && <SnapshotTable snapshots={snapshots} selected={selected} explain={explained.explain} />}
        {view === 'sources' && <CaseSources client={client} selected={selected} explain={explained.explain} />}
        {view === 'tables' && <TableHashes contents={contents} selected={selected} explain={explained.explain} />}
      </div>
    </>
  );
}
