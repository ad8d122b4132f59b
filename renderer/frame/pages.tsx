import { lazy, Suspense } from 'react';
import type { Opening } from '../case/use-opening.ts';
import type { Client } from '../connection.ts';
import type { CaptureStore } from '../events/capture-store.ts';
import { FiltersPage } from '../filters/filters-page.tsx';
import type { FollowedSnapshots } from '../history/use-snapshot-changes.ts';
import { OverviewPage } from '../overview/overview-page.tsx';
import { QueryPage } from '../query/query-page.tsx';
import type { Route } from '../route.ts';
import type { ReportSource } from './report.ts';
import type { Inspection } from './use-inspection.ts';

const CasePage = lazy(() => import('../case/case-page.tsx').then((module) => ({ default: module.CasePage })));
const NoSnapshotPage = lazy(() => import('../case/no-snapshot-page.tsx').then((module) => ({ default: module.NoSnapshotPage })));
const EventsPage = lazy(() => import('../events/events-page.tsx').then((module) => ({ default: module.EventsPage })));
const FilesPage = lazy(() => import('../files/files-page.tsx').then((module) => ({ default: module.FilesPage })));
const HistoryPage = lazy(() => import('../history/history-page.tsx').then((module) => ({ default: module.HistoryPage })));

interface PagesProps {
  /** This machine's own, whatever is shown. */
  readonly client: Client;
  readonly route: Route;
  readonly inspection: Inspection;
  readonly queryTurn: number;
  readonly capture: CaptureStore;
  readonly snapshots: FollowedSnapshots;
  readonly opening: Opening;
  readonly onReport: (report: ReportSource | null) => void;
  readonly onExport: () => void;
}

/** The page that the address names, of this machine or of the case. */
export function Pages(props: PagesProps) {
  const { view } = props.inspection;
  const isOfSnapshot = props.route.page === 'overview' || props.route.page === 'filters' || props.route.page === 'query';
  if (isOfSnapshot && view.kind === 'case' && view.contents.snapshots.length === 0)
    return (
      <Suspense>
        <NoSnapshotPage contents={view.contents} onReport={props.onReport} />
      </Suspense>
    );
  return <Page {...props} />;
}

function Page({ client, route, inspection, queryTurn, capture, snapshots, opening, onReport, onExport }: PagesProps) {
  switch (route.page) {
    case 'overview':
      return <OverviewPage inspection={inspection} onReport={onReport} />;
    case 'filters':
      return <FiltersPage inspection={inspection} mount={route.mount} view={route.view} onReport={onReport} />;
    case 'query':
      return <QueryPage inspection={inspection} paths={route.paths} turn={queryTurn} onReport={onReport} />;
    case 'files':
      return (
        <Suspense>
          <FilesPage inspection={inspection} scan={route.scan} roots={route.roots} onReport={onReport} />
        </Suspense>
      );
    case 'case':
      return (
        <Suspense>
          <CasePage view={inspection.view} opening={opening} onReport={onReport} onExport={onExport} />
        </Suspense>
      );
    case 'events':
      return (
        <Suspense>
          <EventsPage store={capture} inspection={inspection} source={route.source} onReport={onReport} />
        </Suspense>
      );
    case 'history':
      return (
        <Suspense>
          <HistoryPage
            client={client}
            inspection={inspection}
            followed={snapshots}
            chosen={route.chosen}
            turn={queryTurn}
            onReport={onReport}
          />
        </Suspense>
      );
    default:
      return route satisfies never;
  }
}
