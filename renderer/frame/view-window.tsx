import { lazy, Suspense, useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { CaseManifest } from '../../main/contract/case.ts';
import type { Machine } from '../../main/contract/machine.ts';
import { countOf, formatCount } from '../../main/contract/numbers.ts';
import { PATHS_MAX_COUNT } from '../../main/contract/words.ts';
import { latest } from '../asked.ts';
import type { Opening } from '../case/use-opening.ts';
import type { Connection } from '../connection.ts';
import type { ElevationSwitch } from '../elevation/use-elevation.ts';
import type { CaptureStore } from '../events/capture-store.ts';
import type { FollowedSnapshots } from '../history/use-snapshot-changes.ts';
import { goTo, parseRoute, useHash } from '../route.ts';
import type { ThemeChoice } from '../theme.ts';
import type { View } from '../view.ts';
import { Bars } from './bars.tsx';
import type { CaseFollower, FollowedCase } from './case-follower.ts';
import styles from './frame.module.css';
import { Navigation } from './navigation.tsx';
import { Pages } from './pages.tsx';
import { type ReportSource, savePage } from './report.ts';
import { TopBar } from './top-bar.tsx';
import { useDroppedPaths } from './use-dropped-paths.ts';
import { useInspection } from './use-inspection.ts';
import { useShortcuts } from './use-shortcuts.ts';

const ExportDialog = lazy(() => import('../export/export-dialog.tsx').then((module) => ({ default: module.ExportDialog })));
const SettingsDialog = lazy(() => import('./settings-dialog.tsx').then((module) => ({ default: module.SettingsDialog })));

export interface ViewWindowProps {
  readonly connection: Connection;
  readonly view: View;
  readonly follower: CaseFollower;
  readonly followed: FollowedCase;
  readonly capture: CaptureStore;
  readonly snapshots: FollowedSnapshots;
  readonly opening: Opening;
  readonly elevation: ElevationSwitch;
  readonly themeChoice: ThemeChoice;
  readonly onThemeChoice: (choice: ThemeChoice) => void;
}

/** The frame around the pages of this machine, or of one case: what stays while pages come and go. */
export function ViewWindow({
  connection,
  view,
  follower,
  followed,
  capture,
  snapshots,
  opening,
  elevation,
  themeChoice,
  onThemeChoice,
}: ViewWindowProps) {
  const hash = useHash();
  const route = useMemo(() => parseRoute(hash), [hash]);
  const inspection = useInspection(connection, view);
  const [queryTurn, setQueryTurn] = useState(0);
  const [report, setReport] = useState<ReportSource | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [isSettingsOpen, setSettingsOpen] = useState(false);
  const [isExportOpen, setExportOpen] = useState(false);
  const queryBox = useRef<HTMLInputElement>(null);
  const isCase = view.kind === 'case';

  const refresh = useCallback(() => {
    inspection.refresh();
    setQueryTurn((turn) => turn + 1);
  }, [inspection.refresh]);
  const ask = useCallback((paths: readonly string[]) => {
    setNote(
      paths.length > PATHS_MAX_COUNT
        ? `Only the first ${formatCount(PATHS_MAX_COUNT)} of ${countOf(paths.length, 'path')} are asked about at once.`
        : null,
    );
    goTo({ page: 'query', paths: paths.slice(0, PATHS_MAX_COUNT) });
  }, []);
  const focusQuery = useCallback(() => {
    queryBox.current?.focus();
    queryBox.current?.select();
  }, []);
  const { recording } = useSyncExternalStore(capture.peek, capture.state);
  const toggleCapture = useCallback(() => {
    if (isCase) return setNote(NO_CAPTURE);
    if (parseRoute(window.location.hash).page !== 'events') goTo({ page: 'events', source: null });
    void capture.toggle();
  }, [capture, isCase]);
  const openFile = useCallback(
    (file: File) => {
      goTo({ page: 'case' });
      opening.openFile(file);
    },
    [opening.openFile],
  );
  const machine = latest(inspection.machine) ?? (view.kind === 'case' ? machineOf(view.contents.manifest) : null);
  const openExport = useCallback(() => setExportOpen(true), []);
  const save = useCallback(() => {
    if (isExportOpen) return;
    if (report === null) setExportOpen(true);
    else savePage(report, machine, view.kind === 'case' ? view.contents : null);
  }, [isExportOpen, report, machine, view]);
  useShortcuts({ onRefresh: refresh, onFind: focusQuery, onCapture: toggleCapture, onSave: save, onExport: openExport });
  useDroppedPaths({ onPaths: useDropped(route.page, isCase, ask, setNote), onCaseFile: openFile, onNote: setNote });

  return (
    <div className={styles.frame}>
      <TopBar
        view={view}
        machine={machine}
        elevation={elevation.state}
        report={report}
        isAsking={inspection.volumes.kind === 'loading' || inspection.volumes.kind === 'refreshing'}
        queryBox={queryBox}
        onAsk={ask}
        onRefresh={refresh}
        onSave={save}
        onExport={openExport}
      />
      <Navigation page={route.page} isRecording={recording !== null} onSettings={() => setSettingsOpen(true)} />
      <Bars
        view={view}
        connection={inspection.connection}
        onRetry={connection.retry}
        follower={follower}
        followed={followed}
        machine={machine}
        elevation={elevation}
        note={note}
        onNoteRead={() => setNote(null)}
      />
      <Pages
        client={connection.client}
        {...{ route, inspection, queryTurn, capture, snapshots, opening }}
        onReport={setReport}
        onExport={openExport}
      />
      {isExportOpen && (
        <Suspense>
          <ExportDialog view={view} onClose={() => setExportOpen(false)} />
        </Suspense>
      )}
      {isSettingsOpen && (
        <Suspense>
          <SettingsDialog choice={themeChoice} onChoice={onThemeChoice} onClose={() => setSettingsOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Until the newest snapshot has said more, and where there is none. */
function machineOf({ machine: name, os, simulated }: CaseManifest): Machine {
  return { name, os, simulated, revision: null, release: null, elevated: null };
}

const NO_CAPTURE = 'Events are recorded on this computer, not in a case. Close the case to record.';
const NO_SCAN = 'Folders are scanned on this computer, not in a case. Close the case to scan.';

/** What is done with dropped files whose places are known. The Case page takes their bytes by itself. */
function useDropped(
  page: string,
  isCase: boolean,
  ask: (paths: readonly string[]) => void,
  onNote: (note: string) => void,
): (paths: readonly string[]) => void {
  return useCallback(
    (paths: readonly string[]) => {
      if (page === 'case') return;
      if (page !== 'files') ask(paths);
      else if (isCase) onNote(NO_SCAN);
      else goTo({ page: 'files', scan: null, roots: paths });
    },
    [page, isCase, ask, onNote],
  );
}
