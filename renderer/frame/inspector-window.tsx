import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { CaseContents } from '../../main/contract/case.ts';
import { useOpening } from '../case/use-opening.ts';
import type { Connection } from '../connection.ts';
import { useElevation } from '../elevation/use-elevation.ts';
import { CaptureStore } from '../events/capture-store.ts';
import { useSnapshotChanges } from '../history/use-snapshot-changes.ts';
import { parseRoute, type Route, replaceRoute } from '../route.ts';
import type { ThemeChoice } from '../theme.ts';
import type { View } from '../view.ts';
import { CaseFollower } from './case-follower.ts';
import { ViewWindow } from './view-window.tsx';

interface InspectorWindowProps {
  readonly connection: Connection;
  readonly themeChoice: ThemeChoice;
  readonly onThemeChoice: (choice: ThemeChoice) => void;
}

/** What outlives a change between this machine and a case: the recording that runs, what was opened, and which of the two is shown. */
export function InspectorWindow({ connection, ...theme }: InspectorWindowProps) {
  const follower = useMemo(() => new CaseFollower(connection), [connection]);
  const followed = useSyncExternalStore(follower.subscribe, follower.state);
  const view = useView(connection, followed.open);
  const capture = useMemo(() => new CaptureStore(connection), [connection]);
  const snapshots = useSnapshotChanges(connection);
  const opening = useOpening(connection.client);
  const elevation = useElevation(connection);
  const of = followed.open?.id ?? 'live';
  useRouteOf(of, followed.isKnown);
  // Everything else begins anew: no answer, choice or scroll position of the one may stand under the name of the other.
  return (
    <ViewWindow
      key={of}
      connection={connection}
      view={view}
      follower={follower}
      followed={followed}
      capture={capture}
      snapshots={snapshots}
      opening={opening}
      elevation={elevation}
      {...theme}
    />
  );
}

function useView({ client }: Connection, contents: CaseContents | null): View {
  return useMemo(
    () => (contents === null ? { kind: 'live', client } : { kind: 'case', client: client.case.view, contents }),
    [client, contents],
  );
}

/** Numbers in the address are those of one database: they are dropped when another one is shown, but not when the window has only begun. */
function useRouteOf(of: string, isKnown: boolean): void {
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (!isKnown) return;
    if (shown.current !== null && shown.current !== of) replaceRoute(pageAlone(parseRoute(window.location.hash)));
    shown.current = of;
  }, [of, isKnown]);
}

function pageAlone(route: Route): Route {
  if (route.page === 'events') return { page: 'events', source: null };
  if (route.page === 'files') return { page: 'files', scan: null, roots: [] };
  if (route.page === 'history') return { page: 'history', chosen: [] };
  if (route.page === 'query') return { page: 'overview' };
  return route;
}
