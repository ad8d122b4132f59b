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
import type { Recording, RecordingSummary, Retention, RetentionChoice } from '../../main/contract/recordings.ts';
import type { ViewClient } from '../view.ts';

/** Recorded events as this page needs them: the one place that knows how their procedures are called. */
export interface EventsClient {
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

export function eventsClient({ events }: ViewClient): EventsClient {
  return {
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
