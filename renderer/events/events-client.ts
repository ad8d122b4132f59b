import type { Grouping } from '../../main/contract/event-words.ts';
import type {
  EventDetail,
  EventFilter,
  EventGroups,
  EventHistory,
  EventPage,
  EventPageRequest,
  Timeline,
} from '../../main/contract/events.ts';
import type {
  CaptureChange,
  CaptureStarted,
  Recording,
  RecordingSummary,
  Retention,
  RetentionChoice,
} from '../../main/contract/recordings.ts';
import type { Client } from '../connection.ts';

/** The service as this page needs it: the one place that knows how its procedures are called. */
export interface EventsClient {
  readonly start: () => Promise<CaptureStarted>;
  readonly stop: () => Promise<RecordingSummary | null>;
  /** The state now, then each change, until the signal. */
  readonly changes: (signal: AbortSignal) => Promise<AsyncIterable<CaptureChange>>;
  readonly page: (request: Partial<EventPageRequest>) => Promise<EventPage>;
  readonly groups: (filter: EventFilter, by: Grouping) => Promise<EventGroups>;
  readonly timeline: (filter: EventFilter, bins: number) => Promise<Timeline>;
  readonly detail: (seq: number) => Promise<EventDetail>;
  /** Newest first. */
  readonly recordings: () => Promise<readonly Recording[]>;
  readonly summary: (recording: number) => Promise<RecordingSummary>;
  readonly retention: () => Promise<Retention>;
  readonly keep: (choice: RetentionChoice) => Promise<Retention>;
  /** What the System log still holds, newest first. */
  readonly history: (limit: number) => Promise<EventHistory>;
}

export function eventsClient({ capture, events }: Client): EventsClient {
  return {
    start: () => capture.start({}),
    stop: () => capture.stop(),
    changes: (signal) => capture.changes(undefined, { signal }),
    page: (request) => events.page(request),
    groups: (filter, by) => events.groups({ filter, by }),
    timeline: (filter, bins) => events.timeline({ filter, bins }),
    detail: (seq) => events.detail({ seq }),
    recordings: () => events.recordings(),
    summary: (recording) => events.summary({ recording }),
    retention: () => events.retention(),
    keep: (choice) => events.setRetention(choice),
    history: (limit) => events.history({ limit }),
  };
}
