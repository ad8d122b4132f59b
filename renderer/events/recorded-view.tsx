import { Input, ToggleButton } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { lazy, Suspense, useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { Grouping } from '../../main/contract/event-words.ts';
import type { StoredEvent } from '../../main/contract/events.ts';
import type { Machine } from '../../main/contract/machine.ts';
import { isLossy } from '../../main/contract/text/events.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { useSecond } from '../parts/use-second.ts';
import { ChoiceChips } from './choice-chips.tsx';
import { EVERYTHING, type EventChoice, filterOf, rowKey, type Source, withList } from './event-choice.ts';
import { EventList } from './event-list.tsx';
import styles from './events.module.css';
import type { EventsClient } from './events-client.ts';
import { TimelineChart } from './timeline-chart.tsx';
import { useLiveAnswer } from './use-live-answer.ts';
import { type ShownRecordings, wholeRange } from './use-recordings.ts';

const GroupTable = lazy(() => import('./group-table.tsx').then((module) => ({ default: module.GroupTable })));
const BINS_COUNT = 200;

interface RecordedViewProps {
  readonly client: EventsClient;
  readonly source: Source;
  readonly recordings: ShownRecordings;
  readonly lastSeq: number;
  readonly isPaused: boolean;
  readonly onPause: () => void;
  readonly machine: Machine | null;
  readonly selected: StoredEvent | null;
  readonly onSelect: (event: StoredEvent) => void;
  readonly onExplain: (event: StoredEvent) => void;
}

/** One recording or all of them: use, timeline, and the events as a list or in groups. */
export function RecordedView({ client, source, recordings, lastSeq, isPaused, selected, ...rest }: RecordedViewProps) {
  const [choice, setChoice] = useState<EventChoice>(EVERYTHING);
  const [view, setView] = useState<'list' | Grouping>('list');
  const settled = useDeferredValue(choice);
  const filter = useMemo(() => filterOf(settled, source), [settled, source]);
  const second = useSecond();
  // While recording, time goes on even when nothing is refused.
  const tick = isPaused ? -1 : recordings.isRunning ? second : lastSeq;
  return (
    <>
      <UseSentence recordings={recordings} />
      <RecordedTimeline
        {...{ client, filter, tick, recordings }}
        range={choice.range}
        onRange={(range) => setChoice({ ...choice, range })}
      />
      <div className={styles.toolbar}>
        <Input
          className={styles.search}
          size="small"
          contentBefore={<SearchRegular />}
          placeholder="Search events…"
          title="Part of a path, a filter, a process or a reason (Ctrl+L)"
          aria-label="Search events"
          data-table-filter
          value={choice.text}
          onChange={(_, data) => setChoice({ ...choice, text: data.value })}
        />
        <ViewButtons view={view} onView={setView} />
      </div>
      <ChoiceChips choice={choice} onChoice={setChoice} />
      {view === 'list' ? (
        <EventList
          {...{ client, source, filter, lastSeq, isPaused, ...rest }}
          choice={settled}
          onChoice={setChoice}
          isLossy={recordings.isLossy}
          recordings={recordings.shown}
          selected={selected === null ? null : rowKey(selected)}
        />
      ) : (
        <Suspense fallback={<Skeleton label="Counting" count={4} shape="row" />}>
          <GroupTable
            {...{ client, filter, tick }}
            by={view}
            isLossy={recordings.isLossy}
            onOpen={(value) => {
              setChoice(withList(choice, view, [value]));
              setView('list');
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** At the end of a recording: was BypassIO in use, as far as samples can say. */
function UseSentence({ recordings: { summary } }: { readonly recordings: ShownRecordings }) {
  if (summary === null) return null;
  const isSeen = summary.volumes.some(({ highest }) => highest > 0);
  return (
    <p className={styles.use} data-seen={isSeen}>
      {summary.useSentence}
      {summary.problem !== null && ` It ended because ${summary.problem}.`}
      {summary.volumes.length > 0 && isLossy(summary.recording) && ' Lost events do not change this: the volumes were asked themselves.'}
    </p>
  );
}

interface RecordedTimelineProps {
  readonly client: EventsClient;
  readonly filter: ReturnType<typeof filterOf>;
  readonly tick: number;
  readonly recordings: ShownRecordings;
  readonly range: EventChoice['range'];
  readonly onRange: (range: EventChoice['range']) => void;
}

/** A running recording is drawn until now, whether or not something happens. */
function RecordedTimeline({ client, filter, tick, recordings, range, onRange }: RecordedTimelineProps) {
  const { shown, isRunning } = recordings;
  const ask = useCallback(
    () => client.timeline(isRunning && range === null ? { ...filter, ...wholeRange(shown, Date.now() * 1_000) } : filter, BINS_COUNT),
    [client, filter, isRunning, range, shown],
  );
  const timeline = useLiveAnswer(ask, tick);
  if (timeline.value === null) return <div className={styles.timelinePlace} />;
  return <TimelineChart timeline={timeline.value} whole={wholeRange(shown, Date.now() * 1_000)} range={range} onRange={onRange} />;
}

const VIEWS: readonly (readonly ['list' | Grouping, string])[] = [
  ['list', 'List'],
  ['filter', 'By filter'],
  ['process', 'By process'],
  ['reason', 'By reason'],
];

function ViewButtons({ view, onView }: { readonly view: 'list' | Grouping; readonly onView: (view: 'list' | Grouping) => void }) {
  return (
    <div className={styles.views} role="group" aria-label="View">
      {VIEWS.map(([id, label]) => (
        <ToggleButton key={id} size="small" checked={view === id} onClick={() => onView(id)}>
          {label}
        </ToggleButton>
      ))}
    </div>
  );
}
