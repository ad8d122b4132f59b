import type { XmlElement } from './binxml.ts';
import type { Fields, FieldValue } from './field-reader.ts';

/** One event of a log, as its XML says it. Times are FILETIMEs; what the event does not say is null. */
export interface LogEvent {
  readonly providerName: string;
  readonly provider: string | null;
  readonly id: number;
  readonly version: number | null;
  readonly level: number | null;
  readonly opcode: number | null;
  readonly time: bigint | null;
  readonly processId: number | null;
  readonly threadId: number | null;
  readonly channel: string | null;
  readonly computer: string | null;
  /** EventData by the names of its items, or by `0`, `1` … where they have none; UserData by element name. */
  readonly data: Fields;
}

export function toLogEvent(root: XmlElement): LogEvent {
  const system = child(root, 'System');
  const of = (name: string): XmlElement | undefined => system?.children.find((element) => element.name === name);
  const provider = of('Provider');
  const execution = of('Execution');
  return {
    providerName: text(provider?.attributes.get('Name')) ?? '',
    provider: guid(provider?.attributes.get('Guid')),
    id: number(of('EventID')?.value) ?? 0,
    version: number(of('Version')?.value),
    level: number(of('Level')?.value),
    opcode: number(of('Opcode')?.value),
    time: fileTime(of('TimeCreated')?.attributes.get('SystemTime')),
    processId: number(execution?.attributes.get('ProcessID')),
    threadId: number(execution?.attributes.get('ThreadID')),
    channel: text(of('Channel')?.value),
    computer: text(of('Computer')?.value),
    data: dataOf(root),
  };
}

const child = (element: XmlElement, name: string): XmlElement | undefined => element.children.find((inner) => inner.name === name);

function dataOf(root: XmlElement): Fields {
  const fields: Record<string, FieldValue> = {};
  const set = (name: string, value: FieldValue): void => {
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
  };
  for (const [index, item] of (child(root, 'EventData')?.children ?? []).entries())
    set(text(item.attributes.get('Name')) ?? String(index), item.value);
  for (const outer of child(root, 'UserData')?.children ?? []) for (const item of outer.children) set(item.name, item.value);
  return fields;
}

const text = (value: FieldValue | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Numbers come typed from templates and as text from events that were written as XML. All of these have at most 32 bits, unsigned. */
function number(value: FieldValue | undefined): number | null {
  const isText = typeof value === 'string' && /^\d{1,10}$/.test(value);
  const read = isText || typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
  return read !== null && Number.isInteger(read) && read >= 0 && read <= 0xffff_ffff ? read : null;
}

const guid = (value: FieldValue | undefined): string | null =>
  typeof value === 'string' && /^\{?[0-9a-f-]{36}\}?$/i.test(value) ? value.replace(/[{}]/g, '').toLowerCase() : null;

const fileTime = (value: FieldValue | undefined): bigint | null => (typeof value === 'bigint' ? value : null);
