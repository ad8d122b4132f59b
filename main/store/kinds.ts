import type { Grouping } from '../contract/event-words.ts';
import type { EventFilter } from '../contract/events.ts';
import type { ReadableDb } from './database.ts';

/** What is filtered and counted by. There are few, however many events: filters times processes times reasons. */
export interface Kind {
  readonly id: number;
  readonly eventId: number;
  readonly own: boolean;
  readonly filter: string | null;
  readonly process: string | null;
  readonly reason: string | null;
  readonly operation: string | null;
  readonly ntstatus: number | null;
}

type Stored = Omit<Kind, 'own'> & { readonly own: number };

export const listKinds = (db: ReadableDb): Kind[] =>
  db
    .prepare<[], Stored>(
      `SELECT k.id, k.event_id AS eventId, k.own, f.value AS filter, p.value AS process, r.value AS reason, k.operation, k.ntstatus
       FROM kinds k LEFT JOIN texts f ON f.id = k.filter LEFT JOIN texts p ON p.id = k.process LEFT JOIN texts r ON r.id = k.reason`,
    )
    .all()
    .map((kind) => ({ ...kind, own: kind.own !== 0 }));

/** The parts of a filter that a kind decides. */
export function matchesKind(filter: EventFilter, kind: Kind): boolean {
  const has = <T>(wanted: readonly T[] | undefined, value: T | null): boolean =>
    wanted === undefined || (value !== null && wanted.includes(value));
  return (
    has(filter.eventIds, kind.eventId) &&
    has(filter.filters, kind.filter) &&
    has(filter.processes, kind.process) &&
    has(filter.reasons, kind.reason) &&
    has(filter.operations, kind.operation) &&
    (filter.ntstatuses === undefined || filter.ntstatuses.some((status) => Number(status) === kind.ntstatus)) &&
    (filter.own === undefined || filter.own === kind.own)
  );
}

/** Whether one of the kind's own texts contains the part, in any case. */
export const containsText = ({ filter, process, reason }: Kind, part: string): boolean =>
  [filter, process, reason].some((text) => text !== null && includes(text, part));

export const includes = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

export function groupValue(kind: Kind, by: Grouping): string | null {
  if (by === 'eventId') return String(kind.eventId);
  if (by === 'ntstatus') return kind.ntstatus === null ? null : `0x${kind.ntstatus.toString(16).toUpperCase().padStart(8, '0')}`;
  return kind[by];
}
