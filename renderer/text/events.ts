import type { StoredEvent } from '../../main/contract/events.ts';
import { countOf, formatCount } from '../../main/contract/numbers.ts';

/** What FilterManager says with an event, by its number. Source: its manifest. */
const EVENT_WORDS: Readonly<Record<number, string>> = {
  1: 'Filter unloaded',
  3: 'Attach failed',
  6: 'Filter loaded',
  11: 'Supported features',
  12: 'Veto',
};
export const VETO_EVENT_ID = 12;

export function eventWords(eventId: number): string {
  return EVENT_WORDS[eventId] ?? `Event ${eventId}`;
}

interface Shown {
  readonly loaded: number;
  /** Null where counting all would take too long. */
  readonly total: number | null;
  readonly isLossy: boolean;
  /** Newer events are there and not shown. */
  readonly isHeld: boolean;
}

/** `12,345 events`, with what lost events and a table that is held still make of it. */
export function shownCountText({ loaded, total, isLossy, isHeld }: Shown): string {
  const count = total === null ? `${formatCount(loaded)} shown so far` : `${isLossy ? 'at least ' : ''}${countOf(total, 'event')}`;
  return isHeld ? `${count}, newer ones held back` : count;
}

/** One event as a sentence: for whoever reads the pane before the table. */
export function eventTitle(event: StoredEvent): string {
  const filter = event.filter ?? 'A filter without a name';
  switch (event.eventId) {
    case 1:
      return `${filter} was unloaded`;
    case 3:
      return `${filter} could not attach`;
    case 6:
      return `${filter} was loaded`;
    case 11:
      return `${filter} declared its features`;
    case VETO_EVENT_ID:
      return `${filter} refused ${event.operation ?? 'a request'}`;
    default:
      return `Event ${event.eventId}${event.filter === null ? '' : ` of ${event.filter}`}`;
  }
}
