import { lazy, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { StoredEvent } from '../../main/contract/events.ts';
import { latest, useAsked } from '../asked.ts';
import type { ReportSource } from '../frame/report.ts';
import type { Inspection } from '../frame/use-inspection.ts';
import { Workspace } from '../frame/workspace.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { replaceRoute } from '../route.ts';
import { adviceOn, explainEvent } from '../text/event-explanation.ts';
import type { Explanation } from '../text/explain.ts';
import { CaptureBar } from './capture-bar.tsx';
import { CaptureNotes } from './capture-notes.tsx';
import { type CaptureState, type CaptureStore, NO_CAPTURE } from './capture-store.ts';
import type { Source } from './event-choice.ts';
import { type EventsClient, eventsClient } from './events-client.ts';
import { EventsHead } from './events-head.tsx';
import { eventsReport } from './events-report.ts';
import { RecordedView } from './recorded-view.tsx';
import { RecordingsMenu } from './recordings-menu.tsx';
import { usePauseKey } from './use-pause-key.ts';
import { useRecordings } from './use-recordings.ts';

const HistoryView = lazy(() => import('./history-view.tsx').then((module) => ({ default: module.HistoryView })));
const RetentionDialog = lazy(() => import('./retention-dialog.tsx').then((module) => ({ default: module.RetentionDialog })));

interface EventsPageProps {
  /** Of this machine: nothing is recorded in a case. */
  readonly store: CaptureStore;
  readonly inspection: Inspection;
  /** Null: the newest recording. */
  readonly source: Source | 'log' | null;
  readonly onReport: (report: ReportSource | null) => void;
}

/** What was refused, while it happens and afterwards. */
export function EventsPage({ store, inspection, source, onReport }: EventsPageProps) {
  const { view } = inspection;
  const isLive = view.kind === 'live';
  const client = useMemo(() => eventsClient(view.client), [view.client]);
  const capture = useCapture(store, isLive);
  const isLog = isLive && source === 'log';
  const recordings = useRecordings(client, capture, source === 'log' ? null : source);
  const [selected, select] = useState<(StoredEvent & { readonly key?: string }) | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [isPaused, setPaused] = useState(false);
  const [isRetentionOpen, setRetentionOpen] = useState(false);
  const explanation = useExplanation(client, inspection, isLog, selected);
  const togglePause = useCallback(() => setPaused((paused) => !paused), []);
  usePauseKey(togglePause);

  useEffect(() => onReport(isLog ? null : eventsReport(recordings)), [isLog, recordings, onReport]);
  useEffect(() => {
    if (capture.phase === 'starting') replaceRoute({ page: 'events', source: null });
  }, [capture.phase]);

  function go(next: Source | 'log' | null): void {
    select(null);
    setSheetOpen(false);
    setPaused(false);
    replaceRoute({ page: 'events', source: next });
  }
  function show(event: StoredEvent): void {
    select(event);
    setSheetOpen(true);
  }

  const bar = (
    <>
      <CaptureBar phase={capture.phase} onToggle={isLive ? () => void store.toggle() : null} isPaused={isPaused} onPause={togglePause}>
        <RecordingsMenu
          recordings={recordings.all.value ?? []}
          source={recordings.source}
          isLog={isLog}
          onSource={go}
          live={isLive ? { onLog: () => go('log'), onRetention: () => setRetentionOpen(true) } : null}
        />
      </CaptureBar>
      <CaptureNotes failure={capture.failure} notes={capture.notes} onRead={() => store.readNotes()} onHistory={() => go('log')} />
    </>
  );
  return (
    <Workspace
      label="Events"
      explanation={explanation}
      hint="Select an event to see its fields, what it means, and its bytes."
      isSheetOpen={isSheetOpen}
      onSheetClose={() => setSheetOpen(false)}
    >
      {isLog ? (
        <Suspense>
          <HistoryView client={client} selected={selected?.key ?? null} onSelect={select} onExplain={show}>
            {bar}
          </HistoryView>
        </Suspense>
      ) : (
        <>
          <EventsHead recordings={recordings} capture={capture} isLive={isLive} />
          {bar}
          {recordings.all.failure !== null && recordings.all.failure.call !== 'connection' && (
            <FailureNote failure={recordings.all.failure} />
          )}
          {recordings.source !== null && recordings.shown.length > 0 && (
            <RecordedView
              key={recordings.source}
              client={client}
              source={recordings.source}
              recordings={recordings}
              lastSeq={capture.lastSeq}
              isPaused={isPaused}
              onPause={togglePause}
              machine={latest(inspection.machine)}
              selected={selected}
              onSelect={select}
              onExplain={show}
            />
          )}
        </>
      )}
      {isRetentionOpen && (
        <Suspense>
          <RetentionDialog client={client} onClose={() => setRetentionOpen(false)} />
        </Suspense>
      )}
    </Workspace>
  );
}

/** Follows what is recorded on this machine; a case is not listened to, since nothing changes in it. */
function useCapture(store: CaptureStore, isLive: boolean): CaptureState {
  return useSyncExternalStore(isLive ? store.subscribe : NOBODY, isLive ? store.state : () => NO_CAPTURE);
}

const NOBODY = () => () => {};

/** The chosen event with its detail, as soon as that is there. */
function useExplanation(client: EventsClient, inspection: Inspection, isLog: boolean, selected: StoredEvent | null): Explanation | null {
  const seq = isLog ? null : (selected?.seq ?? null);
  const [asked] = useAsked(useCallback(() => (seq === null ? Promise.resolve(null) : client.detail(seq)), [client, seq]));
  const detail = latest(asked);
  const stacks = latest(inspection.filters)?.volumes;
  return useMemo(
    () =>
      selected === null
        ? null
        : explainEvent(selected, detail?.event.seq === selected.seq && !isLog ? detail : null, adviceOn(selected, stacks ?? [])),
    [selected, detail, stacks, isLog],
  );
}
