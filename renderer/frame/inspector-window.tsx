import { lazy, Suspense, useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { countOf, formatCount } from '../../main/contract/numbers.ts';
import { PATHS_MAX_COUNT } from '../../main/contract/words.ts';
import { latest } from '../asked.ts';
import { useCase } from '../case/use-case.ts';
import type { Connection } from '../connection.ts';
import { CaptureStore } from '../events/capture-store.ts';
import { FiltersPage } from '../filters/filters-page.tsx';
import { OverviewPage } from '../overview/overview-page.tsx';
import { QueryPage } from '../query/query-page.tsx';
import { goTo, parseRoute, type Route, useHash } from '../route.ts';
import type { ThemeChoice } from '../theme.ts';
import { Bars } from './bars.tsx';
import styles from './frame.module.css';
import { Navigation } from './navigation.tsx';
import type { ReportSource } from './report.ts';
import { TopBar } from './top-bar.tsx';
import { useDroppedPaths } from './use-dropped-paths.ts';
import { useInspection } from './use-inspection.ts';
import { useShortcuts } from './use-shortcuts.ts';

const CasePage = lazy(() => import('../case/case-page.tsx').then((module) => ({ default: module.CasePage })));
const EventsPage = lazy(() => import('../events/events-page.tsx').then((module) => ({ default: module.EventsPage })));
const FilesPage = lazy(() => import('../files/files-page.tsx').then((module) => ({ default: module.FilesPage })));
const SettingsDialog = lazy(() => import('./settings-dialog.tsx').then((module) => ({ default: module.SettingsDialog })));

interface InspectorWindowProps {
  readonly connection: Connection;
  readonly themeChoice: ThemeChoice;
  readonly onThemeChoice: (choice: ThemeChoice) => void;
}

/** Pages that do something else with dropped files than ask about them. The Case page takes their bytes by itself, not their places. */
const DROPPED: Readonly<Partial<Record<Route['page'], (paths: readonly string[]) => void>>> = {
  files: (paths) => goTo({ page: 'files', scan: null, roots: paths }),
  case: () => {},
};

/** The frame: what stays while pages come and go. */
export function InspectorWindow({ connection, themeChoice, onThemeChoice }: InspectorWindowProps) {
  const hash = useHash();
  const route = useMemo(() => parseRoute(hash), [hash]);
  const inspection = useInspection(connection);
  const openCase = useCase(connection.client);
  const [queryTurn, setQueryTurn] = useState(0);
  const [report, setReport] = useState<ReportSource | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [isSettingsOpen, setSettingsOpen] = useState(false);
  const queryBox = useRef<HTMLInputElement>(null);

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
  const capture = useMemo(() => new CaptureStore(connection), [connection]);
  const { recording } = useSyncExternalStore(capture.peek, capture.state);
  const toggleCapture = useCallback(() => {
    if (parseRoute(window.location.hash).page !== 'events') goTo({ page: 'events', source: null });
    void capture.toggle();
  }, [capture]);
  useShortcuts({ onRefresh: refresh, onFind: focusQuery, onCapture: toggleCapture });
  useDroppedPaths(DROPPED[route.page] ?? ask, setNote);
  const machine = latest(inspection.machine);

  return (
    <div className={styles.frame}>
      <TopBar
        machine={machine}
        report={report}
        isAsking={inspection.volumes.kind === 'loading' || inspection.volumes.kind === 'refreshing'}
        queryBox={queryBox}
        onAsk={ask}
        onRefresh={refresh}
      />
      <Navigation page={route.page} isRecording={recording !== null} onSettings={() => setSettingsOpen(true)} />
      <Bars connection={inspection.connection} onRetry={connection.retry} machine={machine} note={note} onNoteRead={() => setNote(null)} />
      {route.page === 'overview' && <OverviewPage inspection={inspection} onReport={setReport} />}
      {route.page === 'filters' && (
        <FiltersPage connection={connection} inspection={inspection} mount={route.mount} view={route.view} onReport={setReport} />
      )}
      {route.page === 'query' && (
        <QueryPage connection={connection} inspection={inspection} paths={route.paths} turn={queryTurn} onReport={setReport} />
      )}
      {route.page === 'files' && (
        <Suspense>
          <FilesPage connection={connection} inspection={inspection} scan={route.scan} roots={route.roots} onReport={setReport} />
        </Suspense>
      )}
      {route.page === 'case' && (
        <Suspense>
          <CasePage open={openCase} onReport={setReport} />
        </Suspense>
      )}
      {route.page === 'events' && (
        <Suspense>
          <EventsPage store={capture} inspection={inspection} source={route.source} onReport={setReport} />
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
