import { fileTimeText } from '../domain/filetime.ts';
import { type FilterManagerEvent, toFilterEvent, toVeto, VETO_EVENT_ID } from '../domain/filter-events.ts';
import type { Payload } from '../store/events.ts';
import { type EventSchema, IN_TYPE } from './event-schema.ts';
import type { Fields, FieldValue } from './field-reader.ts';

/** Field names that reach a list are bounded by what any manifest has; a hostile description must not fill the store. */
const FIELD_TEXT_MAX_CHARS = 8_192;

/** The fields of one event and how their names are known, with what each is called and says. */
export interface Said {
  readonly how: 'named' | 'positional';
  readonly fields: Fields;
  readonly texts: readonly { readonly name: string; readonly value: string }[];
}

type Bare = Pick<Payload, 'eventId' | 'version' | 'bytes'>;

/** An event in the form it is stored in. Without `said`, or when a veto lacks what makes it one, only its bytes are kept. */
export function payloadOf({ eventId, version, bytes }: Bare, said: Said | null, toDosPath: (path: string) => string | null): Payload {
  const event = { time: null, id: eventId, version, processId: null, fields: said?.fields ?? {} };
  const columns = said === null ? null : columnsOf(event, toDosPath);
  if (said === null || columns === null) return { eventId, version, bytes, ...NOTHING_SAID };
  return { eventId, version, bytes, ...columns, fields: JSON.stringify(said.texts), decoded: said.how };
}

const NOTHING_SAID = {
  filter: null,
  processName: null,
  path: null,
  reason: null,
  operation: null,
  ntstatus: null,
  fields: '[]',
  decoded: 'raw',
} as const;

/** What fields say by their schema. */
export const fieldTexts = (schema: EventSchema, fields: Fields): Said['texts'] =>
  schema.fields.map(({ name, type }) => ({ name, value: fieldText(fields[name] ?? null, type) }));

/** What fields say whose types are not known any more. */
export const untypedTexts = (fields: Fields): Said['texts'] =>
  Object.entries(fields).map(([name, value]) => ({ name, value: fieldText(value, typeof value === 'bigint' ? IN_TYPE.FILETIME : 0) }));

type Columns = Pick<Payload, 'filter' | 'processName' | 'path' | 'reason' | 'operation' | 'ntstatus'>;

/** Null when a veto names no filter or has no status: it is then no veto that could be counted. */
function columnsOf(event: FilterManagerEvent, toDosPath: (path: string) => string | null): Columns | null {
  if (event.id !== VETO_EVENT_ID) {
    const { filter, detail, status } = toFilterEvent(event);
    return { filter, processName: null, path: null, reason: detail, operation: null, ntstatus: status === null ? null : Number(status) };
  }
  const veto = toVeto(event, toDosPath);
  if (veto === null) return null;
  const { filter, processName, dosPath, path, reason, operation, ntstatus } = veto;
  return { filter, processName, path: dosPath ?? path, reason, operation: operation === '' ? null : operation, ntstatus: Number(ntstatus) };
}

function fieldText(value: FieldValue, type: number): string {
  if (type === IN_TYPE.FILETIME && typeof value === 'bigint') return fileTimeText(value).replace(/Z$/, ''); // whether it is UTC is the field's affair: a driver's time is local
  if (type === IN_TYPE.HEX_INT32 && typeof value === 'number') return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return String(value).slice(0, FIELD_TEXT_MAX_CHARS);
}
