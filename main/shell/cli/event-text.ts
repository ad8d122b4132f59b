import type { StoredEvent } from '../../contract/events.ts';
import { countOf } from '../../contract/numbers.ts';
import { VETO_EVENT_ID } from '../../domain/filter-events.ts';
import { clockText } from '../../domain/micros.ts';
import { paint, type Style, visible } from './text.ts';

const MICROS_A_SECOND = 1_000_000;
const FRACTION_DIGITS = 6;

const EVENT_WORDS: Readonly<Record<number, string>> = {
  1: 'unloaded',
  3: 'failed to attach',
  6: 'loaded',
  11: 'reported its supported features',
};

/** One line for a person: when, who refused what to whom, why. Times are in the zone of this computer. */
export function eventLine(event: StoredEvent, style: Style): string {
  const fraction = String(event.timeUs % MICROS_A_SECOND).padStart(FRACTION_DIGITS, '0');
  const time = paint(style, 'dim', `${clockText(event.timeUs)}.${fraction}`);
  const filter = event.filter === null ? 'unknown filter' : visible(event.filter);
  const own = event.own ? paint(style, 'dim', ' [own]') : '';
  if (event.eventId !== VETO_EVENT_ID) return `${time}  ${filter} ${EVENT_WORDS[event.eventId] ?? `wrote event ${event.eventId}`}${own}`;
  const process = `${visible(event.processName ?? 'unknown process')} (${event.processId})`;
  const status = event.ntstatusName ?? event.ntstatus ?? 'no status';
  const why = [status, event.reason === null ? null : `"${visible(event.reason)}"`].filter((part) => part !== null).join(' ');
  const what = event.filter === null ? 'a veto that could not be decoded' : `refused ${event.operation ?? 'a request'} of ${process}`;
  return `${time}  ${paint(style, 'bold', filter)} ${what}  ${visible(event.path ?? 'unnamed file')}  ${why}${own}`;
}

/** Null when nothing was lost. Stands beside every figure that the losses put in doubt. */
export function lossText(events: number, buffers: number): string | null {
  const parts = [events > 0 ? countOf(events, 'event') : null, buffers > 0 ? `${countOf(buffers, 'buffer')} of events` : null].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? null : `${parts.join(' and ')} lost: the numbers of events are at least these`;
}

export const eventsText = (events: number): string => countOf(events, 'event');
