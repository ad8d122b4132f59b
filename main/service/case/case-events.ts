import { z } from 'zod';
import type { Grouping } from '../../contract/event-words.ts';
import {
  EventDetail,
  type EventFilter,
  EventGroups,
  EventPage,
  type EventPageRequest,
  StoredEvent,
  Timeline,
} from '../../contract/events.ts';
import type { Result } from '../../contract/failure.ts';
import { Recording, RecordingSummary, Retention } from '../../contract/recordings.ts';
import { fail } from '../../domain/result.ts';
import type { ReadableDb } from '../../store/database.ts';
import { EventStore } from '../events.ts';
import type { EventsView } from '../view.ts';
import { guarded } from './guarded.ts';
import { readOnly } from './read-only.ts';

/** Recorded events of a case. */
export class CaseEvents implements EventsView, Disposable {
  readonly #file: string;
  readonly #store: EventStore;

  constructor(file: string, open: () => Result<ReadableDb>) {
    this.#file = file;
    this.#store = new EventStore(file, open);
  }

  page(request: EventPageRequest): Result<EventPage> {
    return guarded(this.#file, EventPage, () => this.#store.page(request));
  }

  since(seq: number, limit: number): Result<StoredEvent[]> {
    return guarded(this.#file, z.array(StoredEvent), () => this.#store.since(seq, limit));
  }

  groups(filter: EventFilter, by: Grouping): Result<EventGroups> {
    return guarded(this.#file, EventGroups, () => this.#store.groups(filter, by));
  }

  timeline(filter: EventFilter, bins: number): Result<Timeline> {
    return guarded(this.#file, Timeline, () => this.#store.timeline(filter, bins));
  }

  detail(seq: number): Result<EventDetail> {
    return guarded(this.#file, EventDetail, () => this.#store.detail(seq));
  }

  recordings(): Result<Recording[]> {
    return guarded(this.#file, z.array(Recording), () => this.#store.recordings());
  }

  summary(recording: number): Result<RecordingSummary> {
    return guarded(this.#file, RecordingSummary, () => this.#store.summary(recording));
  }

  retention(): Result<Retention> {
    return guarded(this.#file, Retention, () => this.#store.retention());
  }

  setRetention(): Result<Retention> {
    return fail(readOnly('retention', 'nothing is removed from a case file'));
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }
}
