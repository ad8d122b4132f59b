import { useCallback, useId, useState } from 'react';
import type { FileSelection, Scan, ScanResult } from '../../main/contract/scan.ts';
import { type PageTab, PageTabs } from '../parts/page-tabs.tsx';
import type { ViewClient } from '../view.ts';
import { CauseCards } from './cause-cards.tsx';
import { ErrorView } from './error-view.tsx';
import { explainCause } from './explain-files.ts';
import { ExportMenu } from './export-menu.tsx';
import { FileView } from './file-view.tsx';
import styles from './files.module.css';
import { FolderView } from './folder-view.tsx';
import { ScanList } from './scan-list.tsx';
import type { Explained } from './use-explained.ts';
import { VerdictBar } from './verdict-bar.tsx';

type View = 'causes' | 'folders' | 'files' | 'errors' | 'scans';

interface ScanViewsProps {
  readonly client: ViewClient;
  readonly result: ScanResult;
  readonly scans: readonly Scan[];
  readonly explained: Explained;
  readonly onShow: (scan: number) => void;
  /** Null where scans are only read. */
  readonly onResume: ((scan: number) => void) | null;
  readonly onRemove: ((scan: number) => Promise<void>) | null;
}

/** The answer by verdict, and below it by cause, by folder, by file. What was read while the scan ran is read again when it has ended. */
export function ScanViews({ client, result, scans, explained, ...acts }: ScanViewsProps) {
  const { scan, byVerdict, byCause, byFact, byFailure } = result;
  const [view, setView] = useState<View>('causes');
  const [select, setSelect] = useState<FileSelection>({ by: 'all' });
  const panel = useId();
  const errors = byFailure.reduce((sum, { files, folders }) => sum + files + folders, 0);
  const tabs: readonly PageTab<View>[] = [
    { id: 'causes', label: 'Causes', count: byCause.length },
    { id: 'folders', label: 'Folders', count: null },
    { id: 'files', label: 'Files', count: scan.files },
    ...(errors === 0 ? [] : [{ id: 'errors', label: 'Errors', count: errors } as const]),
    { id: 'scans', label: 'Scans', count: scans.length },
  ];
  const showFiles = useCallback((next: FileSelection) => {
    setSelect(next);
    setView('files');
  }, []);
  const selected = explained.explanation?.key ?? null;
  const explainKey = (key: string): void => {
    const cause = byCause.find((each) => `cause ${each.key}` === key);
    if (cause !== undefined) explained.explain(explainCause(cause), 'open');
  };
  return (
    <>
      <VerdictBar sums={byVerdict} bytes={scan.bytes} />
      <div className={styles.tabLine}>
        <PageTabs label="Views of the scan" tabs={tabs} chosen={view} controls={panel} onChoose={setView} />
        <ExportMenu client={client} scan={scan.id} />
      </div>
      <div id={panel} role="tabpanel" aria-label={tabs.find(({ id }) => id === view)?.label} className={styles.panel} data-view={view}>
        {view === 'causes' && (
          <CauseCards
            causes={byCause}
            facts={byFact}
            allBytes={scan.bytes}
            selected={selected}
            onExplain={explainKey}
            onShowFiles={showFiles}
          />
        )}
        {view === 'folders' && (
          <FolderView
            key={scan.state}
            client={client}
            scan={scan}
            selected={selected}
            explain={explained.explain}
            onShowFiles={(path) => showFiles({ by: 'folder', path })}
          />
        )}
        {view === 'files' && (
          <FileView key={scan.state} client={client} result={result} select={select} onSelect={setSelect} explain={explained.explain} />
        )}
        {view === 'errors' && (
          <ErrorView key={scan.state} client={client} result={result} selected={selected} explain={explained.explain} />
        )}
        {view === 'scans' && <ScanList client={client} scans={scans} shown={scan.id} explain={explained.explain} {...acts} />}
      </div>
    </>
  );
}
